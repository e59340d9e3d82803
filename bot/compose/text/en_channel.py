"""What the chat channels say beside the answers: English."""

from __future__ import annotations

WORDS = {
    # people who get nothing
    "stranger": "I do not know you yet, so I cannot show you any figures. "
    "[[Please ask {contact}.|Please ask whoever runs me here.]]",
    # progress
    "step_read": "Reading the question",
    "step_plan": "Planning the query",
    "step_check": "Checking the query",
    "step_execute": "Querying the data",
    "step_compose": "Writing the answer",
    "working": "Working on it…",
    "stopped": "Stopped.",
    # limits of the audience
    "limited": "This shows what everybody in this conversation may see; you may see more.",
    "limited_refused": "Not everybody in this conversation may see this.",
    "show_private": "Show me in private",
    "in_private": "Sent to you in private.",
    # buttons
    "button_sql": "Show SQL",
    "button_definition": "Definition",
    "button_excel": "Export Excel",
    "button_chart": "Change chart",
    "button_delete": "Delete",
    "button_pin": "Pin the question",
    "button_up": "Useful",
    "button_down": "Wrong",
    "follow_ups": "Ask on",
    "options": "Choose one:",
    # clicks
    "only_asker_deletes": "Only the person who asked can delete this answer.",
    "deleted": "Deleted.",
    "no_sql": "Your rights do not include seeing SQL.",
    "not_for_you": "This answer holds something that you may not see.",
    "gone": "This answer cannot be found any more. Please ask again.",
    "already_chosen": "This was clicked before; the answer is in the conversation.",
    "exported": "The Excel file has been sent to you in private.",
    "nothing_to_export": "This answer has no table to export.",
    "no_chart": "This result cannot be drawn.",
    "thanks_up": "Thank you, noted.",
    "thanks_down": "Thank you, noted; somebody will look at it.",
    "reason_title": "What is wrong?",
    "reason_label": "Reason (optional)",
    "send": "Send",
    "close": "Close",
    "definition_title": "Definition",
    "sql_title": "SQL",
    "pinned": "Pinned; it stands on the home tab.",
    # trouble
    "trouble": "Sorry, this question could not be worked out. Please try again later.[[ Reference {id}.]]",
    "operator_trouble": "Sorry, I cannot query the data now; an administrator must look at it."
    "[[ Please ask {contact}.]]",
    "restarted": "Sorry, I was restarted before this was answered. Please ask again.",
    "long_text": "This is long; the full text is in the file.",
    "file_title": "Full text",
    # command and shortcut
    "command_taken": "Got it. The answer is in our direct messages.",
    "command_help": "Use: /fin QUESTION; /fin lang zh|en|auto chooses the language of answers; "
    "/fin forget forgets remembered choices.",
    "asked_by_command": "You asked: {question}",
    "lang_chosen": "Answers will be in English.",
    "lang_auto": "Answers will be in the language of the question.",
    "forgotten": "Remembered choices are forgotten.",
    "explain_title": "Where it comes from",
    "explain_nothing": "There is no metric in this message that I know.",
    # home
    "home_title": "AskFin",
    "home_hello": "Hello {name}. Ask me here, or mention me in a channel.",
    "home_recent": "Recent answers",
    "home_none": "None yet.",
    "home_pinned": "Pinned questions",
    "home_may_see": "What I may see",
    "home_metrics": "{count} metrics",
    "home_rows": "Only: {rows}",
    "home_language": "Language of answers",
    "home_ask": "Ask again",
    "home_unpin": "Unpin",
    "language_auto": "As the question",
    "language_zh": "中文",
    "language_en": "English",
    "chart_kinds": "Another chart",
    "prompts_title": "You can ask",
    "chart_alt": "Chart: {title}",
    "empty_question": "help",
    "colon": ": ",
}
