"""Worker processes that run cases one at a time, so that nothing a case does can harm another.

Role: a worker opens a workspace once and is then given case after case. One that dies, by whatever hand, costs the
case it was at (ERROR); one that is overdue is killed (TIMEOUT); a new one takes its place. Ctrl-C ends the workers and
leaves what is done to `keep`.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import connection, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from typing import Any, Protocol

from eval.cases import Case
from eval.reasons import Reason
from eval.results import CaseResult
from semantic_layer.errors import OperatorError

SPARE_SECONDS = 15.0  # beyond its own limit, before a silent worker is killed
FAILED_STARTS = 3  # in a row: the workspace cannot be opened
CLOSING_SECONDS = 3.0

Task = tuple[Case, int]  # a case and its repetition


class Runner(Protocol):
    """What a worker opens."""

    def run(self, case: Case, repetition: int = 0) -> CaseResult: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """How a worker gets its runner: `opener(settings)`, called in the worker under the environment of now; both must be
    picklable."""

    opener: Callable[[Any], Runner]
    settings: Any
    seconds_per_case: float
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@cache
def _context() -> ForkServerContext | SpawnContext:
    """Workers are forked from a server that has imported everything once; spawned where that cannot be."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "eval.runner"])
    return context


class _Worker:
    """One process, the task it is at, and since when. Not ready until it has said so."""

    def __init__(self, opening: Opening) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, opening), daemon=True)
        with _Uninterrupted():
            self.process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None
        self.since = time.monotonic()

    def give(self, task: Task) -> bool:
        """Hand over a task; False where the worker has died."""
        try:
            self.pipe.send(task)
        except (BrokenPipeError, OSError):
            return False
        self.task, self.since = task, time.monotonic()
        return True

    def end(self) -> None:
        """Close politely, then kill."""
        with suppress(BrokenPipeError, OSError):
            self.pipe.send(None)
        self.process.join(0 if self.task else CLOSING_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.pipe.close()


class _Uninterrupted:
    """A child started within ignores Ctrl-C: it is the parent that decides."""

    def __enter__(self) -> None:
        self._before: Any = None
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)


class _Pool:
    def __init__(self, tasks: Iterable[Task], opening: Opening, jobs: int, keep: Callable[[CaseResult], None]) -> None:
        self.pending = deque(tasks)
        self.opening = opening
        self.keep = keep
        self.failed_starts = 0
        self.workers: list[_Worker] = []
        self.jobs = min(jobs, len(self.pending))

    def run(self) -> None:
        try:
            self.workers += [_Worker(self.opening) for _ in range(self.jobs)]
            while self.pending or any(worker.task for worker in self.workers):
                self._hand_out()
                ready = connection.wait([worker.pipe for worker in self.workers], timeout=0.5)
                for worker in [worker for worker in self.workers if worker.pipe in ready]:
                    self._hear(worker)
                self._kill_overdue()
        finally:
            self._keep_what_is_done()
            for worker in self.workers:
                worker.end()

    def _hand_out(self) -> None:
        for worker in list(self.workers):
            if worker.ready and worker.task is None and self.pending:
                task = self.pending.popleft()
                if not worker.give(task):
                    self.pending.appendleft(task)
                    self._replace(worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        match said:
            case CaseResult():
                worker.task = None
                self.keep(said)
            case "ready":
                worker.ready, self.failed_starts = True, 0
            case OperatorError():
                raise said

    def _bury(self, worker: _Worker) -> None:
        """A worker has died: its case failed, unless it was at none."""
        worker.process.join()
        if worker.task is not None:
            self.keep(_lost(worker.task, Reason.ERROR, f"the process died (exit {worker.process.exitcode})"))
        elif not worker.ready:
            self.failed_starts += 1
            if self.failed_starts >= FAILED_STARTS:
                raise OperatorError("No worker process can be started.", "Try --jobs 1, and see what the system says.")
        self._replace(worker)

    def _kill_overdue(self) -> None:
        limit = self.opening.seconds_per_case + SPARE_SECONDS
        for worker in list(self.workers):
            if worker.task is not None and time.monotonic() - worker.since > limit:
                worker.process.kill()
                self.keep(_lost(worker.task, Reason.TIMEOUT, "the process did not answer in time"))
                self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.end()
        self.workers[self.workers.index(worker)] = _Worker(self.opening)

    def _keep_what_is_done(self) -> None:
        for worker in self.workers:
            with suppress(EOFError, OSError):
                while worker.pipe.poll():
                    said = worker.pipe.recv()
                    if isinstance(said, CaseResult):
                        worker.task = None
                        self.keep(said)


def run_in_processes(tasks: Iterable[Task], opening: Opening, jobs: int, keep: Callable[[CaseResult], None]) -> None:
    """Run every task in one of `jobs` processes; each result goes to `keep` as it comes. OperatorError where a worker
    cannot open the workspace."""
    _Pool(tasks, opening, jobs, keep).run()


def _serve(pipe: Connection, opening: Opening) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.clear()
    os.environ.update(opening.environment)
    try:
        runner = opening.opener(opening.settings)
    except OperatorError as error:
        pipe.send(error)
        return
    pipe.send("ready")
    while (task := pipe.recv()) is not None:
        pipe.send(runner.run(*task))
    runner.close()


def _lost(task: Task, reason: Reason, detail: str) -> CaseResult:
    case, repetition = task
    return CaseResult(
        case.id,
        False,
        tuple(case.kind),
        "",
        (reason,),
        (detail,),
        repetition,
        case.digest(),
        " / ".join(case.conversation()),
        case.lang or "",
        case.tags,
    )
