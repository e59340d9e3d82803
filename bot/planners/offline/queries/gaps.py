"""Members in the order of how far they are from a plan: 超预算最多的三个部门, 离目标差得最多的门店.

Role: Task → the task with the plan beside the measure, and the columns of the gap. It is never negative among those
that the bound chooses: over is the actual less the plan, short of it the plan less the actual.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.queries.measures import Columns, value
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.stop import not_understood
from bot.read.wording.plan_names import is_plan
from semantic_layer.model import MetricKind
from semantic_layer.shape import Item, Measure

_LEVELS = frozenset({MetricKind.FLOW, MetricKind.BALANCE, MetricKind.DISTINCT})


def with_gap(task: Task) -> Task:
    """The measure and the plan that bounds it, both to be shown."""
    intent, choice, metrics = task.intent, task.choice, task.model.metrics
    if not intent.gap:
        return task
    made = intent.share or intent.per or intent.relations or intent.growth or intent.calcs or intent.combined
    made = made or intent.over_members or intent.places or len(intent.periods) > 1
    made = made or ((intent.grain or intent.when) and choice.groups)
    if made or len(choice.others) != 1 or not choice.others[0]:
        raise not_understood(words_of(intent, "order"))
    plan = choice.others[0]
    measures = tuple(name for name in choice.metrics if name != plan)
    if len(measures) != 1 or choice.threshold_metrics[0] not in {"", measures[0]} or not is_plan(metrics[plan]):
        raise not_understood(words_of(intent, "order"))
    one, two = metrics[measures[0]], metrics[plan]
    if one.unit != two.unit or one.kind != two.kind or one.kind not in _LEVELS:
        raise not_understood(words_of(intent, "order"))
    return replace(task, choice=replace(choice, metrics=(measures[0], plan)))


def gap_columns(task: Task) -> Columns:
    """Both, and by how much the one is beyond the other."""
    actual, plan = task.choice.metrics
    below = task.intent.thresholds[0].op in {"<", "<="}
    more, less = (plan, actual) if below else (actual, plan)
    gap = Item(f"{more}_difference", expression=f"{value(more)} - {value(less)}")
    return Columns((Item(actual, Measure(actual)), Item(plan, Measure(plan)), gap), gap.alias)
