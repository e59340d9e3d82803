"""Writing generated tables into a DuckDB file.

Role: shared by the generators of the workspaces beside it. `TABLES` of a generator maps a table's name to its columns'
DDL, `make_rows()` gives the rows in that order; None is NULL. By way of CSV, as row-wise inserts take seconds.
"""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import duckdb

HERE = Path(__file__).parent
WORKSPACES = ("hospital", "coldchain", "meters", "canyin", "saas")


def generator_of(workspace: str) -> ModuleType:
    """The generator script of a workspace, imported from its folder."""
    path = HERE / workspace / "generate.py"
    spec = importlib.util.spec_from_file_location(f"generate_{workspace}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(workspace: str, path: Path) -> dict[str, int]:
    """Build a workspace's database at `path`; rows by table."""
    generator = generator_of(workspace)
    rows: dict[str, Sequence[Sequence[object]]] = generator.make_rows()
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, duckdb.connect(str(path)) as connection:
        for name, ddl in generator.TABLES.items():
            file = Path(folder) / "rows.csv"
            with file.open("w", encoding="utf-8", newline="") as out:
                csv.writer(out).writerows(rows[name])
            connection.execute(f"CREATE TABLE {name} ({ddl})")
            connection.execute(f"COPY {name} FROM '{file}' (FORMAT csv, HEADER false, NULLSTR '')")
    return {name: len(rows[name]) for name in generator.TABLES}


if __name__ == "__main__":
    import sys

    build(sys.argv[1], Path(sys.argv[2]))
