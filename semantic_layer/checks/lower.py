"""Lowering: expressions over measures to trees over leaves; metrics expanded to their definitions.

Role: the heart of checks. A tree in normal form goes in; a `Lowered` comes out, and the uses of leaves it needs are
appended to the block's list. Every number keeps its unit, its kind and the metric it came from.
    MEASURE(margin) with margin = profit / sales  →  Arithmetic("/", SlotRef(profit …), SlotRef(sales …))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from semantic_layer.checks import units
from semantic_layer.checks.conditions import literal_problems
from semantic_layer.checks.patterns import growth_parts, share_of
from semantic_layer.checks.plan import (
    Arithmetic,
    Constant,
    Days,
    Filled,
    Growth,
    KeyRef,
    Leaf,
    Modifier,
    Nature,
    Node,
    Other,
    SlotRef,
    Use,
)
from semantic_layer.functions import AGGREGATE_NAMES
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex, read_formula
from semantic_layer.metrics.formula import FormulaError, read_filter, time_field_of
from semantic_layer.metrics.grammar import MODIFIERS, anonymous_name, is_measure, is_period
from semantic_layer.metrics.graph import Path
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.metrics.scalar import columns_of, is_aggregate, text_of, walk_down
from semantic_layer.model import Better, FieldRef, FieldRole, Metric, MetricKind, SemanticModel, Unit
from semantic_layer.parse.canonical import conjuncts, date_of

_OPS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_TO_DATE = ("YTD", "QTD", "MTD", "TRAILING")
_PRIOR = ("PRIOR_YEAR", "PRIOR_PERIOD")


@dataclass(frozen=True, slots=True)
class Lowered:
    """A lowered expression and what is known of it."""

    node: Node
    unit: Unit = units.NONE
    kind: MetricKind | None = None  # None = a constant or a key
    metric: str = ""
    modifiers: tuple[str, ...] = ()
    better: Better = Better.NEITHER
    is_growth: bool = False
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What surrounds the expression being lowered: modifiers, filters and the metric it belongs to."""

    modifiers: tuple[Modifier, ...] = ()
    total: frozenset[str] | None = None
    conditions: tuple[exp.Expr, ...] = ()
    extra: tuple[exp.Expr, ...] = ()
    ignore: frozenset[str] = frozenset()
    metric: Metric | None = None
    owner: str = ""  # the metric the asker named, for messages
    shares: bool = False  # the metric is a ratio: an ignored field is kept by operands that reach it


@dataclass(slots=True)
class Lowering:
    """Lowers the expressions of one block. `keys`: text of each group key → its position."""

    index: ModelIndex
    keys: Mapping[str, int]
    key_fields: Mapping[str, str] = field(default_factory=dict)
    named: tuple[str, ...] = ()  # the datasets in the query; COUNT(*) counts the one
    uses: list[Use] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)  # named by the asker
    overlapping: tuple[str, ...] = ()  # keys whose groups share rows or carry signs: no totals over them
    adhoc: bool = False
    adhoc_fields: list[FieldRef] = field(default_factory=list)

    def report(self, code: IssueCode, **params: object) -> None:
        found = issue(code, **params)
        if found not in self.issues:
            self.issues.append(found)

    # ---- expressions

    def lower(self, node: exp.Expr, scope: Scope) -> Lowered:
        """Lower one expression."""
        position = self.keys.get(text_of(node)) if scope.metric is None else None
        if position is not None:
            return Lowered(KeyRef(position))
        if isinstance(node, exp.Paren):
            return self.lower(node.this, scope)
        if is_measure(node):
            return self.measure(node, scope)
        if isinstance(node, exp.Column):
            self.report(IssueCode.NOT_GROUPED, field=text_of(node))
            return Lowered(Constant("NULL"))
        if isinstance(node, (exp.Literal, exp.Boolean, exp.Null)) or date_of(node):
            return Lowered(Constant(text_of(node)))
        growth = growth_parts(node)
        if growth is not None:
            value, base = self.lower(growth.value, scope), self.lower(growth.base, scope)
            rate = Growth(value.node, base.node)
            if not growth.factor:
                return Lowered(rate, units.PERCENT, MetricKind.RATIO, value.metric, (), value.better, True)
            scaled = Arithmetic("*", Constant(growth.factor), rate)
            return Lowered(scaled, units.NONE, MetricKind.RATIO, value.metric, (), value.better)
        if type(node) in _OPS:
            return self.arithmetic(node, scope)
        if isinstance(node, exp.Window):
            return self.window(node, scope)
        return self.other(node, scope)

    def arithmetic(self, node: exp.Expr, scope: Scope) -> Lowered:
        op = _OPS[type(node)]
        left, right = self.lower(node.this, scope), self.lower(node.expression, scope)
        tree = Arithmetic(op, left.node, right.node)  # type: ignore[arg-type]
        one = left if right.kind is None else right if left.kind is None else None
        metric = left.metric if left.metric == right.metric else (one.metric if one else "")
        if op in "+-":
            unit = units.unit_of_sum(op, left.unit, right.unit)
            return Lowered(tree, unit, units.kind_of_sum(left.kind, right.kind), metric, better=left.better)
        if op == "*":
            kind = one.kind if one else MetricKind.NON_ADDITIVE
            rescaled = units.rescales(node.this) or units.rescales(node.expression)
            unit = units.NONE if rescaled else units.unit_of_product(left.unit, right.unit)
            return Lowered(tree, unit, kind, metric)
        if right.kind is None and right.unit == units.NONE:
            unit = units.NONE if units.rescales(node.expression) else left.unit
            return replace(left, node=tree, unit=unit, modifiers=(), is_growth=False, is_share=False)
        shared = share_of(node)
        unit = units.PERCENT if shared else units.unit_of_quotient(left.unit, right.unit)
        return Lowered(tree, unit, MetricKind.RATIO, left.metric if shared else "", is_share=shared)

    def other(self, node: exp.Expr, scope: Scope) -> Lowered:
        """Any other allowed function or operator: its measure and key parts become children."""
        children: list[Lowered] = []
        tree = self.template(node, scope, children)
        known = [child for child in children if child.kind is not None]
        keeps = isinstance(node, (exp.Coalesce, exp.Nullif, exp.Abs, exp.Round, exp.Neg, exp.Case, exp.Greatest))
        if keeps and known:
            first = known[0]
            kind = first.kind if isinstance(node, (exp.Coalesce, exp.Nullif, exp.Neg, exp.Round)) else None
            made = Other(tree, tuple(child.node for child in children))
            return Lowered(made, first.unit, kind or MetricKind.NON_ADDITIVE, first.metric, (), first.better)
        kind = MetricKind.NON_ADDITIVE if known else None
        return Lowered(Other(tree, tuple(child.node for child in children)), units.NONE, kind)

    def template(self, node: exp.Expr, scope: Scope, children: list[Lowered], is_root: bool = True) -> exp.Expr:
        """A copy of `node` in which parts that need lowering are variables `:0`, `:1`, …"""
        if not is_root and self._needs_lowering(node, scope):
            children.append(self.lower(node, scope))
            return exp.var(f":{len(children) - 1}")
        copy = node.copy()
        for mine, child in zip(list(copy.iter_expressions()), list(node.iter_expressions()), strict=True):
            if not isinstance(child, (exp.Identifier, exp.DataType, exp.Var, exp.WindowSpec)):
                mine.replace(self.template(child, scope, children, is_root=False))
        if isinstance(copy, exp.Cast) and not isinstance(copy, exp.TryCast) and not date_of(copy):
            return exp.TryCast(this=copy.this, to=copy.args["to"])
        return copy

    def _needs_lowering(self, node: exp.Expr, scope: Scope) -> bool:
        if is_measure(node) or isinstance(node, (exp.Column, exp.Window)) or type(node) in _OPS:
            return True
        return scope.metric is None and text_of(node) in self.keys

    def window(self, node: exp.Window, scope: Scope) -> Lowered:
        """A window over measures: runs after HAVING. SUM and AVG need something that may be added up."""
        function = node.this
        children: list[Lowered] = []
        shell = function.copy()
        arguments: list[Lowered] = []
        for mine, child in zip(list(shell.iter_expressions()), list(function.iter_expressions()), strict=True):
            before = len(children)
            mine.replace(self.template(child, scope, children, is_root=False))
            arguments += children[before:]
        tree = exp.Window(this=shell, over="OVER", spec=node.args.get("spec"))
        partition = node.args.get("partition_by") or ()
        tree.set("partition_by", [self.template(part, scope, children, is_root=False) for part in partition])
        order = node.args.get("order")
        if order is not None:
            parts = []
            for ordered in order.expressions:
                inner = self.template(ordered.this, scope, children, is_root=False)
                parts.append(exp.Ordered(this=inner, desc=bool(ordered.args.get("desc")), nulls_first=False))
            tree.set("order", exp.Order(expressions=parts))
        first = arguments[0] if arguments else None
        is_dense = "time" in self.key_fields.values()
        if isinstance(function, exp.Avg) and is_dense and first is not None and first.kind is MetricKind.FLOW:
            # An average over dense time divides by buckets, not by rows with a value (rule 6).
            children[0] = replace(first, node=Filled(first.node))
        made = Other(tree, tuple(child.node for child in children), is_window=True)
        if first is not None and isinstance(function, (exp.Sum, exp.Avg)):
            self._additive_in_window(node, first)
        counts = first is None or isinstance(function, exp.Count)
        kind = MetricKind.CUMULATIVE if isinstance(function, exp.Sum) else MetricKind.NON_ADDITIVE
        return Lowered(made, Unit("count") if counts else first.unit, kind, "" if counts else first.metric)  # type: ignore[union-attr]

    def _additive_in_window(self, node: exp.Window, value: Lowered) -> None:
        time_text = next((text for text, kept in self.key_fields.items() if kept == "time"), None)
        partition = [text_of(part) for part in node.args.get("partition_by") or ()]
        over_time = time_text is not None and time_text not in partition
        if value.kind is MetricKind.FLOW or (value.kind is MetricKind.BALANCE and not over_time) or value.kind is None:
            return
        self.report(IssueCode.NOT_ADDITIVE, metric=value.metric, kind=str(value.kind), text=text_of(node))

    # ---- measures

    def measure(self, node: exp.Expr, scope: Scope) -> Lowered:
        """MEASURE, a modifier over one, an aggregate, or one of these with FILTER."""
        if isinstance(node, exp.Filter):
            parts = tuple(conjuncts(node.expression.this))
            if any(is_period(part) for part in walk_down(node.expression)):
                self.report(IssueCode.PERIOD_NOT_RANGE, text=text_of(node.expression.this))
            self.issues.extend(found for found in literal_problems(node.expression, self.index))
            if scope.metric is not None:
                return self.lower(node.this, replace(scope, conditions=(*scope.conditions, *parts)))
            inner = self.lower(node.this, replace(scope, extra=(*scope.extra, *parts)))
            return replace(inner, modifiers=("FILTER", *inner.modifiers))
        name = anonymous_name(node)
        if name == "MEASURE":
            return self.metric(self.index.model.metrics[node.expressions[0].name], scope)
        if name == "PERIOD_DAYS":
            return Lowered(Days((), scope.modifiers, scope.total), units.DAYS)
        if name in MODIFIERS and isinstance(node, exp.Anonymous):
            return self.modified(node, name, scope)
        return self.aggregate(node, scope)

    def metric(self, metric: Metric, scope: Scope) -> Lowered:
        """A metric expanded to its definition under the scope's modifiers."""
        if scope.metric is None and metric.name not in self.metrics:
            self.metrics.append(metric.name)
        try:
            tree = read_formula(self.index.model, metric)
            own = read_filter(self.index.model, metric)
        except FormulaError as error:
            self.report(IssueCode.UNKNOWN_METRIC, name=metric.name, detail=str(error), suggestions=())
            return Lowered(Constant("NULL"))
        pins = tuple(pin_condition(key, value) for key, value in metric.pins.items())
        ignored = ignored_names(self.index.model, metric)
        inner = replace(
            scope,
            conditions=(*scope.conditions, *conjuncts(own), *pins),
            ignore=scope.ignore | ignored,
            metric=metric,
            owner=scope.owner or metric.name,
            shares=scope.shares or (bool(ignored) and any(isinstance(n, exp.Div) for n in walk_down(tree))),
        )
        lowered = self.lower(tree, inner)
        unit = metric.unit if metric.unit.kind != "none" else lowered.unit
        return replace(lowered, unit=unit, kind=metric.kind, metric=metric.name, better=metric.better, modifiers=())

    def modified(self, node: exp.Anonymous, name: str, scope: Scope) -> Lowered:
        operand, rest = node.expressions[0], node.expressions[1:]
        if name == "TOTAL":
            return self.total(node, operand, rest, scope)
        if name == "AVG_BALANCE" and not rest:
            opening = self.lower(operand, self._under(scope, Modifier("OPENING")))
            closing = self.lower(operand, scope)
            both = Arithmetic("+", opening.node, closing.node)
            return replace(closing, node=Arithmetic("/", both, Constant("2")), kind=MetricKind.NON_ADDITIVE)
        if not self._nesting_ok(name, scope, node):
            return Lowered(Constant("NULL"))
        if name == "AVG_BALANCE":
            modifier = Modifier("POINTS", grain=rest[0].name)
        elif name == "TRAILING":
            modifier = Modifier(name, int(rest[0].name), rest[1].name)
        else:
            modifier = Modifier(name, grain=rest[0].name if rest else "")
        lowered = self.lower(operand, self._under(scope, modifier))
        if name in (*_TO_DATE, "FULL_YEAR") and lowered.kind is MetricKind.BALANCE:
            self.report(IssueCode.BALANCE_TO_DATE, metric=lowered.metric, modifier=name)
        if name in ("OPENING", "AVG_BALANCE") and lowered.kind is not MetricKind.BALANCE:
            self.report(IssueCode.BAD_NESTING, text=text_of(node))
        kind = lowered.kind
        if name in _TO_DATE and kind is MetricKind.FLOW:
            kind = MetricKind.CUMULATIVE
        if name == "AVG_BALANCE":
            kind = MetricKind.NON_ADDITIVE
        return replace(lowered, kind=kind, modifiers=(str(modifier), *lowered.modifiers))

    @staticmethod
    def _under(scope: Scope, modifier: Modifier) -> Scope:
        return replace(scope, modifiers=(*scope.modifiers, modifier))

    def _nesting_ok(self, name: str, scope: Scope, node: exp.Expr) -> bool:
        """The asker may nest PRIOR_*(YTD | QTD | MTD | TRAILING (MEASURE)) and nothing else (rule 7)."""
        if scope.metric is not None or not scope.modifiers:
            return True
        outer = scope.modifiers[-1].name
        if len(scope.modifiers) == 1 and outer in _PRIOR and name in _TO_DATE:
            return True
        self.report(IssueCode.BAD_NESTING, text=f"{outer}({node.sql('duckdb')})")
        return False

    def total(self, node: exp.Expr, operand: exp.Expr, fields: list[exp.Expr], scope: Scope) -> Lowered:
        """TOTAL(m[, BY keys]): the same measure with fewer keys, from the facts (rule 27)."""
        kept: set[str] = set()
        for part in fields:
            text = text_of(part)
            name = next((t for t, kind in self.key_fields.items() if kind == "time"), None) if is_period(part) else text
            if name is None or name not in self.keys:
                self.report(IssueCode.NOT_GROUPED, field=text)
            else:
                kept.add(name)
        gone = [text for text in self.overlapping if text not in kept]
        if gone:
            self.report(IssueCode.NESTED_MEMBERS, **self._tree_key(gone[0]))
        if scope.total is not None:
            self.report(IssueCode.BAD_NESTING, text=text_of(node))
        lowered = self.lower(operand, replace(scope, total=frozenset(kept)))
        rest = ", ".join(text_of(part) for part in fields)
        return replace(lowered, modifiers=(f"TOTAL({rest})" if rest else "TOTAL", *lowered.modifiers))

    def _tree_key(self, text: str) -> dict[str, object]:
        """The tree that a key over it names, and the members it chooses."""
        call = next((node for node in self.index.scalar(text).find_all(exp.Anonymous)), None)
        if call is None:
            return {"tree": text, "members": ()}
        members = tuple(node.name for node in call.expressions[1:] if isinstance(node, exp.Literal) and node.is_string)
        return {"tree": text_of(call.expressions[0]), "members": members}

    # ---- leaves

    def aggregate(self, node: exp.Expr, scope: Scope) -> Lowered:
        """An aggregate over rows: a leaf."""
        function, argument, quantile = self._parts(node)
        dataset = self._dataset(node, argument)
        if dataset is None:
            return Lowered(Constant("NULL"))
        fields = [self._field(column) for column in columns_of(argument)] if argument is not None else []
        only = fields[0] if len(fields) == 1 else None
        metric = scope.metric
        if metric is None:
            self.adhoc = True
            if argument is not None:
                self.issues.extend(literal_problems(argument, self.index))
            self.adhoc_fields += [self._ref(column) for column in columns_of(argument)] if argument is not None else []
            self._adhoc_ok(function, fields, node)
        leaf = Leaf(
            dataset=dataset,
            function=function,
            argument=argument,
            quantile=quantile,
            conditions=scope.conditions,
            extra=scope.extra,
            time_field=time_field_of(self.index.model, dataset, metric),
            nature=self._nature(metric, function, fields),
            metric=scope.owner,
            open_items=metric.open_items if metric else None,
            carry=metric.carry_forward if metric else None,
            ignore=self._ignored(scope, dataset),
            source=metric.name if metric else "",
        )
        if leaf.nature == "open_items" and metric is not None and metric.open_items is not None:
            items = metric.open_items
            if self.index.model.field(FieldRef(items.applied, items.applied_amount)).convert is not None:
                applied = f"{items.applied}.{items.applied_amount}"
                self.report(IssueCode.OPEN_ITEMS_CURRENCY, metric=metric.name, field=applied)
            leaf = replace(leaf, dataset=metric.open_items.document)
            leaf = replace(leaf, time_field=time_field_of(self.index.model, leaf.dataset, metric))
        self.uses.append(Use(leaf, scope.modifiers, scope.total))
        node_ = SlotRef(len(self.uses) - 1, leaf.additive)
        return Lowered(node_, units.unit_of_aggregate(function, only), units.kind_of_aggregate(function, only))

    def _ignored(self, scope: Scope, dataset: str) -> frozenset[str]:
        if not scope.shares:
            return scope.ignore
        return frozenset(name for name in scope.ignore if not self.index.graph.reaches(dataset, name.partition(".")[0]))

    @staticmethod
    def _nature(metric: Metric | None, function: str, fields: list) -> Nature:
        if metric is None:
            return "flow"
        if metric.open_items is not None:
            return "open_items"
        if metric.from_inception:
            return "movements"
        holds_balance = any(found is not None and found.role is FieldRole.BALANCE for found in fields)
        is_snapshot = metric.kind is MetricKind.BALANCE or (holds_balance and function in ("SUM", "AVG", "MEDIAN"))
        return "snapshot" if is_snapshot else "flow"

    def _parts(self, node: exp.Expr) -> tuple[str, exp.Expr | None, str]:
        if anonymous_name(node) == "COUNT_ROWS":
            return "COUNT_ROWS", None, ""
        function = AGGREGATE_NAMES[type(node)]
        argument, quantile = node.this, ""
        if isinstance(argument, exp.Distinct):
            function, argument = "COUNT_DISTINCT", argument.expressions[0]
        if function == "QUANTILE":
            quantile = (node.args.get("quantile") or node.expression).name
        return function, argument, quantile

    def _dataset(self, node: exp.Expr, argument: exp.Expr | None) -> str | None:
        if argument is None:
            named = anonymous_name(node) == "COUNT_ROWS" and node.expressions
            if named:
                return node.expressions[0].name
            if len(self.named) != 1:
                self.report(IssueCode.COUNT_OF_SEVERAL, datasets=self.named)
                return None
            return self.named[0]
        refs = [self._ref(column) for column in columns_of(argument)]
        # The age of an open item is of its document; whether there is one is proven with the joins.
        anchors = self.index_anchors([ref for ref in refs if ref.dataset != OPEN_ITEMS])
        if len(anchors) != 1:
            self.report(IssueCode.NO_ANCHOR, fields=tuple(str(ref) for ref in refs), text=text_of(node))
            return None
        return anchors[0]

    def index_anchors(self, refs: list[FieldRef]) -> list[str]:
        """The datasets among `refs` from which all the others are many-to-one."""
        return anchors_of(self.index, refs)

    def _ref(self, column: exp.Column) -> FieldRef:
        found = self.index.find(column.table, column.name)
        assert isinstance(found, FieldRef), f"{column} was resolved while parsing"
        return found

    def _field(self, column: exp.Column):
        return self.index.field(self._ref(column))

    def _adhoc_ok(self, function: str, fields: list, node: exp.Expr) -> None:
        """Rule 29: a balance, a rate or an id is not summed; a balance or an id is not averaged either."""
        for found in fields:
            if found is None:
                continue
            refused = {FieldRole.BALANCE: ("SUM", "AVG", "MEDIAN", "QUANTILE"), FieldRole.RATE: ("SUM",),
                       FieldRole.ID: ("SUM", "AVG", "MEDIAN", "QUANTILE")}.get(found.role, ())  # fmt: skip
            if function in refused:
                name = f"{found.dataset}.{found.name}"
                self.report(IssueCode.NOT_ADDITIVE, metric=name, kind=found.role.value, text=text_of(node))


def ignored_names(model: SemanticModel, metric: Metric) -> frozenset[str]:
    """What a metric ignores (rule 20): the fields it names, and the trees that stand for one of them, so that a member
    asked by its tree is ignored like the same member asked by its name."""
    names = {f"{ref.dataset}.{ref.field}" for ref in metric.ignore}
    trees = {
        f"{ref.dataset}.{tree.name}"
        for ref in metric.ignore
        if ref.dataset in model.datasets
        for tree in model.datasets[ref.dataset].trees
        if ref.field in (tree.key, tree.display)
    }
    return frozenset(names | trees)


def pin_condition(key: str, value: str) -> exp.Expr:
    """`dataset.field = value` of a metric's pins."""
    dataset, _, name = key.rpartition(".")
    return exp.EQ(this=exp.column(name, table=dataset), expression=exp.Literal.string(value))


def anchors_of(index: ModelIndex, refs: list[FieldRef]) -> list[str]:
    """The datasets among `refs` from which all the others are many-to-one (rules 23 and 29)."""
    plain = list(dict.fromkeys(ref.dataset for ref in refs if not ref.role))
    found = []
    for candidate in plain:
        ways = [index.graph.path(candidate, ref) for ref in refs if ref.role or ref.dataset != candidate]
        if all(isinstance(way, Path) for way in ways):
            found.append(candidate)
    return found


__all__ = ["Lowered", "Lowering", "Scope", "anchors_of", "is_aggregate"]
