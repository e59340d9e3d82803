"""Charts and files: what a warm process takes for one PNG, and for an Excel file of 100,000 rows.

Role: the charts are those of the gallery, each drawn several times after one that warms up; the file is an answer of
four columns, written and thrown away. `measure` gives the lines to the bench.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.charts import render_png
from bot.charts.gallery import cases
from bot.charts.samples import LINE, MARGIN, MONTH, SALES, sample
from bot.compose import compose_answer
from bot.tables import write_table
from bot.turn import Draft, Question
from eval.bench.lines import Line
from semantic_layer.access import Rights

ROWS = 100_000
ROUNDS = 3
CHART_TARGET, FILE_TARGET = 0.3, 5.0


def measure(rows: int = ROWS) -> list[Line]:
    """The figures; `rows`: of the Excel file."""
    with TemporaryDirectory() as folder:
        return [_charts(Path(folder)), *_excel(rows, Path(folder))]


def _charts(folder: Path) -> Line:
    charts = [case.chart() for case in cases()]
    render_png(charts[0], folder / "warm.png")
    times = []
    for _ in range(ROUNDS):
        for chart in charts:
            started = time.perf_counter()
            render_png(chart, folder / "chart.png")
            times.append(time.perf_counter() - started)
    beside = f"target < {CHART_TARGET * 1_000:.0f} ms; worst {max(times) * 1_000:.0f} ms of {len(charts)} charts"
    return Line("a chart as PNG, warm", f"{median(times) * 1_000:.0f} ms", beside)


def _excel(rows: int, folder: Path) -> list[Line]:
    start = date(2020, 1, 1)
    table = [
        [start + timedelta(days=number % 2_000), f"line {number % 977}", 1_000.25 * number, number / rows]
        for number in range(rows)
    ]
    made = sample([MONTH, LINE, SALES, MARGIN], table)
    question = Question("?", "zh", date(2026, 11, 5), Rights.full())
    started = time.perf_counter()
    answer = compose_answer(question, Draft("SELECT 1", "offline"), made.checked, made.compiled, made.table, made.layer)
    composed = time.perf_counter() - started
    started = time.perf_counter()
    write_table(answer, folder / "rows.xlsx")
    written = time.perf_counter() - started
    return [
        Line(f"Excel file of {rows:,} rows", f"{written:.1f} s", f"target < {FILE_TARGET:.0f} s"),
        Line(f"answer over {rows:,} rows composed", f"{composed:.1f} s", ""),
    ]
