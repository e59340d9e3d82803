"""Tiny books: a model and its rows, written side by side, for tests that work out every number by hand.

Columns are `name:kind`: id text name date stamp amount balance rate flag int. Rows are lines of `a | b | c`;
an empty cell is NULL. `Books.rows` runs semantic SQL end to end on DuckDB in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Field,
    FieldRole,
    FieldType,
    Horizon,
    Layer,
    Metric,
    MetricKind,
    Relationship,
    SemanticModel,
    Unit,
)
from semantic_layer.parse import parse_query
from semantic_layer.query import CheckedQuery, CompiledSql

KINDS: dict[str, tuple[FieldType, FieldRole, str]] = {
    "id": (FieldType.INTEGER, FieldRole.ID, "INTEGER"),
    "text": (FieldType.STRING, FieldRole.CATEGORY, "VARCHAR"),
    "name": (FieldType.STRING, FieldRole.NAME, "VARCHAR"),
    "date": (FieldType.DATE, FieldRole.TIME, "DATE"),
    "stamp": (FieldType.TIMESTAMP, FieldRole.TIME, "TIMESTAMP"),
    "amount": (FieldType.DECIMAL, FieldRole.AMOUNT, "DECIMAL(18, 2)"),
    "balance": (FieldType.DECIMAL, FieldRole.BALANCE, "DECIMAL(18, 2)"),
    "rate": (FieldType.DOUBLE, FieldRole.RATE, "DOUBLE"),
    "flag": (FieldType.BOOLEAN, FieldRole.FLAG, "BOOLEAN"),
    "int": (FieldType.INTEGER, FieldRole.AMOUNT, "INTEGER"),
}
CNY = Unit("currency", "CNY")


@dataclass(frozen=True)
class Table:
    """A dataset with its rows."""

    dataset: Dataset
    ddl: str
    rows: tuple[tuple[str | None, ...], ...]


def table(name: str, columns: str, rows: str = "", key: str = "", time: str = "", **more: Any) -> Table:
    """A dataset declared by its columns, with its rows. `pins`: field → default; other keys go to Dataset."""
    pins: Mapping[str, str] = more.pop("pins", {})
    values: Mapping[str, tuple[str, ...]] = more.pop("values", {})
    fields: dict[str, Field] = {}
    ddl: list[str] = []
    for part in columns.split():
        column, _, kind = part.partition(":")
        type_, role, sql = KINDS[kind]
        unit = CNY if kind in ("amount", "balance") else Unit()
        fields[column] = Field(
            column, name, column, type_, role, unit=unit, pinned=pins.get(column), values=values.get(column, ())
        )
        ddl.append(f"{column} {sql}")
    dataset = Dataset(name, name, fields=fields, primary_key=tuple(key.split()), time_field=time, **more)
    lines = [line for line in rows.strip().splitlines() if line.strip()]
    cells = tuple(tuple(cell.strip() or None for cell in line.split("|")) for line in lines)
    return Table(dataset, ", ".join(ddl), cells)


def link(start: str, target: str, **more: Any) -> Relationship:
    """`link("orders.customer_id", "customers.customer_id")`; composite keys with commas after the dot."""
    mine, _, my_fields = start.partition(".")
    theirs, _, their_fields = target.partition(".")
    name = more.pop("name", f"{mine}_{more.get('role') or theirs}")
    return Relationship(name, mine, tuple(my_fields.split(",")), theirs, tuple(their_fields.split(",")), **more)


def metric(name: str, expression: str, kind: str = "flow", **more: Any) -> Metric:
    return Metric(name, expression, MetricKind(kind), **more)


@dataclass
class Books:
    """A model with its data."""

    layer: Layer
    connection: duckdb.DuckDBPyConnection
    rights: Rights = field(default_factory=Rights.full)

    def parse(self, text: str):
        return parse_query(text, self.layer.model)

    def check(self, text: str) -> CheckedQuery | Issues:
        parsed = self.parse(text)
        return parsed if isinstance(parsed, Issues) else check_query(parsed, self.layer, self.rights)

    def checked(self, text: str) -> CheckedQuery:
        found = self.check(text)
        assert isinstance(found, CheckedQuery), [str(item) for item in found]
        return found

    def compiled(self, text: str) -> CompiledSql:
        found = compile_query(self.checked(text), self.layer, self.rights)
        assert isinstance(found, CompiledSql), [str(item) for item in found]
        return found

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """The rows, with decimals as plain numbers, dates as ISO text and floats rounded to 6 places."""
        return [
            tuple(plain(cell) for cell in row) for row in self.connection.execute(self.compiled(text).sql).fetchall()
        ]

    def probe(self, text: str, name: str) -> list[tuple[Any, ...]]:
        (sql,) = [probe.sql for probe in self.compiled(text).probes if probe.name == name]
        return [tuple(plain(cell) for cell in row) for row in self.connection.execute(sql).fetchall()]

    def value(self, text: str) -> Any:
        """The one cell of a one-row answer."""
        ((cell,),) = self.rows(text)
        return cell

    def codes(self, text: str) -> list[str]:
        """The codes of the issues; [] where the query is fine."""
        found = self.check(text)
        return [str(code) for code in found.codes()] if isinstance(found, Issues) else []

    def issue(self, text: str) -> dict[str, Any]:
        """The parameters of the one issue."""
        found = self.check(text)
        assert isinstance(found, Issues), "no issue"
        (only,) = found.items
        return dict(only.params)

    def as_user(self, rights: Rights) -> Books:
        return replace(self, rights=rights)


def plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == int(cell) else float(cell)
    if isinstance(cell, float):
        return round(cell, 6)
    return cell.isoformat() if isinstance(cell, date) else cell


def books(
    tables: Sequence[Table],
    links: Sequence[Relationship] = (),
    metrics: Sequence[Metric] = (),
    calendar: CalendarSpec | None = None,
    horizons: Mapping[str, Horizon] | None = None,
) -> Books:
    """A model called `m` over an in-memory database; horizons are told by the rows unless given."""
    connection = duckdb.connect(":memory:")
    told: dict[str, Horizon] = {}
    for item in tables:
        dataset = item.dataset
        connection.execute(f"CREATE TABLE {dataset.name} ({item.ddl})")
        if item.rows:
            marks = ", ".join(f"({', '.join('?' * len(row))})" for row in item.rows)
            connection.execute(
                f"INSERT INTO {dataset.name} VALUES {marks}", [cell for row in item.rows for cell in row]
            )
        if dataset.time_field and "." not in dataset.time_field:
            days = f"SELECT CAST({dataset.time_field} AS DATE) AS day FROM {dataset.name}"
            ((first, last),) = connection.execute(f"SELECT MIN(day), MAX(day) FROM ({days})").fetchall()
            told[dataset.name] = Horizon(first, dataset.loaded_through or last, dataset.closed_through)
    model = SemanticModel(
        "m",
        datasets={item.dataset.name: item.dataset for item in tables},
        relationships=tuple(links),
        metrics={item.name: item for item in metrics},
        calendar=calendar or CalendarSpec(),
    )
    return Books(Layer(model, {**told, **(horizons or {})}), connection)


def period(start: str, end: str) -> str:
    """The condition on `period` from start to end, both included."""
    return f"period BETWEEN DATE '{start}' AND DATE '{end}'"
