"""Rows told by a flag of theirs: 延期的出货单, "rush jobs": those of which it is true, not a column of all of them.

Role: pieces → the same pieces, where the name of a flag right before the noun of its rows becomes a state. A flag that
is asked for (按延期, 是否延期, "by rush", "whether") stays the field it is.
"""

from __future__ import annotations

from bot.read.pieces import Piece, State
from bot.read.walk import is_light
from semantic_layer.model import FieldType, SemanticModel

_WHETHER = ("是否", "有没有", "if", "whether", "flag")


def read_flagged(pieces: list[Piece], model: SemanticModel) -> None:
    """Make a state of each flag that is said of rows."""
    for place, piece in enumerate(pieces):
        refs = piece.fields()
        if piece.role or piece.state or len(piece.links) != 1 or not refs or refs[0].dataset not in model.datasets:
            continue
        if model.field(refs[0]).type is not FieldType.BOOLEAN or _is_asked_for(pieces[:place], piece):
            continue
        following = _noun_behind(pieces, place)
        if following is not None and refs[0].dataset in following.datasets():
            piece.state, piece.links, piece.role = State(refs, absent=False), (), "state"


def _noun_behind(pieces: list[Piece], place: int) -> Piece | None:
    """What stands right behind, or behind 的."""
    behind = place + 1
    if behind < len(pieces) and pieces[behind].text == "的":
        behind += 1
    return pieces[behind] if behind < len(pieces) else None


def _is_asked_for(before: list[Piece], piece: Piece) -> bool:
    """Whether a word that groups, asks or denies stands before it."""
    if any(one.is_word("negation") for one in before) or piece.text.casefold().startswith(_WHETHER):
        return True
    near = next((one for one in reversed(before) if not is_light(one)), None)
    words = before[-1:] + ([near] if near is not None else [])
    return any(one.is_word("operator", "by", "each", "and") or one.text.casefold() in _WHETHER for one in words)
