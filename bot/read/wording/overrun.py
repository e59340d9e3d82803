"""Over budget without a measure: 超预算的部门, "which sites are over target". The layer says what is set against it.

Role: look-ups for the reading of conditions: the measure that one of the layer's own metrics divides by the plan, or
takes it off from.
"""

from __future__ import annotations

from bot.read.pieces import Piece
from bot.read.wording.plan_names import is_plan, is_plan_called_after
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.model import SemanticModel


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


def goes_with(plan: str, name: str, model: SemanticModel) -> bool:
    """Whether a plan is that of a measure: set beside it or part of it, of its family and unit, or called after it."""
    declared, measure = model.metrics[plan], model.metrics[name]
    parts = {
        one.name: set(metrics_of(read_formula(model, one))) for one in model.metrics.values() if not one.open_items
    }
    paired = any({plan, name} <= made_of for made_of in parts.values()) or plan in parts.get(name, ())
    kin = bool(declared.family) and declared.family == measure.family and declared.unit == measure.unit
    return paired or kin or is_plan_called_after(declared, measure)
