"""What a follow-up drops of the query before without a word: conditions, and what it was split by.

Role: the query with them, which is offered beside the model's own. One-block queries alone are compared.
"""

from __future__ import annotations

from bot.planners.model.history import shown_history
from bot.turn import Question, Reading
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import Condition, QueryShape


def with_what_was_lost(sql: str, question: Question, reading: Reading, model: SemanticModel) -> str:
    """The follow-up with what the last query had and it has not; "" where it dropped nothing."""
    turns = shown_history(question, model)
    removes = reading.intent is not None and "remove" in reading.intent.follow
    if not reading.is_follow_up or removes or not turns:
        return ""
    last, now = shape_in(turns[-1].semantic_sql, model), shape_in(sql, model)
    if last is None or now is None:
        return ""
    measures = [item.measure for item in now.items if item.measure is not None]
    filtered = {condition.field for condition in (*now.where, *(one for m in measures for one in m.where))}
    lost = _conditions(last, now, filtered)
    groups = () if _names_groups(reading) or filtered & set(last.fields) or now.fields else last.fields
    if now.detail or last.detail or not (lost or groups):
        return now.with_(where=now.where + lost).to_sql() if lost else ""
    return now.with_(where=now.where + lost, fields=now.fields or groups).to_sql()


def _conditions(last: QueryShape, now: QueryShape, filtered: set[FieldRef]) -> tuple[Condition, ...]:
    grouped = {(ref.dataset, ref.field) for ref in now.fields}
    return tuple(
        condition
        for condition in last.where
        if condition.field not in filtered and (condition.field.dataset, condition.field.field) not in grouped
        if condition.op != "IS NOT NULL"
    )


def _names_groups(reading: Reading) -> bool:
    """What it is split by now is said, or that it is one figure; beside unknown words nobody can tell."""
    intent = reading.intent
    if intent is None or reading.unexplained:
        return True
    one = intent.calcs & {"sum", "max", "min", "average", "median"} or intent.follow & {"whole", "total"}
    return bool(
        one or intent.groups or intent.counted or intent.combined or intent.limit or intent.ranked or intent.which
    )


def shape_in(sql: str, model: SemanticModel) -> QueryShape | None:
    """The shape of a query of one block."""
    parsed = parse_query(sql, model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, model)
