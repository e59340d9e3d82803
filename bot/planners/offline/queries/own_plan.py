"""A measure is held against a plan of its own: staff cost against the staff budget, never against that of sales.

Role: Task → the same task, or a stop. A plan said by its bare word (预算, "target") stands for the plan of the measure
beside it; where that has none, another measure's plan is another number. A plan named in full is what was asked for.
"""

from __future__ import annotations

from bot.planners.offline.queries.task import Task
from bot.planners.offline.stop import not_understood
from bot.prior import measures_named
from bot.read.walk import piece_before
from bot.read.wording.overrun import is_own_plan
from bot.read.wording.plan_names import is_bare_word, is_plan
from semantic_layer.metrics.reach import reaches


def refuse_foreign_plan(task: Task) -> None:
    """Stops where a plan stands beside a measure, or bounds one, that it is not the plan of."""
    choice, metrics = task.choice, task.model.metrics
    for place, other in enumerate(choice.others):
        if other and is_plan(metrics[other]):
            measure = choice.threshold_metrics[place] or next((n for n in choice.metrics if n != other), "")
            if measure:
                _refuse_other(task, other, (measure,))
                _refuse_apart(task, other, measure)
    measures = tuple(name for name in choice.metrics if not is_plan(metrics[name]))
    for plan in choice.metrics:
        if is_plan(metrics[plan]) and measures:
            _refuse_other(task, plan, measures)


def _refuse_apart(task: Task, plan: str, measure: str) -> None:
    """票房最高的超放映预算的影院: another measure's plan bounds this one only where it stands right before it."""
    pieces = task.intent.pieces
    said = next((place for place, one in enumerate(pieces) if one.role == "threshold" and plan in one.metrics()), None)
    if said is None or is_own_plan(plan, measure, task.model):
        return
    first = said
    while first and pieces[first - 1].role == "threshold":
        first -= 1
    before = piece_before(pieces, first)
    if before is None or measure not in before.metrics():
        raise not_understood(pieces[said].text)


def _refuse_other(task: Task, plan: str, measures: tuple[str, ...]) -> None:
    said = [piece.text for piece in task.intent.pieces if plan in piece.metrics()]
    named = any(not is_bare_word(word) for word in said) or (not said and _stood_together(task, plan, measures))
    if named or any(is_own_plan(plan, name, task.model) for name in measures) or _is_asked_about(task, plan):
        return
    of = [piece.text for piece in task.intent.pieces if set(measures) & set(piece.metrics())]
    words = [*of, *said] or [task.model.metrics[plan].label.text(task.question.lang)]
    raise not_understood(" … ".join(dict.fromkeys(words)))


def _is_asked_about(task: Task, plan: str) -> bool:
    """Of several plans that the word may mean the asker names one, where each can be told."""
    word = next((word for word, name in task.choice.decided.items() if name == plan), "")
    open_to = [piece for piece in task.intent.pieces if plan in piece.metrics() and piece.text in word]
    told_by = [*task.choice.groups, *(said.field for said in task.choice.values)]
    candidates = [name for piece in open_to for name in piece.metrics()]
    return len(candidates) > 1 and all(reaches(task.model, name, ref) for name in candidates for ref in told_by)


def _stood_together(task: Task, plan: str, measures: tuple[str, ...]) -> bool:
    """The answer before showed them side by side already, as was asked there."""
    shown = measures_named(task.question.history[-1].semantic_sql if task.question.history else "")
    return plan in shown and bool({*shown} & {*measures})
