"""The chart: its kind, and what stands on its axes.

Role: the spec names its axes by position, not by column, so an axis is known by what is drawn along it: the x of a
case is the column that tells the marks apart, its y the column whose numbers are drawn (whichever way the bars lie).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.turn import Answer
from eval.match import FACTORS
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding
from semantic_layer.query import Column


def score_chart(evidence: Evidence) -> list[Finding]:
    """The chart's kind and axes, where the case names them."""
    outcome, wanted = evidence.turn.outcome, evidence.case.chart
    if wanted is None or not isinstance(outcome, Answer):
        return []
    kind = outcome.chart.kind if outcome.chart else "none"
    if wanted.kind is not None and kind != wanted.kind:
        return [Finding(Reason.WRONG_CHART, f"chart {kind} instead of {wanted.kind}")]
    told_apart, drawn = axes_of(outcome)
    off = [f"x is {_listed(told_apart)}, not {wanted.x}"] if wanted.x and wanted.x not in told_apart else []
    off += [f"y is {_listed(drawn)}, not {wanted.y}"] if wanted.y and wanted.y not in drawn else []
    return [Finding(Reason.WRONG_CHART, "; ".join(off))] if off else []


def axes_of(answer: Answer) -> tuple[set[str], set[str]]:
    """Names of the columns that tell the marks apart, and of those whose numbers are drawn: by column, by
    `dataset.field`, by metric, and "period" for time."""
    if answer.chart is None:
        return set(), set()
    series = list(_series(answer.chart.spec))
    told_apart: set[str] = set()
    drawn: set[str] = set()
    for place, column in enumerate(answer.table.columns):
        cells = [row[place] for row in answer.table.rows]
        if column.role in ("measure", "computed"):
            if any(_is_drawn(cells, values) for values in series):
                drawn |= _names(column)
        elif any(_tells_apart(cells, values) for values in series):
            told_apart |= _names(column)
    return told_apart, drawn


def _series(spec: Any) -> Iterator[list[Any]]:
    """The values under each key of each inline data set of the spec."""
    if isinstance(spec, Mapping):
        values = spec.get("values")
        if isinstance(values, Sequence) and values and all(isinstance(row, Mapping) for row in values):
            for key in {key for row in values for key in row}:
                yield [row.get(key) for row in values]
        for part in spec.values():
            yield from _series(part)
    elif isinstance(spec, Sequence) and not isinstance(spec, str):
        for part in spec:
            yield from _series(part)


def _is_drawn(cells: Sequence[Any], values: Sequence[Any]) -> bool:
    """Whether every number of the column is among the values, up to one power of ten for all."""
    wanted = [float(cell) for cell in cells if isinstance(cell, int | float | Decimal) and math.isfinite(cell)]
    shown = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if not wanted or not any(wanted):
        return False
    return any(
        all(any(math.isclose(number * factor, value, rel_tol=1e-6) for value in shown) for number in wanted)
        for factor in (1.0, *FACTORS)
    )


def _tells_apart(cells: Sequence[Any], values: Sequence[Any]) -> bool:
    """Whether every name or date of the column stands among the values; a month may be drawn as `2026-10`."""
    shown = {str(value) for value in values if isinstance(value, str)}
    wanted = {str(cell) for cell in cells if cell is not None}
    return bool(wanted) and all(any(_stands_for(text, cell) for text in shown) for cell in wanted)


def _stands_for(text: str, cell: str) -> bool:
    return text.startswith(cell) or (len(text) >= len("2026") and cell.startswith(text))


def _names(column: Column) -> set[str]:
    names = {column.name, column.metric, str(column.field) if column.field else ""}
    return (names | ({"period"} if column.role == "time" else set())) - {""}


def _listed(names: set[str]) -> str:
    return " or ".join(sorted(names)) or "nothing"
