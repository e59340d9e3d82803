"""Over budget without a measure: 超预算的部门, "which sites are over target". The layer says what is set against it.

Role: look-ups for the reading of conditions: the measure that one of the layer's own metrics divides by the plan, or
takes it off from.
"""

from __future__ import annotations

from bot.read.pieces import Piece
from bot.read.wording.plan_names import ends_with, is_plan, is_plan_called_after
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.model import MetricKind, SemanticModel

_LEVELS = frozenset({MetricKind.FLOW, MetricKind.BALANCE, MetricKind.DISTINCT})


def actuals_of(piece: Piece, model: SemanticModel) -> dict[str, str]:
    """Plan → the one measure it is set against, for the plans a word names; {} where it names anything else, or where
    that of one of them is not to be told."""
    found: dict[str, str] = {}
    for name in piece.metrics():
        others = set_against(name, model) if is_plan(model.metrics[name]) else set()
        if len(others) != 1:
            return {}
        found[name] = others.pop()
    return found


def set_against(plan: str, model: SemanticModel) -> set[str]:
    """What the layer's own metrics set against a plan."""
    pairs = [
        set(metrics_of(read_formula(model, metric)))
        for metric in model.metrics.values()
        if not metric.open_items and any(sign in metric.expression for sign in "/-")
    ]
    others = {other for pair in pairs if plan in pair and len(pair) == 2 for other in pair - {plan}}
    return {name for name in others if not is_plan(model.metrics[name]) and not model.metrics[name].hidden}


def is_own_plan(plan: str, name: str, model: SemanticModel) -> bool:
    """Whether a plan is held against this very measure: the layer sets the two against each other, or makes the one of
    the other, or the plan is called after it. A plan that the layer sets against another measure is that one's, and so
    is one that is called after another."""
    declared, measure = model.metrics[plan], model.metrics[name]
    against = set_against(plan, model)
    if name in against or plan in _made_of(name, model):
        return True
    if against or declared.unit != measure.unit or measure.kind not in _LEVELS:
        return False
    if is_plan_called_after(declared, measure):
        return True
    others = (one for one in model.metrics.values() if one.name != name and not one.hidden)
    return goes_with(plan, name, model) or not any(is_plan_called_after(declared, other) for other in others)


def own_plans(word: str, name: str, model: SemanticModel) -> tuple[str, ...]:
    """The plans of a measure whose names end with a word: those the layer sets against it, else its own by name."""
    plans = [one for one in model.metrics.values() if is_plan(one) and not one.hidden and ends_with(one, word)]
    set_so = tuple(one.name for one in plans if name in set_against(one.name, model))
    return set_so or tuple(one.name for one in plans if is_own_plan(one.name, name, model))


def _made_of(name: str, model: SemanticModel) -> set[str]:
    metric = model.metrics[name]
    return set() if metric.open_items else set(metrics_of(read_formula(model, metric)))


def goes_with(plan: str, name: str, model: SemanticModel) -> bool:
    """Whether a plan is that of a measure: set beside it or part of it, of its family and unit, or called after it."""
    declared, measure = model.metrics[plan], model.metrics[name]
    parts = {
        one.name: set(metrics_of(read_formula(model, one))) for one in model.metrics.values() if not one.open_items
    }
    paired = any({plan, name} <= made_of for made_of in parts.values()) or plan in parts.get(name, ())
    kin = bool(declared.family) and declared.family == measure.family and declared.unit == measure.unit
    return paired or kin or is_plan_called_after(declared, measure)
