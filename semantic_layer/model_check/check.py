"""The model against the data: every check that its datasets are readable enough for, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from semantic_layer.lineage import lineage
from semantic_layer.model import Dataset, Layer, Metric, Origin, SemanticModel
from semantic_layer.model_check.answers import Word, check_answers
from semantic_layer.model_check.balances import check_inception, check_open_items
from semantic_layer.model_check.contents import (
    check_dates,
    check_metric_pins,
    check_metric_values,
    check_values,
)
from semantic_layer.model_check.finding import Finding, FindingCode, Rows, TrustedError, error
from semantic_layer.model_check.links import check_hierarchy, check_relationship, check_tree, check_validity
from semantic_layer.model_check.shapes import check_bridge, check_keys, check_shape
from semantic_layer.warehouse.horizons import read_horizons
from semantic_layer.warehouse.trusted import Trusted

UNREADABLE = (FindingCode.TABLE_UNREADABLE, FindingCode.FIELD_UNREADABLE, FindingCode.TYPE_DIFFERS)


def check_model(model: SemanticModel, warehouse: Rows | Path, word: Word = str) -> tuple[Finding, ...]:
    """Findings in the order of the model: datasets, relationships, hierarchies, metrics.

    Given a path, the file is opened, and every metric and field is asked once on top (see answers); `word` says an
    Issue in words.
    """
    if isinstance(warehouse, Path):
        return _check_file(model, warehouse, word)
    found: list[Finding] = []
    types: dict[str, dict[str, str]] = {}
    for dataset in model.datasets.values():
        faults, types[dataset.name] = check_shape(dataset, warehouse)
        found.extend(faults)
    sound = {name for name, known in types.items() if len(known) == len(model.datasets[name].fields)}
    for dataset in model.datasets.values():
        if dataset.name in sound:
            found.extend(_check_dataset(dataset, model, warehouse))
    for rel in model.relationships:
        if {rel.from_dataset, rel.to_dataset} <= sound:
            found.extend(_guarded(rel.origin, lambda rel=rel: check_relationship(rel, model, types, warehouse)))
    for hierarchy in model.hierarchies:
        if {ref.dataset for ref in hierarchy.fields} <= sound:
            place = model.datasets[hierarchy.fields[0].dataset].origin
            found.extend(_guarded(place, lambda h=hierarchy: check_hierarchy(h, model, warehouse)))
    for metric in model.metrics.values():
        if {node.name for node in lineage(model, metric.name).datasets} <= sound:
            found.extend(_check_metric(metric, model, warehouse))
    return tuple(dict.fromkeys(found))


def is_readable(found: Iterable[Finding]) -> bool:
    """Whether every table, column and type is as declared, so that questions can be asked."""
    return not any(item.code in UNREADABLE and item.severity == "error" for item in found)


def _check_file(model: SemanticModel, path: Path, word: Word) -> tuple[Finding, ...]:
    with Trusted(path, model.calendar.time_zone) as trusted:
        found = check_model(model, trusted)
        if not is_readable(found):
            return found
        layer = Layer(model, read_horizons(model, trusted))
    return (*found, *check_answers(layer, path, word))


def _check_dataset(dataset: Dataset, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    links = [rel for rel in model.relationships if rel.from_dataset == dataset.name]
    linking = tuple(name for rel in links for name in rel.from_fields)
    checks: list[Callable[[], Iterable[Finding]]] = [
        lambda: check_keys(dataset, warehouse),
        lambda: check_bridge(dataset, linking, warehouse),
        lambda: check_dates(dataset, warehouse),
    ]
    for item in dataset.fields.values():
        checks.append(lambda item=item: check_values(dataset, item, warehouse))
    for tree in dataset.trees:
        checks.append(lambda tree=tree: check_tree(dataset, tree, warehouse))
    if dataset.valid_from:
        keys = {rel.to_fields for rel in model.relationships if rel.to_dataset == dataset.name}
        for key in sorted(keys):
            checks.append(lambda key=key: check_validity(dataset, key, warehouse))
    for run in checks:
        yield from _guarded(dataset.origin, run)


def _check_metric(metric: Metric, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    yield from _guarded(metric.origin, lambda: check_metric_pins(metric, model, warehouse))
    yield from _guarded(metric.origin, lambda: check_metric_values(metric, model, warehouse))
    if metric.from_inception:
        yield from _guarded(metric.origin, lambda: check_inception(metric, model, warehouse))
    items = metric.open_items
    if items:
        yield from _guarded(metric.origin, lambda: check_open_items(metric, items, model, warehouse))


def _guarded(place: Origin, run: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings; where the engine refuses a check's query, that is a finding too, and the others go on."""
    try:
        return list(run())
    except TrustedError as fault:
        reason = str(fault).splitlines()[0]
        return [error(FindingCode.QUERY_FAILED, place, f"the data cannot be checked: {reason}")]
