"""The next message is first tried as the answer to a clarification.

Role: a number, "the first", an option's label or words of it → the option's query; else None and the message is a
question like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.read import ReadContext, read_question
from bot.read.normal import tokenize
from bot.turn import Draft, Option, Plan, PriorTurn, Question, Reading

_ORDINALS = {
    "1": 0, "一": 0, "first": 0, "a": 0, "2": 1, "二": 1, "两": 1, "second": 1, "b": 1,
    "3": 2, "三": 2, "third": 2, "c": 2, "4": 3, "四": 3, "fourth": 3, "d": 3,
}  # fmt: skip
_AROUND = frozenset({
    "the", "a", "an", "i", "we", "mean", "meant", "want", "need", "please", "pls", "thank", "thanks", "you", "one",
    "my", "our", "is", "it", "的", "吧", "呢", "谢", "请", "啊", "呀", "了", "我", "要", "是", "指", "那", "个",
})  # fmt: skip
_NUMBERED = re.compile(
    r"^\W*(?:我?(?:选|要|就)|选择|option|number|no\.?|the)?\s*(?:第)?\s*([1-4a-d一二两三四]|first|second|third|fourth)\s*"
    r"(?:个|项|种|号|条|one|option)?\s*(?:吧|please)?\W*$",
    re.IGNORECASE,
)

Planner = Callable[[Reading, Question, ReadContext], Plan]


def answer_clarification(question: Question, context: ReadContext, plan: Planner) -> Plan | None:
    """The plan of the option chosen; None where the last turn asked nothing or this is no answer to it."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification" or not last.options:
        return None
    option = _chosen(question.text, last, context)
    if option is None:
        return None
    if option.semantic_sql:
        return Draft(option.semantic_sql, "offline", chart=last.chart)
    asked = replace(question, text=option.question, history=question.history[:-1])
    return plan(read_question(asked, context), asked, context)


def chosen_sql(question: Question) -> tuple[str, ...]:
    """The queries that the last turn offered: one of them, chosen, is agreed with in the words of that turn."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification":
        return ()
    return tuple(option.semantic_sql for option in last.options if option.semantic_sql)


def _chosen(text: str, last: PriorTurn, context: ReadContext) -> Option | None:
    numbered = _NUMBERED.match(text.strip())
    if numbered:
        place = _ORDINALS[numbered.group(1).lower()]
        return last.options[place] if place < len(last.options) else None
    said = _bare(_words(text))
    if not said:
        return None
    named = [option for option in last.options if _words(_head(option.label)) == said]
    if not named:
        named = [option for option in last.options if _is_within(said, _words(_head(option.label)))]
    if not named:
        targets = {str(link.target) for link in context.lexicon.find(said)}
        named = [option for option in last.options if option.remember and option.remember[1] in targets]
    return named[0] if len(named) == 1 else None


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without what is said around a choice: an article, please, 的, 谢谢."""
    first, last = 0, len(words)
    while first < last and words[first] in _AROUND:
        first += 1
    while last > first and words[last - 1] in _AROUND:
        last -= 1
    return words[first:last]


def _head(label: str) -> str:
    """The label without the definition in brackets."""
    return re.split(r"[((::]", label, maxsplit=1)[0].strip() or label


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(text) if token.kind != "sign")


def _is_within(said: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether the words said stand together in the label."""
    size = len(said)
    return any(label[at : at + size] == said for at in range(len(label) - size + 1))
