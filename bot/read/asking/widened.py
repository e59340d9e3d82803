"""By department, only this shop → all shops: in a thread that was narrowed, all of them take the filter away.

Role: Intent + the query before → Intent. What is grouped by something else stays so; where nothing is grouped, all of
them are asked for one by one, and nothing is done here.
"""

from __future__ import annotations

import re

from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.turn import Question

_ALL = re.compile(r"(\ball( of)?( the| our)?\s*|所有的?|全部的?|全体|整体)$", re.IGNORECASE)


def widen(intent: Intent, question: Question) -> None:
    """Read the noun as what the thread is widened to, and no longer as a grouping or a total."""
    last = question.last_query
    if not last or intent.ranked or len(intent.groups) > 1:
        return
    for piece in intent.pieces:
        if "return" in intent.follow and any(_groups(turn.semantic_sql, piece) for turn in question.history):
            continue  # back to all shops: to the answer that was by shop
        if piece.role in {"group", "noun"} and _ALL.search(question.text[: piece.start]) and _narrows(last, piece):
            intent.widened, piece.role = piece, "noun"
            intent.groups = [said for said in intent.groups if said.piece is not piece]
            _drop_total(intent)
            return


def _narrows(sql: str, piece: Piece) -> bool:
    """Whether the query before filters by what the piece names, and is grouped by something else."""
    where = sql.partition("\nGROUP BY ")[0].partition("\nWHERE ")[2]
    filtered = any(re.search(rf"\b{owner} (=|IN) ?", where) for owner in _owners(piece))
    return "\nGROUP BY " in sql and filtered and not _groups(sql, piece)


def _groups(sql: str, piece: Piece) -> bool:
    tail = sql.partition("\nGROUP BY ")[2]
    return any(re.search(rf"\b{owner}\b", tail) for owner in _owners(piece))


def _owners(piece: Piece) -> list[str]:
    return [re.escape(str(ref)) for ref in piece.fields()] + [rf"{name}\.\w+" for name in piece.datasets()]


def _drop_total(intent: Intent) -> None:
    """全部 before the noun is no sum."""
    sums = [piece for piece in intent.pieces if piece.is_word("calc", "sum")]
    if sums and all(_ALL.fullmatch(piece.text) for piece in sums):
        intent.together = False
        intent.calcs.discard("sum")
        for piece in sums:
            piece.role = "filler"
