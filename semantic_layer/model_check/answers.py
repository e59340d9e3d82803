"""Every metric and every field, asked once the way people ask: parsed, checked, compiled and run in the warehouse.

Role: the last word of a model check: what passes here answers. Runs behind the warehouse's own limits and guard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from math import inf
from pathlib import Path

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issue, IssueCode, Issues
from semantic_layer.lineage import lineage
from semantic_layer.model import Layer, Metric
from semantic_layer.model_check.finding import Finding, FindingCode, error, warning
from semantic_layer.parse import parse_query
from semantic_layer.periods import Calendar, Grain
from semantic_layer.query import ResultTable
from semantic_layer.warehouse import Warehouse

_HIGHEST = {"percent": 10.0, "points": 1.0}  # as fractions: 1,000 %, 100 points

_SQL = re.compile(r": (?=(WITH|SELECT)\b)")

Word = Callable[[Issue], str]


def check_answers(layer: Layer, path: Path, word: Word = str) -> Iterator[Finding]:
    """A finding for each metric, and each dataset's fields, that give no rows but issues; a warning for each metric
    that answers what its unit cannot mean."""
    model = layer.model
    told: list[str] = []  # by the database, of what it did not run
    refused: set[tuple[str, str]] = set()  # (a dataset whose query does not run, why): said once, not by each metric
    with Warehouse(path, log=told.append) as warehouse:
        for name, dataset in model.datasets.items():
            fields = [f"{name}.{item}" for item in dataset.fields]
            query = f"SELECT {', '.join(fields)} FROM {model.name} ORDER BY {fields[0]} LIMIT 1"
            found = _asked(query, layer, warehouse)
            if isinstance(found, Issues):
                why = _worded(found, word, told)
                yield error(
                    FindingCode.FIELDS_UNANSWERED, dataset.origin, f"the fields of {name} cannot be listed: {why}"
                )
                refused |= {(name, why)} if dataset.query else set()
        for metric in model.metrics.values():
            asked = f"SELECT MEASURE({metric.name}) AS answer FROM {model.name}"
            found = _asked(asked, layer, warehouse)
            if isinstance(found, Issues) and next(iter(found)).code == IssueCode.NO_PERIOD:
                found = _asked(asked + _last_month(layer, metric.name), layer, warehouse)
            if isinstance(found, Issues):
                why = _worded(found, word, told)
                if not any((node.name, why) in refused for node in lineage(model, metric.name).datasets):
                    sentence = f"metric {metric.name} cannot be answered: {why}"
                    yield error(FindingCode.METRIC_UNANSWERED, metric.origin, sentence)
            else:
                yield from _out_of_scale(metric, found)


def _out_of_scale(metric: Metric, found: ResultTable) -> Iterator[Finding]:
    """A rate that would be shown as thousands of percent is a score, or not divided by 100."""
    value, kind = _first(found), metric.unit.kind
    if value is not None and abs(value) > _HIGHEST.get(kind, inf):
        sentence = (
            f"metric {metric.name} answers {value:.4g}, which its unit {kind} shows as {value * 100:,.4g}: "
            "percent and points are fractions; give a score another unit, divide per cents by 100"
        )
        yield warning(FindingCode.METRIC_OUT_OF_SCALE, metric.origin, sentence)


def _first(table: ResultTable) -> float | None:
    """The one number of an answer."""
    cell = table.rows[0][0] if table.rows else None
    return float(cell) if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else None


def _last_month(layer: Layer, metric: str) -> str:
    """The last whole month that all datasets of a metric have reached, for metrics that need a range; a whole unit of
    the coarsest among them, where one is kept by quarter or year."""
    names = [node.name for node in lineage(layer.model, metric).datasets]
    last = min((day for name in names if (day := layer.horizons[name].loaded_through)), default=None)
    if last is None:
        return ""
    kept = {layer.model.datasets[name].time_grain for name in names}
    grain = next((grain for grain in (Grain.YEAR, Grain.QUARTER) if grain.value in kept), Grain.MONTH)
    calendar = Calendar(layer.model.calendar)
    unit = calendar.bucket(last, grain)
    if unit.end > last:
        unit = calendar.bucket(unit.start - timedelta(days=1), grain)
    return f" WHERE period BETWEEN DATE '{unit.start}' AND DATE '{unit.end}'"


def _asked(query: str, layer: Layer, warehouse: Warehouse) -> ResultTable | Issues:
    """The rows of a query, or the issues that stand between it and them."""
    parsed = parse_query(query, layer.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, layer, Rights.full())
    compiled = checked if isinstance(checked, Issues) else compile_query(checked, layer, Rights.full())
    return compiled if isinstance(compiled, Issues) else warehouse.execute(compiled)


def _worded(faults: Iterable[Issue], word: Word, told: list[str]) -> str:
    """The issues; of a query that did not run what the database said, which its author must know."""
    faults = tuple(faults)
    if told and all(item.code is IssueCode.QUERY_FAILED for item in faults):
        return f"the database says: {_SQL.split(told[-1], maxsplit=1)[0]}"
    return " ".join(dict.fromkeys(word(item) for item in faults))
