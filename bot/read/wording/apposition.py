"""中午这个时段: a value called by the noun of its field, with 这个 between. It points at nothing said before.

Role: pieces → the same pieces, before they are interpreted: the words between a value and its own noun carry nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.pieces import Piece
from bot.read.words import Word

_POINTING = frozenset({"这", "那", "这个", "那个"})


def read_apposition(pieces: Sequence[Piece]) -> None:
    """Take 这 and its measure word for nothing where a value stands before them and its noun behind."""
    for place, piece in enumerate(pieces[:-1]):
        if piece.text not in _POINTING or not place:
            continue
        owners = {ref for ref, _ in pieces[place - 1].values()}
        end = place + 1 + pieces[place + 1].is_word("limit", "unit")
        if not owners or end >= len(pieces) or not _is_noun_of(pieces[end], owners):
            continue
        for between in pieces[place:end]:
            between.words, between.known = (Word("filler", ""),), True


def _is_noun_of(piece: Piece, owners: set) -> bool:
    return bool(set(piece.fields()) & owners) or any(ref.dataset in piece.datasets() for ref in owners)
