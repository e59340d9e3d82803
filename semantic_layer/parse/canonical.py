"""The normal form of a query: equal meaning of form, equal text (rule 36).

Role: conditions in a fixed order, one contiguous period range as BETWEEN, single-value IN as =, NULLS LAST written
out. `period_range` is also how checks and shapes read the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import PERIOD, is_period
from semantic_layer.metrics.scalar import text_of, walk_down

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1000, 9000


@dataclass(slots=True)
class PeriodRange:
    """What a WHERE says of `period`: inclusive bounds (None = open), the other conditions, and problems."""

    start: date | None = None
    end: date | None = None
    rest: list[exp.Expr] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    given: bool = False

    def narrow(self, start: date | None, end: date | None) -> None:
        """Keep only the days from `start` to `end`, both inclusive; None = open on that side."""
        self.given = True
        if start is not None:
            self.start = start if self.start is None else max(self.start, start)
        if end is not None:
            self.end = end if self.end is None else min(self.end, end)


def conjuncts(tree: exp.Expr | None) -> list[exp.Expr]:
    """The ANDed parts of a condition, brackets opened."""
    if tree is None:
        return []
    if isinstance(tree, exp.And):
        return [*conjuncts(tree.this), *conjuncts(tree.expression)]
    if isinstance(tree, exp.Paren) and isinstance(tree.this, (exp.And, exp.Paren)):
        return conjuncts(tree.this)
    return [tree]


def date_of(node: exp.Expr) -> date | None:
    """The date a literal means: DATE '…', CAST('…' AS DATE) or a plain ISO string."""
    if isinstance(node, (exp.Cast, exp.TryCast)) and node.to.is_type("date"):
        node = node.this
    if isinstance(node, exp.Literal) and node.is_string:
        try:
            return date.fromisoformat(node.name)
        except ValueError:
            return None
    return None


def _day_of(node: exp.Expr) -> date | None:
    """A date that a calendar can count on from: years before and after it there still are dates."""
    found = date_of(node)
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _bounds(node: exp.Expr) -> tuple[date | None, date | None] | None:
    """The inclusive range one comparison of `period` gives; None where it is not one."""
    if isinstance(node, exp.Between) and is_period(node.this):
        low, high = _day_of(node.args["low"]), _day_of(node.args["high"])
        return (low, high) if low and high else None
    if not isinstance(node, (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        return None
    left, right = node.this, node.expression
    kind = type(node)
    if is_period(right):
        left, right = right, left
        kind = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}.get(kind, kind)
    value = _day_of(right)
    if not is_period(left) or value is None:
        return None
    match kind:
        case exp.EQ:
            return value, value
        case exp.GT:
            return value + DAY, None
        case exp.GTE:
            return value, None
        case exp.LT:
            return None, value - DAY
        case _:
            return None, value


def period_range(where: exp.Expr | None) -> PeriodRange:
    """Split a WHERE into the one range of `period` and the rest (rule 1)."""
    found = PeriodRange()
    for part in conjuncts(where.this if isinstance(where, exp.Where) else where):
        inner = part.this if isinstance(part, exp.Paren) else part
        if not any(is_period(node) for node in walk_down(part)):
            found.rest.append(part)
            continue
        bounds = _bounds(inner)
        if bounds is None:
            found.issues.append(issue(IssueCode.PERIOD_NOT_RANGE, text=text_of(part)))
        else:
            found.narrow(*bounds)
    if found.start and found.end and found.start > found.end:
        text = f"{found.start.isoformat()} > {found.end.isoformat()}"
        found.issues.append(issue(IssueCode.PERIOD_NOT_RANGE, text=text))
    return found


def date_literal(value: date) -> exp.Expr:
    """`CAST('2026-01-31' AS DATE)`, the one way normal form writes a date."""
    return exp.cast(exp.Literal.string(value.isoformat()), "date")


def _range_node(found: PeriodRange) -> list[exp.Expr]:
    period = exp.column(PERIOD)
    if found.start and found.end:
        return [exp.Between(this=period, low=date_literal(found.start), high=date_literal(found.end))]
    if found.start:
        return [exp.GTE(this=period, expression=date_literal(found.start))]
    if found.end:
        return [exp.LTE(this=period, expression=date_literal(found.end))]
    return []


def _settled(part: exp.Expr) -> exp.Expr:
    """One condition in its normal form: brackets around it opened, IN of one value as =, IN lists sorted."""
    while isinstance(part, exp.Paren) and not isinstance(part.this, exp.Or):
        part = part.this
    if isinstance(part, exp.Or):
        return exp.Paren(this=part.copy())
    if isinstance(part, exp.In) and part.expressions:
        values = sorted(dict.fromkeys(part.expressions), key=text_of)
        if len(values) == 1:
            return exp.EQ(this=part.this.copy(), expression=values[0].copy())
        return exp.In(this=part.this.copy(), expressions=[value.copy() for value in values])
    if isinstance(part, exp.EQ) and isinstance(part.this, exp.Literal) and isinstance(part.expression, exp.Column):
        return exp.EQ(this=part.expression.copy(), expression=part.this.copy())
    return part.copy()


def ordered_conditions(parts: list[exp.Expr]) -> list[exp.Expr]:
    """Conditions settled, each once, in the order of their text."""
    by_text = {text_of(node): node for node in (_settled(part) for part in parts)}
    return [by_text[text] for text in sorted(by_text)]


def settle_block(select: exp.Select) -> None:
    """Bring one block's WHERE, FILTERs, HAVING and ORDER BY into normal form, in place."""
    for node in list(walk_down(select)):
        if isinstance(node, exp.Filter) and isinstance(node.expression, exp.Where):
            inner = ordered_conditions(conjuncts(node.expression.this))
            node.expression.set("this", exp.and_(*inner, copy=False, wrap=False))
    where = select.args.get("where")
    if where is not None:
        found = period_range(where)
        if not found.issues:
            parts = [*_range_node(found), *ordered_conditions(found.rest)]
            select.set("where", exp.Where(this=exp.and_(*parts, copy=False, wrap=False)))
    having = select.args.get("having")
    if having is not None:
        parts = ordered_conditions(conjuncts(having.this))
        select.set("having", exp.Having(this=exp.and_(*parts, copy=False, wrap=False)))
    order = select.args.get("order")
    for ordered in order.expressions if order else ():
        ordered.set("nulls_first", False)
        ordered.set("desc", True if ordered.args.get("desc") else None)


def canonical_text(tree: exp.Expr) -> str:
    """The text of a settled tree; comments dropped."""
    return tree.sql(dialect="duckdb", comments=False, normalize_functions="upper")
