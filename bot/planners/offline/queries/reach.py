"""What a metric is computed from, and which fields it can be cut by.

Role: look-ups on formulas and the join graph, kept per model, so that a word standing in several fields can be read as
the one that fits the metric. The proof of joins stays with the checks.
"""

from __future__ import annotations

import re

from bot.read.intent import Intent
from bot.read.walk import next_piece
from semantic_layer.metrics import index_of
from semantic_layer.metrics.reach import (
    base_datasets,
    leaves_with_rows,
)
from semantic_layer.model import FieldRef, FieldRole, MetricKind, SemanticModel


def is_dateless(model: SemanticModel, name: str) -> bool:
    """Whether no period can be asked of a metric: nothing it is made of has a date."""
    leaves = leaves_with_rows(index_of(model), name)
    return bool(leaves) and not any(
        model.metrics[leaf].time_field or model.datasets[dataset].time_field for leaf, dataset in leaves
    )


def is_balance(model: SemanticModel, name: str) -> bool:
    """Whether a metric stands at a date: a balance, or made of balances alone (their ratio)."""
    leaves = {leaf for leaf, _ in leaves_with_rows(index_of(model), name)}
    return bool(leaves) and all(model.metrics[leaf].kind is MetricKind.BALANCE for leaf in leaves)


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
    by what it lacks, so the period is that of the rows it has or lacks; unless a word of its own date stands before."""
    dateless = is_entity(model, dataset) or not model.datasets[dataset].time_field
    return dateless and bool(intent.periods or intent.grain) and not _tells_its_own_date(intent)


def _tells_its_own_date(intent: Intent) -> bool:
    """Accounts created in October without a contract: a word of the rows' date, which was read as that and no more."""
    for place, piece in enumerate(intent.pieces):
        if piece.role == "filler" and not (piece.words or piece.links or piece.number or piece.time):
            following = next_piece(intent.pieces, place)
            if following is not None and following.role == "period":
                return True
    return False


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
    return any(
        metric.filter and dataset in base_datasets(model, name) and _is_of_records(metric.filter, dataset, model)
        for name, metric in model.metrics.items()
    )


def _is_of_records(condition: str, dataset: str, model: SemanticModel) -> bool:
    """Whether a condition is on the rows themselves, or on their document (lines of cancelled orders)."""
    named = {name for name in re.findall(r"\b(\w+)\.", condition) if name in model.datasets}
    return any(name == dataset or (model.datasets[name].time_field and not is_entity(model, name)) for name in named)
