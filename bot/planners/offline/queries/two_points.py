"""Whose measure changed most from one point to another: 从6月底到9月底应收增加最多的客户.

Role: Task + Span with two periods that no shift leads between → semantic SQL of the members that rose, or fell, in the
order of their change. A member missing at one of the points stands at nothing there; which side may be missing is told
by the direction, so a list of all of them, up and down, is not written.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.planners.offline.queries.measures import is_percent
from bot.planners.offline.queries.task import Task
from bot.planners.offline.queries.times import Span
from bot.planners.offline.queries.top import block_of, names_of
from semantic_layer.metrics.reach import leaves_of
from semantic_layer.model import MetricKind
from semantic_layer.periods import Period
from semantic_layer.shape import Condition, QueryShape

_STANDS_AT_NOTHING = frozenset({MetricKind.FLOW, MetricKind.BALANCE, MetricKind.DISTINCT})


@dataclass(frozen=True, slots=True)
class Change:
    """Which members, and in what order."""

    metric: str
    rises: bool
    by_rate: bool
    limit: int | None


def change_of_members(task: Task, span: Span, limit: int | None) -> Change | None:
    """What is asked of the members' changes; None where it is nothing of the kind, or not only that."""
    intent, choice = task.intent, task.choice
    if span.other is None or not choice.groups or len(choice.metrics) != 1 or not (intent.growth or intent.difference):
        return None
    more = intent.share or intent.per or intent.combined or intent.places or intent.calcs or intent.grain
    if more or intent.relations or task.kept_having or not _may_stand_at_nothing(task):
        return None
    falls = [said for said in intent.thresholds if said.against == "change" and said.number is None]
    if len(falls) != len(intent.thresholds) or len(falls) > 1 or not (falls or intent.by_change):
        return None
    rises = falls[0].op == ">" if falls else intent.descending is not False
    by_rate = intent.by_change == "rate" and not is_percent(task.model, choice.metrics[0])
    return Change(choice.metrics[0], rises, by_rate, limit if intent.ranked else None)


def _may_stand_at_nothing(task: Task) -> bool:
    """Whether a member without rows has a zero: sums that may be negative could rise by going away."""
    (name,) = task.choice.metrics
    metric = task.model.metrics[name]
    if metric.kind is MetricKind.RATIO:
        return True
    return metric.kind in _STANDS_AT_NOTHING and leaves_of(task.model, name) <= {name}


def changes_ranked(task: Task, shape: QueryShape, other: Period, change: Change) -> str:
    """Both values, the difference and its rate, of those that rose (or fell)."""
    named = tuple(Condition(ref, "IS NOT NULL") for ref in task.choice.groups)
    later = shape.with_(where=shape.where + named, order=(), limit=None)
    earlier = later.with_(start=other.start, end=other.end)
    names, metric = names_of(shape.fields), change.metric
    base, side = ("later", "earlier") if change.rises else ("earlier", "later")
    values = {base: f"{base}.{metric}", side: f"{side}.{metric}"}
    if task.model.metrics[metric].kind is not MetricKind.RATIO:
        values[side] = f"COALESCE({side}.{metric}, 0)"
    shown = [f"{base}.{names[ref]}" for ref in shape.fields]
    shown += [f"later.{metric} AS {metric}_later", f"earlier.{metric} AS {metric}_earlier"]
    shown.append(f"{values['later']} - {values['earlier']} AS {metric}_difference")
    if not is_percent(task.model, metric):
        shown.append(f"later.{metric} / earlier.{metric} - 1 AS {metric}_growth")
    keys = " AND ".join(f"{base}.{names[ref]} IS NOT DISTINCT FROM {side}.{names[ref]}" for ref in shape.fields)
    order = f"{metric}_{'growth' if change.by_rate else 'difference'} {'DESC' if change.rises else 'ASC'} NULLS LAST"
    return "\n".join(
        [
            f"WITH later AS (\n{block_of(later)}\n), earlier AS (\n{block_of(earlier)}\n)",
            f"SELECT {', '.join(shown)}",
            f"FROM {base} LEFT JOIN {side} ON {keys}",
            f"WHERE {values['later']} - {values['earlier']} {'>' if change.rises else '<'} 0",
            f"ORDER BY {order}",
            *([f"LIMIT {change.limit}"] if change.limit else []),
        ]
    )
