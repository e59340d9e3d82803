"""各产线工单各多少: how many of each, where the noun is one of rows that the layer counts.

Role: a step before `verbs`. What has no number of its own is left as it is, and the rows are not listed instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.pieces import Piece
from bot.read.words import Word
from semantic_layer.metrics.reach import counts_all_of
from semantic_layer.model import SemanticModel


def read_count_each(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """Read 各多少 behind a noun of rows as their number."""
    if any(piece.metrics() for piece in pieces):
        return
    for place, piece in enumerate(pieces):
        if not asks_of_each(piece) or not place:
            continue
        noun = pieces[place - 1]
        rows = [name for name in noun.datasets() if model.datasets[name].time_field and _is_counted(name, model)]
        if rows and not noun.values() and _is_told_by(pieces[: place - 1]):
            piece.words = (Word("calc", "count"),)
        elif noun.values() and not noun.datasets() and _is_told_by(pieces[: place - 1]):
            piece.words = (*piece.words, Word("question", "how_much"))  # 各项目投诉各多少: a kind of rows


def asks_of_each(piece: Piece) -> bool:
    """各多少, 分别是多少: a number of each is asked for."""
    return piece.is_word("operator", "apart") and not piece.links and piece.text.endswith("多少")


def _is_told_by(before: Sequence[Piece]) -> bool:
    """Each of something else: 各产线工单各多少, and not 各门店各多少, which goes on with a measure."""
    each = [index for index, piece in enumerate(before) if piece.is_word("operator", "each", "by") and not piece.links]
    behind = before[each[-1] + 1 :] if each else ()
    return any(piece.fields() or piece.datasets() or piece.is_word("grain") or piece.time for piece in behind)


def _is_counted(dataset: str, model: SemanticModel) -> bool:
    return any(counts_all_of(model, name, dataset) and not one.hidden for name, one in model.metrics.items())
