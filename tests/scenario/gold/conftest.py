"""The demo company's tables and model, for questions with gold SQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.warehouse.horizons import read_horizons
from semantic_layer.warehouse.trusted import Trusted

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Trusted]:
    """Through the trusted door, as DuckDB allows one configuration of a file in a process."""
    command = [sys.executable, "-m", "demo.generate", "--if-stale"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with Trusted(ROOT / "demo" / ".askfin" / "galaxy.duckdb") as trusted:
        yield trusted


@pytest.fixture(scope="session")
def layer(warehouse: Trusted) -> Layer:
    model = load_model(sorted((ROOT / "demo" / "model").glob("*.yml")))
    return Layer(model, read_horizons(model, warehouse))
