"""Amounts of rows by their unit: 买了多少吨, "how many tonnes did we buy", where no measure is counted in tonnes.

Role: a step before `verbs`, pieces → the same pieces. The one amount in that unit is added up where the verb tells of
its rows: every measure the verb stands for is made of that dataset, all of it, by the same date. Otherwise the unit
stays a word that nobody knows.
"""

from __future__ import annotations

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.walk import piece_before
from bot.read.wording.verbs import nouns_of
from bot.read.words import Word
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, SemanticModel

_FILLER = (Word("filler", ""),)


def read_row_units(pieces: list[Piece], lexicon: Lexicon, model: SemanticModel) -> None:
    """Put the sum of the amount in the place of its unit."""
    if not lexicon.row_units or any(piece.metrics() for piece in pieces):
        return
    verbs = [piece for piece in pieces if piece.is_word("verb") and not piece.links]
    for place, unit in enumerate(pieces):
        refs = lexicon.row_units.get(norms_of(unit.text), ())
        asks = piece_before(pieces, place)
        if len(refs) != 1 or len(verbs) != 1 or unit.links or unit.time or asks is None or not _asks(asks):
            continue
        if _tells_of(verbs[0], refs[0], lexicon, model):
            unit.links, unit.words, unit.known = (Link("field", refs[0], "alias", 0.9, unit.text),), (), True
            asks.words, verbs[0].words = (Word("calc", "sum"),), _FILLER
        return


def _asks(piece: Piece) -> bool:
    word = piece.is_word("question", "how_much", "few") or piece.text.casefold() in {"how many", "有多少"}
    return word and not piece.links and "钱" not in piece.text


def _tells_of(verb: Piece, ref: FieldRef, lexicon: Lexicon, model: SemanticModel) -> bool:
    """Whether what the verb stands for is made of the rows of that amount, and of all of them."""
    named = {str(link.target) for noun in nouns_of(verb.text) for link in lexicon.find(noun) if link.kind == "metric"}
    own = model.datasets[ref.dataset].time_field
    return bool(named) and all(
        base_datasets(model, name) == {ref.dataset}
        and not model.metrics[name].filter
        and model.metrics[name].time_field in ("", own, f"{ref.dataset}.{own}")
        for name in named
    )
