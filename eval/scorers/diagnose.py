"""Why a result is wrong: what the query says against what the gold query says, and hypotheses that are run.

Role: compares the answer's semantic SQL with the gold's where the case gives one (metric, period, filter, grain), and
otherwise the dates and texts that stand in both SQLs. A balance summed over time and a ratio averaged over rows are
found by computing those very mistakes from the gold query and comparing the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from typing import Any

import sqlglot
from sqlglot import exp

from bot.turn import Answer
from eval.match import Row, find_columns
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding
from semantic_layer.issues import Issues
from semantic_layer.model import MetricKind
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape


def diagnose(evidence: Evidence, got: Sequence[Row]) -> Finding | None:
    """The first mistake that explains the difference, or None."""
    answer = evidence.turn.outcome
    assert isinstance(answer, Answer)
    gold = _shape(evidence, evidence.case.gold_semantic_sql)
    if gold is not None:
        mistake = _aggregation_mistake(evidence, gold, got)
        if mistake is not None:
            return mistake
        mine = _shape(evidence, answer.checked.query.text)
        if mine is not None:
            return _shape_difference(gold, mine)
    if evidence.case.gold_sql:
        return _literal_difference(evidence.case.gold_sql, answer)
    return None


def _shape(evidence: Evidence, text: str | None) -> QueryShape | None:
    if not text:
        return None
    parsed = parse_query(text, evidence.layer.model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, evidence.layer.model)


def _shape_difference(gold: QueryShape, mine: QueryShape) -> Finding | None:
    if _measures(gold) != _measures(mine):
        return Finding(Reason.WRONG_METRIC, f"{_names(mine)} instead of {_names(gold)}")
    if (gold.start, gold.end) != (mine.start, mine.end):
        return Finding(Reason.WRONG_PERIOD, f"{mine.start}..{mine.end} instead of {gold.start}..{gold.end}")
    if gold.grain != mine.grain or set(gold.fields) != set(mine.fields):
        return Finding(Reason.WRONG_GRAIN, "grouped by something else")
    if {c.to_sql() for c in gold.where} != {c.to_sql() for c in mine.where}:
        return Finding(Reason.WRONG_FILTER, "filtered by something else")
    return None


def _measures(shape: QueryShape) -> set[str]:
    return {item.measure.to_sql() if item.measure else item.expression for item in shape.items}


def _names(shape: QueryShape) -> str:
    return ", ".join(sorted(_measures(shape)))


def _aggregation_mistake(evidence: Evidence, gold: QueryShape, got: Sequence[Row]) -> Finding | None:
    """Computes the two classical mistakes for a single-metric gold without a time grouping."""
    names = [item.measure.metric for item in gold.items if item.measure]
    if len(names) != 1 or gold.grain or names[0] not in evidence.layer.model.metrics:
        return None
    kind = evidence.layer.model.metrics[names[0]].kind
    if kind is MetricKind.BALANCE:
        wrong = _folded(evidence, gold, sum)
        reason, detail = Reason.SUMMED_BALANCE, "a balance added up over months"
    elif kind is MetricKind.RATIO:
        wrong = _folded(evidence, gold, fmean)
        reason, detail = Reason.AVERAGED_RATIO, "an average of ratios"
    else:
        return None
    if wrong and find_columns(wrong, got, evidence.case.tolerance, False) is not None:
        return Finding(reason, detail)
    return None


def _folded(evidence: Evidence, gold: QueryShape, fold: Any) -> list[list[Any]]:
    """The gold by month, folded over the months for each group."""
    monthly = evidence.run_semantic(gold.with_(grain="month", order=(), limit=None).to_sql())
    if isinstance(monthly, str):
        return []
    groups: dict[tuple[Any, ...], list[float]] = {}
    width = len(gold.fields)
    for row in monthly:
        cells = groups.setdefault(tuple(row[1 : 1 + width]), [])
        if row[1 + width] is not None:
            cells.append(float(row[1 + width]))
    return [[*key, fold(cells)] for key, cells in groups.items() if cells]


def _literal_difference(gold_sql: str, answer: Answer) -> Finding | None:
    """Dates and texts of the gold SQL against those of the answer's SQL."""
    gold_days, gold_texts = _literals(gold_sql)
    my_days, my_texts = _literals(answer.compiled.sql)
    if gold_days and my_days and not _same_days(gold_days, my_days):
        return Finding(Reason.WRONG_PERIOD, f"dates {_span(my_days)} instead of {_span(gold_days)}")
    if gold_texts - my_texts:
        return Finding(Reason.WRONG_FILTER, f"no filter on {', '.join(sorted(gold_texts - my_texts))}")
    return None


def _literals(sql: str) -> tuple[set[date], set[str]]:
    days: set[date] = set()
    texts: set[str] = set()
    for literal in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Literal):
        if not literal.is_string:
            continue
        try:
            days.add(date.fromisoformat(literal.this))
        except ValueError:
            if not literal.find_ancestor(exp.TimestampTrunc, exp.DateTrunc, exp.Interval):
                texts.add(literal.this)
    return days, texts


def _same_days(gold: set[date], mine: set[date]) -> bool:
    """Bounds may be written inclusively or half-open: a day's difference at the end is the same bound."""
    start_agrees = min(gold) == min(mine)
    end_agrees = abs(max(gold) - max(mine)) <= timedelta(days=1)
    return start_agrees and end_agrees


def _span(days: set[date]) -> str:
    return f"{min(days)}..{max(days)}"
