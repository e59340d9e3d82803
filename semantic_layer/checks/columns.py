"""Reading expressions of outer SELECTs: names, units, and what may be added up (rule 25)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.checks import units
from semantic_layer.checks.facts import Facts
from semantic_layer.checks.patterns import rate_parts
from semantic_layer.checks.relations import OutColumn, Relation
from semantic_layer.issues import IssueCode
from semantic_layer.metrics.scalar import is_aggregate, text_of, walk_down
from semantic_layer.model import MetricKind, Unit
from semantic_layer.parse.canonical import date_literal
from semantic_layer.query import Column
from semantic_layer.suggest import suggest

_CONSTANT = OutColumn("", Column("", "computed"))
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div)


class Reading:
    """Reads the expressions of one outer SELECT over its sources."""

    def __init__(self, sources: Sequence[Relation], facts: Facts) -> None:
        self.sources = sources
        self.facts = facts
        self.grouped: list[str] = []
        self.computes = False
        self.rates: list[tuple[str, exp.Expr]] = []  # (column, base) of the growth rates worked out here

    def find(self, column: exp.Column) -> OutColumn | None:
        """The source column a name means; reports unknown and ambiguous ones."""
        found = [c for s in self.sources if (c := s.find(column.name, column.table)) is not None]
        if len(found) == 1:
            return found[0]
        name = text_of(column)
        if found:
            self.facts.report(IssueCode.AMBIGUOUS_FIELD, name=name, candidates=tuple(c.source for c in found))
        else:
            known = [c.name for source in self.sources for c in source.columns]
            self.facts.report(IssueCode.UNKNOWN_FIELD, name=name, suggestions=suggest(column.name, known))
        return None

    def scan(self, tree: exp.Expr, aliases: set[str]) -> None:
        """Read a clause for its problems only."""
        for node in walk_down(tree, prune=(exp.Select, exp.Window)):
            if isinstance(node, exp.Column) and not (not node.table and node.name.lower() in aliases):
                self.find(node)
            elif isinstance(node, exp.Window) or is_aggregate(node):
                self.read(node)

    def guard(self, node: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
        """An expression with its growth rates guarded, and their bases: on zero or less there is none (rule 19)."""
        bases: list[exp.Expr] = []
        for inner in list(walk_down(node, prune=(exp.Select, exp.Window))):
            parts = rate_parts(inner)
            if parts is None or not self._is_growth(parts.value, parts.base):
                continue
            bases.append(parts.base.copy())
            positive = exp.GT(this=exp.Paren(this=parts.base.copy()), expression=exp.Literal.number(0))
            guarded = exp.Case(ifs=[exp.If(this=positive, true=inner.copy())])
            if inner is node:
                return guarded, bases
            inner.replace(guarded)
        return node, bases

    def _is_growth(self, value: exp.Expr, base: exp.Expr) -> bool:
        """Two values of one metric are compared, such as those of two periods."""
        quiet = Reading(self.sources, type(self.facts)())
        one, two = quiet.read(value).column, quiet.read(base).column
        return bool(one.metric) and one.metric == two.metric and text_of(value) != text_of(base)

    def read(self, node: exp.Expr) -> OutColumn:
        """What an expression gives."""
        if isinstance(node, (exp.Paren, exp.Alias)):
            return self.read(node.this)
        if isinstance(node, exp.Column):
            return self.find(node) or _CONSTANT
        if isinstance(node, exp.Window):
            return self._window(node)
        if is_aggregate(node):
            self.computes = True
            return self._aggregate(node, self.grouped)
        if isinstance(node, _ARITHMETIC):
            self.computes = True
            return self._arithmetic(node)
        if isinstance(node, (exp.Subquery, exp.Literal, exp.Boolean, exp.Null)):
            return _CONSTANT
        parts = [self.read(child) for child in node.iter_expressions() if isinstance(child, exp.Condition)]
        known = [part for part in parts if part is not _CONSTANT and part.column.kind is not None]
        if not known:
            keys = [part for part in parts if part.column.role in ("group", "time")]
            return OutColumn("", Column("", "group" if keys else "computed"))
        same = isinstance(node, (exp.Coalesce, exp.Nullif, exp.Round, exp.Abs, exp.Neg, exp.Case))
        unit = known[0].column.unit if same else Unit()
        kind = known[0].column.kind if isinstance(node, (exp.Coalesce, exp.Round)) else MetricKind.NON_ADDITIVE
        bases = tuple(base for part in parts for base in part.bases)
        made = Column("", "computed", unit, metric=known[0].column.metric, kind=kind)
        return OutColumn("", made, bases=bases)

    def _arithmetic(self, node: exp.Expr) -> OutColumn:
        left, right = self.read(node.this).column, self.read(node.expression).column
        metric = left.metric if left.metric == right.metric else ""
        if isinstance(node, (exp.Add, exp.Sub)):
            unit = units.unit_of_sum("-" if isinstance(node, exp.Sub) else "+", left.unit, right.unit)
            return OutColumn(
                "", Column("", "computed", unit, kind=units.kind_of_sum(left.kind, right.kind), metric=metric)
            )
        if isinstance(node, exp.Mul):
            kind = left.kind if right.kind is None else right.kind if left.kind is None else MetricKind.NON_ADDITIVE
            rescaled = units.rescales(node.this) or units.rescales(node.expression)
            unit = units.NONE if rescaled else units.unit_of_product(left.unit, right.unit)
            return OutColumn("", Column("", "computed", unit, kind=kind))
        if right.kind is None and right.unit == units.NONE and not isinstance(node.expression, exp.Subquery):
            unit = units.NONE if units.rescales(node.expression) else left.unit
            return OutColumn("", Column("", "computed", unit, kind=left.kind, metric=left.metric))
        unit = units.unit_of_quotient(left.unit, right.unit)
        return OutColumn("", Column("", "computed", unit, kind=MetricKind.RATIO))

    def _window(self, node: exp.Window) -> OutColumn:
        partition = [text_of(part) for part in node.args.get("partition_by") or ()]
        for part in (*(node.args.get("partition_by") or ()), *([node.args["order"]] if node.args.get("order") else [])):
            self.scan(part, set())
        if is_aggregate(node.this):
            self.computes = True
            found = self._aggregate(node.this, partition)
            return replace(found, column=replace(found.column, kind=MetricKind.CUMULATIVE))
        inner = [self.read(child) for child in node.this.iter_expressions() if isinstance(child, exp.Column)]
        if inner:
            return replace(inner[0], column=replace(inner[0].column, kind=MetricKind.NON_ADDITIVE), as_of=None)
        return OutColumn("", Column("", "computed", Unit("count"), kind=MetricKind.NON_ADDITIVE))

    def _aggregate(self, node: exp.Expr, kept: Sequence[str]) -> OutColumn:
        """An aggregate over rows of the sources; `kept`: what the rows are grouped or partitioned by."""
        argument = node.this
        if isinstance(argument, exp.Distinct):
            argument = argument.expressions[0]
        if isinstance(node, exp.Count):
            if not isinstance(argument, exp.Star):
                self.read(argument)
            return OutColumn("", Column("", "computed", Unit("count"), kind=MetricKind.DISTINCT))
        picked = self._picked(argument) if isinstance(node, exp.Sum) and isinstance(argument, exp.Case) else None
        value = picked or self.read(argument)
        if isinstance(node, (exp.Sum, exp.Avg)):
            self._additive(node, value, kept)
        if isinstance(node, exp.Avg) and isinstance(argument, exp.Column):
            self._count_empty_buckets(node, argument, value)
        kind = value.column.kind if isinstance(node, exp.Sum) else MetricKind.NON_ADDITIVE
        made = replace(value.column, role="computed", kind=kind, modifiers=(), is_share=False, is_growth=False)
        return OutColumn("", made, "", value.period, None)

    def _picked(self, node: exp.Case) -> OutColumn | None:
        """SUM(CASE WHEN key = 'v' THEN m END): some rows of one flow, which add up as all of them do."""
        results = [part.args["true"] for part in node.args["ifs"]]
        rest = [*results, *([node.args["default"]] if node.args.get("default") is not None else [])]
        empty = [
            part for part in rest if isinstance(part, exp.Null) or (isinstance(part, exp.Literal) and part.name == "0")
        ]
        shown = {text_of(part): part for part in rest if part not in empty}
        if len(shown) != 1:
            return None
        tested = [part.this for part in node.args["ifs"]] + ([node.this] if node.this is not None else [])
        conditions = [column for part in tested for column in part.find_all(exp.Column)]
        kept = [found for column in conditions if (found := self.find(column)) is not None]
        if len(kept) < len(conditions) or any(found.column.role not in ("group", "time") for found in kept):
            return None
        value = self.read(next(iter(shown.values())))
        return value if value.column.kind is MetricKind.FLOW else None

    def _over_time(self, kept: Sequence[str]) -> bool:
        """The rows added up differ in time: there is a time column that is not kept."""
        names = {text.rpartition(".")[2].strip('"').lower() for text in kept}
        times = [c.name.lower() for s in self.sources for c in s.columns if c.column.role == "time"]
        return any(name not in names for name in times)

    def _additive(self, node: exp.Expr, value: OutColumn, kept: Sequence[str]) -> None:
        kind, role = value.column.kind, value.column.role
        if kind is MetricKind.FLOW or (kind is MetricKind.BALANCE and not self._over_time(kept)):
            return
        if kind is None and role not in ("group", "time"):
            return
        name = value.column.metric or value.name
        self.facts.report(IssueCode.NOT_ADDITIVE, metric=name, kind=str(kind or "key"), text=text_of(node))

    def _count_empty_buckets(self, node: exp.Expr, argument: exp.Column, value: OutColumn) -> None:
        """An average over dense time divides by buckets, not by rows with a value (rule 6)."""
        source = next((s for s in self.sources if value in s.columns), None)
        time = next((c for c in source.columns if c.column.role == "time"), None) if source is not None else None
        if source is None or not source.dense or time is None or value.column.kind is not MetricKind.FLOW:
            return
        filled: exp.Expr = exp.Coalesce(this=argument.copy(), expressions=[exp.Literal.number(0)])
        if value.period is not None and value.period.end is not None:
            inside = exp.LTE(this=exp.column(time.name, table=source.alias), expression=date_literal(value.period.end))
            filled = exp.Case(ifs=[exp.If(this=inside, true=filled)])
        node.set("this", filled)
