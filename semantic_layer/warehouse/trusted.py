"""The second door: a read-only connection for SQL that the operator or the author wrote, never an asker.

Role: gold queries of the eval, model check, drafts, horizons and the value index; an import contract says who may use
it. It runs in this process, without limits on functions. Raises OperatorError where the file cannot be opened; an error
in the SQL itself is the engine's own exception (`TrustedError`), for the operator to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from semantic_layer.warehouse.identity import identify, unopened
from semantic_layer.warehouse.worker import LOCKED_DOWN, reason_unopened

TrustedError = duckdb.Error


class Trusted:
    """`with Trusted(path) as trusted: trusted.rows("SELECT …")`. One thread at a time."""

    def __init__(self, path: Path | str, time_zone: str = "") -> None:
        self.path = Path(path)
        identity = identify(self.path)
        config: dict[str, str | bool | int | float | list[str]] = dict(LOCKED_DOWN)
        try:
            self._connection = duckdb.connect(identity.path, read_only=True, config=config)
        except duckdb.Error as error:
            raise unopened(self.path, reason_unopened(str(error))) from error
        if time_zone:
            zone = time_zone.replace("'", "''")
            self._connection.execute(f"SET GLOBAL TimeZone = '{zone}'")
        self._connection.execute("SET enable_external_access = false")

    def __enter__(self) -> Trusted:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows, as the engine gives them."""
        return self._connection.execute(sql, list(params)).fetchall()

    def batches(self, sql: str, params: Sequence[Any] = (), size: int = 10_000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows in lists of at most `size`, for results that should not stand in memory at once."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql, list(params))
            while found := cursor.fetchmany(size):
                yield found
        finally:
            cursor.close()

    def columns(self, sql: str) -> list[tuple[str, str]]:
        """Name and DuckDB type of each column the query returns, without running it."""
        return [(name, kind) for name, kind, *_ in self._connection.execute(f"DESCRIBE {sql}").fetchall()]

    def tables(self, sql: str) -> set[str]:
        """The physical tables the query reads, views seen through; qualified where it qualifies them."""
        return set(self._connection.get_table_names(sql, qualified=True))

    def close(self) -> None:
        self._connection.close()
