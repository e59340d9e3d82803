"""What a metric's numbers are: its kind (what may be added up) and its unit, read off the formula.

Role: inference where the file leaves kind or unit out, and the contradictions where it says what the formula denies.
Metrics refer to metrics: resolution is by need, each once; a cycle is left to the check of names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from semantic_layer.formulas import Aggregate, Formula, FormulaError, exp, metric_function, read_formula
from semantic_layer.loader import schema
from semantic_layer.model import Dataset, Field, FieldRole, Label, MetricKind, Unit

NONE = Unit()
PERCENT = Unit("percent")
POINTS = Unit("points")
DAYS = Unit("days")
_RATIOS = ("percent", "points", "times")
# Declared kinds that the inferred one does not deny: a stricter reading is the author's right, a laxer one an error.
ALLOWED: Mapping[MetricKind, frozenset[MetricKind]] = {
    MetricKind.FLOW: frozenset(MetricKind) - {MetricKind.RATIO, MetricKind.DISTINCT},
    MetricKind.BALANCE: frozenset({MetricKind.BALANCE, MetricKind.NON_ADDITIVE}),
    MetricKind.RATIO: frozenset({MetricKind.RATIO, MetricKind.NON_ADDITIVE}),
    MetricKind.DISTINCT: frozenset({MetricKind.DISTINCT, MetricKind.BALANCE, MetricKind.NON_ADDITIVE}),
    MetricKind.CUMULATIVE: frozenset({MetricKind.CUMULATIVE, MetricKind.NON_ADDITIVE}),
    MetricKind.NON_ADDITIVE: frozenset({MetricKind.NON_ADDITIVE, MetricKind.RATIO, MetricKind.BALANCE}),
}


@dataclass(frozen=True, slots=True)
class Nature:
    """Kind and unit of an expression; `constant` numbers have no kind of their own."""

    kind: MetricKind = MetricKind.NON_ADDITIVE
    unit: Unit = NONE
    constant: bool = False


@dataclass(slots=True)
class MetricNatures:
    """Natures of metrics by name, over the blocks and the datasets."""

    blocks: Mapping[str, schema.MetricFile]
    datasets: Mapping[str, Dataset]
    roles: Mapping[str, str]
    known: dict[str, Nature] = field(default_factory=dict)
    inferred: dict[str, MetricKind] = field(default_factory=dict)  # kind of the formula itself, before declarations
    open: set[str] = field(default_factory=set)

    def of(self, name: str) -> Nature:
        """The nature of a metric: declared keys win over inferred ones."""
        if name in self.known:
            return self.known[name]
        block = self.blocks.get(name)
        if block is None or name in self.open:
            return Nature()
        self.open.add(name)
        nature = self._inferred(block)
        self.open.discard(name)
        self.inferred[name] = nature.kind
        unit = nature.unit
        if block.unit:
            count = block.unit.count
            unit = Unit(block.unit.kind, block.unit.code, Label(count.zh, count.en) if count else Label())
        self.known[name] = Nature(block.kind or nature.kind, unit)
        return self.known[name]

    def unit(self, name: str) -> Unit:
        """The metric's unit as people read it: an inferred count is a bare number, its label says of what."""
        block, unit = self.blocks[name], self.of(name).unit
        return Unit("count") if unit.kind == "count" and not block.unit else unit

    def _inferred(self, block: schema.MetricFile) -> Nature:
        if block.open_items and not block.expression:
            items = block.open_items
            return Nature(MetricKind.BALANCE, self._field_unit(items.document, items.amount))
        try:
            formula = read_formula(block.expression)
        except FormulaError:
            return Nature()
        nature = self._nature(formula.tree, formula)
        if (block.from_inception or block.carry_forward or block.open_items) and nature.kind == MetricKind.FLOW:
            return Nature(MetricKind.BALANCE, nature.unit)
        return nature

    def _nature(self, node: exp.Expr, formula: Formula) -> Nature:
        for aggregate in formula.aggregates:
            if aggregate.node is node:
                return self._aggregate(aggregate)
        match node:
            case exp.Paren() | exp.Neg() | exp.Coalesce() | exp.Nullif() | exp.Cast():
                return self._nature(node.this, formula)
            case exp.Literal():
                return Nature(constant=True)
            case exp.Column():
                return self.of(node.name)
            case exp.Abs() | exp.Round() | exp.Greatest() | exp.Least():
                inner = self._nature(node.this, formula)
                return Nature(
                    MetricKind.RATIO if inner.kind == MetricKind.RATIO else MetricKind.NON_ADDITIVE, inner.unit
                )
            case exp.Add() | exp.Sub():
                return _sum(self._nature(node.left, formula), self._nature(node.right, formula), node)
            case exp.Mul():
                return _product(self._nature(node.left, formula), self._nature(node.right, formula))
            case exp.Div():
                return _quotient(self._nature(node.left, formula), self._nature(node.right, formula))
            case exp.Case():
                branches = [self._nature(branch.args["true"], formula) for branch in node.args["ifs"]]
                return Nature(MetricKind.NON_ADDITIVE, branches[0].unit if branches else NONE)
            case exp.Anonymous():
                return self._call(node, formula)
        return Nature()

    def _call(self, node: exp.Anonymous, formula: Formula) -> Nature:
        name = metric_function(node)
        if name == "PERIOD_DAYS":
            return Nature(MetricKind.NON_ADDITIVE, DAYS)
        inner = self._nature(node.expressions[0], formula)
        if name in ("MEASURE", "PRIOR_YEAR", "PRIOR_PERIOD"):
            return inner
        if name == "OPENING":
            return Nature(MetricKind.BALANCE, inner.unit)
        if name == "AVG_BALANCE":
            return Nature(MetricKind.NON_ADDITIVE, inner.unit)
        lasting = inner.kind in (MetricKind.FLOW, MetricKind.CUMULATIVE)
        return Nature(MetricKind.CUMULATIVE if lasting else inner.kind, inner.unit)

    def _aggregate(self, aggregate: Aggregate) -> Nature:
        function = aggregate.function
        if isinstance(function, exp.Count):
            kind = MetricKind.DISTINCT if aggregate.is_distinct else MetricKind.FLOW
            return Nature(kind, Unit("count", name=self._counted(aggregate)))
        unit = self._scalar_unit(function.this)
        if not isinstance(function, exp.Sum):
            return Nature(MetricKind.NON_ADDITIVE, unit)
        fields = [found for name in aggregate.fields if (found := self._field(name.qualifier, name.name))]
        is_balance = any(f.role == FieldRole.BALANCE for f in fields)
        return Nature(MetricKind.BALANCE if is_balance else MetricKind.FLOW, unit)

    def _counted(self, aggregate: Aggregate) -> Label:
        """What COUNT counts: its dataset, or the dataset that the counted field is a key of."""
        if aggregate.counted:
            dataset = self.datasets.get(aggregate.counted)
            return dataset.label if dataset else Label()
        if not aggregate.fields:
            return Label()
        name = aggregate.fields[0]
        own = self.datasets.get(self.roles.get(name.qualifier, name.qualifier))
        if own and own.primary_key == (name.name,):
            return own.label
        for dataset in self.datasets.values():
            if dataset.primary_key == (name.name,):
                return dataset.label
        return Label()

    def _field(self, qualifier: str, name: str) -> Field | None:
        dataset = self.datasets.get(self.roles.get(qualifier, qualifier))
        return dataset.fields.get(name) if dataset else None

    def _field_unit(self, qualifier: str, name: str) -> Unit:
        found = self._field(qualifier, name)
        return found.unit if found else NONE

    def _scalar_unit(self, node: exp.Expr) -> Unit:
        """Unit of an expression over rows; NONE where it is not plain."""
        match node:
            case exp.Column():
                return self._field_unit(node.table, node.name)
            case exp.Paren() | exp.Neg() | exp.Coalesce() | exp.Nullif() | exp.Cast() | exp.TryCast() | exp.Abs():
                return self._scalar_unit(node.this)
            case exp.Add() | exp.Sub():
                left, right = self._scalar_unit(node.left), self._scalar_unit(node.right)
                return left if left == right or isinstance(node.right, exp.Literal) else NONE
            case exp.Mul():
                return _one_currency(self._scalar_unit(node.left), self._scalar_unit(node.right))
            case exp.Case():
                units = [self._scalar_unit(branch.args["true"]) for branch in node.args["ifs"]]
                return units[0] if len(set(units)) == 1 else NONE
        return NONE


def _one_currency(left: Unit, right: Unit) -> Unit:
    """A currency times anything that is no currency stays that currency."""
    if "currency" in (left.kind, right.kind) and left.kind != right.kind:
        return left if left.kind == "currency" else right
    return NONE


def _sum(left: Nature, right: Nature, node: exp.Expr) -> Nature:
    if left.constant or right.constant:
        other = right if left.constant else left
        kind = MetricKind.RATIO if other.kind == MetricKind.RATIO else MetricKind.NON_ADDITIVE
        return Nature(kind, other.unit, left.constant and right.constant)
    unit = left.unit if left.unit == right.unit else NONE
    if isinstance(node, exp.Sub) and unit == PERCENT:
        unit = POINTS
    if MetricKind.RATIO in (left.kind, right.kind):
        return Nature(MetricKind.RATIO, unit)
    same = left.kind == right.kind and left.kind != MetricKind.DISTINCT
    return Nature(left.kind if same else MetricKind.NON_ADDITIVE, unit)


def _product(left: Nature, right: Nature) -> Nature:
    if left.constant or right.constant:
        other = right if left.constant else left
        return Nature(other.kind, other.unit, left.constant and right.constant)
    kind = MetricKind.RATIO if MetricKind.RATIO in (left.kind, right.kind) else MetricKind.NON_ADDITIVE
    for one, other in ((left.unit, right.unit), (right.unit, left.unit)):
        if one.kind in _RATIOS:
            return Nature(kind, other)
    return Nature(kind, _one_currency(left.unit, right.unit))


def _quotient(left: Nature, right: Nature) -> Nature:
    if right.constant:
        return Nature(left.kind, left.unit, left.constant)
    if left.unit == right.unit and left.unit.kind == "currency":
        return Nature(MetricKind.RATIO, PERCENT)
    if left.unit.kind == right.unit.kind == "count":
        return Nature(MetricKind.RATIO, PERCENT if left.unit == right.unit else NONE)
    if left.unit.kind == "currency" and right.unit.kind in ("count", "none"):
        return Nature(MetricKind.RATIO, left.unit if right.unit.kind == "count" else NONE)
    if left.unit.kind == "days" and right.unit.kind in _RATIOS:
        return Nature(MetricKind.RATIO, DAYS)
    return Nature(MetricKind.RATIO, NONE)
