"""各部门费用 where 部门费用 is a name of the measure: the noun that its name begins with is what 各 asks for.

Role: pieces → the same pieces, before they are interpreted. A name of a measure that begins with the noun of a field
and goes on with another name of the same measure swallows the noun; behind a word of grouping the two are told apart.
"""

from __future__ import annotations

from dataclasses import replace

from bot.read.lexicon import Lexicon
from bot.read.normal import norms_of
from bot.read.pieces import Piece

_NOUNS = frozenset({"field", "dataset"})


def read_each_within(pieces: list[Piece], lexicon: Lexicon) -> None:
    """Part the noun from the measure, straight behind 各, 每个, 按."""
    for place in range(len(pieces) - 1, 0, -1):
        piece, before = pieces[place], pieces[place - 1]
        grouped = before.is_word("operator", "each", "by") and not before.links and before.end == piece.start
        if not grouped or before.text.isascii() or not piece.links or set(_kinds(piece)) != {"metric"}:
            continue
        parts = _parted(piece, lexicon)
        if parts is not None:
            pieces[place : place + 1] = parts


def _kinds(piece: Piece) -> list[str]:
    return [link.kind for link in piece.links]


def _parted(piece: Piece, lexicon: Lexicon) -> tuple[Piece, Piece] | None:
    """(the noun, the measure); the longest noun first."""
    for size in range(len(piece.text) - 1, 0, -1):
        noun, rest = piece.text[:size], piece.text[size:]
        nouns = tuple(link for link in lexicon.find(tuple(norms_of(noun))) if link.kind in _NOUNS)
        same = tuple(
            link
            for link in lexicon.find(tuple(norms_of(rest)))
            if link.kind == "metric" and str(link.target) in piece.metrics()
        )
        if nouns and same:
            middle = piece.start + size
            return (
                replace(piece, end=middle, text=noun, links=nouns),
                replace(piece, start=middle, text=rest, links=same),
            )
    return None
