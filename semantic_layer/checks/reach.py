"""Reach: every field in a query must be reachable many-to-one from every leaf (rule 16), and permitted.

Role: proves the joins that compile will write, names the paths where it cannot, and applies row rules to datasets.
Errors: FIELD_NOT_SHARED, AMBIGUOUS_PATH, DENIED_DATASET.
"""

from __future__ import annotations

from collections.abc import Iterable

from semantic_layer.access.rights import Rights
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.graph import Ambiguous, Path
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.model import FieldRef


def is_bridged(index: ModelIndex, dataset: str, ref: FieldRef) -> bool:
    """The field is reached over a bridge and in no other way."""
    return index.graph.path(dataset, ref) is None and index.bridged(dataset, ref) is not None


def reach_problem(
    index: ModelIndex, dataset: str, ref: FieldRef, metric: str, open_items: bool = False, bridge: bool = False
) -> tuple[Issue | None, Issue | None]:
    """(problem, note) of reaching a field from a dataset."""
    name = metric or dataset
    if ref.dataset == OPEN_ITEMS:
        return (None, None) if open_items else (issue(IssueCode.FIELD_NOT_SHARED, field=str(ref), metric=name), None)
    way = index.graph.path(dataset, ref)
    if way is None:
        if bridge and index.bridged(dataset, ref) is not None:
            return None, None
        return issue(IssueCode.FIELD_NOT_SHARED, field=str(ref), metric=name, dataset=dataset), None
    if isinstance(way, Ambiguous):
        paths = tuple(str(path) for path in way.paths)
        return issue(IssueCode.AMBIGUOUS_PATH, field=str(ref), dataset=dataset, metric=name, paths=paths), None
    note = issue(IssueCode.DEFAULT_PATH, dataset=dataset, target=ref.dataset, path=str(way)) if way.chosen else None
    return None, note


def rule_paths(index: ModelIndex, dataset: str, ref: FieldRef) -> tuple[Path, ...]:
    """The paths a row rule takes from a dataset to its field: the one path, else every one (all must admit)."""
    way = index.graph.path(dataset, ref)
    if isinstance(way, Path):
        return (way,)
    return way.paths if isinstance(way, Ambiguous) else ()


def denied_datasets(index: ModelIndex, rights: Rights, datasets: Iterable[str]) -> list[Issue]:
    """Datasets a row rule cannot reach and that are not exempt (rule 35)."""
    found: list[Issue] = []
    for dataset in datasets:
        for rule in rights.rows:
            if dataset in rights.exempt or rule_paths(index, dataset, rule.field):
                continue
            found.append(issue(IssueCode.DENIED_DATASET, dataset=dataset, field=str(rule.field)))
    return found
