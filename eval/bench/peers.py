"""The same questions through MetricFlow, on the same rows: opt in with `python -m eval.bench peers`.

Role: makes MetricFlow's environment and project under build/ once (it needs a package index the first time), lets it
write its SQL, and runs that in turn with ours. A query that takes longer than LIMIT_SECONDS is stopped and said so.
Errors: subprocess.CalledProcessError where the environment cannot be made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from statistics import median

from eval.bench.compiler import compiled
from eval.bench.facts import FOLDER, facts, layer
from eval.bench.handwritten import PAIRS
from eval.bench.lines import Line

PINS = ("dbt-metricflow[dbt-duckdb]==0.15.0", "dbt-core<1.12")
PROJECT = Path(__file__).with_name("metricflow")
ENVIRONMENT = FOLDER.parent / "metricflow"
RUNS, LIMIT_SECONDS = 7, 120
MONTHLY = ["metric_time__month", "customer__region"]
TWO_YEARS, YEAR = ("2024-01-01", "2025-12-31"), ("2025-01-01", "2025-12-31")
QUESTIONS = (
    (["revenue", "cost", "pieces"], MONTHLY, TWO_YEARS),
    (["expense_rate"], ["customer__region"], YEAR),
    (["revenue", "spending"], MONTHLY, TWO_YEARS),
    (["receivable"], ["customer__region"], YEAR),
    (["revenue_ytd"], MONTHLY, TWO_YEARS),
    (["revenue", "revenue_growth"], MONTHLY, YEAR),
)
# Both queries on one connection in turn, as milliseconds of each.
_RUN = """
import duckdb, json, sys, time
queries = json.load(sys.stdin)
connection = duckdb.connect(sys.argv[1], read_only=True)
taken = [[], []]
for number in range(int(sys.argv[2])):
    for place in ((0, 1) if number % 2 else (1, 0)):
        started = time.perf_counter()
        connection.execute(queries[place]).fetchall()
        taken[place].append((time.perf_counter() - started) * 1000)
print(json.dumps(taken))
"""


def measure() -> list[Line]:
    """Two lines a question: compile time and run time, ours beside MetricFlow's."""
    python = _environment()
    database = _project(python)
    of = layer()
    lines = []
    for pair, theirs in zip(PAIRS, _explained(python), strict=True):
        compile_ms = median(theirs["ms"])
        lines.append(
            Line(f"MetricFlow compiles: {pair.name}", f"{compile_ms:.0f} ms", "median, warm, in its own process")
        )
        lines.append(_line(pair.name, database, compiled(pair.mine, of).sql, theirs["sql"]))
    return lines


def _line(name: str, database: Path, mine: str, theirs: str) -> Line:
    queries = json.dumps([mine, theirs])
    command = [sys.executable, "-c", _RUN, str(database), str(RUNS)]
    try:
        done = subprocess.run(command, input=queries, capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        return Line(
            f"run: {name}", "faster", f"{RUNS} runs of MetricFlow's took over {LIMIT_SECONDS} s and were stopped"
        )
    ours, others = json.loads(done.stdout)
    ratios = [one / two for one, two in zip(ours, others, strict=True)]
    verdict = "" if median(ratios) < 1 else "MISSED, "
    beside = (
        f"{verdict}target < 1; {min(ratios):.2f}–{max(ratios):.2f}; {median(ours):.0f} ms to {median(others):.0f} ms"
    )
    return Line(f"run: {name}", f"{median(ratios):.2f} × MetricFlow", beside)


def _environment() -> Path:
    """Python of MetricFlow's own environment, made if it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "bin" / "mf").exists():
        venv.create(ENVIRONMENT, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINS], check=True)
    return python


def _project(python: Path) -> Path:
    """A copy of the facts with the project's views in it."""
    folder = FOLDER.parent / "peers"
    shutil.copytree(PROJECT, folder, dirs_exist_ok=True)
    database = folder / "company.duckdb"
    made = facts()
    if not database.exists() or database.stat().st_mtime < made.stat().st_mtime:
        shutil.copyfile(made, database)
    subprocess.run([python.with_name("dbt"), "run", "--quiet"], cwd=folder, env=_settings(), check=True)
    return database


def _explained(python: Path) -> list[dict]:
    asked = [
        {"metrics": metrics, "group_by": groups, "start": start, "end": end}
        for metrics, groups, (start, end) in QUESTIONS
    ]
    done = subprocess.run(
        [python, "explain.py"],
        cwd=FOLDER.parent / "peers",
        env=_settings(),
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _settings() -> dict[str, str]:
    return {**os.environ, "DBT_PROFILES_DIR": ".", "DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
