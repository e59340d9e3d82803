"""evaluate: the answer to a question, worked out row by row.

Role: the naive evaluator that compiled SQL is held against. For every cell of every group it goes through all rows of
a dataset, asks each whether it belongs, and adds up. Slow on purpose; one idea a function.
Errors: Refused with the code that the layer should answer with.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from tests.reference import spans
from tests.reference.asked import BUCKET, Asked, Cell
from tests.reference.formula import (
    Days,
    Expr,
    Growth,
    Leaf,
    Moved,
    Named,
    Number,
    Only,
    Product,
    Ratio,
    Sum,
    Total,
    children,
)
from tests.reference.leaves import Leaves
from tests.reference.place import Group, Place, Value, changed
from tests.reference.refusals import Refusals
from tests.reference.spans import Span
from tests.reference.world import Refused, World


def evaluate(world: World, asked: Asked) -> list[tuple[Any, ...]]:
    """The rows: keys (the bucket first), then columns; ordered by the keys, NULLs last."""
    return _Evaluation(world, asked).rows()


class _Evaluation:
    def __init__(self, world: World, asked: Asked) -> None:
        self.world = world
        self.asked = asked
        self.leaves = Leaves(world, asked)

    def rows(self) -> list[tuple[Any, ...]]:
        refusals = Refusals(self.world, self.asked, self.leaves)
        for column in self.asked.columns:
            refusals.check_rules(column)
        for column in self.asked.columns:
            refusals.check_filters(column)
            refusals.check_pins(column, self.asked.tests, self.asked.keys)
        found = [spans.span(self.world, self.asked, column) for column in self.asked.columns]
        buckets: list[date | None] = [None]
        if self.asked.grain:
            buckets = [*spans.spine(self.asked, found)]
            found = spans.widened(found)
        members = self.members(found)
        rows = []
        for bucket, member in product(buckets, members):
            group = ((bucket,) if self.asked.grain else ()) + member
            rows.append((*group, *(self.column(c, s, group) for c, s in zip(self.asked.columns, found, strict=True))))
        width = len(self.asked.keys)
        return sorted(rows, key=lambda row: [(cell is None, cell) for cell in row[:width]])

    def members(self, found: list[Span]) -> list[Group]:
        """Every combination of the groups, the bucket aside, that any column has rows for (rules 6 and 18)."""
        seen: dict[Group, None] = {}
        for column, span in zip(self.asked.columns, found, strict=True):
            for cell in spans.cells(self.asked, span, timed=bool(self.asked.grain)):
                self.collect(column, Place(cell, self.asked.keys, (), self.asked.tests), span, seen)
        if not self.asked.groups:
            return [()]
        return list(seen)

    def collect(self, expr: Expr, place: Place, span: Span, seen: dict[Group, None]) -> None:
        match expr:
            case Leaf() if not any(name in expr.ignore for name in self.asked.groups):
                for cell in self.leaves.counted(expr, place):
                    for group, _ in self.leaves.matched(expr, cell, place, span):
                        seen.setdefault(group)
            case Named(name=name):
                self.collect(self.world.metrics[name], place, span, seen)
            case Moved(inner=inner):
                self.collect(inner, changed(place, moves=(*place.moves, expr)), span, seen)
            case Only(inner=inner, tests=tests):
                self.collect(inner, changed(place, tests=(*place.tests, *tests)), span, seen)
            case Sum(left=one, right=two) | Product(left=one, right=two) | Ratio(top=one, bottom=two):
                self.collect(one, place, span, seen)
                self.collect(two, place, span, seen)
            case Growth(value=one, base=two):
                self.collect(one, place, span, seen)
                self.collect(two, place, span, seen)
            case Total(inner=inner, by=by) if set(by) == set(self.asked.keys) or not self.has_groups():
                self.collect(inner, place, span, seen)
            case _:
                return

    def has_groups(self) -> bool:
        """Some part of the question is worked out group by group; where all are totals, their rows make the groups."""
        return any(self.is_grouped(column) for column in self.asked.columns)

    def is_grouped(self, expr: Expr) -> bool:
        if isinstance(expr, Leaf):
            return True
        if isinstance(expr, Total):
            return set(expr.by) >= set(self.asked.keys)
        inner = [self.world.metrics[expr.name]] if isinstance(expr, Named) else children(expr)
        return any(self.is_grouped(child) for child in inner)

    # ---- expressions

    def column(self, expr: Expr, span: Span, group: Group) -> Any:
        place = self.place(span, self.asked.keys, group)
        if place is None and isinstance(expr, Total):  # a total has no bucket of its own that could lie beyond
            nowhere = Place(Cell(group[0], None, None), self.asked.keys, group, self.asked.tests)
            return self.value(expr, nowhere, span).number
        return self.value(expr, place, span).number if place else None

    def place(self, span: Span, keys: tuple[str, ...], group: Group) -> Place | None:
        """Where a group's value is evaluated; None for a bucket beyond the column's own end."""
        timed = BUCKET in keys
        for cell in spans.cells(self.asked, span, timed):
            if not timed or cell.key == group[0]:
                return Place(cell, keys, group, self.asked.tests)
        return None

    def value(self, expr: Expr, place: Place, span: Span) -> Value:
        match expr:
            case Leaf():
                return self.leaves.leaf(expr, place, span)
            case Named(name=name):
                return self.value(self.world.metrics[name], place, span)
            case Number(value=number):
                return Value(number)
            case Days():
                return self.days(place, span)
            case Moved():
                return self.value(expr.inner, changed(place, moves=(*place.moves, expr)), span)
            case Only(inner=inner, tests=tests):
                return self.value(inner, changed(place, tests=(*place.tests, *tests)), span)
            case Total(inner=inner, by=by):
                kept = tuple(key for key in place.keys if key in by)
                group = tuple(value for key, value in zip(place.keys, place.group, strict=True) if key in by)
                found = self.place(span, kept, group)
                return self.value(inner, found, span) if found else Value(None)
            case _:
                return self.arithmetic(expr, place, span)

    def days(self, place: Place, span: Span) -> Value:
        """Days of the effective range, from the first of the data where no start was asked."""
        firsts = [self.world.first(name) for name in self.world.model.datasets]
        used = {leaf.dataset for c in self.asked.columns for leaf, _ in spans.uses(self.world, c)}
        begin = min(
            (f for n, f in zip(self.world.model.datasets, firsts, strict=True) if f and n in used), default=None
        )
        start = place.cell.start or begin
        if span.end is None or start is None:
            raise Refused("NO_PERIOD")
        cell = spans.moved(self.asked, Cell(place.cell.key, start, place.cell.end), place.moves)
        return Value((cell.end - cell.start).days + 1 if cell and cell.start and cell.end else None)

    def arithmetic(self, expr: Sum | Product | Ratio | Growth, place: Place, span: Span) -> Value:
        match expr:
            case Sum(left=one, right=two, sign=sign):
                return _sum(self.value(one, place, span), self.value(two, place, span), sign)
            case Product(left=one, right=two):
                return _product(expr, self.value(one, place, span), self.value(two, place, span))
            case Ratio(top=one, bottom=two):
                return _ratio(expr, self.value(one, place, span), self.value(two, place, span))
            case Growth(value=one, base=two):
                base = self.value(two, place, span).number
                top = self.value(one, place, span).filled()
                return Value(
                    float(top) / float(base) - 1 if base is not None and base > 0 and top is not None else None
                )


def _sum(one: Value, two: Value, sign: int) -> Value:
    """Rule 19: an absent additive operand is 0 if the other is present; an unknown one keeps the whole NULL."""
    if one.additive and two.additive:
        known = one.known and two.known
        if not known or (one.number is None and two.number is None):
            return Value(None, True, known)
        return Value((one.number or 0) + sign * (two.number or 0), True)
    if one.number is None or two.number is None:
        return Value(None)
    return Value(float(one.number) + sign * float(two.number))


def _product(expr: Product, one: Value, two: Value) -> Value:
    constant = isinstance(expr.left, Number) or isinstance(expr.right, Number)
    additive = constant and (one.additive or two.additive)
    number = None if one.number is None or two.number is None else float(one.number) * float(two.number)
    return Value(number, additive, one.known and two.known)


def _ratio(expr: Ratio, one: Value, two: Value) -> Value:
    if isinstance(expr.bottom, Number) and one.additive:
        return Value(None if one.number is None else float(one.number) / expr.bottom.value, True, one.known)
    top = one.filled()
    if top is None or two.number is None or two.number == 0:
        return Value(None)
    return Value(float(top) / float(two.number))
