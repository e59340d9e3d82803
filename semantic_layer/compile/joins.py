"""Joins: from the rows of one dataset to the fields an expression names (rules 16, 17, 22, 24).

Role: grows a chain of LEFT JOINs, one alias per path, and writes columns; `expressions` writes what stands over them.
Every step is many-to-one, so no row is lost or repeated. Validity of a slowly changing dimension is tested at the row's
date, or at a balance's as-of date.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import all_of, name_sql
from semantic_layer.compile.versions import is_versioned, version_of
from semantic_layer.metrics.grammar import is_period
from semantic_layer.metrics.graph import Path
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.model import FieldRef, FieldType, Relationship


class Joins:
    """The joined rows of one dataset. `at`: SQL of the as-of date where validity is not at the row's own date."""

    def __init__(
        self,
        scans: Scans,
        dataset: str,
        time_field: FieldRef | None = None,
        at: str = "",
        ruled: bool = True,
        special: Mapping[str, str] | None = None,
    ) -> None:
        self.scans = scans
        self.index = scans.index
        self.dataset = dataset
        self.time_field = time_field
        self.at = at
        self.ruled = ruled
        self.special = dict(special or {})
        self.root = name_sql(dataset)
        self._aliases: dict[tuple[str, ...], str] = {(): self.root}
        self._taken = {self.root}
        self._joined: list[str] = []
        self._table = ""
        self._standing: dict[str, str] = {}
        self._derived: dict[str, str] = {}
        self.measured: dict[FieldRef, str] = {}  # what is added up for a field: of a document what is open of it
        self.uncast: dict[str, str] = {}  # a bucket's first date -> the same before it is made a DATE
        self.factors: list[str] = []  # signs and weights of trees that amounts are multiplied by

    # ---- columns

    def ref(self, ref: FieldRef) -> str:
        """The SQL of a field."""
        if ref.dataset == OPEN_ITEMS:
            return self.special[ref.field]
        path = self.index.graph.path(self.dataset, ref)
        assert isinstance(path, Path), f"{ref} from {self.dataset} was proven by checks"
        return self._field(ref.dataset, ref.field, self._alias(path.steps))

    def _field(self, dataset: str, name: str, alias: str) -> str:
        if alias == self.root and name in self._standing:
            return f"{alias}.{self._standing[name]}"
        return self.scans.field(dataset, name, alias)

    def stand_in(self, table: str, columns: Mapping[str, str]) -> None:
        """Read from a table that stands for the rows: `columns` are the fields it has, under other names."""
        self._table = table
        self._standing = dict(columns)

    def key(self, ref: FieldRef) -> str:
        """A key field of a target, read from the side that points at it where one step leads there."""
        path = self.index.graph.path(self.dataset, ref)
        assert isinstance(path, Path)
        if path.steps and ref.field in path.steps[-1].to_fields:
            step = path.steps[-1]
            mine = step.from_fields[step.to_fields.index(ref.field)]
            return self.scans.field(step.from_dataset, mine, self._alias(path.steps[:-1]))
        return self.scans.field(ref.dataset, ref.field, self._alias(path.steps))

    def rename(self, alias: str) -> None:
        """Call the first table something else; before any column is written."""
        self._taken = {name_sql(alias)}
        self.root = name_sql(alias)
        self._aliases = {(): self.root}

    def column(self, column: exp.Column) -> str:
        """The SQL of a column node; `period` is the date the rows are counted by."""
        if is_period(column):
            return self.day()
        found = self.index.find(column.table, column.name)
        assert isinstance(found, FieldRef), f"{column} was resolved while parsing"
        return self.ref(found)

    def amount(self, ref: FieldRef) -> str:
        """The SQL of a field where it is aggregated."""
        return self.measured[ref] if ref in self.measured else self.ref(ref)

    def time(self) -> str:
        """The field the rows are counted by, as it is."""
        assert self.time_field is not None
        return self.ref(self.time_field)

    def day(self) -> str:
        """The date the rows are counted by."""
        assert self.time_field is not None
        declared = self.index.field(self.time_field)
        is_date = declared is not None and declared.type is FieldType.DATE
        return self.time() if is_date else f"CAST({self.time()} AS DATE)"

    def bucket(self, unit: str) -> str:
        """The first date of the natural unit that holds the row's date."""
        if unit == "day":
            return self.day()
        truncated = f"DATE_TRUNC('{unit}', {self.time()})"
        written = f"CAST({truncated} AS DATE)"
        self.uncast[written] = truncated
        return written

    # ---- tables

    def source(self) -> str:
        """FROM and the joins asked for so far."""
        bare = self._table or (self.scans.source if self.ruled else self.scans.plain)(self.dataset)
        return "\n".join([f"FROM {bare} AS {self.root}", *self._joined])

    def add(self, text: str) -> None:
        """Another joined table, after those there are."""
        self._joined.append(text)

    def derived(self, table: str, wanted: str, key: str, more: tuple[str, ...] = ()) -> str:
        """Join a derived table by its column `node`, once; its alias. `more`: conditions on `{alias}`."""
        identity = "|".join([table, key, *more])
        if identity not in self._derived:
            alias = self._name(wanted)
            met = all_of([f"{alias}.node = {key}", *(part.replace("{alias}", alias) for part in more)])
            self._joined.append(f"{table} AS {alias} ON {met}")
            self._derived[identity] = alias
        return self._derived[identity]

    def _alias(self, steps: tuple[Relationship, ...]) -> str:
        key = tuple(step.name for step in steps)
        if key not in self._aliases:
            before = self._alias(steps[:-1])
            self._aliases[key] = self._join(steps[-1], before)
        return self._aliases[key]

    def _name(self, wanted: str) -> str:
        name, number = name_sql(wanted), 2
        while name in self._taken:
            name, number = name_sql(f"{wanted}_{number}"), number + 1
        self._taken.add(name)
        return name

    def _join(self, step: Relationship, before: str) -> str:
        alias = self._name(step.role or step.to_dataset)
        target = self.index.model.datasets[step.to_dataset]
        conditions = [
            f"{self._field(step.from_dataset, mine, before)} = {self.scans.field(step.to_dataset, theirs, alias)}"
            for mine, theirs in zip(step.from_fields, step.to_fields, strict=True)
        ]
        if is_versioned(step, target):
            at = self.at or (self.day() if self.time_field is not None else "")
            relation, validity = version_of(self.scans, step, alias, at)
            source = self.scans.ruled(step.to_dataset, relation) if self.ruled else relation
            conditions += validity
        else:
            source = self.scans.source(step.to_dataset) if self.ruled else self.scans.plain(step.to_dataset)
        self._joined.append(f"LEFT JOIN {source} AS {alias} ON {all_of(conditions)}")
        return alias
