"""Two things that one list cannot hold: the top 3 and the bottom 3, a member against the company, combined with June.

Role: a pass of `interpret`, after groups, values and ranking. A list has one order; a member set against a whole, or
against what rows are split by, is no grouping; and a sum "with" something needs what it is added to. The words that
would be lost are left unbound, so that they are named and nothing is answered in their stead.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.read.asking.filters import Scene
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, next_of, piece_before

_SIGNS = {"first": 1, "desc": 1, "down": 1, "best": 1, "last": -1, "asc": -1, "up": -1, "worst": -1}
_JOINS = frozenset({"/", "&", "+"})
_PLUS = re.compile(r"(?:plus|(?:together|combined|along|added|summed)(?: up)? (?:with|to))\b|\+", re.IGNORECASE)
_SAID = frozenset({"period", "value", "negated", "relation"})


def read_opposed(intent: Intent, _scene: Scene) -> None:
    """The words of the second order, of a split set against a member, and of a sum without its first part."""
    _two_orders(intent.pieces)
    _against_split(intent.pieces)
    _with_nothing(intent)


def _two_orders(pieces: list[Piece]) -> None:
    """ "The top 3 and bottom 3", 前三和后三: two lists."""
    ranks = [(place, sign) for place, piece in enumerate(pieces) if (sign := _direction(piece))]
    for (left, before), (right, after) in pairwise(ranks):
        if before != after and any(is_joint(one) or one.text in _JOINS for one in pieces[left + 1 : right]):
            pieces[right].role = "unbound"


def _direction(piece: Piece) -> int:
    if piece.role not in {"order", "limit"} or piece.links:
        return 0
    word = piece.word("limit") or piece.word("order") or ""
    return _SIGNS.get(word, 0)


def _against_split(pieces: list[Piece]) -> None:
    """ "Marble vs the company": the rows of a member, split, set nothing against it."""
    for place, piece in enumerate(pieces):
        if piece.role != "group" or piece.is_word("operator", "by"):
            continue
        before = piece_before(pieces, place, _is_idle)
        if before is not None and _is_against(before):
            start = next(index for index, one in enumerate(pieces) if one is before)
            if any(one.role == "value" for one in pieces[:start]):
                piece.role = "unbound"


def _is_idle(piece: Piece) -> bool:
    return is_light(piece) or piece.is_word("operator", "each")


def _is_against(piece: Piece) -> bool:
    time = piece.time is not None and piece.time.kind == "compare"
    return time or (piece.role == "compare" and piece.is_word("compare", "versus"))


def _with_nothing(intent: Intent) -> None:
    """ "Combined with June", "plus the South", said of the answer before: what it is added to stands elsewhere."""
    pieces = intent.pieces
    first = next((piece for piece in pieces if piece.text == "+" or not is_light(piece)), None)
    if first is not None and _PLUS.match(first.text) and not intent.metrics:
        first.role = "unbound"
    for place, piece in enumerate(pieces):
        if not piece.is_word("calc", "sum") or piece.links:
            continue
        after = next_of(pieces, place)
        if after is None or not pieces[after].is_word("operator", "with"):
            continue
        if not any(one.role in _SAID for one in pieces[:place]):
            piece.role = "unbound"
