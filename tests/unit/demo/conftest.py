"""The demo company's tables, built once by the command that people run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "demo" / ".askfin" / "galaxy.duckdb"

sys.path.insert(0, str(ROOT))  # `demo` is not installed: it is read from the checkout, as `python -m` does

Rows = Callable[..., list[tuple]]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    subprocess.run(
        [sys.executable, "-m", "demo.generate", "--if-stale"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    with duckdb.connect(str(FILE), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def rows(warehouse: duckdb.DuckDBPyConnection) -> Rows:
    def run(sql: str, *parameters: object) -> list[tuple]:
        return warehouse.execute(sql, list(parameters)).fetchall()

    return run
