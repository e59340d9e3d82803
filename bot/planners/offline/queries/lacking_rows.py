"""Which rows count as one, where members have none of them: void invoices are no sales, a missed visit is no visit.

Role: look-ups for the conditions of lists. The measure named ("no sales", "no visits"), or the one that is called the
number of such rows, says which of them there are; where there is none, or several that differ, nobody does.
"""

from __future__ import annotations

from bot.read.intent import Intent
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.reach import base_datasets, counts_rows
from semantic_layer.metrics.scalar import columns_of
from semantic_layer.model import MetricKind, SemanticModel


def counting_measure(intent: Intent, gone: str, model: SemanticModel) -> str:
    """The measure whose rows are meant; "" where none says so."""
    pieces = [piece for piece in intent.pieces if piece.role == "without" and gone in _datasets(piece)]
    if any(piece.guessed or (piece.deed and not piece.aside) for piece in pieces):
        return ""  # told by a verb: does a void one count? It is asked
    links = [link for piece in pieces for link in (*piece.links, *piece.aside) if link.kind == "metric"]
    named = {str(link.target) for link in links if _is_of_rows(str(link.target), gone, model)}
    if named:
        return named.pop() if len(named) == 1 else ""
    counts = [name for name in model.metrics if _counts(name, model) and base_datasets(model, name) == {gone}]
    numbers = [name for name in counts if _is_number_of(name, gone, model)]
    filters = {model.metrics[name].filter for name in numbers}
    return numbers[0] if len(filters) == 1 and all(filters) else ""


def numbers_of(dataset: str, model: SemanticModel) -> list[str]:
    """The measures called the number of the rows: "cancelled orders" are no orders."""
    counts = [name for name in model.metrics if counts_rows(model, name) and base_datasets(model, name) == {dataset}]
    return [name for name in counts if _is_number_of(name, dataset, model)]


def _datasets(piece: Piece) -> set[str]:
    """Those it names, and those it might have named, where its measure was kept."""
    return {str(link.target) for link in (*piece.links, *piece.aside) if link.kind == "dataset"}


def _is_of_rows(name: str, dataset: str, model: SemanticModel) -> bool:
    """Whether a measure counts the dataset's rows, or adds up one column of them."""
    metric = model.metrics[name]
    if metric.open_items is not None or base_datasets(model, name) != {dataset}:
        return False
    plain = metric.kind is MetricKind.FLOW and len([*columns_of(read_formula(model, metric))]) == 1
    return _counts(name, model) or plain


def _counts(name: str, model: SemanticModel) -> bool:
    """Whether a measure is a number of the rows, or of the different ones of them."""
    metric = model.metrics[name]
    return metric.open_items is None and (counts_rows(model, name) or metric.kind is MetricKind.DISTINCT)


def _is_number_of(name: str, dataset: str, model: SemanticModel) -> bool:
    """Whether a measure is called the number of the rows, and no more: "Number of orders", 订单数, "orders"."""
    declared, metric = model.datasets[dataset], model.metrics[name]
    named = (declared.label.zh, declared.label.en, declared.name.replace("_", " "), *declared.synonyms)
    nouns = [noun for noun in named if noun]
    called = {
        norms_of(form)
        for noun in nouns
        for form in (noun, f"number of {noun}", f"{noun} count", f"{noun}数", f"{noun}数量", f"{noun}量")
    }
    return any(norms_of(word) in called for word in (metric.label.zh, metric.label.en, *metric.synonyms) if word)


def rows_of(name: str, model: SemanticModel) -> str:
    """The condition on the rows of a measure; of an amount, those that have one."""
    metric = model.metrics[name]
    found = [f"({metric.filter})"] if metric.filter else []
    if not _counts(name, model):
        (column,) = columns_of(read_formula(model, metric))
        found.append(f"{column.table}.{column.name} <> 0")
    return " AND ".join(found)
