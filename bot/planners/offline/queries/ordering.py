"""Order and number of the rows: rankings, places, the first in each group, the lowest unit that is over.

Role: Task + QueryShape + Columns → Draft, the last step of `build`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.planners.offline.queries.measures import Columns
from bot.planners.offline.queries.over_members import over_members
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.queries.times import data_end
from bot.planners.offline.queries.top import placed, sum_of_top, top_in_groups, top_of_whole
from bot.planners.offline.stop import not_understood
from bot.read.intent import FieldSaid
from bot.read.lexicon import AGE_DATASET
from bot.turn import Draft
from semantic_layer.model import FieldRef, MetricKind
from semantic_layer.periods import Grain
from semantic_layer.shape import Condition, QueryShape

_ADDED_OVER_MEMBERS = frozenset({MetricKind.FLOW, MetricKind.BALANCE})


def ordered(task: Task, shape: QueryShape, columns: Columns) -> Draft:
    """Order and limit: as asked; else by time, else by the groups' own order left to the answer."""
    intent = task.intent
    if intent.over_members:
        return draft(task, over_members(task, shape, columns), columns)
    descending = direction(task)
    extreme = intent.calcs & {"max", "min"}
    if shape.grain and not shape.fields and (extreme == {"min"} or not descending):
        shape = _of_whole_units(task, shape, columns)
    if extreme and not intent.ranked:
        descending = "max" in extreme
        if not shape.grain or shape.fields:
            raise not_understood(words_of(intent, "calc"))
        shape = shape.with_(order=((columns.order_by, descending),), limit=1)
        return draft(task, shape.to_sql(), columns)
    if intent.latest is not None:
        raise not_understood(words_of(intent, "order", "limit"))
    if intent.which and not (shape.fields or shape.grain):
        raise not_understood(words_of(intent, "which"))  # 哪些经销商, a kind of clients: one figure lists nobody
    if not (intent.ranked or intent.when or intent.which == "one" or intent.limit):
        order = (("period", False),) if shape.grain else ()
        return draft(task, shape.with_(order=order).to_sql(), columns)
    if not shape.fields and not shape.grain:
        raise not_understood(words_of(intent, "order", "limit", "which", "when"))
    if intent.places is not None:
        if intent.combined or intent.share or intent.thresholds or intent.limit or intent.calcs - {"sum"}:
            raise not_understood(words_of(intent, "order"))
        shape = shape.with_(where=shape.where + _named_only(task, shape))
        return draft(task, placed(shape, columns.order_by, descending, intent.places), columns)
    partition = _partition(task, shape)
    limit = limit_of(task)
    if partition is not None and limit is not None:
        shape = shape.with_(where=shape.where + _named_only(task, shape))
        return draft(task, top_in_groups(shape, partition, columns.order_by, descending, limit), columns)
    if intent.which == "one" and not intent.ranked and not intent.thresholds:
        raise not_understood(words_of(intent, "which"))
    if intent.ranked and limit is not None and (intent.combined or intent.share):
        shape = shape.with_(order=((columns.order_by, descending),), limit=limit)
        return draft(task, _first_of_all(task, shape), columns)
    if intent.ranked:
        shape = shape.with_(order=((columns.order_by, descending),), limit=limit)
        if limit is not None:
            shape = shape.with_(where=shape.where + _named_only(task, shape))
    elif shape.grain:
        shape = shape.with_(order=(("period", False),))
    return draft(task, shape.to_sql(), columns)


def _of_whole_units(task: Task, shape: QueryShape, columns: Columns) -> QueryShape:
    """The lowest month is one of those that are over: what has just begun would be it by itself."""
    names = task.choice.metrics
    added = columns.order_by in names and all(task.model.metrics[name].kind is MetricKind.FLOW for name in names)
    through = data_end(names, task.context, loaded=True)
    if not added or through is None or shape.start is None or shape.end is None:
        return shape
    calendar, grain = task.context.calendar, Grain(shape.grain)
    begun = calendar.bucket(min(through, shape.end), grain)
    ends = min(through, shape.end) < begun.end and begun.start > shape.start
    return shape.with_(end=begun.start - timedelta(days=1)) if ends and shape.end > through else shape


def _first_of_all(task: Task, shape: QueryShape) -> str:
    """The first N with their share of the whole, rows without a name included; or the N as one figure."""
    named = tuple(condition.field for condition in _named_only(task, shape))
    if not task.intent.combined:
        return top_of_whole(shape, named) if named else shape.to_sql()
    kinds = {task.model.metrics[name].kind for name in task.choice.metrics}
    if shape.grain or not kinds <= _ADDED_OVER_MEMBERS or task.intent.relations or task.intent.per:
        raise not_understood(words_of(task.intent, "calc"))
    return sum_of_top(shape, named, bool(task.intent.share))


def _named_only(task: Task, shape: QueryShape) -> tuple[Condition, ...]:
    """The first N are members with a name: rows without one take no place in a ranking. The card prints it."""
    filtered = {condition.field for condition in shape.where if condition.op in {"=", "IN"}}
    filtered |= {ref for said in task.intent.groups if said.beside for ref in said.refs}
    ranked = [ref for ref in task.choice.groups if ref not in filtered and ref.dataset != AGE_DATASET]
    return tuple(Condition(ref, "IS NOT NULL") for ref in ranked)


def direction(task: Task) -> bool:
    """Whether large values come first. "Best" depends on the metric: the lowest claims are the best."""
    intent = task.intent
    if intent.quality:
        better = task.model.metrics[task.choice.metrics[0]].better.value if task.choice.metrics else "neither"
        if better == "neither":
            raise not_understood(words_of(intent, "order"))
        return (better == "higher") == (intent.quality == "best")
    return intent.descending is not False


def _partition(task: Task, shape: QueryShape) -> tuple[bool, tuple[FieldRef, ...]] | None:
    """What "in each" ranks within: (by the time bucket, fields). None for a plain ranking."""
    said = _said_once(task.intent.groups)
    each = [ref for mention, ref in zip(said, task.choice.groups, strict=False) if mention.each]
    ranked = [ref for mention, ref in zip(said, task.choice.groups, strict=False) if not mention.each]
    if len(said) != len(task.choice.groups):
        return None
    if len(said) == 2 and len(each) == 1 and len(ranked) == 1:
        return bool(shape.grain), (each[0],)
    if shape.grain and len(said) == 1 and not task.intent.when:
        return True, ()
    return None


def _said_once(groups: Sequence[FieldSaid]) -> list[FieldSaid]:
    """分大区看,每个大区的前三: said twice, it is one group."""
    once: list[FieldSaid] = []
    for said in groups:
        same = next((index for index, other in enumerate(once) if other.refs == said.refs), None)
        if same is None:
            once.append(said)
        elif said.each:
            once[same] = said
    return once


def limit_of(task: Task) -> int | None:
    """How many are asked for; None for all of them."""
    intent = task.intent
    if intent.limit is not None:
        return intent.limit
    if intent.which == "all" or (intent.thresholds and not (intent.gap or _is_about_another(task))):
        return None
    if intent.which == "one" or intent.when:
        return 1
    if intent.descending is None and not intent.quality:
        return None
    plural = any(said.plural for said in intent.groups)
    return None if plural else 1


def _is_about_another(task: Task) -> bool:
    """A condition on one measure, a superlative of another: the first of those that meet it."""
    compared = {name for name in task.choice.threshold_metrics if name}
    return bool(task.intent.order_by) and bool(compared) and not compared & set(task.intent.order_by)


def draft(task: Task, sql: str, columns: Columns) -> Draft:
    return Draft(sql, "offline", chart=task.intent.chart, compare=columns.compare)
