"""What is not answered, and why: each refusal names the words it is about.

Role: guards in front of the planner. They raise Stop; silence means "go on".
"""

from __future__ import annotations

import re

from bot.planners.offline.stop import decline, not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.near import nearest_labels
from bot.read.reading import MAX_CHARACTERS
from bot.read.wording.bounds import vague_bound
from bot.read.words.function import FUNCTION_WORDS
from bot.turn import Question
from semantic_layer.issues import IssueCode

_STATEMENT = re.compile(
    r"\b(drop|truncate|alter)\s+(table|view|schema|database|index|column)\b|\bdelete\s+from\b|\binsert\s+into\b"
    r"|\bupdate\s+\S+\s+set\b|\bcreate\s+(or\s+replace\s+)?(table|view|schema|index|database|user)\b"
    r"|\bgrant\s+\w+\s+(on|to)\b|\btruncate\s+\w+\s*;?\s*$",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W*((please|can you|could you|now|just)\s+)*(delete|erase|wipe|overwrite|insert|update|modify|edit)\s+"
    r"(the|all|every|my|our|this|that|these|those|a|an|record|row|table|\w+\s+(table|record|row|data|to|in|from))\b",
    re.IGNORECASE,
)
_ORDER_ZH = re.compile(
    r"^\W*(请|帮我|麻烦|给我|把|将|现在)*.{0,12}?(删除|删掉|清空|抹掉|篡改|覆盖掉|录入|写入|插入)"
    r"|^\W*(请|帮我|麻烦)*(修改|更改|更新|改动).{0,20}(数据|记录|表|凭证|预算|金额|数字)"
)
_SET_TO = re.compile(
    r"(把|将).+(改成|改为|更新为|设为|设置为|调整为|调成)\s*(\d[\d,.]*|[一二三四五六七八九十百]+)\s*([万亿千元块%]|$)"
)


def refuse_outright(question: Question) -> None:
    """Nothing asked, too much text, or an order to change something."""
    text = question.text
    if not any(char.isalnum() for char in text):
        raise decline(IssueCode.EMPTY_QUESTION)
    if len(text) > MAX_CHARACTERS:
        raise decline(IssueCode.QUESTION_TOO_LONG, limit=MAX_CHARACTERS, length=len(text))
    if _STATEMENT.search(text) or _ORDER.search(text) or _ORDER_ZH.search(text):
        raise decline(IssueCode.CHANGES_DATA)
    if _SET_TO.search(text):
        raise decline(IssueCode.CHANGES_DATA)


def refuse_unexplained(intent: Intent, question: Question, context: ReadContext) -> None:
    """Words that nothing explains: foreign to the layer, or not understood beside what is."""
    if intent.future:
        future = [piece.text for piece in intent.pieces if piece.role == "future"]
        future = [text for text in future if text.casefold() not in FUNCTION_WORDS]  # "will" is in no data
        words = intent.unexplained or future or [period.words for period in intent.periods if period.words]
        raise decline(IssueCode.NOT_IN_LAYER, words=" ".join(words), suggestions=())
    if intent.unexplained:
        if not intent.metrics and not question.history:
            refuse_foreign(intent, question, context)
        about = vague_bound(intent, question.text)
        if about:
            raise decline(IssueCode.VAGUE_BOUND, words=about)
        words = " ".join(intent.unexplained)
        raise not_understood(
            words, *nearest_labels(intent.unexplained, context.lexicon, question.lang, question.rights)
        )
    for piece in intent.unresolved:
        if piece.time is None or len(piece.time.candidates) < 2:
            raise decline(IssueCode.UNRESOLVED_PERIOD, words=piece.text)


def refuse_foreign(intent: Intent, question: Question, context: ReadContext) -> None:
    """No metric is named. Foreign words are not in the layer; words of any question are only not understood; without
    either, the metric is missing."""
    unknown = [piece.text for piece in intent.pieces if not piece.known]
    foreign = [word for word in intent.unexplained if any(text in word for text in unknown)]
    suggestions = nearest_labels(
        foreign or intent.unexplained or [question.text], context.lexicon, question.lang, question.rights
    )
    if foreign:
        raise decline(IssueCode.NOT_IN_LAYER, words=" ".join(foreign), suggestions=suggestions)
    if intent.unexplained:
        raise not_understood(" ".join(intent.unexplained), *suggestions)
    raise decline(IssueCode.NO_METRIC, suggestions=suggestions)
