"""How many different ones: 10月卖出了多少种商品, "how many different products did we sell".

Role: a pass of `interpret`. The members that have something of what the verb measures are counted, by the layer's own
measure of that where it has one; "how many products did we sell" without such a word may be their pieces.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, MetricSaid, Threshold
from bot.read.pieces import Number
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.reach import base_datasets, dataset_reaches
from semantic_layer.metrics.scalar import columns_of
from semantic_layer.model import FieldRef, MetricKind, SemanticModel

DISTINCT = re.compile(
    r"(?:多少|几)[种款]|多少个?不同的?|几个不同的?|\b(?:different|distinct|separate|unique)\b", re.IGNORECASE
)


def read_distinct(intent: Intent, scene: Scene) -> None:
    """Count those whose measure is above nothing; or the governed number of them."""
    counted = intent.counted
    if counted is None or not counted.dataset or len(intent.metrics) != 1 or not DISTINCT.search(scene.question):
        return
    said = intent.metrics[0]
    others = intent.thresholds or intent.groups or intent.ranked or intent.grain or intent.relations or intent.growth
    if not said.piece.verb or others or intent.share or intent.calcs - {"count"}:
        return
    model = scene.model
    bases = {base for name in said.names for base in base_datasets(model, name)}
    if not all(dataset_reaches(model, base, FieldRef(counted.dataset, "")) for base in bases):
        return
    governed = [name for name in model.metrics if _counts(name, counted.dataset, bases, model)]
    if len(governed) == 1:
        intent.metrics = [MetricSaid(said.word, (governed[0],), said.piece)]
        intent.counted, counted.piece.role = None, "noun"
        return
    if governed:
        return
    pieces = tuple(name for name in said.names if model.metrics[name].unit.kind == "count")
    names = pieces if len(pieces) == 1 else said.names
    intent.metrics = [MetricSaid(said.word, names, said.piece)]
    intent.thresholds = [Threshold(">", Number(Decimal(0)), metrics=names, word=said.word)]


def _counts(name: str, dataset: str, bases: set[str], model: SemanticModel) -> bool:
    """Whether a measure is the number of the dataset's members that rows of these bases name."""
    metric = model.metrics[name]
    if metric.hidden or metric.open_items is not None or metric.kind is not MetricKind.DISTINCT:
        return False
    keys = {(dataset, field) for field in model.datasets[dataset].primary_key}
    for link in model.relationships:
        if link.to_dataset == dataset:
            keys |= {(link.from_dataset, field) for field in link.from_fields}
    columns = {(column.table, column.name) for column in columns_of(read_formula(model, metric))}
    return len(columns) == 1 and columns <= keys and bool(base_datasets(model, name) & (bases | {dataset}))
