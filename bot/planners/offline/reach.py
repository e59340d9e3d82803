"""What a metric is computed from, and which fields it can be cut by.

Role: look-ups on formulas and the join graph, kept per model, so that a word standing in several fields can be read as
the one that fits the metric. The proof of joins stays with the checks.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.read.intent import Intent
from semantic_layer.metrics import ModelIndex, index_of, read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.index import OPEN_ITEMS
from semantic_layer.metrics.scalar import columns_of, walk_down
from semantic_layer.model import FieldRef, FieldRole, MetricKind, SemanticModel


@lru_cache(maxsize=4096)
def _leaves(index: ModelIndex, name: str) -> frozenset[tuple[str, str]]:
    """(leaf metric, dataset) pairs a metric is made of."""
    model = index.model
    metric = model.metrics[name]
    if metric.open_items is not None:
        return frozenset({(name, metric.open_items.document)})
    tree = read_formula(model, metric)
    found: set[tuple[str, str]] = set()
    for inner in metrics_of(tree):
        if inner in model.metrics and inner != name:
            found |= _leaves(index, inner)
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
    return frozenset(dataset for _, dataset in _leaves(index_of(model), name))


def leaves_of(model: SemanticModel, name: str) -> frozenset[str]:
    """The metrics that aggregate rows, of which a metric is made."""
    return frozenset(leaf for leaf, _ in _leaves(index_of(model), name))


def is_dateless(model: SemanticModel, name: str) -> bool:
    """Whether no period can be asked of a metric: nothing it is made of has a date."""
    leaves = _leaves(index_of(model), name)
    return bool(leaves) and not any(
        model.metrics[leaf].time_field or model.datasets[dataset].time_field for leaf, dataset in leaves
    )


def is_balance(model: SemanticModel, name: str) -> bool:
    """Whether a metric stands at a date: a balance, or made of balances alone (their ratio)."""
    leaves = {leaf for leaf, _ in _leaves(index_of(model), name)}
    return bool(leaves) and all(model.metrics[leaf].kind is MetricKind.BALANCE for leaf in leaves)


def has_ages(model: SemanticModel, name: str) -> bool:
    """Whether the age fields of open items go with a metric."""
    leaves = {leaf for leaf, _ in _leaves(index_of(model), name)}
    return bool(leaves) and all(model.metrics[leaf].open_items is not None for leaf in leaves)


def reaches(model: SemanticModel, name: str, ref: FieldRef) -> bool:
    """Whether every operand of a metric can be cut by the field."""
    if ref.dataset == OPEN_ITEMS:
        return has_ages(model, name)
    index = index_of(model)
    if ref in model.metrics[name].ignore:
        return True
    ignored = any(FieldRef(ref.dataset, ref.field) in model.metrics[leaf].ignore for leaf, _ in _leaves(index, name))
    return ignored or all(dataset_reaches(model, dataset, ref) for dataset in base_datasets(model, name))


def dataset_reaches(model: SemanticModel, dataset: str, ref: FieldRef) -> bool:
    """Whether a row of the dataset has at most one value of the field, or shares it over a bridge."""
    index = index_of(model)
    return index.graph.path(dataset, ref) is not None or index.bridged(dataset, ref) is not None


def same_by_key(model: SemanticModel, left: FieldRef, right: FieldRef) -> bool:
    """Whether two fields are the two ends of a relationship, and so the same value on every joined row."""
    for relationship in model.relationships:
        pairs = zip(relationship.from_fields, relationship.to_fields, strict=True)
        for here, there in pairs:
            ends = {(relationship.from_dataset, here), (relationship.to_dataset, there)}
            if ends == {(left.dataset, left.field), (right.dataset, right.field)}:
                return True
    return False


def parents_of(model: SemanticModel, dataset: str) -> frozenset[str]:
    """The datasets that rows of this one belong to by a declared relationship."""
    return frozenset(link.to_dataset for link in model.relationships if link.from_dataset == dataset)


def is_dated_by_another(intent: Intent, model: SemanticModel, dataset: str) -> bool:
    """ "Customers without orders last month": the period is that of the orders. An entity (it has a name) is not dated
    by what it lacks, so the period is that of the rows it has or lacks."""
    dateless = is_entity(model, dataset) or not model.datasets[dataset].time_field
    return dateless and bool(intent.periods or intent.grain)


_NEW = re.compile(r"新|注册|入会|开户|入职|加入|\bnew\b|\bjoin|sign.?up|\bregist|\bhired?\b|\badded\b", re.IGNORECASE)


def is_of_new(model: SemanticModel, name: str) -> bool:
    """新增会员: a count of those that came in a period, not of those there are."""
    metric = model.metrics[name]
    return bool(_NEW.search(f"{metric.label.zh} {metric.label.en}"))


def is_entity(model: SemanticModel, dataset: str) -> bool:
    """Customers, doctors: what has a name, and is there whether or not something happened in a period."""
    display = model.datasets[dataset].display
    return bool(display) and model.datasets[dataset].fields[display].role is FieldRole.NAME


def leaves_rows_out(model: SemanticModel, dataset: str) -> bool:
    """Whether a metric over the dataset's rows counts only some of them (no void invoices, no refunds), or takes them
    off what is open: then a row of it need not settle the whole."""
    if any(one.open_items is not None and one.open_items.applied == dataset for one in model.metrics.values()):
        return True
    own = re.compile(rf"\b{re.escape(dataset)}\.")
    return any(
        metric.filter and own.search(metric.filter) and dataset in base_datasets(model, name)
        for name, metric in model.metrics.items()
    )
