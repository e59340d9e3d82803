"""Patterns of arithmetic that carry a meaning: growth rates and shares.

Role: recognised on trees in normal form, by equal text of the operands. What changes a number (ABS, a cast to whole
numbers) is looked through only where the rate's own rule makes it needless: around a base.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.scalar import text_of

_DOUBLE = (exp.DataType.Type.DOUBLE, exp.DataType.Type.FLOAT)


@dataclass(frozen=True, slots=True)
class Rate:
    """`factor` × (value / base - 1)."""

    value: exp.Expr
    base: exp.Expr
    factor: str = ""  # as written; "" = 1


def stripped(node: exp.Expr) -> exp.Expr:
    """Without brackets, casts to floating numbers and a factor of 1.0 around it."""
    while True:
        if isinstance(node, exp.Paren) or _is_double(node):
            node = node.this
        elif isinstance(node, exp.Mul) and _is_number(node.this, 1):
            node = node.expression
        elif isinstance(node, exp.Mul) and _is_number(node.expression, 1):
            node = node.this
        else:
            return node


def _base(node: exp.Expr) -> exp.Expr:
    """A base without the guards people put around it: a base of zero or less has no rate anyway."""
    while True:
        node = stripped(node)
        is_guard = isinstance(node, exp.Nullif) and _is_number(node.expression, 0)
        if not (is_guard or isinstance(node, exp.Abs)):
            return node
        node = node.this


def _is_double(node: exp.Expr) -> bool:
    return isinstance(node, (exp.Cast, exp.TryCast)) and node.to.this in _DOUBLE


def _is_number(node: exp.Expr, value: float | None = None) -> bool:
    is_number = isinstance(node, exp.Literal) and not node.is_string
    return is_number and (value is None or float(node.name) == value)


def _scaled(node: exp.Expr) -> tuple[str, exp.Expr]:
    """(a factor as written, the rest): `100 * x / y` and `x / y * 100` are 100 × (x / y)."""
    node = stripped(node)
    if isinstance(node, exp.Mul):
        for one, two in ((node.this, node.expression), (node.expression, node.this)):
            if _is_number(stripped(one)):
                return stripped(one).name, stripped(two)
    if isinstance(node, exp.Div):
        factor, above = _scaled(node.this)
        if factor:
            return factor, exp.Div(this=above.copy(), expression=node.expression.copy())
    return "", node


def rate_parts(node: exp.Expr) -> Rate | None:
    """What `value / base - 1` and `(value - base) / base`, also times 100, say; whatever the two are.

    >>> from sqlglot import parse_one
    >>> found = rate_parts(parse_one("100.0 * (a - b) / NULLIF(b, 0)"))
    >>> (found.value.sql(), found.base.sql(), found.factor)
    ('a', 'b', '100.0')
    """
    if isinstance(node, exp.Sub) and _is_number(node.expression):
        factor, quotient = _scaled(node.this)
        if isinstance(quotient, exp.Div) and float(factor or 1) == float(node.expression.name):
            return Rate(stripped(quotient.this), _base(quotient.expression), factor)
    factor, quotient = _scaled(node) if isinstance(node, (exp.Div, exp.Mul)) else ("", node)
    if isinstance(quotient, exp.Div):
        difference, base = stripped(quotient.this), _base(quotient.expression)
        if isinstance(difference, exp.Sub) and text_of(stripped(difference.expression)) == text_of(base):
            return Rate(stripped(difference.this), base, factor)
    return None


def growth_parts(node: exp.Expr) -> Rate | None:
    """The rate of a measure against itself a period before."""
    found = rate_parts(node)
    if found is None or anonymous_name(found.base) not in ("PRIOR_YEAR", "PRIOR_PERIOD"):
        return None
    return found if text_of(found.base.expressions[0]) == text_of(found.value) else None


def share_of(node: exp.Expr) -> bool:
    """`m / TOTAL(m …)`."""
    if not isinstance(node, exp.Div):
        return False
    value, whole = _base(node.this), _base(node.expression)
    return anonymous_name(whole) == "TOTAL" and text_of(whole.expressions[0]) == text_of(value)
