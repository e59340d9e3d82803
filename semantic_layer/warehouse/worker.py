"""The worker process: opens one database file read-only, locks it down, and answers statements until told to stop.

Role: the far end of `process.Process`. Reads framed requests from standard input, writes framed replies to the pipe
that was standard output. It can be killed at any moment: it owns nothing. Imports DuckDB and the standard library only.
Requests and replies are pickled dictionaries; the parent reads them with an unpickler that knows plain values only.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import select
import signal
import struct
import sys
import threading
import time
from typing import Any, BinaryIO

from semantic_layer.warehouse.cells import UnfitCell, fit_rows
from semantic_layer.warehouse.guard import Refused, check_tree, scanned_tables, table_key

_SERIALIZE = "SELECT json_serialize_sql(?, skip_null := true, skip_empty := true)"
HEADER = struct.Struct(">Q")
LOCKED_DOWN = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "allow_extension_repositories": "forbidden",
    "temp_directory": "",  # nothing is spilled: too much is an error, not a file
    "max_temp_directory_size": "0GB",
    "max_expression_depth": "200",
}


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message, or None where the other side has gone."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    payload = stream.read(size)
    return payload if len(payload) == size else None


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    stream.write(HEADER.pack(len(payload)) + payload)
    stream.flush()


def limit_process(address_space_mb: int) -> None:
    """Bound memory, forbid files and core dumps; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if sys.platform == "linux":  # elsewhere the kernel does not keep it
        size = address_space_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


class Session:
    """One locked-down connection, and what is known of the tables in it."""

    def __init__(self, path: str, settings: dict[str, Any]) -> None:
        import duckdb

        self.settings = settings
        config: dict[str, str | bool | int | float | list[str]] = dict(LOCKED_DOWN)
        config |= {"memory_limit": f"{settings['memory_mb']}MB", "threads": str(settings["threads"])}
        self.connection = duckdb.connect(path, read_only=True, config=config)
        if settings["time_zone"]:
            zone = settings["time_zone"].replace("'", "''")
            self.connection.execute(f"SET GLOBAL TimeZone = '{zone}'")
        for statement in (
            "SET enable_external_access = false",
            "SET disabled_filesystems = 'LocalFileSystem'",
            "SET lock_configuration = true",
        ):
            self.connection.execute(statement)
        self.columns, self.views = self._tables()
        self.passed: set[tuple[str, tuple[str, ...]]] = set()

    def _tables(self) -> tuple[dict[tuple[str, str], frozenset[str]], dict[tuple[str, str], str]]:
        """Column names by (schema, table), and the quoted names of the views."""
        columns: dict[tuple[str, str], set[str]] = {}
        for schema, table, column in self.connection.execute(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall():
            columns.setdefault((schema.casefold(), table.casefold()), set()).add(column.casefold())
        views = {
            (schema.casefold(), view.casefold()): f'"{schema}"."{view}"'
            for schema, view in self.connection.execute(
                "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        }
        return {key: frozenset(names) for key, names in columns.items()}, views

    def check(self, sql: str, declared: list[str]) -> None:
        """Raise Refused unless both independent readings of the statement find nothing against it. What has passed is
        remembered: the file under this connection does not change, and parsing costs more than many a query."""
        key = (sql, tuple(declared))
        if key in self.passed:
            return
        self._check(sql, declared)
        if len(self.passed) >= 500:
            self.passed.clear()
        self.passed.add(key)

    def _check(self, sql: str, declared: list[str]) -> None:
        tables = frozenset(table_key(name) for name in declared)
        columns = frozenset().union(*(self.columns.get(key, frozenset()) for key in tables))
        serialized = self.connection.execute(_SERIALIZE, [sql]).fetchone()
        check_tree(json.loads(serialized[0] if serialized else "{}"), tables, columns)
        allowed = set(tables)
        for key in tables & self.views.keys():  # the engine names what lies under a view
            allowed |= {table_key(name) for name in self._named(f"SELECT * FROM {self.views[key]}")}
        for name in self._named(sql):
            if table_key(name) not in allowed:
                raise Refused(f"a table {name} that was not declared")

    def _named(self, sql: str) -> set[str]:
        """The tables of a statement as the engine reads it. Its own list of names knows no JOIN … USING (it binds
        without the tables' columns); then the plan says what is scanned."""
        import duckdb

        try:
            return set(self.connection.get_table_names(sql, qualified=True))
        except duckdb.BinderException:
            rows = self.connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()
        return scanned_tables(json.loads(rows[0][1]))

    def rows(self, sql: str, limit: int) -> tuple[list[tuple[Any, ...]], bool, int]:
        """At most `limit` rows, whether there were more, and the number of columns; on a cursor of its own."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(sql)
            found = cursor.fetchmany(limit + 1)
            width = len(cursor.description or ())
        finally:
            cursor.close()
        return fit_rows(found[:limit]), len(found) > limit, width

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Check and run the statement, then its probes."""
        started = time.perf_counter()
        for sql in (request["sql"], *request["probes"].values()):
            self.check(sql, request["tables"])
        rows, truncated, width = self.rows(request["sql"], request["rows"])
        when = request.get("when", {})
        probes = {
            name: self.rows(sql, request["rows"])[0]
            for name, sql in request["probes"].items()
            if name not in when or any(row[when[name]] is None for row in rows)
        }
        elapsed = (time.perf_counter() - started) * 1000
        return {
            "kind": "rows",
            "rows": rows,
            "truncated": truncated,
            "width": width,
            "probes": probes,
            "elapsed_ms": elapsed,
        }


def answer_safely(session: Session, request: dict[str, Any]) -> dict[str, Any]:
    """A reply whatever happens: every error becomes a kind, with the engine's words for the operator's log."""
    import duckdb

    try:
        return session.answer(request)
    except Refused as error:
        return {"kind": "refused", "text": str(error)}
    except UnfitCell as error:
        return {"kind": "refused", "text": f"a value of type {error}"}
    except (MemoryError, duckdb.OutOfMemoryException) as error:
        return {"kind": "memory", "text": str(error)}
    except (duckdb.Error, RecursionError, ValueError, OverflowError, RuntimeError) as error:
        return {"kind": "failed", "text": f"{type(error).__name__}: {error}"}


def reason_unopened(text: str) -> str:
    """locked, corrupt, missing or other, from the engine's words.

    >>> reason_unopened('IO Error: Could not set lock on file "x": Conflicting lock is held')
    'locked'
    """
    folded = text.casefold()
    if "lock" in folded and ("conflicting" in folded or "could not set lock" in folded):
        return "locked"
    if "does not exist" in folded or "permission denied" in folded or "no such file" in folded:
        return "missing"
    corrupt = (
        "not a valid duckdb",
        "corrupt",
        "checksum",
        "version number",
        "serialization",
        "magic bytes",
        "too small",
        "read enough bytes",
    )
    return "corrupt" if any(word in folded for word in corrupt) else "other"


def open_session(first: dict[str, Any]) -> tuple[Session | None, dict[str, Any]]:
    import duckdb

    try:
        return Session(first["path"], first["settings"]), {"kind": "ready"}
    except (duckdb.Error, MemoryError, RuntimeError) as error:
        return None, {"kind": "unopened", "reason": reason_unopened(str(error)), "text": str(error)}


def leave_with_parent() -> None:
    """End the process, whatever it is doing, when the other end of standard input has gone."""

    def wait() -> None:
        poll = select.poll()
        poll.register(0, 0)  # a hang-up is always reported
        poll.poll()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def main() -> None:
    """Serve until standard input ends. The alarm ends a statement where all else fails."""
    leave_with_parent()
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    payload = read_frame(source)
    if payload is None:
        return
    first = pickle.loads(payload)  # noqa: S301 - from the parent, over a private pipe
    limit_process(first["settings"]["address_space_mb"])
    session, reply = open_session(first)
    write_frame(target, pickle.dumps(reply))
    while session is not None and (payload := read_frame(source)) is not None:
        request = pickle.loads(payload)  # noqa: S301 - as above
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + 1)
        reply = answer_safely(session, request)
        packed = pickle.dumps(reply, protocol=5)
        if len(packed) > first["settings"]["reply_mb"] * 1024 * 1024:
            packed = pickle.dumps({"kind": "too_large", "text": f"{len(packed)} bytes"})
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(target, packed)
