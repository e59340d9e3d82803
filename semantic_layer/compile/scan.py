"""Scans: what stands in FROM for a dataset, with the asker's row rules as literals (rule 35).

Role: every scan of every base table that an answer counts goes through `source`, so no rule can be forgotten.
"""

from __future__ import annotations

from semantic_layer.access.rights import Rights, RowRule
from semantic_layer.checks.reach import rule_paths
from semantic_layer.compile.tables import Tables
from semantic_layer.compile.text import all_of, listed, text_sql
from semantic_layer.compile.versions import day_of, is_versioned, version_of
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.graph import Path
from semantic_layer.model import FieldType


class Scans(Tables):
    """Writes sources of datasets for one asker. `dialect`: the one the SQL is for, in sqlglot's names."""

    def __init__(self, index: ModelIndex, rights: Rights, dialect: str = "duckdb") -> None:
        super().__init__(index)
        self.dialect = dialect
        self.rights = rights
        self._sources: dict[str, str] = {}

    def source(self, dataset: str) -> str:
        """The source with every row rule that reaches the dataset. Exempt datasets a rule cannot reach stay bare."""
        if dataset not in self._sources:
            self._sources[dataset] = self.ruled(dataset, self.plain(dataset))
        return self._sources[dataset]

    def ruled(self, dataset: str, relation: str) -> str:
        """A relation that has the rows of a dataset, less those a row rule does not admit."""
        conditions = [
            self._admits(rule, path, dataset)
            for rule in self.rights.rows
            for path in rule_paths(self.index, dataset, rule.field)
        ]
        return f"(SELECT * FROM {relation} AS seen WHERE {all_of(conditions)})" if conditions else relation

    def _admits(self, rule: RowRule, path: Path, dataset: str) -> str:
        if not path.steps:
            return self._listed(rule, dataset, "seen")
        tables: list[str] = []
        joins: list[str] = []
        for n, step in enumerate(path.steps, 1):
            left, right = "seen" if n == 1 else f"rule_{n - 1}", f"rule_{n}"
            relation, version = self.plain(step.to_dataset), []
            if is_versioned(step, self.index.model.datasets[step.to_dataset]):
                relation, version = version_of(self, step, right, day_of(self, dataset, "seen"))
            tables.append(f"{relation} AS {right}")
            joins += [
                f"{self.field(step.from_dataset, mine, left)} = {self.field(step.to_dataset, theirs, right)}"
                for mine, theirs in zip(step.from_fields, step.to_fields, strict=True)
            ]
            joins += version
        joins.append(self._listed(rule, path.steps[-1].to_dataset, f"rule_{len(path.steps)}"))
        return f"EXISTS (SELECT 1 FROM {' CROSS JOIN '.join(tables)} WHERE {all_of(joins)})"

    def _listed(self, rule: RowRule, dataset: str, alias: str) -> str:
        if not rule.values:
            return "1 = 0"
        column = self.field(dataset, rule.field.field, alias)
        declared = self.index.model.datasets[dataset].fields.get(rule.field.field)
        if declared is not None and declared.type is not FieldType.STRING:
            column = f"CAST({column} AS VARCHAR)"
        return f"{column} IN ({listed(text_sql(value) for value in rule.values)})"
