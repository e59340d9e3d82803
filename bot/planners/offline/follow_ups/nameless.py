"""去掉没有原因的, "leave out the ones without a reason": a list of groups without the one that has no name.

Role: a follow-up on an answer by groups → the same with a condition that the field has a value.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.read import ReadContext, read_question
from bot.read.intent import Intent
from bot.turn import Draft, Question
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import Condition, QueryShape

_ZH = re.compile(
    r"(?:请|再|把)?(?:去掉|去除|排除|剔除|不要|不算|不看|除去|去了)(?:那些|掉)?"
    r"(?:(?:没有|没填|未填|无|缺少?)(?P<field>[^的?？,，。\s]{1,8})的?(?:那些|那一?[行项条个])?|(?P<blank>空的?|空值|空白的?|为空的))"
)
_EN = re.compile(
    r"(?:please )?(?:and )?(?:leave out|exclude|drop|remove|ignore|skip|take out) (?:the |all )?"
    r"(?:(?:ones?|those|rows|records|that) (?:without|with no|missing|that have no|which have no) (?:a |an |any |the )?"
    r"(?P<field>[a-z][a-z ]{1,30})|(?P<blank>blanks?|empty ones?|empty|nulls?|unknowns?))",
    re.IGNORECASE,
)
_END = " \t?？。.!！~"


def without_nameless(question: Question, context: ReadContext) -> Draft | None:
    """The answer before without the rows that lack the field; None where the words ask for nothing of the kind."""
    text = question.text.strip(_END)
    asked = _ZH.fullmatch(text) or _EN.fullmatch(text)
    last = question.history[-1] if question.history else None
    if asked is None or last is None or not last.semantic_sql:
        return None
    parsed = parse_query(last.semantic_sql, context.layer.model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)
    if shape is None or shape.detail or not shape.fields:
        return None
    fields = shape.fields if asked["blank"] else _meant(asked["field"], shape, question, context)
    if len(fields) != 1 or any(one.field == fields[0] and one.op.startswith("IS") for one in shape.where):
        return None
    return Draft(shape.with_(where=(*shape.where, Condition(fields[0], "IS NOT NULL"))).to_sql(), "offline")


def _meant(words: str, shape: QueryShape, question: Question, context: ReadContext) -> tuple[FieldRef, ...]:
    """The field of the answer that the words name, in full or in part."""
    by = replace(question, text=f"by {words}" if words.isascii() else f"按{words}")
    intent = read_question(by, context).intent
    if not isinstance(intent, Intent) or intent.unexplained:
        return ()
    named = {ref for said in intent.groups for ref in said.refs}
    return tuple(ref for ref in shape.fields if ref in named)
