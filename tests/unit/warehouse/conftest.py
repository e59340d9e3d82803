"""A tiny database, a warehouse over it, and a way to forge what only the compiler should make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from semantic_layer.query import Column, CompiledSql, Probe
from semantic_layer.warehouse import Limits, Warehouse

TABLES = """
CREATE TABLE sales (id INTEGER, amount DECIMAL(18, 2), day DATE, team VARCHAR, moment TIMESTAMP, ratio DOUBLE);
INSERT INTO sales VALUES
    (1, 10.50, DATE '2026-01-05', 'north', TIMESTAMP '2026-01-05 00:00:00', 0.5),
    (2, 20.25, DATE '2026-02-10', 'south', TIMESTAMP '2026-02-10 08:30:00', 'nan'),
    (3, NULL, NULL, NULL, NULL, 'infinity');
CREATE TABLE wages (person VARCHAR, wage INTEGER);
INSERT INTO wages VALUES ('SECRET-77', 999);
CREATE SCHEMA erp;
CREATE TABLE erp.orders (id INTEGER);
INSERT INTO erp.orders VALUES (7), (8);
CREATE VIEW open_sales AS SELECT id, amount FROM sales WHERE amount IS NOT NULL;
CREATE VIEW wage_view AS SELECT * FROM wages;
CREATE MACRO plus_one(x) AS x + 1;
CREATE MACRO all_wages() AS TABLE SELECT * FROM wages;
CREATE TABLE many AS SELECT i AS n, 'text ' || i AS s FROM range(3000) r(i);
"""

Forge = Callable[..., CompiledSql]


def build(path: Path, sql: str = TABLES) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return path


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("warehouse") / "w.duckdb")


@pytest.fixture(scope="session")
def log() -> list[str]:
    return []


@pytest.fixture(scope="session")
def warehouse(database: Path, log: list[str]) -> Iterator[Warehouse]:
    with Warehouse(database, Limits(seconds=10, workers=1), log=log.append) as opened:
        yield opened


@pytest.fixture(scope="session")
def forge() -> Forge:
    def make(sql: str, *tables: str, columns: int = 1, probes: dict[str, str] | None = None) -> CompiledSql:
        return CompiledSql(
            sql=sql,
            dialect="duckdb",
            columns=tuple(Column(f"c{place}", "detail") for place in range(columns)),
            tables=frozenset(tables or ("sales",)),
            probes=tuple(Probe(name, text) for name, text in (probes or {}).items()),
        )

    return make
