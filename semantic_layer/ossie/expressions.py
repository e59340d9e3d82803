"""Expressions across the border: our formulas as portable SQL, foreign SQL as our formulas.

Role: `Portable` writes a metric out in full (metrics expanded, filters inside, divisions guarded) where SQL can say it,
else as it is written; `Foreign` reads an expression and gives every dataset and field the name it has with us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.formulas import DIALECT, FormulaError, metric_function, read_formula, read_scalar
from semantic_layer.model import SemanticModel

ENGINES = {"ANSI_SQL": DIALECT, "DATABRICKS": "databricks", "SNOWFLAKE": "snowflake", "BIGQUERY": "bigquery"}


@dataclass(frozen=True, slots=True)
class Portable:
    """Metrics of one model as SQL over `dataset.field`."""

    model: SemanticModel

    def __call__(self, name: str) -> str:
        """The metric in full; its own text where a function over metrics or open items has no SQL."""
        try:
            return self._tree(name).sql(DIALECT)
        except FormulaError:
            return self.model.metrics[name].expression

    def _tree(self, name: str) -> exp.Expr:
        metric = self.model.metrics[name]
        if metric.open_items or metric.from_inception or metric.ignore:
            raise FormulaError("it has no plain SQL")
        formula = read_formula(metric.expression)
        condition = read_scalar(metric.filter)[0] if metric.filter else None
        inside = {id(aggregate.node) for aggregate in formula.aggregates}

        def write(node: exp.Expr) -> exp.Expr:
            if id(node) in inside:
                return self._aggregate(node, condition)
            if isinstance(node, exp.Column):
                return exp.paren(self._tree(node.name))
            if metric_function(node) == "MEASURE":
                return exp.paren(self._tree(node.expressions[0].name))
            if metric_function(node):
                raise FormulaError("it has no plain SQL")
            copied = node.copy()
            for child, old in zip(list(copied.iter_expressions()), node.iter_expressions(), strict=True):
                child.replace(write(old))
            if isinstance(copied, exp.Div) and not isinstance(copied.right, exp.Literal | exp.Nullif):
                copied.set("expression", exp.Nullif(this=copied.right.copy(), expression=exp.Literal.number(0)))
            return copied

        return write(formula.tree)

    def _aggregate(self, node: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
        copied = node.copy()
        function = copied.this if isinstance(copied, exp.Filter) else copied
        argument = function.this
        if isinstance(function, exp.Count) and isinstance(argument, exp.Column) and not argument.table:
            key = self.model.datasets[argument.name].primary_key
            if len(key) != 1:
                raise FormulaError("rows without a single key have no plain count")
            argument.replace(exp.column(key[0], table=argument.name))
        if condition is None:
            return copied
        given = copied.expression.this if isinstance(copied, exp.Filter) else None
        both = exp.and_(given, condition, copy=True) if given else condition.copy()
        return exp.Filter(this=function.copy(), expression=exp.Where(this=both))


@dataclass(slots=True)
class Foreign:
    """Foreign names as ours. `missing` collects (dataset, column) that no field declares."""

    datasets: Mapping[str, str]  # as written, lower case → ours
    fields: Mapping[str, Mapping[str, str]]  # ours → field as written, lower case → ours
    missing: dict[tuple[str, str], None] = field(default_factory=dict)

    def metric(self, text: str, dialect: str) -> str | None:
        """The expression of a metric in our SQL; None where it does not parse."""
        tree = self._parse(text, dialect)
        if tree is None:
            return None
        changed = False
        for column in list(tree.find_all(exp.Column)):
            owner = self.datasets.get(column.table.lower()) if column.table else self._owner(column.name)
            if owner is None:
                continue
            ours = self.fields[owner].get(column.name.lower())
            if ours is None:
                self.missing[(owner, column.name)] = None
                ours = column.name
            if (column.table, column.name) != (owner, ours) or column.args.get("db"):
                column.replace(exp.column(ours, table=owner))
                changed = True
        return tree.sql(DIALECT) if changed or dialect != "ANSI_SQL" else text

    def _owner(self, name: str) -> str | None:
        """The one dataset that declares a bare name."""
        owners = [dataset for dataset, names in self.fields.items() if name.lower() in names]
        return owners[0] if len(owners) == 1 else None

    def scalar(self, text: str, dialect: str) -> str | None:
        """A field's expression, over the columns of its source."""
        tree = self._parse(text, dialect)
        if tree is None:
            return None
        return text if dialect == "ANSI_SQL" else tree.sql(DIALECT)

    @staticmethod
    def _parse(text: str, dialect: str) -> exp.Expr | None:
        try:
            return sqlglot.parse_one(text, dialect=ENGINES[dialect])
        except SqlglotError:
            return None
