"""客户最多的大区, "which region has the most customers": members ranked by how many rows of something they have.

Role: a pass of `interpret`, after the groups. 最多 right behind (or "most" right before) the noun of rows, where
something else is asked for, counts them. 账单最多 of rows that have amounts may be their amount, and is no such thing.
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.walk import next_of
from semantic_layer.model import FieldRole, SemanticModel

_HOW_MANY = frozenset({"最多", "最少", "most", "fewest", "least"})


def read_most_of(intent: Intent, scene: Scene) -> None:
    """The noun that is counted, and no longer grouped by."""
    measured = any(piece.metrics() for piece in intent.pieces) or intent.numbers or intent.counted or intent.detail
    if measured or not intent.ranked or len(intent.groups) < 2:
        return
    for place, piece in enumerate(intent.pieces):
        if piece.role != "order" or piece.text.casefold() not in _HOW_MANY:
            continue
        said = _counted_by(intent, place)
        if said is not None and not said.word.isascii() and _has_amounts(said.dataset, scene.model):
            return
        if said is not None and any(other.dataset != said.dataset for other in intent.groups if other is not said):
            intent.groups.remove(said)
            said.piece.role = "counted"
            intent.counted = FieldSaid(said.word, said.refs, said.piece, dataset=said.dataset)
            intent.counts_most = True
            return


def _has_amounts(dataset: str, model: SemanticModel) -> bool:
    return any(item.role is FieldRole.AMOUNT and not item.hidden for item in model.datasets[dataset].fields.values())


def _counted_by(intent: Intent, place: int) -> FieldSaid | None:
    """The noun of rows beside the superlative: before it in Chinese, behind it in English."""
    pieces = intent.pieces
    if pieces[place].text.isascii():
        after = next_of(pieces, place)
        noun = pieces[after] if after is not None else None
    else:
        noun = pieces[place - 1] if place else None
    return next((said for said in intent.groups if _is(said, noun)), None)


def _is(said: FieldSaid, noun: Piece | None) -> bool:
    return said.piece is noun and bool(said.dataset) and not said.each
