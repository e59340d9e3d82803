"""One figure of the members' values: the mean of each, the sum of those that meet a condition.

Role: QueryShape → semantic SQL with the members in a common table expression. How many they are stands beside the
figure: members without a row of the measure are none, and neither is what has no name.
"""

from __future__ import annotations

from bot.planners.offline.queries.measures import Columns
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.queries.top import block_of, names_of
from bot.planners.offline.stop import not_understood
from semantic_layer.model import FieldRef, MetricKind
from semantic_layer.shape import QueryShape


def over_members(task: Task, shape: QueryShape, columns: Columns) -> str:
    """Semantic SQL of the figure. Stops where the measures do not add up over the members."""
    intent, own = task.intent, _own_fields(task, shape)
    plain = all(item.measure and not item.measure.modifiers for item in shape.items) and not columns.taken
    measured = all(_adds_up(task, name, bool(shape.grain)) for name in task.choice.metrics)
    if not own or not plain or not measured or len(shape.items) != 1 or intent.calcs - {"sum"} or intent.versus:
        raise not_understood(words_of(intent, "calc"))
    names, alias = names_of(shape.fields), shape.items[0].alias
    keys = (["period_start"] if shape.grain else []) + [names[ref] for ref in shape.fields if ref not in own]
    function = "AVG" if intent.over_members == "mean" else "SUM"
    figure = f"{alias}_average" if intent.over_members == "mean" else alias
    shown = [*keys, f"{function}({alias}) AS {figure}", f"COUNT({names[own[0]]}) AS members"]
    named = f"\nWHERE {names[own[0]]} IS NOT NULL AND {alias} IS NOT NULL"
    grouped = f"\nGROUP BY {', '.join(keys)}" if keys else ""
    order = "\nORDER BY period_start ASC NULLS LAST" if shape.grain else ""
    return (
        f"WITH per_member AS (\n{block_of(shape)}\n)\nSELECT {', '.join(shown)}\nFROM per_member{named}{grouped}{order}"
    )


def _own_fields(task: Task, shape: QueryShape) -> tuple[FieldRef, ...]:
    """The fields that tell the members apart: the one said, and its key where names are shared."""
    said = task.intent.members
    mine = [ref for ref in task.choice.groups if said is not None and ref in said.refs]
    if len(mine) != 1 or mine[0] not in shape.fields:
        return ()
    place = shape.fields.index(mine[0])
    dataset = task.model.datasets.get(mine[0].dataset)
    key = shape.fields[place + 1 : place + 2] if dataset is not None and dataset.display == mine[0].field else ()
    return (mine[0], *(ref for ref in key if dataset and (ref.field,) == tuple(dataset.primary_key)))


def _adds_up(task: Task, name: str, by_time: bool) -> bool:
    metric = task.model.metrics[name]
    snapshot = metric.kind is MetricKind.BALANCE and metric.open_items is None and not by_time
    return metric.kind is MetricKind.FLOW or snapshot
