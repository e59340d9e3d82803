"""What reading needs beside the question: the layer, its calendar, its words and the values of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.read.lexicon import Lexicon, build_lexicon
from semantic_layer.model import Layer
from semantic_layer.periods import Calendar

if TYPE_CHECKING:
    from semantic_layer.values import ValueIndex


@dataclass(frozen=True, slots=True)
class ReadContext:
    """Built once per workspace; safe to share between questions."""

    layer: Layer
    calendar: Calendar
    index: ValueIndex | None
    lexicon: Lexicon
    data_through: date | None = None


def build_context(layer: Layer, index: ValueIndex | None = None, data_through: date | None = None) -> ReadContext:
    """The context of one layer. `data_through`: the last date any dataset is loaded through."""
    if data_through is None:
        ends = [horizon.loaded_through for horizon in layer.horizons.values() if horizon.loaded_through]
        ends += [d.loaded_through for d in layer.model.datasets.values() if d.loaded_through]
        data_through = max(ends, default=None)
    return ReadContext(layer, Calendar(layer.model.calendar), index, build_lexicon(layer.model), data_through)
