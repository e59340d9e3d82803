"""Writing the tables into a DuckDB file, by way of CSV.

Role: the only module that knows DuckDB. The file is built beside its place and moved there whole, so that a reader
never sees half a company. A table `built_from` holds the digest of the generator's own source.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from demo.generate.company import make_company, tables_of
from demo.generate.schema import TABLES


def source_digest() -> str:
    """Names a version of the generator: the same digest, the same rows."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_current(path: Path) -> bool:
    """Whether the file was built by this very generator."""
    if not path.exists():
        return False
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            found = connection.execute("SELECT digest FROM built_from").fetchone()
    except duckdb.Error:
        return False
    return found is not None and found[0] == source_digest()


def _load_table(connection: duckdb.DuckDBPyConnection, name: str, rows: Iterable[tuple], folder: Path) -> int:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    connection.execute(f"CREATE TABLE {name} ({TABLES[name]})")
    connection.execute(f"COPY {name} FROM '{path}' (FORMAT csv, HEADER false, NULLSTR '', QUOTE '\"')")
    found = connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()
    return found[0] if found else 0


def build(path: Path) -> dict[str, int]:
    """Build the company at `path`; returns rows by table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tables = tables_of(make_company())
    with TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        fresh = folder / "fresh.duckdb"
        with duckdb.connect(str(fresh)) as connection:
            counts = {table: _load_table(connection, table, rows, folder) for table, rows in tables.items()}
            connection.execute("CREATE TABLE built_from AS SELECT ? AS digest", [source_digest()])
        os.replace(fresh, path)
    return counts
