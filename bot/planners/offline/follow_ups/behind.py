"""What is behind a number: 列出来, "show me the rows behind", 什么原因, "which customers were that".

Role: a follow-up on an answer of one number → the rows it is made of (`semantic_layer.drill`), or the number by the
field that is asked for. Of anything but one number, or of a ratio (whose rows are two lists), the whole is to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.planners.offline.stop import Stop, decline
from bot.planners.offline.verify import passes
from bot.read import ReadContext, read_question
from bot.turn import Decline, Draft, Plan, PriorTurn, Question, Reading
from semantic_layer.checks import check_query
from semantic_layer.drill import drill
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

Planner = Callable[[Reading, Question, ReadContext], Plan]
_ROWS = re.compile(
    r"(?:请|帮我|把它们|把这些|都)*(?:列出来|列一下|列出明细|明细|看明细|看看明细|给我明细|逐条列出|具体是?哪些|是哪些|都是哪些|有哪些明细)"
    r"(?:看看|吧|呢|一下)?|(?:please )?(?:can you )?(?:list (?:them|those|these|the rows)(?: all)?|"
    r"(?:show|give) (?:me )?(?:the )?(?:underlying )?(?:rows|records|details|detail|line items)"
    r"(?: behind(?: (?:it|that|this|the number|this number))?)?|"
    r"(?:the )?details|show (?:me )?(?:them|those)|which ones)(?: please)?",
    re.IGNORECASE,
)
_FIELD_ZH = re.compile(
    r"(?:主要|大多|多数)?(?:都)?(?:是)?(?:因为|由于)?(?:(?P<those>哪些)|什么|啥|哪种|哪类)(?P<field>[^?？,，。\s]{1,8}?)"
    r"(?:造成的|引起的|导致的|呢)?"
)
_FIELD_EN = re.compile(
    r"(?:and )?(?:what (?:are|were|is|was) the (?:main|top|most common)|what|which) (?P<field>[a-z][a-z ]{2,30}?)"
    r"(?P<those> (?:was|were|is|are) (?:that|it|those|they|these)| (?:is|was) behind (?:it|that))?",
    re.IGNORECASE,
)
_END = " \t?？。.!！~"


def what_is_behind(question: Question, context: ReadContext, planner: Planner) -> Plan | None:
    """The rows or the parts of the number just answered; None where the words ask for neither."""
    last = question.history[-1] if question.history else None
    if last is None or not last.semantic_sql or last.kind != "answer":
        return None
    text = question.text.strip(_END)
    parsed = parse_query(last.semantic_sql, context.layer.model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)
    if shape is None or shape.detail or shape.fields or shape.grain or shape.limit is not None or len(shape.items) != 1:
        return None
    if _ROWS.fullmatch(text):
        return _rows(last, shape, question, context)
    asked = _FIELD_ZH.fullmatch(text) or _FIELD_EN.fullmatch(text)
    return _by_field(asked, shape, question, context, planner) if asked is not None else None


def _rows(last: PriorTurn, shape: QueryShape, question: Question, context: ReadContext) -> Draft:
    parsed = parse_query(last.semantic_sql, context.layer.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, context.layer, question.rights)
    if isinstance(checked, Issues):
        raise Stop(Decline(tuple(checked)))
    found = drill(checked, shape.items[0].alias, {}, context.layer, question.rights)
    if isinstance(found, Issues) or len(found) != 1:
        raise decline(IssueCode.ASK_IN_FULL)
    return Draft(found[0].sql, "offline")


def _by_field(
    asked: re.Match[str], shape: QueryShape, question: Question, context: ReadContext, planner: Planner
) -> Draft | None:
    """The number by the field that is asked for; of "which customers were that" those of which there is any."""
    zh = asked.re is _FIELD_ZH
    by = replace(question, text=f"按{asked['field']}" if zh else f"by {asked['field']}")
    reading = read_question(by, context)
    if reading.unexplained or reading.metrics or reading.values or reading.periods or reading.grain:
        return None
    made = planner(reading, by, context)
    parsed = parse_query(made.semantic_sql, context.layer.model) if isinstance(made, Draft) else None
    refused = isinstance(made, Draft) and not passes(made.semantic_sql, by, context)
    grouped = None if refused or parsed is None or isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)
    if grouped is None or not grouped.fields or grouped.with_(fields=()) != shape.with_(order=grouped.order):
        return None
    measure = shape.items[0].measure
    if asked["those"] and measure is not None:
        grouped = grouped.with_(having=(f"{measure.to_sql()} <> 0",))
    return Draft(grouped.to_sql(), "offline")
