"""The demo company's tables, built once by the command that people run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from semantic_layer.warehouse.trusted import Trusted

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "demo" / ".askfin" / "galaxy.duckdb"

sys.path.insert(0, str(ROOT))  # `demo` is not installed: it is read from the checkout, as `python -m` does

Rows = Callable[..., list[tuple]]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Trusted]:
    """Through the trusted door, as DuckDB allows one configuration of a file in a process."""
    command = [sys.executable, "-m", "demo.generate", "--if-stale"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with Trusted(FILE) as trusted:
        yield trusted


@pytest.fixture(scope="session")
def rows(warehouse: Trusted) -> Rows:
    return warehouse.rows
