"""What a checked query says: the ranges, conditions, orders and names of all its SELECTs.

Role: a view of a CheckedQuery for agreement, read off the normal form of its tree, so that a condition inside a CTE, a
FILTER or a CASE is found as well as one in WHERE.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlglot import exp

from bot.agree.bounds import Bound, bounds_in
from bot.agree.counted_rows import without_row_definitions
from bot.agree.made_of import expanded, measures_in, reads_from
from semantic_layer.formulas import FormulaError, read_formula
from semantic_layer.metrics import index_of
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, Layer
from semantic_layer.parse.canonical import period_range
from semantic_layer.parse.query import grouped, is_block
from semantic_layer.parse.shapes import grain_of
from semantic_layer.periods import Calendar, Grain
from semantic_layer.query import CheckedQuery

_ALIKE = (exp.EQ, exp.In, exp.NullSafeEQ, exp.Is)
_UNLIKE = (exp.NEQ, exp.NullSafeNEQ)


@dataclass(frozen=True, slots=True)
class Chain:
    """A metric ("" for an aggregate over fields) under its modifiers, outermost first, as (name, arguments)."""

    metric: str
    modifiers: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One SELECT from the model. Dates inclusive, None = open."""

    start: date | None
    end: date | None
    grain: str
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a field with a constant. `keeps_null`: a negated one under which an empty field still counts.
    `holds`: it must be true of every row (False: an OR offers a way round it)."""

    field: FieldRef
    text: str
    is_string: bool
    negated: bool
    keeps_null: bool
    holds: bool
    exact: bool = True  # False: a pattern
    is_tree: bool = False  # the value and all below it (WITHIN)
    everywhere: bool = True  # in WHERE; False: over one measure or in a CASE


class Written:
    """One checked query."""

    def __init__(self, checked: CheckedQuery, layer: Layer) -> None:
        self.checked = checked
        self.layer = layer
        self.model = layer.model
        self.tree = checked.query.tree
        self._index = index_of(layer.model)

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.model.calendar)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._block(select) for select in self.selects)

    def _block(self, select: exp.Select) -> Block:
        found = period_range(select.args.get("where"))
        items = [item.this if isinstance(item, exp.Alias) else item for item in select.expressions]
        grains = [grain_of(node) for node in [*grouped(select), *items] if grain_of(node)]
        return Block(found.start, found.end, grains[0] if grains else "", tuple(_chains(select)))

    @cached_property
    def selects(self) -> tuple[exp.Select, ...]:
        """The SELECTs from the model, as they are written."""
        return tuple(select for select in self.tree.find_all(exp.Select) if is_block(select, self.model))

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """Every comparison with a number."""
        return bounds_in(self.tree)

    @cached_property
    def asked_tree(self) -> exp.Expr:
        """The query without what only defines which rows count (counted_rows)."""
        return without_row_definitions(self.tree, self.model)

    @cached_property
    def tests(self) -> tuple[Comparison, ...]:
        """Every comparison of a field with a constant, wherever it stands."""
        return self.tests_under(self.tree)

    def tests_under(self, part: exp.Expr) -> tuple[Comparison, ...]:
        """The same in a part of the query."""
        found: list[Comparison] = []
        for node in part.find_all(exp.Literal, exp.Boolean):
            test = self._test(node)
            if test is not None:
                found.append(test)
        return tuple(found)

    def _test(self, node: exp.Expr) -> Comparison | None:
        predicate = node.parent
        while isinstance(predicate, (exp.Paren, exp.Tuple, exp.Cast, exp.Lower, exp.Upper)):
            predicate = predicate.parent
        is_pattern = isinstance(predicate, (exp.Like, exp.ILike))
        is_tree = anonymous_name(predicate) == "WITHIN" if predicate is not None else False
        if predicate is None or not (is_pattern or is_tree or isinstance(predicate, (*_ALIKE, *_UNLIKE))):
            return None
        column = predicate.find(exp.Column)
        if column is None:
            return None
        found = self._member_field(column) if is_tree else self.field_of(column)
        if not isinstance(found, FieldRef):
            return None
        negated, keeps_null, holds = _polarity(predicate, column)
        text = str(node.this).upper() if isinstance(node, exp.Boolean) else node.name
        exact = not is_pattern or not any(sign in text for sign in "%_")
        is_string = bool(getattr(node, "is_string", False))
        everywhere = predicate.find_ancestor(exp.Filter, exp.Case, exp.If) is None
        return Comparison(found, text, is_string, negated, keeps_null, holds, exact, is_tree, everywhere)

    def _member_field(self, column: exp.Column) -> FieldRef | None:
        """The field whose values are the members of the tree that `WITHIN(dataset.tree, …)` names."""
        dataset = self.model.datasets.get(self._index.roles.get(column.table, column.table))
        shown = {tree.name: tree.display for tree in dataset.trees} if dataset else {}
        role = column.table if column.table in self._index.roles else ""
        return FieldRef(dataset.name, shown[column.name], role) if dataset and column.name in shown else None

    @cached_property
    def flags(self) -> frozenset[FieldRef]:
        """Fields that stand as a condition by themselves (a flag)."""
        return self.flags_under(self.tree)

    def flags_under(self, part: exp.Expr) -> frozenset[FieldRef]:
        """The same in a part of the query."""
        refs = set()
        for column in part.find_all(exp.Column):
            if isinstance(column.parent, (exp.Where, exp.And, exp.Not, exp.Filter, exp.Paren)):
                found = self._index.find(column.table, column.name)
                if isinstance(found, FieldRef):
                    refs.add(found)
        return frozenset(refs)

    @cached_property
    def split_by(self) -> frozenset[FieldRef]:
        """The fields a result is told apart by: group keys, columns of a list, conditions over single measures, and
        fields held at one value, which have only one group."""
        refs = {column.field for column in self.checked.columns if column.field is not None}
        nodes = [node for select in self.tree.find_all(exp.Select) for node in grouped(select)]
        nodes += [*self.tree.find_all(exp.Filter), *self.tree.find_all(exp.Case)]
        for node in nodes:
            for column in node.find_all(exp.Column):
                found = self._index.find(column.table, column.name)
                if isinstance(found, FieldRef):
                    refs.add(found)
        held: dict[FieldRef, set[str]] = {}
        for test in self.tests:
            if test.holds and not test.negated:
                held.setdefault(test.field, set()).add(test.text)
        return frozenset(refs) | {ref for ref, values in held.items() if len(values) == 1}

    @cached_property
    def constants(self) -> frozenset[str]:
        """All numbers written, as plain text."""
        return frozenset(node.name for node in self.tree.find_all(exp.Literal) if not node.is_string)

    def field_of(self, column: exp.Column) -> FieldRef | None:
        """The declared field a column names, by itself or as a column of inner SELECTs that cut nothing off."""
        select = column.find_ancestor(exp.Select)
        inner = reads_from(select) if select is not None else []
        made = expanded(column) if inner and not any(map(_cuts, inner)) else column
        found = self._index.find(made.table, made.name) if isinstance(made, exp.Column) else None
        return found if isinstance(found, FieldRef) else None

    @property
    def named(self) -> tuple[str, ...]:
        """The metrics the query names."""
        return tuple(name for name in self.checked.metrics if name in self.model.metrics)

    @cached_property
    def shown(self) -> frozenset[str]:
        """The metrics that stand in columns, not only in conditions."""
        items = [item for select in self.tree.find_all(exp.Select) for item in select.expressions]
        return frozenset().union(*(measures_in(item) for item in items))

    @cached_property
    def used_metrics(self) -> frozenset[str]:
        """The metrics named and all that they are made of."""
        return self.made_of(self.checked.metrics)

    def made_of(self, names: Iterable[str]) -> frozenset[str]:
        """These metrics and all that they are made of."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting += self.parts_of(name)
        return frozenset(found)

    def is_same(self, left: str, right: str) -> bool:
        """One metric is nothing but the other under another name."""
        for one, other in ((left, right), (right, left)):
            declared = self.model.metrics.get(one)
            if declared is not None and declared.expression.strip() in (other, f"MEASURE({other})"):
                return not declared.filter
        return False

    @property
    def of_earlier_periods(self) -> frozenset[str]:
        """The metrics inside those named that compare with an earlier period by definition."""
        metrics = self.model.metrics
        growths = [name for name in self.named if "PRIOR_" in metrics[name].expression.upper()]
        return frozenset(part for name in growths for part in self.parts_of(name))

    def parts_of(self, name: str) -> tuple[str, ...]:
        """The metrics that stand in a metric's expression."""
        metric = self.model.metrics.get(name)
        if metric is None:
            return ()
        try:
            return read_formula(metric.expression).metrics
        except FormulaError:
            return ()

    def balance_only(self, block: Block) -> bool:
        """Every number of the block is a balance, so only the range's end counts."""
        names = {chain.metric for chain in block.chains}
        if not names or "" in names or block.grain:
            return False
        return all(p.is_as_of for p in self.checked.periods if p.metric in names) and any(
            p.metric in names for p in self.checked.periods
        )

    def is_after_closing(self, end: date | None) -> bool:
        """A range ends after the last closed day of some number in it, while that has one."""
        return end is not None and self.closed_through is not None and end > self.closed_through

    @cached_property
    def closed_through(self) -> date | None:
        """The first of the last closed days of the numbers in the query; None where none is known."""
        datasets = {period.time_field.partition(".")[0] for period in self.checked.periods}
        closed = [self.layer.horizons[name].closed_through for name in datasets if name in self.layer.horizons]
        return min((day for day in closed if day is not None), default=None)

    @cached_property
    def loaded_through(self) -> date | None:
        """The date no data of this query goes beyond; None where that is not known of all of it."""
        return max(self._ends, default=None)

    @cached_property
    def common_ends(self) -> frozenset[date]:
        """The date to which all numbers of this query have data, as far as one can be set against another; of rows kept
        by the month also the last day of a whole one."""
        found = {min(self._ends)} if self._ends else set()
        datasets = {name for metric in self.named for name in base_datasets(self.model, metric)}
        ends = {self._end_of(name) for name in datasets}
        known = [end for end in ends if end is not None]
        if len(ends) < 2 or len(known) < len(ends):
            return frozenset(found)
        end = min(known)
        for grain in sorted({self.model.datasets[name].time_grain for name in datasets} - {"", "day"}):
            unit = self.calendar.bucket(end, Grain(grain))
            end = end if unit.end == end else unit.start - timedelta(days=1)
        return frozenset(found | {end})

    @cached_property
    def _ends(self) -> tuple[date, ...]:
        """Where the data of each number ends; () where that is not known of all of them."""
        ends: list[date] = []
        for period in self.checked.periods:
            name = period.time_field.partition(".")[0]
            end = self._end_of(name)
            if end is None:
                return ()
            ends.append(end)
        return tuple(ends)

    def _end_of(self, name: str) -> date | None:
        horizon, dataset = self.layer.horizons.get(name), self.model.datasets.get(name)
        return (horizon.loaded_through if horizon else None) or (dataset.loaded_through if dataset else None)


def _cuts(select: exp.Select) -> bool:
    """Rows are left out by their rank: what is filtered after that is another set."""
    return bool(select.args.get("limit") or select.find(exp.Window)) or any(map(_cuts, reads_from(select)))


def _chains(select: exp.Select) -> list[Chain]:
    """Each measure of a SELECT once, with the modifiers over it."""
    found: dict[Chain, None] = {}
    nested = {id(node) for inner in select.find_all(exp.Subquery, exp.CTE) for node in inner.find_all(exp.Expr)}
    for node in select.find_all(exp.Anonymous, exp.AggFunc):
        if id(node) in nested:
            continue
        if anonymous_name(node) == "MEASURE":
            name = node.expressions[0].name
        elif isinstance(node, exp.AggFunc) or anonymous_name(node) == "COUNT_ROWS":
            name = ""
        else:
            continue
        found[Chain(name, _modifiers(node))] = None
    return list(found)


def _modifiers(node: exp.Expr) -> tuple[tuple[str, tuple[str, ...]], ...]:
    over: list[tuple[str, tuple[str, ...]]] = []
    parent = node.parent
    while isinstance(parent, (exp.Anonymous, exp.Filter, exp.Paren)):
        if isinstance(parent, exp.Anonymous):
            arguments = tuple(part.sql("duckdb") for part in parent.expressions[1:])
            over.append((anonymous_name(parent), arguments))
        parent = parent.parent
    return tuple(reversed(over))


def _polarity(predicate: exp.Expr, column: exp.Column) -> tuple[bool, bool, bool]:
    """(negated, keeps rows where the field is empty, holds for every row)."""
    negated = isinstance(predicate, _UNLIKE)
    keeps_null = isinstance(predicate, exp.NullSafeNEQ) or column.find_ancestor(exp.Coalesce) is not None
    holds = True
    node = predicate
    while node.parent is not None and not isinstance(node.parent, (exp.Select, exp.Where, exp.Having, exp.If)):
        parent = node.parent
        if isinstance(parent, exp.Not):
            negated = not negated
            keeps_null = keeps_null or isinstance(predicate, exp.NullSafeEQ)
        elif isinstance(parent, exp.Or):
            columns = {(part.table, part.name) for part in parent.find_all(exp.Column)}
            holds = holds and columns == {(column.table, column.name)} and not _is_trivial(parent)
            holds = holds and not (negated and _leaves_out_another(parent, predicate))
            keeps_null = keeps_null or any(isinstance(part.expression, exp.Null) for part in parent.find_all(exp.Is))
        node = parent
    return negated, keeps_null, holds


def _leaves_out_another(either: exp.Or, predicate: exp.Expr) -> bool:
    """Not A or not B is everything."""
    others = [node for node in either.find_all(*_UNLIKE, exp.Not) if node is not predicate]
    return any(not node.find(exp.Null) and predicate not in list(node.walk()) for node in others)


def _is_trivial(node: exp.Or) -> bool:
    """One side of an OR names no field, so it may be true of everything."""
    return any(side.find(exp.Column) is None for side in (node.this, node.expression))
