"""A ratio whose part is narrowed by a field, seen by that very field: every member would be all of itself.

Role: a look at definitions, for `doubts` (values) and for the writers of queries (groupings).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.planners.offline.queries.task import Task
from bot.planners.offline.questions_back.options import field_label
from bot.planners.offline.stop import not_understood
from semantic_layer.model import FieldRef, SemanticModel

_COLUMN = re.compile(r"(\w+)\.(\w+)")
_NAME = re.compile(r"\w+")


def refuse_parts_of_themselves(task: Task, groups: Sequence[FieldRef]) -> None:
    """会员消费占比 by member grade: 100 % each, which says nothing."""
    for ref in groups:
        if any(narrows(task.model, name, ref) for name in task.choice.metrics):
            raise not_understood(field_label(ref, task.question.lang, task.model))


def _narrowing(model: SemanticModel, name: str) -> set[tuple[str, str]]:
    """The columns that filter the part of a ratio and not the whole."""
    metric = model.metrics[name]
    part, slash, whole = metric.expression.partition("/")
    if not slash or "/" in whole or metric.unit.kind not in {"percent", "none"}:
        return set()
    return _filtering(model, part) - _filtering(model, whole)


def _filtering(model: SemanticModel, expression: str, depth: int = 0) -> set[tuple[str, str]]:
    """The columns in the conditions of an expression and of the metrics in it."""
    found: set[tuple[str, str]] = set()
    for condition in re.findall(r"WHERE\s+(.*?)\)", expression, re.IGNORECASE):
        found |= set(_COLUMN.findall(condition))
    for word in set(_NAME.findall(expression)) & set(model.metrics):
        metric = model.metrics[word]
        found |= set(_COLUMN.findall(metric.filter or ""))
        if depth < 4:
            found |= _filtering(model, metric.expression, depth + 1)
    return found


def narrows(model: SemanticModel, name: str, ref: FieldRef) -> bool:
    """Whether a field narrows the part of a ratio as its definition does, so that within it the part is the whole."""
    inside = _narrowing(model, name)
    if (ref.dataset, ref.field) in inside:
        return True
    links = [link for link in model.relationships if link.to_dataset == ref.dataset]
    return any((link.from_dataset, name) in inside for link in links for name in link.from_fields)
