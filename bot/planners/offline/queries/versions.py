"""Versions of a plan: "opex against the reforecast", 收入和滚动预测比, "I meant the forecast, not the original budget".

Role: Task → the task with both sides of a comparison, and its columns. A value of a pinned field that only the plan has
is a condition on the plan alone: the actual knows no versions. A rate of the plan, or what passed it, is shown as what
it is made of. What else is asked of such a pair (a change, a share, a bound) is refused with the word.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.queries.measures import Columns, condition_of
from bot.planners.offline.queries.task import Task
from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import not_understood
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_listing
from bot.read.wording.overrun import set_against
from bot.read.wording.plan_names import is_plan
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.metrics.reach import reaches
from semantic_layer.shape import Item, Measure


def versions_said(task: Task) -> tuple[Said, ...]:
    """The versions that only some of the measures have."""
    model = task.model
    pinned = [said for said in task.choice.values if said.field.dataset in model.datasets and _is_pinned(said, task)]
    return tuple(said for said in pinned if not all(reaches(model, name, said.field) for name in task.choice.metrics))


def with_version(task: Task) -> Task:
    """The actual and its plan, of one version, where a version is set against a measure that has none."""
    choice, intent, model = task.choice, task.intent, task.model
    said = versions_said(task)
    positive = [one for one in said if not one.negated]
    if len(choice.metrics) != 1 or len(positive) != 1 or len({one.field for one in said}) != 1:
        return task
    (name,), field = choice.metrics, positive[0].field
    parts = metrics_of(read_formula(model, model.metrics[name])) if not model.metrics[name].open_items else ()
    plans = [one for one in parts if is_plan(model.metrics[one]) and reaches(model, one, field)]
    if len(parts) == 2 and len(plans) == 1:  # the rate of a plan: what it is made of
        (actual,) = set(parts) - set(plans)
    else:
        plans = [one for one in model.metrics if is_plan(model.metrics[one]) and reaches(model, one, field)]
        plans = [one for one in plans if set_against(one, model) == {name} and not model.metrics[one].hidden]
        actual = name
        if len(plans) != 1 or not _sets_against(intent):
            return task
    return replace(task, choice=replace(choice, metrics=(actual, plans[0])))


def _sets_against(intent: Intent) -> bool:
    compares = any(piece.is_word("compare", "versus") and not piece.links for piece in intent.pieces)
    return intent.versus or intent.difference or compares


def version_columns(task: Task, asked: bool) -> Columns | None:
    """Each measure, the plan of its version. None where no version is said, or every measure has it."""
    said, intent, model = versions_said(task), task.intent, task.model
    if not said:
        return None
    field = said[0].field
    having = [name for name in task.choice.metrics if reaches(model, name, field)]
    positive = [one for one in said if not one.negated and one.field == field]
    if len(positive) != 1 or len({one.field for one in said}) != 1 or len(having) != 1 or len(task.choice.metrics) != 2:
        return None
    if asked or intent.ranked or intent.thresholds or intent.growth or field in task.choice.groups:
        raise not_understood(" ".join(one.word for one in intent.values) or positive[0].value)
    negated = [one for one in said if one.negated]
    where = tuple(condition_of(some, model) for some in (positive, negated) if some)
    items = [Item(name, Measure(name, where=where if name in having else ())) for name in task.choice.metrics]
    beside = _said_apart(intent, having[0], positive[0])
    if beside and (negated or intent.difference):
        raise not_understood(" … ".join(piece.text for piece in beside))
    if beside:
        items = [Item(name, Measure(name)) for name in task.choice.metrics]
        items.append(Item(f"{having[0]}_version", Measure(having[0], where=where)))
    if intent.difference:
        one, two = (Measure(item.measure.metric, where=item.measure.where) for item in items if item.measure)
        items.append(Item(f"{task.choice.metrics[0]}_difference", expression=f"{one.to_sql()} - {two.to_sql()}"))
    return Columns(tuple(items), items[0].alias, taken=said)


def _said_apart(intent: Intent, plan: str, version: Said) -> tuple[Piece, ...]:
    """The budget, and the forecast: the plan and a version of it, both asked for by a word that joins or compares
    between the two; () where the one is of the other (the forecast budget) or the version alone is said."""
    plans = [piece for piece in intent.pieces if plan in piece.metrics()]
    said = [one.piece for one in intent.values if (version.field, version.value) in one.targets]
    for one in plans:
        for other in said:
            first, last = sorted((one, other), key=lambda piece: piece.start)
            between = [piece for piece in intent.pieces if first.end <= piece.start and piece.end <= last.start]
            if any(is_listing(piece) or piece.is_word("compare", "versus") for piece in between):
                return first, last
    return ()


def _is_pinned(said: Said, task: Task) -> bool:
    item = task.model.datasets[said.field.dataset].fields.get(said.field.field)
    return item is not None and item.pinned is not None
