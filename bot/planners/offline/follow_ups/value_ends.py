"""A part of a value's name in a follow-up: 人民路一店 … 二店呢, 最大的三家供应商 … 顺达呢.

Role: a word that nothing explains, after an answer about one value or by one field: the member shown, else the value of
that field, whose name it is part of. The only one is taken (the scope shows it), several are asked between. The mere
end of a name goes with the value before if it begins alike, and is offered otherwise. Where rows are kept from the
asker, no value is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.planners.offline.verify import passes
from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.turn import Ask, Draft, Option, Plan, PriorTurn, Question, Reading
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

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
    word = re.sub(r"(?<=\w) ones?$", "", found["word"]) if found is not None else ""
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
    if not ends and shape is not None:
        return _part_of_name(word, shape, answers[-1], question, context, planner)
    kin = [value for value, alike in ends if alike] or [value for value, _ in ends]
    options = [made for value in kin[:_MOST] if (made := _option(value, word, question, context, planner))]
    if len(options) == 1 and len(kin) == 1 and ends[0][1] and len(ends) == 1:
        return Draft(options[0].semantic_sql, "offline")
    labels = tuple(option.label for option in options)
    return Ask(issue(IssueCode.NOT_UNDERSTOOD, words=word, suggestions=labels), tuple(options)) if options else None


def _part_of_name(
    word: str, shape: QueryShape, last: PriorTurn, question: Question, context: ReadContext, planner: Planner
) -> Plan | None:
    """The one member shown whose name holds the word; else the one value of the field that the answer is about."""
    fields = [ref for ref in shape.fields if ref.field] or [c.field for c in shape.where if c.op == "="]
    if len(set(fields)) != 1 or shape.detail or fields[0].dataset not in context.layer.model.datasets:
        return None
    place = 1 if shape.grain else 0
    rows = [row[place] for row in last.first_rows if len(row) > place] if shape.fields else []
    shown = _named_by(word, [value for value in rows if isinstance(value, str)], fields[0], context)
    found = shown or _named_by(word, _values(fields[0], question, context), fields[0], context)
    said = f"{word} ones" if f"{word} ones" in question.text else word  # "returning ones": that kind of them
    options = [made for name in found.values() if (made := _option(name, said, question, context, planner))]
    if len(found) == 1 and options:
        return Draft(options[0].semantic_sql, "offline")
    labels = tuple(option.label for option in options[:_MOST])
    asked = Ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), tuple(options[:_MOST]))
    return asked if options else None


def _named_by(word: str, values: Sequence[str], field: FieldRef, context: ReadContext) -> dict[str, str]:
    """Values of which a name holds the word, each with that name; one that was just asked for is none of them."""
    synonyms = context.layer.model.field(field).value_synonyms
    found: dict[str, str] = {}
    for value in dict.fromkeys(values):
        name = next((one for one in (value, *synonyms.get(value, ())) if _holds(one, word)), None)
        if name is not None:
            found[value] = name
    return found


def _holds(value: str, word: str) -> bool:
    """The name holds the word; a Latin one as a whole word."""
    if word.isascii():
        return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", value, re.IGNORECASE) is not None
    return word.casefold() in value.casefold()


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
