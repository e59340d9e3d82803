"""A turn as a Slack message: text, table of at most ten rows, chart, card, buttons; and simpler forms of it.

Role: pure functions from a Turn to blocks. `Look` says what the workspace can show; each simpler look needs less of it,
so that a message Slack refuses can be sent again in a form that it takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack import pieces
from bot.channels.slack.mrkdwn import SECTION, bold, cut, escaped, fence
from bot.channels.slack.pieces import Block
from bot.channels.wording import speak
from bot.charts import KINDS
from bot.compose import presentation_of, say
from bot.tables import preview
from bot.turn import Answer, Clarification, Definition, Refusal, Turn

METADATA = "askfin_answer"
MOST_TEXT = 9_000  # longer texts go into a file
_HEAD_OF_LONG = 2_500
_CARD_LINES = 12
_MOST_BUTTONS = 4

# Action ids. Buttons of one block need different ones, hence the numbers of options and follow-ups.
SQL, DEFINITION, EXCEL, CHART, DELETE, PIN = "sql", "definition", "excel", "chart", "delete", "pin"
OPTION, FOLLOW, PRIVATE, FEEDBACK, UP, DOWN = "option", "follow", "private", "feedback", "thumb_up", "thumb_down"


@dataclass(frozen=True)
class Look:
    """What a message may use."""

    image: bool = True  # an uploaded file as a block of the message
    table: bool = True  # the table block
    thumbs: bool = True  # Slack's own feedback buttons
    blocks: bool = True  # any blocks at all


def simpler(look: Look) -> list[Look]:
    """The looks to try after one another, each asking less of Slack."""
    ladder = [look, replace(look, image=False), Look(False, False, False), Look(False, False, False, False)]
    return [step for place, step in enumerate(ladder) if step not in ladder[:place]]


@dataclass(frozen=True)
class Message:
    """A message to post. `long_text`: what had to go into a file, "" if nothing."""

    text: str
    blocks: tuple[Block, ...]
    metadata: dict[str, Any]
    long_text: str = ""


@dataclass(frozen=True)
class Extras:
    """What a turn's message carries beside the turn."""

    question_id: str = ""
    file_id: str = ""  # of the chart
    alt: str = ""
    offer: str = ""  # "": nothing held back; "limited" or "limited_refused": offer the rest in private
    may_see_sql: bool = True
    is_public: bool = True  # others read along


def message_of(turn: Turn, extras: Extras, look: Look) -> Message:
    """The message of a turn."""
    blocks, long_text = _blocks(turn, extras, look)
    text = pieces.text_of(blocks)
    payload = {"question_id": extras.question_id, "turn_id": turn.turn_id}
    metadata = {"event_type": METADATA, "event_payload": payload}
    return Message(text, tuple(blocks) if look.blocks else (), metadata, long_text)


def _blocks(turn: Turn, extras: Extras, look: Look) -> tuple[list[Block], str]:
    outcome = turn.outcome
    blocks, long_text = _text(outcome.text, outcome.lang, isinstance(outcome, Answer))
    match outcome:
        case Answer():
            blocks += _answer(outcome, turn, extras, look)
        case Clarification():
            blocks += _options(outcome, turn)
        case Definition():
            blocks += _follow_ups(outcome.suggestions, turn)
        case Refusal():
            pass
    if extras.offer:
        blocks += _offer(extras, outcome.lang)
    blocks += _thumbs(turn, look)
    return blocks, long_text


def _text(text: str, lang: str, is_answer: bool) -> tuple[list[Block], str]:
    """The text as sections, the first line of an answer in bold; very long texts by their beginning."""
    if len(escaped(text)) > MOST_TEXT:
        head = cut(escaped(text), _HEAD_OF_LONG)
        return [*pieces.sections(head), pieces.context(speak("long_text", lang))], text
    first, _, rest = text.partition("\n")
    if is_answer and len(first) < SECTION // 4:
        shown = "\n".join(part for part in (bold(first), escaped(rest)) if part)
    else:
        shown = escaped(text)
    return pieces.sections(shown), ""


def _answer(answer: Answer, turn: Turn, extras: Extras, look: Look) -> list[Block]:
    blocks: list[Block] = []
    if len(answer.table.rows) > 1:
        blocks += _table(answer, look)
    if extras.file_id and look.image:
        blocks.append(pieces.image(extras.file_id, extras.alt))
    blocks.append(pieces.context(_card(answer, turn)))
    blocks.append(pieces.actions(_buttons(answer, turn, extras)))
    return blocks + _follow_ups(answer.suggestions, turn)


def _table(answer: Answer, look: Look) -> list[Block]:
    view = presentation_of(answer)
    shown = preview(view)
    rows = [[view.text(row, place) for place in range(len(view.columns))] for row in shown.rows]
    block = pieces.table(view.headings, rows, view.measures) if look.table else None
    if block is None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": fence(view.headings, rows, view.measures)}}
    blocks = [block]
    if shown.note:
        blocks.append(pieces.context(shown.note))
    return blocks


def _card(answer: Answer, turn: Turn) -> str:
    colon = speak("colon", answer.lang)
    shown = answer.card.brief or answer.card.lines[:_CARD_LINES]
    lines = [f"{escaped(heading)}{colon}{escaped(text)}" for heading, text in shown]
    return cut("\n".join(lines), pieces.CONTEXT_TEXT - 40) + "\n" + say("terminal_id", answer.lang, id=turn.turn_id)


def _buttons(answer: Answer, turn: Turn, extras: Extras) -> list[Block]:
    lang, value = answer.lang, {"t": turn.turn_id}
    buttons = [pieces.button(speak("button_sql", lang), SQL, value)] if extras.may_see_sql else []
    if answer.checked.metrics:
        buttons.append(pieces.button(speak("button_definition", lang), DEFINITION, value))
    buttons.append(pieces.button(speak("button_excel", lang), EXCEL, value))
    if answer.chart is not None:
        kinds = [(say(f"kind_{kind}", lang), f"{kind}:{turn.turn_id}") for kind in KINDS]
        buttons.append(pieces.select(speak("button_chart", lang), CHART, kinds))
    if turn.draft is None or turn.draft.planner != "sql":
        buttons.append(pieces.button(speak("button_pin", lang), PIN, value))
    return [*buttons, pieces.button(speak("button_delete", lang), DELETE, value)]


def _options(asked: Clarification, turn: Turn) -> list[Block]:
    buttons = [
        pieces.button(option.label, f"{OPTION}_{place}", {"t": turn.turn_id, "o": place})
        for place, option in enumerate(asked.options)
    ]
    labels = [option.label for option in asked.options if len(option.label) > pieces.BUTTON_TEXT]
    blocks = [pieces.context(escaped("\n".join(labels)))] if labels else []
    return [*blocks, pieces.actions(buttons)] if buttons else []


def _follow_ups(suggestions: tuple[str, ...], turn: Turn) -> list[Block]:
    buttons = [
        pieces.button(text, f"{FOLLOW}_{place}", {"t": turn.turn_id, "q": text})
        for place, text in enumerate(suggestions[:_MOST_BUTTONS])
        if len(text) < pieces.BUTTON_VALUE // 4
    ]
    if not buttons:
        return []
    return [pieces.context(speak("follow_ups", turn.outcome.lang)), pieces.actions(buttons)]


def _offer(extras: Extras, lang: str) -> list[Block]:
    show = pieces.button(speak("show_private", lang), PRIVATE, {"e": extras.question_id}, style="primary")
    return [pieces.context(speak(extras.offer, lang)), pieces.actions([show])]


def _thumbs(turn: Turn, look: Look) -> list[Block]:
    lang, value = turn.outcome.lang, turn.turn_id
    up, down = speak("button_up", lang), speak("button_down", lang)
    if look.thumbs:
        return [pieces.feedback(up, down, FEEDBACK, value)]
    return [
        pieces.actions([pieces.button(f"👍 {up}", UP, {"t": value}), pieces.button(f"👎 {down}", DOWN, {"t": value})])
    ]
