"""Running drawn questions: rows into DuckDB, the product's answer, the reference's answer, and their comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CompiledSql
from tests.laws.company import COLUMNS, Terms, tables
from tests.reference.asked import Asked
from tests.reference.evaluate import evaluate
from tests.reference.world import Refused, Row, World

# Refusals that the rules of meaning do not ask for: a policy of the layer, never a number.
Answer = list[tuple[Any, ...]] | frozenset[str]
POLICY = {"FILTER_CONTRADICTS"}


class Store:
    """One DuckDB in memory, emptied and filled for every example."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:")
        for item in tables(Terms()):
            self.connection.execute(f"CREATE TABLE {item.dataset.name} ({item.ddl})")

    def fill(self, rows: Mapping[str, Sequence[Row]]) -> None:
        for name in COLUMNS:
            self.connection.execute(f"TRUNCATE {name}")
            if rows[name]:
                self.connection.execute(written(name, rows[name]))

    def answer(self, sql: str, layer: Layer, rows: Mapping[str, Sequence[Row]], rights: Rights | None = None) -> Answer:
        """Semantic SQL over these rows: the answer's rows, or the codes it is refused with."""
        found = compiled(sql, layer, rights)
        if isinstance(found, Issues):
            return frozenset(str(item.code) for item in found.items)
        self.fill(rows)
        return self.rows(found)

    def rows(self, compiled: CompiledSql) -> list[tuple[Any, ...]]:
        return self.connection.execute(compiled.sql).fetchall()


def written(name: str, rows: Sequence[Row]) -> str:
    """An INSERT of these rows that every engine reads."""
    columns = list(rows[0])
    lines = ["(" + ", ".join(_literal(row[column]) for column in columns) + ")" for row in rows]
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES {', '.join(lines)}"


def _literal(cell: Any) -> str:
    match cell:
        case None:
            return "NULL"
        case date():
            return f"DATE '{cell}'"
        case str():
            return "'" + cell.replace("'", "''") + "'"
        case _:
            return str(cell)


def compiled(sql: str, layer: Layer, rights: Rights | None = None, dialect: str = "duckdb") -> CompiledSql | Issues:
    """Semantic SQL through parse, checks and compile."""
    allowed = rights or Rights.full()
    parsed = parse_query(sql, layer.model)
    if isinstance(parsed, Issues):
        return parsed
    checked = check_query(parsed, layer, allowed)
    return checked if isinstance(checked, Issues) else compile_query(checked, layer, allowed, dialect)


def expected(world: World, asked: Asked) -> list[tuple[Any, ...]] | str:
    """The reference's rows, or the code it refuses with."""
    try:
        return evaluate(world, asked)
    except Refused as refused:
        return refused.code


def plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, bool) or not isinstance(cell, int):
        return cell
    return float(cell)


def same_cell(one: Any, two: Any) -> bool:
    one, two = plain(one), plain(two)
    if isinstance(one, float) and isinstance(two, float):
        return abs(one - two) <= 1e-9 * max(1.0, abs(one), abs(two))
    return one == two


def same_rows(found: Sequence[Sequence[Any]], wanted: Sequence[Sequence[Any]]) -> bool:
    """Equal row for row, numbers to 1e-9."""
    return len(found) == len(wanted) and all(
        len(one) == len(two) and all(same_cell(a, b) for a, b in zip(one, two, strict=True))
        for one, two in zip(found, wanted, strict=True)
    )
