"""What a metric is computed from, and which fields its rows lead to.

Role: look-ups on formulas and the join graph, kept per model. The proof of joins stays with the checks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from semantic_layer.metrics.formula import metrics_of, read_formula
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.index import OPEN_ITEMS, ModelIndex, index_of
from semantic_layer.metrics.scalar import columns_of, walk_down
from semantic_layer.model import FieldRef, SemanticModel

_DIFFERENCE = re.compile(r"\s*(\w+)\s*-\s*(\w+)\s*")


@lru_cache(maxsize=4096)
def leaves_with_rows(index: ModelIndex, name: str) -> frozenset[tuple[str, str]]:
    """(leaf metric, dataset) pairs a metric is made of."""
    model = index.model
    metric = model.metrics[name]
    if metric.open_items is not None:
        return frozenset({(name, metric.open_items.document)})
    tree = read_formula(model, metric)
    found: set[tuple[str, str]] = set()
    for inner in metrics_of(tree):
        if inner in model.metrics and inner != name:
            found |= leaves_with_rows(index, inner)
    for column in columns_of(tree):
        owner = index.roles.get(column.table, column.table)
        if owner in model.datasets:
            found.add((name, owner))
    for node in walk_down(tree):
        if anonymous_name(node) == "COUNT_ROWS" and node.expressions:
            found.add((name, node.expressions[0].name))
    return frozenset(found)


def base_datasets(model: SemanticModel, name: str) -> frozenset[str]:
    """The datasets whose rows a metric aggregates."""
    return frozenset(dataset for _, dataset in leaves_with_rows(index_of(model), name))


def counts_all_of(model: SemanticModel, name: str, dataset: str) -> bool:
    """Whether a metric is nothing but the number of this dataset's rows, or of some of them."""
    return counts_rows(model, name) and base_datasets(model, name) == {dataset}


def difference_of(model: SemanticModel, name: str) -> tuple[str, str] | None:
    """(from what, what is taken off) of a metric that is one metric less another; None of any other."""
    made_of = _DIFFERENCE.fullmatch(model.metrics[name].expression)
    return (made_of[1], made_of[2]) if made_of is not None and set(made_of.groups()) <= set(model.metrics) else None


def counts_rows(model: SemanticModel, name: str) -> bool:
    """Whether a metric is nothing but the number of a dataset's rows, or of some of them."""
    metric = model.metrics[name]
    return metric.open_items is None and anonymous_name(read_formula(model, metric)) == "COUNT_ROWS"


def leaves_of(model: SemanticModel, name: str) -> frozenset[str]:
    """The metrics that aggregate rows, of which a metric is made."""
    return frozenset(leaf for leaf, _ in leaves_with_rows(index_of(model), name))


def has_ages(model: SemanticModel, name: str) -> bool:
    """Whether the age fields of open items go with a metric."""
    leaves = {leaf for leaf, _ in leaves_with_rows(index_of(model), name)}
    return bool(leaves) and all(model.metrics[leaf].open_items is not None for leaf in leaves)


def reaches(model: SemanticModel, name: str, ref: FieldRef) -> bool:
    """Whether every operand of a metric can be cut by the field."""
    if ref.dataset == OPEN_ITEMS:
        return has_ages(model, name)
    index = index_of(model)
    if ref in model.metrics[name].ignore:
        return True
    ignored = any(
        FieldRef(ref.dataset, ref.field) in model.metrics[leaf].ignore for leaf, _ in leaves_with_rows(index, name)
    )
    return ignored or all(dataset_reaches(model, dataset, ref) for dataset in base_datasets(model, name))


def dataset_reaches(model: SemanticModel, dataset: str, ref: FieldRef) -> bool:
    """Whether a row of the dataset has at most one value of the field, or shares it over a bridge."""
    index = index_of(model)
    return index.graph.path(dataset, ref) is not None or index.bridged(dataset, ref) is not None
