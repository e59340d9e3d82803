"""Patterns of arithmetic that carry a meaning: growth rates and shares.

Role: recognised on trees in normal form, by equal text of the operands.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.scalar import text_of


def stripped(node: exp.Expr) -> exp.Expr:
    """Without brackets, casts, `NULLIF(x, 0)`, ABS and a factor of 1.0 around it."""
    while True:
        if isinstance(node, (exp.Paren, exp.Cast, exp.TryCast, exp.Abs)) or _changes_nothing(node):
            node = node.this
        elif isinstance(node, exp.Mul) and _is_number(node.this, 1):
            node = node.expression
        else:
            return node


def _changes_nothing(node: exp.Expr) -> bool:
    if isinstance(node, exp.Nullif):
        return _is_number(node.expression, 0)
    return isinstance(node, exp.Mul) and _is_number(node.expression, 1)


def _is_number(node: exp.Expr, value: float) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and float(node.name) == value


def _is_prior_of(base: exp.Expr, value: exp.Expr) -> bool:
    base, value = stripped(base), stripped(value)
    if anonymous_name(base) not in ("PRIOR_YEAR", "PRIOR_PERIOD"):
        return False
    return text_of(base.expressions[0]) == text_of(value)


def growth_parts(node: exp.Expr) -> tuple[exp.Expr, exp.Expr] | None:
    """(value, base) of `value / PRIOR(value) - 1` or `(value - PRIOR(value)) / PRIOR(value)`."""
    if isinstance(node, exp.Sub) and _is_number(node.expression, 1):
        quotient = stripped(node.this)
        if isinstance(quotient, exp.Div) and _is_prior_of(quotient.expression, quotient.this):
            return stripped(quotient.this), stripped(quotient.expression)
    if isinstance(node, exp.Div):
        difference, base = stripped(node.this), stripped(node.expression)
        if isinstance(difference, exp.Sub) and _is_prior_of(difference.expression, difference.this):
            prior = stripped(difference.expression)
            if text_of(prior) == text_of(base):
                return stripped(difference.this), base
    return None


def share_of(node: exp.Expr) -> bool:
    """`m / TOTAL(m …)`."""
    if not isinstance(node, exp.Div):
        return False
    value, whole = stripped(node.this), stripped(node.expression)
    return anonymous_name(whole) == "TOTAL" and text_of(whole.expressions[0]) == text_of(value)
