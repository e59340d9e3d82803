"""Reach: every field in a query must be reachable many-to-one from every leaf (rule 16), and permitted.

Role: proves the joins that compile will write, names the paths where it cannot, and applies row rules to datasets.
Errors: FIELD_NOT_SHARED, AMBIGUOUS_PATH, DENIED_DATASET, DENIED_FIELD.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from semantic_layer.access.rights import Rights
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.lineage import lineage
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.graph import Ambiguous, Path
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.model import FieldRef, FieldRole

MOST_OFFERED = 6


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


def shared_fields(index: ModelIndex, datasets: Iterable[str], rights: Rights, like: str) -> tuple[str, ...]:
    """The categories that rows of all these datasets reach and the asker may use, some of them: what FIELD_NOT_SHARED
    offers instead. Those called like the field that was asked for come first, then those people drill by."""
    needed = list(dict.fromkeys(datasets))
    drilled = {(ref.dataset, ref.field) for hierarchy in index.model.hierarchies for ref in hierarchy.fields}
    name = like.partition(".")[2]
    found: list[tuple[tuple[bool, bool], str]] = []
    for dataset in index.model.datasets.values():
        plain = FieldRef(dataset.name, "")
        if not all(isinstance(index.graph.path(one, plain), Path) for one in needed):
            continue
        for field in dataset.fields.values():
            ref = FieldRef(dataset.name, field.name)
            if field.role is FieldRole.CATEGORY and not field.hidden and rights.may_use_field(ref):
                rank = (field.name != name, (dataset.name, field.name) not in drilled)
                found.append((rank, str(ref)))
    return tuple(text for _, text in sorted(found, key=lambda pair: pair[0])[:MOST_OFFERED])


def rule_paths(index: ModelIndex, dataset: str, ref: FieldRef) -> tuple[Path, ...]:
    """The paths a row rule takes from a dataset to its field: the one path, else every one (all must admit)."""
    way = index.graph.path(dataset, ref)
    if isinstance(way, Path):
        return (way,)
    return way.paths if isinstance(way, Ambiguous) else ()


def anchors_of(index: ModelIndex, refs: list[FieldRef]) -> list[str]:
    """The datasets among `refs` from which all the others are many-to-one (rules 23 and 29)."""
    plain = list(dict.fromkeys(ref.dataset for ref in refs if not ref.role))
    found = []
    for candidate in plain:
        ways = [index.graph.path(candidate, ref) for ref in refs if ref.role or ref.dataset != candidate]
        if all(isinstance(way, Path) for way in ways):
            found.append(candidate)
    return found


def denied_datasets(index: ModelIndex, rights: Rights, datasets: Iterable[str]) -> list[Issue]:
    """Datasets a row rule cannot reach and that are not exempt (rule 35)."""
    found: list[Issue] = []
    for dataset in datasets:
        for rule in rights.rows:
            if dataset in rights.exempt or rule_paths(index, dataset, rule.field):
                continue
            found.append(issue(IssueCode.DENIED_DATASET, dataset=dataset, field=str(rule.field)))
    return found


def closed_datasets(index: ModelIndex, rights: Rights, datasets: Iterable[str], known: Sequence[Issue]) -> list[Issue]:
    """Datasets whose rows the asker may not count, add up or list beside the metrics: those without a single field
    they may use, and those that no metric of theirs is made of or leads to. Else a list of metrics would bind nobody.
    Nothing is added to a denial that is `known` already."""
    if any(item.code in (IssueCode.DENIED_METRIC, IssueCode.DENIED_FIELD) for item in known):
        return []
    found: list[Issue] = []
    for name in dict.fromkeys(datasets):
        fields = index.model.datasets[name].fields
        usable = any(rights.may_use_field(FieldRef(name, field)) for field in fields)
        if not usable or (rights.metrics is not None and name not in _opened(index, rights.metrics)):
            found.append(issue(IssueCode.DENIED_FIELD, field=name))
    return found


@lru_cache(maxsize=64)
def _opened(index: ModelIndex, metrics: frozenset[str]) -> frozenset[str]:
    """The datasets that metrics are made of, and those their rows lead to."""
    known = [name for name in metrics if name in index.model.metrics]
    made_of = {node.name for name in known for node in lineage(index.model, name).datasets}
    return frozenset(name for name in index.model.datasets if any(index.graph.reaches(one, name) for one in made_of))
