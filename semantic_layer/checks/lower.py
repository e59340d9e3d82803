"""Lowering: expressions over measures to trees over leaves; metrics expanded to their definitions.

Role: the heart of checks. A tree in normal form goes in; a `Lowered` comes out, and the uses of leaves it needs are
appended to the block's list. Every number keeps its unit, its kind and the metric it came from.
    MEASURE(margin) with margin = profit / sales  →  Arithmetic("/", SlotRef(profit …), SlotRef(sales …))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.checks import units
from semantic_layer.checks.conditions import literal_problems
from semantic_layer.checks.leaves import Leaves
from semantic_layer.checks.lowered import Lowered, Scope
from semantic_layer.checks.patterns import growth_parts, share_of
from semantic_layer.checks.plan import Arithmetic, Constant, Days, Filled, Growth, KeyRef, Modifier, Other
from semantic_layer.issues import IssueCode
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import FormulaError, read_filter
from semantic_layer.metrics.grammar import MODIFIERS, anonymous_name, is_measure, is_period
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import Metric, MetricKind, SemanticModel, Unit
from semantic_layer.parse.canonical import conjuncts, date_of

_OPS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_TO_DATE = ("YTD", "QTD", "MTD", "TRAILING")
_PRIOR = ("PRIOR_YEAR", "PRIOR_PERIOD")


class Lowering:
    """Lowers the expressions of one block. `keys`: text of each group key → its position; `key_fields`: text of each →
    "time" or "row"; `overlapping`: keys whose groups share rows or carry signs, so that there are no totals over them.
    """

    def __init__(
        self,
        leaves: Leaves,
        keys: Mapping[str, int],
        key_fields: Mapping[str, str],
        overlapping: Sequence[str] = (),
    ) -> None:
        self.index = leaves.index
        self.leaves = leaves
        self.measured = leaves.measured
        self.keys = keys
        self.key_fields = key_fields
        self.overlapping = overlapping

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
            self.measured.report(IssueCode.NOT_GROUPED, field=text_of(node))
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
        """A sum, difference, product or quotient, with the unit and the kind that come of it."""
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
        self.measured.report(IssueCode.NOT_ADDITIVE, metric=value.metric, kind=str(value.kind), text=text_of(node))

    # ---- measures

    def measure(self, node: exp.Expr, scope: Scope) -> Lowered:
        """MEASURE, a modifier over one, an aggregate, or one of these with FILTER."""
        if isinstance(node, exp.Filter):
            parts = tuple(conjuncts(node.expression.this))
            if any(is_period(part) for part in walk_down(node.expression)):
                self.measured.report(IssueCode.PERIOD_NOT_RANGE, text=text_of(node.expression.this))
            self.measured.issues.extend(found for found in literal_problems(node.expression, self.index))
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
        return self.leaves.leaf(node, scope)

    def metric(self, metric: Metric, scope: Scope) -> Lowered:
        """A metric expanded to its definition under the scope's modifiers."""
        if scope.metric is None and metric.name not in self.measured.metrics:
            self.measured.metrics.append(metric.name)
        try:
            tree = read_formula(self.index.model, metric)
            own = read_filter(self.index.model, metric)
        except FormulaError as error:
            self.measured.report(IssueCode.UNKNOWN_METRIC, name=metric.name, detail=str(error), suggestions=())
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
        """A measure under a modifier of its period or its groups (rules 7-11, 27)."""
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
            self.measured.report(IssueCode.BALANCE_TO_DATE, metric=lowered.metric, modifier=name)
        if name in ("OPENING", "AVG_BALANCE") and lowered.kind is not MetricKind.BALANCE:
            self.measured.report(IssueCode.BAD_NESTING, text=text_of(node))
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
        self.measured.report(IssueCode.BAD_NESTING, text=f"{outer}({node.sql('duckdb')})")
        return False

    def total(self, node: exp.Expr, operand: exp.Expr, fields: list[exp.Expr], scope: Scope) -> Lowered:
        """TOTAL(m[, BY keys]): the same measure with fewer keys, from the facts (rule 27)."""
        kept: set[str] = set()
        for part in fields:
            text = text_of(part)
            name = next((t for t, kind in self.key_fields.items() if kind == "time"), None) if is_period(part) else text
            if name is None or name not in self.keys:
                self.measured.report(IssueCode.NOT_GROUPED, field=text)
            else:
                kept.add(name)
        gone = [text for text in self.overlapping if text not in kept]
        if gone:
            self.measured.report(IssueCode.NESTED_MEMBERS, **self._tree_key(gone[0]))
        if scope.total is not None:
            self.measured.report(IssueCode.BAD_NESTING, text=text_of(node))
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
