"""A measure beside its plan, or beside another measure: 比预算高多少, 预算还剩多少, 超预算了吗, "are we over budget".

Role: Task → the task or the columns of a difference between two measures. A plan is set against the one measure that
the layer's own metrics set against it, and against nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.planners.offline.queries.measures import Columns, value
from bot.planners.offline.queries.task import Task, words_of
from bot.planners.offline.queries.times import Span, data_end
from bot.planners.offline.stop import Stop, ask, decline, not_understood
from bot.planners.offline.verify import passes
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.wording.overrun import set_against
from bot.read.wording.plan_names import is_plan, is_plan_called_after
from bot.turn import Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import MetricKind, SemanticModel
from semantic_layer.periods import Grain
from semantic_layer.shape import Item, Measure

_YES_OR_NO = re.compile(r"[吗没了?？]|是否|^\s*(are|is|was|were|did|have|has|do|does)\b", re.IGNORECASE)
_REST = {
    "whole": ("至 {until} 的全部计划减去已发生的", "The whole plan to {until}, less what has come so far"),
    "both": ("至 {until} 的计划减去同期发生的", "The plan to {until}, less what came in that time"),
}
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


def with_plan_beside(task: Task) -> Task:
    """超预算的部门,超了多少: of those that passed it, the plan and by how much; unasked, the plan alone."""
    intent, choice = task.intent, task.choice
    listed = any(choice.others) and is_plan(task.model.metrics[choice.others[0]]) and _is_only_listed(task)
    asked = (intent.difference or listed) and any(choice.others)
    if not asked or len(intent.thresholds) != 1 or len(choice.metrics) != 1:
        return task
    names = (choice.metrics[0], choice.others[0])
    passed = choice.threshold_metrics[0] in {"", names[0]} and not (intent.relations or len(intent.periods) > 1)
    return replace(task, choice=replace(choice, metrics=names)) if passed and _can_differ(names, task.model) else task


def _is_only_listed(task: Task) -> bool:
    """Which departments are over budget: their list, and nothing made of it."""
    intent = task.intent
    made = intent.ranked or intent.share or intent.per or intent.relations or intent.growth or intent.counted
    made = made or intent.over_members or intent.together or intent.grain or intent.calcs
    return bool(task.choice.groups) and not made and len(intent.periods) <= 1


def difference_of_measures(task: Task) -> Columns | None:
    """Both and their difference, as said: a measure less its plan, a plan less what is spent where it asks for the
    rest. None where they are not to be set against each other."""
    if len(task.choice.metrics) != 2 or not _can_differ(task.choice.metrics, task.model):
        return None
    each = [piece for piece in task.intent.pieces if piece.is_word("operator", "each") and not piece.links]
    if each and not (task.choice.groups or task.intent.grain):
        raise not_understood(each[0].text)  # 各 before a measure that bears the noun in its name
    less = minus_of(task.intent)
    bounds = [said.word for said in task.intent.thresholds if not said.other]
    if less is not None and (bounds or len(task.intent.metrics) != 2):
        raise not_understood(" ".join((less.text, *bounds)))  # 毛利减广告费超过10万: of the one, or of the difference?
    one, two = task.choice.metrics
    rest = any(piece.is_word("left") for piece in task.intent.pieces)
    planned = is_plan(task.model.metrics[one])
    if less is None and planned != rest and planned != is_plan(task.model.metrics[two]):
        one, two = two, one
    difference = Item(f"{one}_difference", expression=f"{value(one)} - {value(two)}")
    return Columns((Item(one, Measure(one)), Item(two, Measure(two)), difference), difference.alias)


def minus_of(intent: Intent) -> Piece | None:
    """The word between two measures of which one is taken off: it shows in a column, or nothing is answered."""
    return next((piece for piece in intent.pieces if piece.is_word("minus") and piece.role == "compare"), None)


def sum_of_measures(task: Task) -> Columns:
    """广告费加物流费一共: each of the measures, and their sum. Stops where they are not to be added."""
    names, intent = task.choice.metrics, task.intent
    metrics = [task.model.metrics[name] for name in names]
    alike = len({(one.unit, one.kind) for one in metrics}) == 1 and metrics[0].kind in _LEVELS
    plans = [is_plan(one) for one in metrics]
    said = [piece for piece in intent.pieces if piece.is_word("plus")]
    whole = alike and len(set(plans)) == 1 and len(said) == len(names) - 1 == len(intent.metrics) - 1
    if not whole or intent.ranked or intent.thresholds:
        raise not_understood(" ".join(piece.text for piece in said))
    total = Item(f"{names[0]}_sum", expression=" + ".join(value(name) for name in names))
    return Columns((*(Item(name, Measure(name)) for name in names), total), total.alias)


def _can_differ(names: tuple[str, ...], model: SemanticModel) -> bool:
    one, two = (model.metrics[name] for name in names)
    if one.unit != two.unit or one.kind != two.kind or one.kind not in _LEVELS:
        return False
    if is_plan(one) == is_plan(two):
        return not is_plan(one)
    plan, actual = (names[0], names[1]) if is_plan(one) else (names[1], names[0])
    against = set_against(plan, model)
    return against == {actual} or (not against and is_plan_called_after(model.metrics[plan], model.metrics[actual]))


def ask_of_begun(task: Task, span: Span, build: Callable[[Task], Draft]) -> None:
    """What is left of a period still running: of all of its plan, or of the plan until now? Stops with both queries."""
    said = next((piece.text for piece in task.intent.pieces if piece.is_word("left")), "")
    end = data_end(task.choice.metrics, task.context, loaded=True)
    if not said or task.rest or (span.end is not None and end is not None and span.end <= end):
        return
    words = f"{' '.join(period.words for period in task.intent.periods)} {said}".strip()
    options: list[Option] = []
    for rest in ("whole", "both") if span.end is not None and span.start is not None else ():
        try:
            until = of_one_length(replace(task, rest=rest), span).end
            made = build(replace(task, span=span, rest=rest))
        except Stop:
            continue  # a month of plan and some days of what was done go no way together
        if passes(made.semantic_sql, task.question, task.context):
            options.append(Option(_REST[rest][task.question.lang != "zh"].format(until=until), made.semantic_sql))
    if not options:
        raise decline(IssueCode.AMBIGUOUS_PERIOD, words=words, candidates=())
    labels = tuple(option.label for option in options)
    raise ask(issue(IssueCode.AMBIGUOUS_PERIOD, words=words, candidates=labels), tuple(options))


def of_one_length(task: Task, span: Span) -> Span:
    """Spend against budget this year: as far as both go, for a year of budget says nothing of ten months of spend. Of
    measures kept by the month, to the end of a month."""
    intent = task.intent
    names = {name for name in (*task.choice.metrics, *task.choice.others) if name}
    planned = any(is_plan(task.model.metrics[name]) for name in names)
    asked = intent.versus or intent.difference or any(task.choice.others) or (planned and intent.share)
    asked = asked or any(piece.is_word("plus") for piece in intent.pieces)
    asked = asked or (planned and "cumulative" in intent.calcs)
    if not asked or task.rest == "whole" or len(names) < 2 or not (span.start and span.end):
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
