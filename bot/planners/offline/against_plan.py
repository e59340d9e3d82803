"""A measure beside its plan, or beside another measure: 比预算高多少, 预算还剩多少, 超预算了吗, "are we over budget".

Role: Task → the task or the columns of a difference between two measures. A plan is set against the one measure that
the layer's own metrics set against it, and against nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.planners.offline.measures import Columns, value
from bot.planners.offline.stop import decline, not_understood
from bot.planners.offline.task import Task, words_of
from bot.planners.offline.times import Span, data_end
from bot.read.intent import Intent
from bot.read.overrun import set_against
from bot.read.plan_names import is_plan, is_plan_called_after
from semantic_layer.issues import IssueCode
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import MetricKind, SemanticModel
from semantic_layer.periods import Grain
from semantic_layer.shape import Item, Measure

_YES_OR_NO = re.compile(r"[吗没了?？]|是否|^\s*(are|is|was|were|did|have|has|do|does)\b", re.IGNORECASE)
_LEVELS = frozenset({MetricKind.FLOW, MetricKind.BALANCE})


def passed_or_not(task: Task) -> Task:
    """Over budget or not, of no members: both values and their difference."""
    intent, choice = task.intent, task.choice
    if len(intent.thresholds) != 1 or not any(choice.others) or intent.thresholds[0].number is not None:
        return task
    if choice.groups or intent.grain or intent.counted or intent.ranked or intent.which or intent.relations:
        return task
    if not _YES_OR_NO.search(task.question.text):
        return task
    plan = choice.others[0]
    metric = choice.threshold_metrics[0] or choice.metrics[0]
    if set_against(plan, task.model) != {metric}:
        return task
    asked = replace(intent, thresholds=[], difference=True)
    return replace(task, intent=asked, choice=replace(choice, metrics=(metric, plan), others=(), threshold_metrics=()))


def with_actual(task: Task) -> Task:
    """预算还剩多少: the plan alone is named; what it is set against goes with it."""
    choice, intent = task.choice, task.intent
    if not intent.difference or len(choice.metrics) != 1 or len(intent.periods) > 1 or intent.relations:
        return task
    (plan,) = choice.metrics
    others = set_against(plan, task.model) if is_plan(task.model.metrics[plan]) else set()
    values = [said for said in choice.values if not said.negated]
    if len(others) != 1 or len({said.value for said in values}) > len({said.field for said in values}):
        return task
    return replace(task, choice=replace(choice, metrics=(others.pop(), plan)))


def difference_of_measures(task: Task) -> Columns | None:
    """Both and their difference, as said: a measure less its plan, a plan less what is spent where it asks for the
    rest. None where they are not to be set against each other."""
    if len(task.choice.metrics) != 2 or not _can_differ(task.choice.metrics, task.model):
        return None
    each = [piece for piece in task.intent.pieces if piece.is_word("operator", "each") and not piece.links]
    if each and not (task.choice.groups or task.intent.grain):
        raise not_understood(each[0].text)  # 各 before a measure that bears the noun in its name
    one, two = task.choice.metrics
    rest = any(piece.is_word("left") for piece in task.intent.pieces)
    planned = is_plan(task.model.metrics[one])
    if planned != rest and planned != is_plan(task.model.metrics[two]):
        one, two = two, one
    difference = Item(f"{one}_difference", expression=f"{value(one)} - {value(two)}")
    return Columns((Item(one, Measure(one)), Item(two, Measure(two)), difference), difference.alias)


def _can_differ(names: tuple[str, ...], model: SemanticModel) -> bool:
    one, two = (model.metrics[name] for name in names)
    if one.unit != two.unit or one.kind != two.kind or one.kind not in _LEVELS:
        return False
    if is_plan(one) == is_plan(two):
        return not is_plan(one)
    plan, actual = (names[0], names[1]) if is_plan(one) else (names[1], names[0])
    against = set_against(plan, model)
    return against == {actual} or (not against and is_plan_called_after(model.metrics[plan], model.metrics[actual]))


def refuse_begun(task: Task, span: Span) -> None:
    """What is left of a period still running: of all of its plan, or of the plan until now?"""
    said = next((piece.text for piece in task.intent.pieces if piece.is_word("left")), "")
    end = data_end(task.choice.metrics, task.context, loaded=True)
    if said and (span.end is None or end is None or span.end > end):
        words = " ".join(period.words for period in task.intent.periods)
        raise decline(IssueCode.AMBIGUOUS_PERIOD, words=f"{words} {said}".strip(), candidates=())


def of_one_length(task: Task, span: Span) -> Span:
    """Spend against budget this year: as far as both go, for a year of budget says nothing of ten months of spend. Of
    measures kept by the month, to the end of a month."""
    intent = task.intent
    names = {name for name in (*task.choice.metrics, *task.choice.others) if name}
    planned = any(is_plan(task.model.metrics[name]) for name in names)
    asked = intent.versus or intent.difference or any(task.choice.others) or (planned and intent.share)
    if not asked or len(names) < 2 or not (span.start and span.end):
        return span
    ends = [data_end((name,), task.context, loaded=True) for name in names]
    first = min((end for end in ends if end is not None), default=None)
    if first is None or len(set(ends)) < 2 or not span.start <= first < span.end:
        return span
    first = _whole_units(task, names, first)
    if first < span.start:  # a month of plan and four days of what was done
        raise decline(IssueCode.AMBIGUOUS_PERIOD, words=_words(intent), candidates=())
    return replace(span, end=first, grain=None)


def _whole_units(task: Task, names: set[str], end: date) -> date:
    """The last day by which all of the measures have whole units: a plan by month has no four days."""
    sets = task.model.datasets
    grains = {sets[dataset].time_grain for name in names for dataset in base_datasets(task.model, name)}
    for grain in sorted(grains - {"", "day"}):
        unit = task.context.calendar.bucket(end, Grain(grain))
        end = end if unit.end == end else unit.start - timedelta(days=1)
    return end


def _words(intent: Intent) -> str:
    return ", ".join(period.words for period in intent.periods) or words_of(intent, "threshold", "compare")
