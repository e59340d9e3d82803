"""What is not yet done, as a measure of the layer: 还没处理的退款 for "未处理退款", 没结的理赔案子 for 没结的案子.

Role: a step between cutting and `verbs`, pieces → the same pieces. Only where the words say nothing else: a deed that a
date of the rows knows is a state, and is read before. The whole name must be said, in any order and with any word of
denying; a noun of the rows it counts may stand in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.read.lexicon import Lexicon, Link, denied_key
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_joint
from bot.read.words import Word

_STILL = frozenset({"还", "尚", "仍", "仍然", "至今", "依然"})
_NOT = frozenset("没未")
_MOST = 8  # pieces in such a name


def read_denied(pieces: list[Piece], question: str, lexicon: Lexicon) -> None:
    """Make one piece of the words that name such a measure."""
    if not lexicon.denied:
        return
    for before, piece in pairwise(pieces):
        touching = before.end == piece.start and not before.links
        if touching and before.text in _STILL and piece.metrics() and piece.text[:1] in _NOT:
            before.words, before.known = (Word("filler", ""),), True  # 还没结的案子, where 没结的案子 is a name
    for place in range(len(pieces)):
        if not _leaves_words_over(pieces, place):
            continue
        found = _longest(pieces, place, question, lexicon)
        if found is not None:
            first, last, links = found
            start, end = pieces[first].start, pieces[last].end
            pieces[first : last + 1] = [Piece(start, end, question[start:end], links=links)]
            return


def _leaves_words_over(pieces: Sequence[Piece], place: int) -> bool:
    """A word of denying before one nobody knows, or a state whose noun nobody knows: 还没办结的案子."""
    piece = pieces[place]
    if piece.state is not None and piece.state.absent:
        return any(not one.known for one in pieces[place + 1 : place + 4])
    denies = piece.is_word("negation", "without") and not piece.links
    return denies and place + 1 < len(pieces) and not pieces[place + 1].known


def _longest(
    pieces: Sequence[Piece], place: int, question: str, lexicon: Lexicon
) -> tuple[int, int, tuple[Link, ...]] | None:
    """The longest stretch around the word of denying that is such a name."""
    stretches = [
        (first, last)
        for first in range(place, max(-1, place - _MOST), -1)
        for last in range(place + 1, min(len(pieces), place + _MOST))
    ]
    for first, last in sorted(stretches, key=lambda ends: ends[0] - ends[1]):
        inner = pieces[first : last + 1]
        others = [one for one in inner if one is not pieces[place]]
        if any(one.time or one.number or one.state or one.role == "sign" or is_joint(one) for one in others):
            continue
        links = lexicon.denied.get(denied_key(norms_of(question[inner[0].start : inner[-1].end])))
        if links:
            return first, last, links
    return None
