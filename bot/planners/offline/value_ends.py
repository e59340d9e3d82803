"""The end of a value's name in a follow-up: 人民路一店 … 二店呢.

Role: a word that nothing explains, after an answer about one value: another value of the same field that ends with it.
One that begins like the value before is taken; any other is offered, never taken. Where rows are kept from the asker,
no value is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

from bot.planners.offline.verify import passes
from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.turn import Ask, Draft, Option, Plan, Question, Reading
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query, shape_of

Planner = Callable[[Reading, Question, ReadContext], Plan]
_AROUND = re.compile(
    r"^\s*(?:那么?|and|what about|how about|换成)?\s*(?P<word>.+?)\s*呢?\s*[?？。.!！]*\s*$", re.IGNORECASE
)
_MOST = 4
_ALL = 1_000
_ALIKE = 2  # characters that two names of one family begin with


def ending_value(intent: Intent, question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    """The query before with the value meant; None where the words are no end of one."""
    found = _AROUND.match(question.text)
    word = found["word"] if found is not None else ""
    answers = [turn for turn in question.history if turn.semantic_sql]
    own = intent.metrics or intent.values or intent.periods or intent.counted
    if own or not answers or len(word) < _ALIKE or question.rights.rows or question.history[-1] is not answers[-1]:
        return None
    parsed = parse_query(answers[-1].semantic_sql, context.layer.model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)
    held = [one for one in shape.where if one.op == "=" and isinstance(one.values[0], str)] if shape else []
    ends: list[tuple[str, bool]] = []
    for one in held:
        before = str(one.values[0])
        values = [value for value in _values(one.field, question, context) if _ends(value, word) and value != before]
        ends += [(value, _begin_alike(value, before)) for value in values]
    kin = [value for value, alike in ends if alike] or [value for value, _ in ends]
    options = [made for value in kin[:_MOST] if (made := _option(value, word, question, context, planner))]
    if len(options) == 1 and len(kin) == 1 and ends[0][1] and len(ends) == 1:
        return Draft(options[0].semantic_sql, "offline")
    labels = tuple(option.label for option in options)
    return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=word, suggestions=labels), tuple(options)) if options else None


def _values(field: FieldRef, question: Question, context: ReadContext) -> list[str]:
    if not question.rights.may_use_field(field) or field.dataset not in context.layer.model.datasets:
        return []
    declared = list(context.layer.model.field(field).values)
    if declared or context.index is None or context.index.count(field) > _ALL:
        return [str(value) for value in declared]
    return context.index.values(field, _ALL)


def _ends(value: str, word: str) -> bool:
    """The name ends with the word; a Latin one with the whole word."""
    whole, end = value.casefold(), word.casefold()
    return whole.endswith(f" {end}" if end.isascii() else end)


def _begin_alike(one: str, other: str) -> bool:
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))) >= _ALIKE


def _option(value: str, word: str, question: Question, context: ReadContext, planner: Planner) -> Option | None:
    asked = replace(question, text=question.text.replace(word, value, 1))
    reading = read_question(asked, context)
    made = planner(reading, asked, context) if not reading.unexplained else None
    if not isinstance(made, Draft) or not passes(made.semantic_sql, asked, context):
        return None
    return Option(value, made.semantic_sql)
