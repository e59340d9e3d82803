"""Comparisons with numbers in a query: of measures (HAVING), of numeric fields and ages (WHERE, FILTER).

Role: reads them off the tree in one form, the number on the right and NOT worked in. Comparisons of `period` and of
ranks are none of them.

    HAVING NOT (100 >= MEASURE(m))   →   Bound(op=">", number=100, subject="m")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from semantic_layer.metrics.grammar import anonymous_name

_OPS: dict[type[exp.Expr], str] = {
    exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.EQ: "=", exp.NEQ: "<>",
}  # fmt: skip
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>", "<>": "="}


@dataclass(frozen=True, slots=True)
class Bound:
    """`subject`: what is compared, as the query writes it."""

    op: str
    number: Decimal
    subject: str


def bounds_in(tree: exp.Expr) -> tuple[Bound, ...]:
    """Every comparison with a number, a range as its two ends."""
    found: list[Bound] = []
    ranks = _rank_names(tree)
    for node in tree.find_all(*_OPS, exp.Between):
        for op, side, other in _sides(node):
            number = _number(other)
            if number is not None and _is_subject(side, ranks):
                found.append(Bound(_OPPOSITE[op] if _is_negated(node) else op, number, side.sql("duckdb")))
    return tuple(found)


def _sides(node: exp.Expr) -> Iterator[tuple[str, exp.Expr, exp.Expr]]:
    """(operator, subject, number) for either way round."""
    if isinstance(node, exp.Between):
        yield ">=", node.this, node.args["low"]
        yield "<=", node.this, node.args["high"]
        return
    op = _OPS[type(node)]
    yield op, node.this, node.expression
    yield _MIRRORED.get(op, op), node.expression, node.this


def _number(node: exp.Expr) -> Decimal | None:
    node = node.unnest()
    if isinstance(node, exp.Neg):
        inner = _number(node.this)
        return None if inner is None else -inner
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    try:
        return Decimal(node.name)
    except InvalidOperation:
        return None


def _rank_names(tree: exp.Expr) -> frozenset[str]:
    """Columns of the query that a window makes: bounds on them are limits."""
    aliases = (item for item in tree.find_all(exp.Alias) if item.this.find(exp.Window) is not None)
    return frozenset(item.alias for item in aliases)


def _is_subject(node: exp.Expr, ranks: frozenset[str]) -> bool:
    """Something of the layer's, not a rank, not the time axis."""
    if node.find(exp.Window) is not None:
        return False
    columns = list(node.find_all(exp.Column))
    if any(column.name in ranks or column.name == "period" for column in columns):
        return False
    return bool(columns) or any(
        isinstance(part, exp.AggFunc) or anonymous_name(part) == "MEASURE" for part in node.walk()
    )


def _is_negated(node: exp.Expr) -> bool:
    negated = False
    parent = node.parent
    while parent is not None and not isinstance(parent, (exp.Select, exp.Where, exp.Having)):
        negated = negated != isinstance(parent, exp.Not)
        parent = parent.parent
    return negated
