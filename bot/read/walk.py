"""Moving along the pieces of a question: neighbours that matter, skipping words that carry nothing.

Role: small look-ups shared by the interpreting passes. Positions are indexes into the list of pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.read.pieces import Piece

Test = Callable[[Piece], bool]


def is_light(piece: Piece) -> bool:
    """A sign, filler or particle between two words that belong together."""
    if piece.role == "sign":
        return True
    if piece.links or piece.number or piece.time or not piece.known:
        return False
    return bool(piece.words) and all(
        word.kind == "filler" or (word.kind == "operator" and word.target == "of") for word in piece.words
    )


def is_joint(piece: Piece) -> bool:
    """和, 、, "and": goes on with a list. A comma counts."""
    return (piece.is_word("operator", "and") and not piece.links) or (piece.role == "sign" and piece.text in "、,,")


def is_listing(piece: Piece) -> bool:
    """和, 、, "and": certainly a list; a comma may also stand between two parts of a sentence."""
    return is_joint(piece) and piece.text not in (",", "，")


def is_measure_word(piece: Piece) -> bool:
    """个, 家, 票: what stands between a number and what is counted."""
    return (piece.is_word("limit", "unit") or piece.is_word("unit")) and not piece.links


def next_of(pieces: Sequence[Piece], place: int, skip: Test = is_light) -> int | None:
    """The next piece that matters after `place`."""
    for index in range(place + 1, len(pieces)):
        if not skip(pieces[index]):
            return index
    return None


def before_of(pieces: Sequence[Piece], place: int, skip: Test = is_light) -> int | None:
    """The last piece that matters before `place`."""
    for index in range(place - 1, -1, -1):
        if not skip(pieces[index]):
            return index
    return None


def next_piece(pieces: Sequence[Piece], place: int, skip: Test = is_light) -> Piece | None:
    index = next_of(pieces, place, skip)
    return None if index is None else pieces[index]


def piece_before(pieces: Sequence[Piece], place: int, skip: Test = is_light) -> Piece | None:
    index = before_of(pieces, place, skip)
    return None if index is None else pieces[index]


def touches(left: Piece, right: Piece, question: str) -> bool:
    """Whether nothing but spaces stands between two pieces."""
    return not question[left.end : right.start].strip()
