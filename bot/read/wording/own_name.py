"""The company by its own name: "Acme Holdings revenue last month", 澜湖集团上月营收. It is the whole of what is asked.

Role: pieces → the same pieces, before they are interpreted. The name of the layer, as its label says it, narrows
nothing; whatever its words mean elsewhere (a kind of customer, a part of a name), they do not here. 集团 alone is the
whole as well, but for 集团客户: a kind of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.pieces import Piece
from bot.read.words import Word
from semantic_layer.model import SemanticModel

_OF_IT = re.compile(r"(?:'s|’s|的)?", re.IGNORECASE)


_GROUP = frozenset({"集团", "公司"})


def read_own_name(pieces: Sequence[Piece], question: str, model: SemanticModel) -> None:
    """Take the pieces of the name for the whole company."""
    for place, piece in enumerate(pieces):
        if piece.text in _GROUP and not (piece.links or piece.words) and _stands_alone(pieces, place):
            piece.words, piece.known = (Word("follow", "whole"),), True
    text = question.casefold()
    for name in (model.label.zh, model.label.en):
        start = text.find(name.casefold()) if len(name) > 1 else -1
        if start < 0:
            continue
        behind = _OF_IT.match(question, start + len(name))
        end = behind.end() if behind else start + len(name)
        inside = [piece for piece in pieces if start <= piece.start and piece.end <= end]
        if not inside or inside[0].start != start or inside[-1].end < start + len(name):
            continue
        if any(piece.metrics() or piece.time for piece in inside):
            continue  # called as a measure is, or as a time
        for piece in inside:
            piece.links, piece.words, piece.known = (), (Word("follow", "whole"),), True
        return


def _stands_alone(pieces: Sequence[Piece], place: int) -> bool:
    """Before a measure, a time, a word of grammar or nothing; what else it stands before it may be a kind of."""
    if place + 1 == len(pieces):
        return True
    following = pieces[place + 1]
    return bool(following.metrics() or following.time or (following.words and not following.links))
