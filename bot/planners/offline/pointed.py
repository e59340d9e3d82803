"""The one member a follow-up points at: 最低的那个, "the first one", 排第一的那家.

Role: the rows that the last answer showed → the value that is meant. Where the rows do not single one out (a tie, a row
without a name, more rows than are kept, an order nobody asked for), planning stops.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from bot.planners.offline.resolve import Said
from bot.planners.offline.stop import not_understood
from bot.prior import FIRST_ROWS
from bot.read.intent import Intent
from bot.read.pointing import POINTED
from bot.turn import PriorTurn
from semantic_layer.shape import QueryShape


def member_pointed_at(text: str, shape: QueryShape, turn: PriorTurn) -> Said:
    """The value of the answer's one group that the words single out."""
    found, rows = POINTED.search(text), turn.first_rows
    words = found.group(0) if found else text.strip()
    if found is None or len(shape.fields) != 1 or shape.grain or not rows or len(rows) >= FIRST_ROWS:
        raise not_understood(words)
    if found["first"]:
        chosen = [rows[0]] if shape.order else []
    else:
        measured = [(_number(row[1], words), row) for row in rows if row[1] is not None]
        extreme = (max if found["high"] else min)((value for value, _ in measured), default=None)
        chosen = [row for value, row in measured if value == extreme]
    if len(chosen) != 1 or not isinstance(chosen[0][0], str):
        raise not_understood(words)
    return Said(shape.fields[0], chosen[0][0])


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
