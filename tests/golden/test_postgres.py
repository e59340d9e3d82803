"""The portable core: golden queries, written for PostgreSQL, give the rows that DuckDB gives.

A server of its own is started in a temporary folder. Skipped where PostgreSQL is not installed.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from semantic_layer.compile import compile_query
from semantic_layer.query import CompiledSql
from tests.golden.ledger import ledger
from tests.golden.test_golden import FILES, parts_of

pytestmark = pytest.mark.postgres
PORT = "54329"


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection[Any]]:
    """A running server with the golden tables in it."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="askfin-pg-"))
    user: dict[str, Any] = {}
    if os.getuid() == 0:  # the server refuses to run as root
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid}
    data = folder / "data"
    run = {"check": True, "capture_output": True, "cwd": folder, **user}
    subprocess.run([initdb, "-D", str(data), "-U", "books", "-A", "trust", "--no-sync", "-E", "UTF8"], **run)
    options = f"-p {PORT} -k {folder} -c listen_addresses= -c fsync=off"
    log = str(folder / "log")
    subprocess.run([pg_ctl, "-D", str(data), "-o", options, "-l", log, "-w", "start"], **run)
    try:
        with psycopg.connect(
            host=str(folder), port=PORT, user="books", dbname="postgres", autocommit=True
        ) as connection:
            _fill(connection)
            yield connection
    finally:
        subprocess.run([pg_ctl, "-D", str(data), "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)


def _fill(connection: psycopg.Connection[Any]) -> None:
    books = ledger()
    for (name,) in books.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        rows = books.connection.execute(f"SELECT * FROM {name}").fetchall()
        described = books.connection.execute(f"DESCRIBE {name}").fetchall()
        columns = ", ".join(f"{row[0]} {row[1].replace('DOUBLE', 'DOUBLE PRECISION')}" for row in described)
        connection.execute(f"CREATE TABLE {name} ({columns})")  # type: ignore[arg-type]
        marks = ", ".join(["%s"] * len(described))
        with connection.cursor() as target:
            target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # type: ignore[arg-type]


def comparable(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [tuple(round(float(c), 6) if isinstance(c, (float, Decimal)) else c for c in row) for row in rows]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_are_equal(path: Path, server: psycopg.Connection[Any]):
    books = ledger()
    checked = books.checked(parts_of(path)["semantic"])
    theirs = compile_query(checked, books.layer, books.rights, dialect="postgres")
    ours = compile_query(checked, books.layer, books.rights)
    assert isinstance(theirs, CompiledSql)
    assert isinstance(ours, CompiledSql)
    wanted = comparable(books.connection.execute(ours.sql).fetchall())
    assert comparable(server.execute(theirs.sql).fetchall()) == wanted  # type: ignore[arg-type]
    for probe, mine in zip(theirs.probes, ours.probes, strict=True):
        rows = books.connection.execute(mine.sql).fetchall()
        assert server.execute(probe.sql).fetchall() == rows  # type: ignore[arg-type]
