"""The two classical mistakes of aggregation: a balance added up over time, an average of ratios.

Role: computes the mistake from the gold query (or, without one, from the answer's own) and compares it with the
answer's numbers; what queries over plain fields do is read from their text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import fmean

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from bot.turn import Answer
from eval.match import Row, find_columns
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding
from eval.semantic import exploratory_mistake
from semantic_layer.issues import Issues
from semantic_layer.model import MetricKind
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

SUMMED = Finding(Reason.SUMMED_BALANCE, "a balance added up over time")
AVERAGED = Finding(Reason.AVERAGED_RATIO, "an average of ratios")
GRAINS = ("month", "day", "quarter")


def aggregation_mistake(evidence: Evidence, answer: Answer, got: Sequence[Row]) -> Finding | None:
    """The mistake that gives the answer's numbers, or None."""
    written = exploratory_mistake(answer.checked.query.text, evidence.layer.model)
    if written:
        return SUMMED if written == "sum" else AVERAGED
    if averages_ratio(answer.compiled.sql) and not averages_ratio(evidence.case.gold_sql or ""):
        return AVERAGED
    text = evidence.case.gold_semantic_sql or answer.checked.query.text
    shape = _shape(evidence, text)
    names = [item.measure.metric for item in shape.items if item.measure] if shape else []
    metrics = evidence.layer.model.metrics
    if shape is None or len(names) != 1 or names[0] not in metrics:
        return None
    kind = metrics[names[0]].kind
    if kind is MetricKind.BALANCE and not shape.grain and _gives(evidence, shape, sum, got):
        return SUMMED
    if kind is MetricKind.RATIO and _gives(evidence, shape, fmean, got):
        return AVERAGED
    return None


def _shape(evidence: Evidence, text: str) -> QueryShape | None:
    parsed = parse_query(text, evidence.layer.model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, evidence.layer.model)


def _gives(evidence: Evidence, shape: QueryShape, fold: Callable[[list[float]], float], got: Sequence[Row]) -> bool:
    """Whether folding the metric over finer periods gives the answer's rows."""
    if shape.grain:
        return False
    return any(
        find_columns(wrong, got, evidence.case.tolerance, False) is not None
        for wrong in _folded(evidence, shape, fold)
        if wrong
    )


def _folded(
    evidence: Evidence, shape: QueryShape, fold: Callable[[list[float]], float]
) -> Iterator[list[list[object]]]:
    """The query by month, day or quarter, folded for each group; over its own range, its year, and everything."""
    for start in _starts(shape):
        for grain in GRAINS:
            finer = shape.with_(grain=grain, start=start, order=(), limit=None, having=())
            rows = evidence.run_semantic(finer.to_sql())
            if not isinstance(rows, str):
                yield _by_group(rows, len(shape.fields), fold)


def _starts(shape: QueryShape) -> list[date | None]:
    starts: list[date | None] = [shape.start]
    if shape.end is not None:
        starts += [date(shape.end.year, 1, 1), None]
    return list(dict.fromkeys(starts))


def _by_group(rows: Sequence[Row], width: int, fold: Callable[[list[float]], float]) -> list[list[object]]:
    """`rows` are period, group cells, value."""
    groups: dict[tuple[object, ...], list[float]] = {}
    for row in rows:
        cells = groups.setdefault(tuple(row[1 : 1 + width]), [])
        if row[1 + width] is not None:
            cells.append(float(row[1 + width]))
    if all(len(cells) < 2 for cells in groups.values()):
        return []  # nothing was folded, so nothing is told apart
    return [[*key, fold(cells)] for key, cells in groups.items() if cells]


def averages_ratio(sql: str) -> bool:
    """Whether the SQL takes a mean of a division, or of a column that is one.

    >>> averages_ratio("SELECT AVG(cost / amount) FROM t"), averages_ratio("SELECT AVG(amount) / 12 FROM t")
    (True, False)
    """
    if not sql:
        return False
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError:
        return False
    divisions = {alias.alias for alias in tree.find_all(exp.Alias) if alias.this.find(exp.Div)}
    return any(
        mean.find(exp.Div) is not None or any(column.name in divisions for column in mean.find_all(exp.Column))
        for mean in tree.find_all(exp.Avg)
    )
