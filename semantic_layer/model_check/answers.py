"""Every metric and every field, asked once the way people ask: parsed, checked, compiled and run in the warehouse.

Role: the last word of a model check: what passes here answers. Runs behind the warehouse's own limits and guard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issue, IssueCode, Issues
from semantic_layer.lineage import lineage
from semantic_layer.model import Layer
from semantic_layer.model_check.finding import Finding, FindingCode, error
from semantic_layer.parse import parse_query
from semantic_layer.periods import Calendar, Grain
from semantic_layer.warehouse import Warehouse

Word = Callable[[Issue], str]


def check_answers(layer: Layer, path: Path, word: Word = str) -> Iterator[Finding]:
    """A finding for each metric, and each dataset's fields, that give no rows but issues."""
    model = layer.model
    with Warehouse(path) as warehouse:
        for name, dataset in model.datasets.items():
            fields = [f"{name}.{item}" for item in dataset.fields]
            query = f"SELECT {', '.join(fields)} FROM {model.name} ORDER BY {fields[0]} LIMIT 1"
            fault = _worded(_faults(query, layer, warehouse), word)
            if fault:
                sentence = f"the fields of {name} cannot be listed: {fault}"
                yield error(FindingCode.FIELDS_UNANSWERED, dataset.origin, sentence)
        for metric in model.metrics.values():
            asked = f"SELECT MEASURE({metric.name}) AS answer FROM {model.name}"
            faults = _faults(asked, layer, warehouse)
            if faults and faults[0].code == IssueCode.NO_PERIOD:
                faults = _faults(asked + _last_month(layer, metric.name), layer, warehouse)
            if fault := _worded(faults, word):
                sentence = f"metric {metric.name} cannot be answered: {fault}"
                yield error(FindingCode.METRIC_UNANSWERED, metric.origin, sentence)


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


def _faults(query: str, layer: Layer, warehouse: Warehouse) -> tuple[Issue, ...]:
    """The issues that stand between a query and its rows; () if there are none."""
    parsed = parse_query(query, layer.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, layer, Rights.full())
    compiled = checked if isinstance(checked, Issues) else compile_query(checked, layer, Rights.full())
    result = compiled if isinstance(compiled, Issues) else warehouse.execute(compiled)
    return tuple(result) if isinstance(result, Issues) else ()


def _worded(faults: Iterable[Issue], word: Word) -> str:
    return " ".join(dict.fromkeys(word(item) for item in faults))
