"""Leaves: one aggregate over the rows of one dataset (rules 13-15, 20, 29).

Role: where lowering ends. Works out whose rows an aggregate counts, by which date, and of which nature it is; an
aggregate that no metric defines is allowed only where its field may be added up.
Errors: COUNT_OF_SEVERAL, NO_ANCHOR, NOT_ADDITIVE, OPEN_ITEMS_CURRENCY.
"""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from semantic_layer.checks import units
from semantic_layer.checks.conditions import literal_problems
from semantic_layer.checks.lowered import Lowered, Measured, Scope
from semantic_layer.checks.plan import Constant, Leaf, Nature, SlotRef, Use
from semantic_layer.checks.reach import anchors_of
from semantic_layer.functions import AGGREGATE_NAMES
from semantic_layer.issues import IssueCode
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.formula import time_field_of
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.metrics.scalar import columns_of, text_of
from semantic_layer.model import FieldRef, FieldRole, Metric, MetricKind


class Leaves:
    """Makes the leaves of one block. `named`: the datasets in the query, of which COUNT(*) counts the one."""

    def __init__(self, index: ModelIndex, named: tuple[str, ...], measured: Measured) -> None:
        self.index = index
        self.named = named
        self.measured = measured

    def leaf(self, node: exp.Expr, scope: Scope) -> Lowered:
        """The value of an aggregate over rows, its use noted; NULL, with an issue, where it has no one dataset."""
        function, argument, quantile = self._parts(node)
        dataset = self._dataset(node, argument)
        if dataset is None:
            return Lowered(Constant("NULL"))
        fields = [self._field(column) for column in columns_of(argument)] if argument is not None else []
        only = fields[0] if len(fields) == 1 else None
        metric = scope.metric
        if metric is None:
            self.measured.adhoc = True
            if argument is not None:
                self.measured.issues.extend(literal_problems(argument, self.index))
            self.measured.fields += (
                [self._ref(column) for column in columns_of(argument)] if argument is not None else []
            )
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
                self.measured.report(IssueCode.OPEN_ITEMS_CURRENCY, metric=metric.name, field=applied)
            leaf = replace(leaf, dataset=metric.open_items.document)
            leaf = replace(leaf, time_field=time_field_of(self.index.model, leaf.dataset, metric))
        self.measured.uses.append(Use(leaf, scope.modifiers, scope.total))
        node_ = SlotRef(len(self.measured.uses) - 1, leaf.additive)
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
                self.measured.report(IssueCode.COUNT_OF_SEVERAL, datasets=self.named)
                return None
            return self.named[0]
        refs = [self._ref(column) for column in columns_of(argument)]
        # The age of an open item is of its document; whether there is one is proven with the joins.
        anchors = anchors_of(self.index, [ref for ref in refs if ref.dataset != OPEN_ITEMS])
        if len(anchors) != 1:
            self.measured.report(IssueCode.NO_ANCHOR, fields=tuple(str(ref) for ref in refs), text=text_of(node))
            return None
        return anchors[0]

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
                self.measured.report(IssueCode.NOT_ADDITIVE, metric=name, kind=found.role.value, text=text_of(node))
