"""The one member a follow-up points at: 最低的那个, "the first one", 排第一的那家.

Role: the rows that the last answer showed → the value that is meant. Where the rows do not single one out (a tie, a row
without a name, more rows than are kept, an order nobody asked for), planning stops.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import not_understood
from bot.prior import FIRST_ROWS
from bot.read.asking.pointing import NTH, POINTED, place_named
from bot.read.intent import Intent
from bot.turn import PriorTurn
from semantic_layer.shape import QueryShape


def member_pointed_at(text: str, shape: QueryShape, turn: PriorTurn, intent: Intent) -> Said:
    """The value of the answer's one group that the words single out."""
    found, rows = NTH.match(text) or POINTED.search(text), turn.first_rows
    words = found.group(0) if found else text.strip()
    if found is None or len(shape.fields) != 1 or shape.grain or not rows or len(rows) >= FIRST_ROWS:
        raise not_understood(words)
    if found.re is NTH:
        _must_be_of(shape, found.end(), intent)
        place = place_named(found)
        chosen = rows[place - 1 : place] if shape.order else []
    elif found["first"]:
        chosen = [rows[0]] if shape.order else []
    else:
        measured = [(_number(row[1], words), row) for row in rows if row[1] is not None]
        extreme = (max if found["high"] else min)((value for value, _ in measured), default=None)
        chosen = [row for value, row in measured if value == extreme]
    if len(chosen) != 1 or not isinstance(chosen[0][0], str):
        raise not_understood(words)
    return Said(shape.fields[0], chosen[0][0])


def _must_be_of(shape: QueryShape, end: int, intent: Intent) -> None:
    """第二个产品 of a list of clients points at nothing."""
    for piece in intent.pieces:
        if piece.role == "noun" and 0 <= piece.start - end <= 1:
            group = shape.fields[0]
            if group not in piece.fields() and group.dataset not in piece.datasets():
                raise not_understood(piece.text)


def _number(cell: object, words: str) -> Decimal:
    """A cell as a number; history kept in a store has them as text."""
    try:
        return Decimal(str(cell))
    except InvalidOperation:
        raise not_understood(words) from None


def is_as_of_now(intent: Intent) -> bool:
    """ "And their receivables now?", 现在的应收: as of today. "Now by region" only goes on."""
    if not intent.now or intent.periods or not intent.metrics:
        return False
    last = next((piece for piece in reversed(intent.pieces) if piece.role not in {"sign", "filler"}), None)
    return any(piece.role == "now" and (piece is last or not piece.text.isascii()) for piece in intent.pieces)
