"""Members told apart: what every query must do with the members of a dimension, done by code, not by a model.

Role: namesakes are grouped by their key as well, and a row without a name takes no place in a ranking, exactly as the
offline planner writes it. Only one-block queries are changed; another form keeps what it says.

    SELECT clients.name, MEASURE(m) AS m … GROUP BY clients.name ORDER BY m DESC LIMIT 3
    → clients.name, clients.client_id, … WHERE … AND clients.name IS NOT NULL …
"""

from __future__ import annotations

from bot.ports import PlanContext
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import Condition, QueryShape

_AGES = "open_items"
_HELD = frozenset({"=", "IN", "IS NOT NULL", "IS NULL"})


def told_apart(semantic_sql: str, context: PlanContext) -> str:
    """The query with namesakes kept apart and unnamed rows out of rankings; as it was where nothing changes."""
    model = context.layer.model
    parsed = parse_query(semantic_sql, model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, model)
    if shape is None or shape.detail or not shape.fields:
        return semantic_sql
    changed = shape.with_(fields=_with_keys(shape, context))
    if shape.limit is not None and shape.order:
        changed = changed.with_(where=shape.where + _named(shape))
    return semantic_sql if changed == shape else changed.to_sql()


def _with_keys(shape: QueryShape, context: PlanContext) -> tuple[FieldRef, ...]:
    found: list[FieldRef] = []
    for ref in shape.fields:
        found.append(ref)
        key = _key_of(ref, context.layer.model)
        if key is not None and _has_namesakes(ref, context):
            found.append(key)
    return tuple(dict.fromkeys(found))


def _key_of(ref: FieldRef, model: SemanticModel) -> FieldRef | None:
    dataset = model.datasets.get(ref.dataset)
    if dataset is None or dataset.display != ref.field or dataset.valid_from or len(dataset.primary_key) != 1:
        return None
    key = dataset.primary_key[0]
    return None if key == ref.field else FieldRef(ref.dataset, key, ref.role)


def _has_namesakes(ref: FieldRef, context: PlanContext) -> bool:
    if context.index is None:
        return False
    counted = context.index.counted(FieldRef(ref.dataset, ref.field), 1)
    return bool(counted) and counted[0][1] > 1


def _named(shape: QueryShape) -> tuple[Condition, ...]:
    held = {condition.field for condition in shape.where if condition.op in _HELD}
    ranked = [ref for ref in shape.fields if ref not in held and ref.dataset != _AGES]
    return tuple(Condition(ref, "IS NOT NULL") for ref in ranked)
