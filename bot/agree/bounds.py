"""Comparisons with numbers in a query: of measures (HAVING), of numeric fields and ages (WHERE, FILTER).

Role: reads them off the tree in one form, the number on the right and NOT worked in. Comparisons of `period` and of
ranks are none of them. A multiple of another measure is a bound on the quotient.

    HAVING NOT (100 >= MEASURE(m))                        →   Bound(op=">", number=100, subject="m")
    HAVING MEASURE(m) < 0.95 * PRIOR_YEAR(MEASURE(m))     →   Bound(op="<", number=0.95, subject="m / PRIOR_YEAR(m)")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from bot.agree.made_of import bare, constant, expanded, measures_in
from semantic_layer.metrics.grammar import anonymous_name

_OPS: dict[type[exp.Expr], str] = {
    exp.GT: ">", exp.GTE: ">=", exp.LT: "<", exp.LTE: "<=", exp.EQ: "=", exp.NEQ: "<>",
}  # fmt: skip
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "<>", "<>": "="}


@dataclass(frozen=True, slots=True)
class Bound:
    """`subject`: what is compared, as the query writes it; `made_of`: the same with names followed to what they are."""

    op: str
    number: Decimal
    subject: str
    made_of: exp.Expr


def bounds_in(tree: exp.Expr) -> tuple[Bound, ...]:
    """Every comparison with a number, a range as its two ends."""
    found: list[Bound] = []
    ranks = _rank_names(tree)
    for node in tree.find_all(*_OPS, exp.Between):
        for op, side, other in _sides(node):
            if not _is_subject(side, ranks):
                continue
            number, made = constant(other), expanded(side)
            if number is None and measures_in(made):
                number, base = _multiple(expanded(other))
                made = exp.Div(this=made, expression=base) if base is not None else made
            if number is not None:
                found.append(Bound(_OPPOSITE[op] if _is_negated(node) else op, number, _text(side, made), made))
    return tuple(found)


def _text(side: exp.Expr, made: exp.Expr) -> str:
    return made.sql("duckdb") if isinstance(made, exp.Div) and not side.find(exp.Div) else side.sql("duckdb")


def _multiple(node: exp.Expr) -> tuple[Decimal | None, exp.Expr | None]:
    """(0.95, m) of 0.95 * m."""
    node = bare(node)
    if isinstance(node, exp.Mul):
        for side, other in ((node.this, node.expression), (node.expression, node.this)):
            factor = constant(side)
            if factor is not None and measures_in(other):
                return factor, bare(other)
    return None, None


def _sides(node: exp.Expr) -> Iterator[tuple[str, exp.Expr, exp.Expr]]:
    """(operator, subject, number) for either way round."""
    if isinstance(node, exp.Between):
        yield ">=", node.this, node.args["low"]
        yield "<=", node.this, node.args["high"]
        return
    op = _OPS[type(node)]
    yield op, node.this, node.expression
    yield _MIRRORED.get(op, op), node.expression, node.this


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
