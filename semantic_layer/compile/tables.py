"""Tables: the physical tables of a model as SQL, without any row rule.

Role: the only place that writes a physical table. Every table named is remembered for the warehouse to verify. What
must see all rows (versions told apart, as-of dates, the way to a rule) reads here; all else goes through `Scans`.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from semantic_layer.compile.text import name_sql, scalar_sql
from semantic_layer.metrics import ModelIndex
from semantic_layer.model import Dataset


class Tables:
    """Writes the bare sources of datasets. `named`: the physical names written so far."""

    def __init__(self, index: ModelIndex) -> None:
        self.index = index
        self.named: set[str] = set()

    def field(self, dataset: str, name: str, alias: str) -> str:
        """A declared field, or a plain column, of the scan called `alias`."""
        declared = self.index.model.datasets[dataset].fields.get(name)
        if declared is None or declared.expression == name:
            return f"{alias}.{name_sql(name)}"
        tree = self.index.scalar(declared.expression)
        written = scalar_sql(tree, lambda column: f"{alias}.{name_sql(column.name)}")
        return written if isinstance(tree, (exp.Column, exp.Func, exp.Paren, exp.Case)) else f"({written})"

    def plain(self, dataset: str) -> str:
        """The bare source, without row rules: for as-of dates and inside row rules."""
        declared = self.index.model.datasets[dataset]
        if declared.query:
            self._remember(declared)
            return f"({declared.query})"
        parts = [part.strip('"') for part in declared.source.split(".")]
        self.named.add(".".join(parts))
        return ".".join(name_sql(part) for part in parts)

    def _remember(self, dataset: Dataset) -> None:
        tree = sqlglot.parse_one(dataset.query, dialect="duckdb")
        ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            if table.name not in ctes:
                self.named.add(".".join(part.name for part in table.parts))
