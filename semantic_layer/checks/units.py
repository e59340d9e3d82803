"""Units and kinds of expressions: what a computed number counts, and what may be added up (rule 25).

Role: pure functions over Unit and MetricKind.
"""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from semantic_layer.model import Field, FieldRole, MetricKind, Unit

NONE = Unit()
PERCENT = Unit("percent")
POINTS = Unit("points")
DAYS = Unit("days")


def unit_of_aggregate(function: str, field: Field | None) -> Unit:
    """The unit of an aggregate over one field; a count counts nothing in particular."""
    if function in ("COUNT", "COUNT_ROWS", "COUNT_DISTINCT"):
        return Unit("count")
    return field.unit if field is not None else NONE


def unit_of_sum(op: str, left: Unit, right: Unit) -> Unit:
    """`+` and `-`: the common unit; a difference of percents is in percentage points."""
    if left == right:
        return POINTS if op == "-" and left.kind == "percent" else left
    if NONE in (left, right):
        return right if left == NONE else left
    if {left.kind, right.kind} == {"percent", "points"}:
        return PERCENT
    return left if left.kind == right.kind == "count" else NONE


def unit_of_product(left: Unit, right: Unit) -> Unit:
    """`*`: a share or a bare number keeps the other's unit."""
    if left.kind in ("none", "percent", "times"):
        return right if right != NONE else left
    if right.kind in ("none", "percent", "times"):
        return left
    return NONE


def rescales(node: exp.Expr) -> bool:
    """A factor or divisor that changes the scale a number is told in: percents as 35.2, amounts in thousands. What
    comes out no longer counts in the unit of what went in, and must not be printed as if it did.

    >>> from sqlglot import parse_one
    >>> [rescales(parse_one(text)) for text in ("100.0", "10000", "12", "1", "a")]
    [True, True, False, False, False]
    """
    while isinstance(node, exp.Paren):
        node = node.this
    if not isinstance(node, exp.Literal) or node.is_string:
        return False
    exact = Decimal(node.name).normalize()
    return exact.as_tuple().digits == (1,) and abs(exact.adjusted()) >= 2


def unit_of_quotient(left: Unit, right: Unit) -> Unit:
    """`/`: equal units give a ratio; per piece or per day keeps the numerator's unit."""
    if right == NONE:
        return left
    if left.kind == right.kind and left.code == right.code:
        return PERCENT
    return left if right.kind in ("count", "days") else NONE


def kind_of_sum(left: MetricKind | None, right: MetricKind | None) -> MetricKind | None:
    """The kind of a sum or difference; constants (None) do not matter."""
    if left is None or right is None:
        return left or right
    if left == right:
        return left
    return MetricKind.RATIO if MetricKind.RATIO in (left, right) else MetricKind.NON_ADDITIVE


def kind_of_aggregate(function: str, field: Field | None) -> MetricKind:
    """The kind of an ad-hoc aggregate."""
    if function in ("SUM", "COUNT", "COUNT_ROWS"):
        return MetricKind.BALANCE if field and field.role is FieldRole.BALANCE else MetricKind.FLOW
    return MetricKind.DISTINCT if function == "COUNT_DISTINCT" else MetricKind.NON_ADDITIVE
