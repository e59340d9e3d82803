"""Columns of the same name: "stage" of the deals, and "pipeline stage" of the snapshot that a metric counts.

Role: for `resolve`. A word that is no more than a column's technical name is not sure of it where the metric's own rows
have a field whose label ends with that word: both are candidates, and the difference is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.normal import norms_of
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, SemanticModel


def with_namesakes(
    word: str, refs: tuple[FieldRef, ...], model: SemanticModel, metrics: Sequence[str]
) -> tuple[FieldRef, ...]:
    """The candidates, and the fields of the metrics' own rows that are called so too."""
    own = {dataset for name in metrics for dataset in base_datasets(model, name)}
    if not own or any(ref.dataset in own or ref.dataset not in model.datasets for ref in refs):
        return refs
    said = norms_of(word)
    if not all(_is_only_its_name(said, ref, model) for ref in refs):
        return refs
    namesakes = [
        FieldRef(dataset, item.name)
        for dataset in sorted(own)
        for item in model.datasets[dataset].fields.values()
        if not item.hidden and any(_ends_with(norms_of(label), said) for label in (item.label.zh, item.label.en))
    ]
    return tuple(dict.fromkeys((*refs, *namesakes)))


def _is_only_its_name(said: tuple[str, ...], ref: FieldRef, model: SemanticModel) -> bool:
    field = model.field(ref)
    words = {norms_of(word) for word in (field.label.zh, field.label.en, *field.synonyms) if word}
    return said == norms_of(field.name) and said not in words


def _ends_with(label: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return len(label) > len(said) and label[-len(said) :] == said
