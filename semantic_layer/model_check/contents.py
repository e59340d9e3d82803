"""Values and dates: closed lists, pins, and how far data and books go, against the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from semantic_layer.access import RowRule
from semantic_layer.formulas import read_formula, read_scalar
from semantic_layer.loader.verify_values import comparisons
from semantic_layer.model import Dataset, Field, FieldType, Metric, Origin, SemanticModel
from semantic_layer.model_check.finding import (
    Finding,
    FindingCode,
    Rows,
    column,
    error,
    listed,
    one_row,
    plural,
    relation_sql,
    warning,
)
from semantic_layer.suggest import suggest
from semantic_layer.warehouse.horizons import unit_end
from semantic_layer.warehouse.trusted import Trusted

# A declared date may run ahead of the last row by this much: weekends and holidays have no rows.
QUIET_DAYS = 10
MOST_NEAR = 5000  # so many values are looked through for a near one


def check_values(dataset: Dataset, item: Field, warehouse: Rows) -> Iterator[Finding]:
    """The closed list against the data, both ways; the pinned value must occur."""
    if not item.values and item.pinned is None:
        return
    value = column(dataset, item.name)
    rows = warehouse.rows(
        f"SELECT CAST({value} AS VARCHAR) AS v, COUNT(*) FROM {relation_sql(dataset)}"
        f" WHERE {value} IS NOT NULL GROUP BY 1"
    )
    counts: dict[str, int] = dict(rows)
    name = f"{dataset.name}.{item.name}"
    if item.values:
        extra = sorted(set(counts) - set(item.values), key=lambda v: (-counts[v], v))
        if extra:
            total = sum(counts[v] for v in extra)
            sentence = f"{name} holds values its list does not name ({plural(total, 'row')}): {listed(extra)}"
            yield warning(FindingCode.VALUE_NOT_DECLARED, item.origin, sentence, total)
        absent = [v for v in item.values if v not in counts]
        if absent:
            sentence = f"{name} lists values that no row holds: {listed(absent)}"
            yield warning(FindingCode.VALUE_NOT_IN_DATA, item.origin, sentence, len(absent))
    if item.pinned is not None and item.pinned not in counts:
        sentence = f"{name} is pinned to {item.pinned!r}, which no row holds: every answer would be empty"
        yield error(FindingCode.PIN_NOT_IN_DATA, item.origin, sentence)


def check_metric_pins(metric: Metric, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    for ref, value in metric.pins.items():
        dataset_name, _, name = ref.partition(".")
        dataset = model.datasets.get(dataset_name)
        if dataset is None or name not in dataset.fields:
            continue
        (count,) = one_row(
            warehouse,
            f"SELECT COUNT(*) FROM {relation_sql(dataset)} WHERE CAST({column(dataset, name)} AS VARCHAR) = ?",
            [value],
        )
        if not count:
            sentence = f"metric {metric.name} pins {ref} to {value!r}, which no row holds"
            yield error(FindingCode.PIN_NOT_IN_DATA, metric.origin, sentence)


def check_metric_values(metric: Metric, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    """Values that a metric's formula names, against the rows; closed lists are checked where they are listed."""
    roles = {rel.role: rel.to_dataset for rel in model.relationships if rel.role}
    trees = [read_formula(metric.expression).tree] if metric.expression else []
    trees += [read_scalar(metric.filter)[0]] if metric.filter else []
    named = dict.fromkeys((c.field, c.value) for tree in trees for c in comparisons(tree) if c.is_whole and c.is_text)
    for ref, value in named:
        dataset = model.datasets.get(roles.get(ref.qualifier, ref.qualifier))
        item = dataset.fields.get(ref.name) if dataset else None
        if dataset is None or item is None or item.values or item.type != FieldType.STRING:
            continue
        yield from _check_named_value(metric.origin, f"metric {metric.name}", dataset, item, value, warehouse)


def check_rows_named(
    rules: Sequence[tuple[str, RowRule]], place: str, model: SemanticModel, path: Path
) -> Iterator[Finding]:
    """Values that row rules admit, against the rows: a person with a misspelt one sees nothing."""
    with Trusted(path, model.calendar.time_zone) as warehouse:
        for who, rule in rules:
            dataset = model.datasets[rule.field.dataset]
            item = dataset.fields[rule.field.field]
            for value in rule.values:
                yield from _check_named_value(place, f"the row rule of {who}", dataset, item, value, warehouse)


def _check_named_value(
    place: Origin | str, who: str, dataset: Dataset, item: Field, value: str, warehouse: Rows
) -> Iterator[Finding]:
    held, source = f"CAST({column(dataset, item.name)} AS VARCHAR)", relation_sql(dataset)
    if one_row(warehouse, f"SELECT COUNT(*) FROM {source} WHERE {held} = ?", [value])[0]:
        return
    known = warehouse.rows(
        f"SELECT DISTINCT {held} FROM {source} WHERE {held} IS NOT NULL ORDER BY 1 LIMIT {MOST_NEAR}"
    )
    near = suggest(value, [str(row[0]) for row in known])
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    sentence = f"{who} names {item.dataset}.{item.name} = {value!r}, which no row holds{hint}"
    yield warning(FindingCode.VALUE_NOT_IN_DATA, place, sentence)


def check_dates(dataset: Dataset, warehouse: Rows) -> Iterator[Finding]:
    """Rows without a date; declared dates against the last row; the declared grain against the rows."""
    if not dataset.time_field:
        return
    moment = f"CAST({column(dataset, dataset.time_field)} AS DATE)"
    nulls, last = one_row(
        warehouse, f"SELECT COUNT(*) FILTER (WHERE {moment} IS NULL), MAX({moment}) FROM {relation_sql(dataset)}"
    )
    if nulls:
        sentence = f"{plural(nulls, 'row')} of {dataset.name} have no {dataset.time_field} and count in no period"
        yield warning(FindingCode.DATE_IS_NULL, dataset.origin, sentence, nulls)
    yield from _check_horizon(dataset, last, moment, warehouse)
    if dataset.time_grain and dataset.time_grain != "day":
        yield from _check_grain(dataset, moment, warehouse)


def _check_horizon(dataset: Dataset, last: date | None, moment: str, warehouse: Rows) -> Iterator[Finding]:
    loaded, closed, name = dataset.loaded_through, dataset.closed_through, dataset.name
    if loaded and last and last > loaded:
        (beyond,) = one_row(warehouse, f"SELECT COUNT(*) FROM {relation_sql(dataset)} WHERE {moment} > ?", [loaded])
        sentence = (
            f"{plural(beyond, 'row')} of {name} lie after loaded_through {loaded}, up to {last}; they never count"
        )
        yield warning(FindingCode.DATA_BEYOND_LOADED, dataset.origin, sentence, beyond)
    reached = unit_end(last, dataset.time_grain) if last else None
    if loaded and reached and loaded > reached + timedelta(days=QUIET_DAYS):
        sentence = f"{name} declares loaded_through {loaded}, and its last row is of {last}"
        yield warning(FindingCode.LOADED_BEYOND_DATA, dataset.origin, sentence)
    through = loaded or reached
    if closed and through and closed > through:
        sentence = f"{name} is closed through {closed}, but loaded only through {through}"
        yield error(FindingCode.CLOSED_BEYOND_LOADED, dataset.origin, sentence)


def _check_grain(dataset: Dataset, moment: str, warehouse: Rows) -> Iterator[Finding]:
    (finer,) = one_row(
        warehouse,
        f"SELECT COUNT(*) FROM (SELECT 1 FROM {relation_sql(dataset)} WHERE {moment} IS NOT NULL"
        f" GROUP BY DATE_TRUNC('{dataset.time_grain}', {moment}) HAVING COUNT(DISTINCT {moment}) > 1) AS t",
    )
    if finer:
        unit = dataset.time_grain
        sentence = f"{dataset.name} declares time_grain {unit}, and {plural(finer, unit)} hold several dates"
        yield warning(FindingCode.GRAIN_TOO_COARSE, dataset.origin, sentence, finer)
