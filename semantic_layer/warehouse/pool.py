"""Warehouse: runs compiled statements in a small pool of worker processes, and turns every failure into an Issue.

Role: the only way an asker's query reaches the database. Thread-safe and synchronous. A worker that overruns its time
is killed and replaced; one that dies under a statement gets one successor to try again; one that opened a file since
replaced is retired. Raises OperatorError where the file cannot be opened the first time; later that is the Issue
WAREHOUSE_UNAVAILABLE, for a service must go on. The engine's own words go to `log` alone.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from semantic_layer.errors import OperatorError
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.query import CompiledSql, ResultTable
from semantic_layer.warehouse.identity import DatabaseIdentity, identify, unopened
from semantic_layer.warehouse.limits import DEFAULT_LIMITS, Limits
from semantic_layer.warehouse.process import Died, Process, TookTooLong

_LOG = logging.getLogger("askfin.warehouse")
_LOG.addHandler(logging.NullHandler())  # silent unless the operator configures it
_OPEN: weakref.WeakSet[Warehouse] = weakref.WeakSet()
_MISSING_FOR = 1.0  # seconds a file may be gone while it is being replaced


class Warehouse:
    """A DuckDB file behind locked-down workers."""

    def __init__(
        self, path: Path | str, limits: Limits = DEFAULT_LIMITS, log: Callable[[str], None] | None = None
    ) -> None:
        """`log` gets one line for each refusal or failure, with the engine's words; default: the logger
        askfin.warehouse. Raises OperatorError where there is no such file."""
        self.path = Path(path)
        self.limits = limits
        self._log = log or _LOG.warning
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._turn = threading.Condition()
        self._has_opened = False
        self._closed = False
        identify(self.path)
        _OPEN.add(self)

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Start the first worker and return at once; it opens the file while the caller does other work."""
        with self._turn:
            if not self._closed and not self._idle and not self._busy:
                self._idle.append(Process(identify(self.path), self.limits))

    def open(self) -> None:
        """Start a worker and wait until it has opened the file. Raises OperatorError if it cannot."""
        worker = self._take()
        try:
            self._opened(worker)
        except (Died, TookTooLong) as error:
            self._drop(worker)
            self._log(f"no worker started: {error}")
            raise unopened(self.path, "other") from error
        except BaseException:
            self._drop(worker)
            raise
        self._give_back(worker)

    def execute(self, compiled: CompiledSql) -> ResultTable | Issues:
        """Run the statement and its probes; the rows, or an Issue that says nothing of the engine."""
        if compiled.dialect != "duckdb":
            raise ValueError(f"compiled for {compiled.dialect}")
        started = time.monotonic()
        try:
            reply = self._run(_request(compiled, self.limits))
        except _Failed as failed:
            return failed.issues
        except OperatorError as error:
            if not self._has_opened:
                raise
            self._log(f"unavailable: {error.message}")
            return Issues.of(IssueCode.WAREHOUSE_UNAVAILABLE)
        return self._table(compiled, reply, (time.monotonic() - started) * 1000)

    def close(self) -> None:
        """End every worker, busy ones too. Idempotent."""
        with self._turn:
            self._closed = True
            ending = list(self._idle)
            self._idle.clear()
            self._turn.notify_all()
            under_way = list(self._busy)
        for worker in ending:
            worker.kill()
        for worker in under_way:  # the thread that waits for it notices and clears it away
            worker.signal()

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask one worker; if it dies without an answer, ask one more."""
        deadline = time.monotonic() + self.limits.queue_seconds
        code, started = None, True
        for attempt in (1, 2):
            worker = self._take(deadline)
            try:
                self._opened(worker)
                reply = worker.ask(request, time.monotonic() + self.limits.seconds)
            except Died as died:
                self._drop(worker, replace=attempt == 2)
                self._log(f"worker died, {died} (attempt {attempt}): {request['sql']}")
                code, started = died.code, worker.reply is not None
                continue
            except TookTooLong:
                self._drop(worker, replace=True)
                self._log(f"killed after {self.limits.seconds:g} s: {request['sql']}")
                raise _Failed(IssueCode.TIMED_OUT, seconds=self.limits.seconds) from None
            except BaseException:
                self._drop(worker)
                raise
            self._give_back(worker)
            return reply
        if not started:
            raise unopened(self.path, "other")
        # SIGABRT: the C++ runtime ran out of memory; SIGKILL: the kernel's own guard against it.
        raise _Failed(IssueCode.OUT_OF_MEMORY if code in (-6, -9) else IssueCode.QUERY_FAILED)

    def _opened(self, worker: Process) -> None:
        reply = worker.opened()
        if reply["kind"] != "ready":
            self._log(f"not opened: {reply['text']}")
            raise unopened(self.path, reply["reason"])
        self._has_opened = True

    def _table(self, compiled: CompiledSql, reply: dict[str, Any], elapsed_ms: float) -> ResultTable | Issues:
        kind = reply["kind"]
        if kind == "rows" and reply["width"] != len(compiled.columns):
            kind = "failed"
            reply = {"text": f"{reply['width']} columns came back, {len(compiled.columns)} were compiled"}
        if kind != "rows":
            self._log(f"{kind}: {reply['text']}: {compiled.sql}")
            return _ISSUES.get(kind, Issues.of(IssueCode.QUERY_FAILED))
        return ResultTable(
            columns=compiled.columns,
            rows=tuple(reply["rows"]),
            truncated=reply["truncated"],
            probes=MappingProxyType({name: tuple(rows) for name, rows in reply["probes"].items()}),
            elapsed_ms=elapsed_ms,
        )

    def _take(self, deadline: float | None = None) -> Process:
        """A worker of the present file: an idle one, a new one, or the next to be free."""
        deadline = deadline or time.monotonic() + self.limits.queue_seconds
        with self._turn:
            while True:
                if self._closed:
                    raise _Failed(IssueCode.WAREHOUSE_UNAVAILABLE)
                identity = self._identify()
                while self._idle:
                    worker = self._idle.pop()
                    if worker.identity == identity and worker.alive():
                        self._busy.add(worker)
                        return worker
                    worker.kill()
                if len(self._busy) < self.limits.workers:
                    worker = Process(identity, self.limits)
                    self._busy.add(worker)
                    return worker
                if not self._turn.wait(deadline - time.monotonic()):
                    self._log("no worker became free in time")
                    raise _Failed(IssueCode.TIMED_OUT, seconds=self.limits.queue_seconds)

    def _identify(self) -> DatabaseIdentity:
        """The file's identity; a file that is gone may be in the middle of being replaced."""
        patience = time.monotonic() + (_MISSING_FOR if self._has_opened else 0)
        while True:
            try:
                return identify(self.path)
            except OperatorError:
                if time.monotonic() >= patience:
                    raise
            time.sleep(0.02)

    def _give_back(self, worker: Process) -> None:
        with self._turn:
            self._busy.discard(worker)
            if not self._closed:
                self._idle.append(worker)
            self._turn.notify()
        if self._closed:
            worker.kill()

    def _drop(self, worker: Process, replace: bool = False) -> None:
        """End a worker; `replace` starts its successor at once, so that the next question does not wait for it."""
        worker.kill()
        with self._turn:
            self._busy.discard(worker)
            if replace and not self._closed:
                with suppress(OperatorError):  # the next question will say that the file has gone
                    self._idle.append(Process(identify(self.path), self.limits))
            self._turn.notify()


class _Failed(Exception):
    """An Issue on its way out of the pool."""

    def __init__(self, code: IssueCode, **params: Any) -> None:
        super().__init__(code)
        self.issues = Issues.of(code, **params)


_ISSUES = {
    "memory": Issues.of(IssueCode.OUT_OF_MEMORY),
    "too_large": Issues.of(IssueCode.RESULT_TOO_LARGE),
}


def _request(compiled: CompiledSql, limits: Limits) -> dict[str, Any]:
    names = [column.name for column in compiled.columns]
    return {
        "sql": compiled.sql,
        "probes": {probe.name: probe.sql for probe in compiled.probes},
        "when": {probe.name: names.index(probe.when) for probe in compiled.probes if probe.when in names},
        "tables": sorted(compiled.tables),
        "rows": limits.rows,
        "seconds": limits.seconds,
    }


@atexit.register
def _close_all() -> None:
    for warehouse in list(_OPEN):
        with suppress(OSError):  # at exit there is nobody left to tell
            warehouse.close()
