"""Reading a query back: QueryShape → the Intent, names and period that would have written it.

Role: the ground a follow-up stands on. None where the query holds something that no intent says (then it is not edited
but honestly declined).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.planners.offline.queries.times import Span
from bot.planners.offline.resolve import Said
from bot.prior import measures_named
from bot.read import ReadContext
from bot.read.intent import Intent
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.shape import Condition, QueryShape

_EQUAL = {"=": False, "IN": False, "IS DISTINCT FROM": True, "NOT IN": True, "!=": True}
_PER = re.compile(r"_per_(day|week|month|quarter|year)$")


@dataclass(frozen=True, slots=True)
class Recalled:
    """A query taken apart. `kept`: conditions that are not values; `having`: conditions on measures, as text."""

    intent: Intent
    metrics: tuple[str, ...]
    groups: tuple[FieldRef, ...]
    values: tuple[Said, ...]
    span: Span
    kept: tuple[Condition, ...] = ()
    having: tuple[str, ...] = ()


def recall(shape: QueryShape, context: ReadContext) -> Recalled | None:
    """Take a query apart; None where it is a list of rows or has columns this does not know."""
    if shape.detail or not shape.items:
        return None
    intent = Intent([])
    metrics = _metrics(shape)
    if not metrics or not _read_columns(shape, intent) or _is_part_beside_whole(shape):
        return None
    values, kept = _conditions(shape.where, context.layer.model)
    if shape.limit is not None:  # written by the ranking itself, and again if there still is one
        kept = [c for c in kept if not (c.op == "IS NOT NULL" and c.field in shape.fields)]
    for item in shape.items:
        if item.measure and item.measure.where:
            inner, rest = _conditions(item.measure.where, context.layer.model)
            if rest:
                return None
            values += [said for said in inner if said not in values]
    intent.grain = shape.grain
    conditions = [*shape.where, *(c for item in shape.items if item.measure for c in item.measure.where)]
    intent.together = any(c.op == "IN" and c.field not in shape.fields for c in conditions)
    _read_order(shape, intent)
    grain = context.calendar.unit_of(shape.start, shape.end) if shape.start and shape.end else None
    span = Span(shape.start, shape.end, grain)
    return Recalled(intent, metrics, shape.fields, tuple(values), span, tuple(kept), shape.having)


def _is_part_beside_whole(shape: QueryShape) -> bool:
    """A measure and a part of it: edited as one block, the whole would go."""
    measures = [item.measure for item in shape.items if item.measure is not None]
    whole = {one.metric for one in measures if not one.where}
    return any(one.where and one.metric in whole for one in measures)


def _metrics(shape: QueryShape) -> tuple[str, ...]:
    named = [item.measure.metric for item in shape.items if item.measure]
    for item in shape.items:
        if not item.measure:
            named += measures_named(item.expression)
    return tuple(dict.fromkeys(named))


def _read_columns(shape: QueryShape, intent: Intent) -> bool:
    """Comparisons, shares, averages and cumulated columns, recognised by form. False for a form nobody asked for."""
    for item in shape.items:
        if item.measure is not None:
            for modifier in item.measure.modifiers:
                if not _read_modifier(modifier, intent):
                    return False
        elif _PER.search(item.alias):
            intent.per = _PER.search(item.alias).group(1)  # type: ignore[union-attr]
        elif item.alias.endswith("_share") or "_share_" in item.alias:
            intent.share = "of" if len(_metrics(shape)) == 2 else "share"
        elif not item.alias.endswith(("_yoy", "_mom", "_change")):
            return False
    return True


def _read_modifier(modifier: str, intent: Intent) -> bool:
    name, _, rest = modifier.partition("(")
    if name == "PRIOR_YEAR":
        relation = "yoy"
    elif name == "PRIOR_PERIOD":
        grain = rest.rstrip(")").strip("'").lower()
        relation = f"mom:{grain}" if grain else "mom"
    elif name == "YTD":
        intent.calcs.add("cumulative")
        return True
    else:
        return False
    if relation not in intent.relations:
        intent.relations.append(relation)
    return True


def _conditions(where: tuple[Condition, ...], model: SemanticModel) -> tuple[list[Said], list[Condition]]:
    values: list[Said] = []
    kept: list[Condition] = []
    for condition in where:
        if condition.op in _EQUAL and all(isinstance(value, str) for value in condition.values):
            values += [Said(condition.field, str(value), _EQUAL[condition.op]) for value in condition.values]
        elif condition.op in {"WITHIN", "NOT WITHIN"}:
            trees = {tree.name: tree.display for tree in model.datasets[condition.field.dataset].trees}
            field = FieldRef(condition.field.dataset, trees[condition.field.field], condition.field.role)
            values += [Said(field, str(value), condition.op == "NOT WITHIN") for value in condition.values]
        else:
            kept.append(condition)
    return values, kept


def _read_order(shape: QueryShape, intent: Intent) -> None:
    intent.limit = shape.limit
    if not shape.order:
        return
    name, descending = shape.order[0]
    if name == "period" or "." in name:
        return
    intent.ranked, intent.descending = True, descending
    intent.growth = name.endswith(("_yoy", "_mom", "_change"))
    intent.which = "all" if shape.limit is None else ""
