"""Warm latency: reading to rows within one process, over every offline question of the workspace's cases."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.app import App
from bot.pipeline import answer_question
from bot.turn import Question
from eval.bench.lines import Line
from eval.cases import Case, load_cases
from eval.report.figures import percentile
from semantic_layer.access import Rights

STEPS = ("read", "plan", "check", "execute")


def measure(workspace: Path) -> list[Line]:
    """p50 and p95 by step, in milliseconds, of single questions asked twice (the second counts)."""
    cases = [case for case in load_cases(sorted((workspace / "cases").glob("*.y*ml"))) if case.question]
    with App.open(workspace, planner="offline") as app:
        spent = asyncio.run(_ask_all(app, cases))
    lines = [
        Line(f"{step}, warm", f"{percentile([s.get(step, 0) for s in spent], 0.5):.1f} ms", _p95(spent, step))
        for step in STEPS
    ]
    totals = [sum(s.get(step, 0) for step in STEPS) for s in spent]
    beside = f"p95 {percentile(totals, 0.95):.1f} ms over {len(totals)} questions; target < 100 ms"
    return [*lines, Line("reading to rows, warm", f"{percentile(totals, 0.5):.1f} ms", beside)]


async def _ask_all(app: App, cases: list[Case]) -> list[dict[str, float]]:
    spent: list[dict[str, float]] = []
    for round_number in range(2):
        for case in cases:
            question = Question(
                case.question or "", case.lang or "zh", case.today or app.workspace.today(), Rights.full("bench")
            )
            started = time.perf_counter()
            turn = await answer_question(question, app.services)
            if round_number:
                spent.append({**turn.timings_ms, "wall": (time.perf_counter() - started) * 1000})
    return spent


def _p95(spent: list[dict[str, float]], step: str) -> str:
    return f"p95 {percentile([s.get(step, 0) for s in spent], 0.95):.1f} ms"
