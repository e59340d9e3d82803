"""Speed of the eval harness: a thousand cases offline, in two processes."""

from __future__ import annotations

import time
from itertools import cycle, islice
from pathlib import Path

from bot.app import App
from eval.bench.lines import Line
from eval.cases import Case, load_cases
from eval.results import CaseResult
from eval.runner import RunSettings, run_cases

CASES, JOBS, TARGET = 1_000, 2, 60


def measure(workspace: Path) -> list[Line]:
    """Wall seconds of the workspace's own cases, repeated under other names until there are a thousand."""
    with App.open(workspace, planner="offline") as app:
        _ = app.workspace.index, app.workspace.layer
    cases = thousand(load_cases(sorted((workspace / "cases").glob("*.y*ml"))))
    kept: list[CaseResult] = []
    started = time.perf_counter()
    run_cases(cases, RunSettings(workspace), kept.append, jobs=JOBS)
    spent = time.perf_counter() - started
    beside = f"target < {TARGET} s on {JOBS} cores; {CASES / spent:.0f} a second"
    right = sum(result.passed for result in kept)
    return [
        Line(f"{len(kept)} eval cases, offline, {JOBS} processes", f"{spent:.1f} s", beside),
        Line("  of these right", str(right)),
    ]


def thousand(cases: tuple[Case, ...]) -> list[Case]:
    """A thousand cases with ids of their own."""
    repeated = islice(cycle(cases), CASES)
    return [case.model_copy(update={"id": f"{case.id}-{place}"}) for place, case in enumerate(repeated)]
