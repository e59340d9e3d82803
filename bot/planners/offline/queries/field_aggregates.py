"""Averages, extremes and sums of a field that is no metric.

Role: Intent + Choice → Draft.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.queries.build import build_aggregate
from bot.planners.offline.queries.measures import Columns
from bot.planners.offline.queries.ordering import direction, draft
from bot.planners.offline.queries.row_shape import (
    row_shape,
    with_default_period,
    words_of,
)
from bot.planners.offline.queries.task import Task
from bot.planners.offline.stop import not_understood
from bot.turn import Draft
from semantic_layer.model import FieldRef
from semantic_layer.shape import Item

FUNCTIONS = {"average": "AVG", "max": "MAX", "min": "MIN", "median": "MEDIAN", "sum": "SUM"}


def build_field_aggregate(task: Task) -> Draft:
    intent = task.intent
    functions = [name for name in FUNCTIONS if name in intent.calcs]
    if len(functions) != 1 or len(intent.numbers) != 1 or len(intent.numbers[0].refs) != 1:
        raise not_understood(words_of(intent, "calc", "number"))
    ref = intent.numbers[0].refs[0]
    if ref.dataset not in task.model.datasets:
        raise not_understood(intent.numbers[0].word)
    for said in intent.groups:
        if functions == ["average"] and said.each and said.dataset not in ("", ref.dataset):
            raise not_understood(said.word)  # the average row of each client, or the average of their totals?
    governed = _metrics_that_sum(task, ref) if functions == ["sum"] else []
    if len(governed) == 1:  # what may be added up, and what not, is the metric's to say
        named = replace(intent, numbers=[], calcs=intent.calcs - {"sum"}, together=False)
        return build_aggregate(replace(task, intent=named, choice=replace(task.choice, metrics=(governed[0],))))
    item = Item(f"{functions[0]}_{ref.field}", expression=f"{FUNCTIONS[functions[0]]}({ref})")
    groups = tuple(
        group for group in task.choice.groups if group.dataset != ref.dataset or not _is_display(task, group)
    )
    shape = row_shape(task, ref.dataset).with_(items=(item,), fields=groups, grain=intent.grain)
    shape = with_default_period(task, ref.dataset, shape)
    if intent.ranked and not (groups or intent.grain):
        raise not_understood(words_of(intent, "order", "limit"))
    order = ((item.alias, direction(task)),) if intent.ranked else (("period", False),) if intent.grain else ()
    limit = (intent.limit or (1 if intent.which != "all" else None)) if intent.ranked else None
    return draft(task, shape.with_(order=order, limit=limit).to_sql(), Columns((item,), item.alias))


def _metrics_that_sum(task: Task, ref: FieldRef) -> list[str]:
    """The metrics that are the sum of the field and nothing else."""
    return [
        name
        for name, metric in task.model.metrics.items()
        if not metric.hidden and not metric.open_items and metric.expression.replace(" ", "") == f"SUM({ref})"
    ]


def _is_display(task: Task, ref: FieldRef) -> bool:
    return task.model.datasets[ref.dataset].display == ref.field
