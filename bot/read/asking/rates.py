"""One measure per another: sales per order, "claims paid per shipment". The first divided by the number of the second.

Role: a pass of `interpret`, after names are read. What stands behind "per" is a measure that counts, or the noun of
records whose number is a measure of its own; members with a name (per client) are listed, as ever.
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, MetricSaid
from bot.read.lexicon import Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.walk import before_of, next_of
from semantic_layer.metrics.reach import base_datasets, counts_rows
from semantic_layer.model import FieldRole, MetricKind, SemanticModel


def read_rates(intent: Intent, scene: Scene) -> None:
    """Set the two measures apart as part and whole."""
    if intent.share or intent.ranked or intent.per or intent.relations or len(intent.metrics) not in (1, 2):
        return
    for place, piece in enumerate(intent.pieces):
        if piece.text.casefold() != "per" or piece.links or piece.role not in ("", "group"):
            continue
        before, after = before_of(intent.pieces, place), next_of(intent.pieces, place)
        if before is None or after is None or intent.pieces[before].role != "metric":
            continue
        counted = _counting(intent.pieces[after], scene.model)
        said = next((one for one in intent.metrics if one.piece is intent.pieces[before]), None)
        alone = all(one.piece in (intent.pieces[before], intent.pieces[after]) for one in intent.metrics)
        if not counted or said is None or not alone or counted in said.names:
            continue
        if not all(scene.model.metrics[name].kind is MetricKind.FLOW for name in said.names):
            continue
        _divide(intent, said, intent.pieces[after], counted)
        piece.role = "share"
        return


def _counting(piece: Piece, model: SemanticModel) -> str:
    """The measure of the number of what is named; "" where there is none, or several."""
    names = [name for name in piece.metrics() if _counts(name, model)]
    if piece.metrics():
        return names[0] if len(names) == 1 == len(piece.metrics()) else ""
    found = {name for dataset in piece.datasets() for name in _numbers_of(dataset, model)}
    return found.pop() if len(found) == 1 else ""


def _counts(name: str, model: SemanticModel) -> bool:
    return counts_rows(model, name) and model.metrics[name].unit.kind == "count"


def _numbers_of(dataset: str, model: SemanticModel) -> list[str]:
    """Number of orders, of a dataset of orders; members with a name are listed and not divided by."""
    declared = model.datasets[dataset]
    shown = declared.fields[declared.display].role if declared.display in declared.fields else None
    if not declared.time_field or shown is FieldRole.NAME:
        return []
    nouns = [noun for noun in (declared.label.en, *declared.synonyms) if noun and noun.isascii()]
    called = {norms_of(form) for noun in nouns for form in (noun, f"number of {noun}", f"{noun} count")}
    return [
        name
        for name, metric in model.metrics.items()
        if counts_rows(model, name)
        and base_datasets(model, name) == {dataset}
        and any(norms_of(word) in called for word in (metric.label.en, *metric.synonyms))
    ]


def _divide(intent: Intent, said: MetricSaid, piece: Piece, counted: str) -> None:
    """The part first, the number it is divided by behind it; the noun asks for no list."""
    intent.groups = [one for one in intent.groups if one.piece is not piece]
    intent.anchors = [one for one in intent.anchors if one.piece is not piece]
    link = Link("metric", counted, "alias", 0.9, piece.text)
    piece.links, piece.role = (link,), "metric"
    intent.metrics = [said, MetricSaid(piece.text, (counted,), piece)]
    intent.share = "of"
