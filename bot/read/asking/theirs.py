"""Top 5 clients and their segment, 前五大客户及其类型: what is said of the members that this question itself names.

Role: a pass of `interpret`, after the groups. "Their" before a field of the very rows that are grouped by shows it
beside them; it points at nothing said before.
"""

from __future__ import annotations

from dataclasses import replace

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.wording.plan_names import is_plan

_THEIR = frozenset({"their", "its", "其", "及其", "他们", "它们"})


def read_theirs(intent: Intent, _scene: Scene) -> None:
    """A field of the members grouped by, shown beside them."""
    _read_own_plan(intent, _scene)
    for place, piece in enumerate(intent.pieces):
        if piece.text.casefold() not in _THEIR or not piece.is_word("follow"):
            continue
        members = {ref.dataset for said in intent.groups if said.piece.end <= piece.start for ref in said.refs}
        fields = [said for said in intent.groups if said.piece.start >= piece.end and not said.dataset]
        if not members or not fields or any(not _is_of(said, members) for said in fields):
            continue
        intent.groups = [_of(said, members) if said in fields else said for said in intent.groups]
        piece.role = "filler"
        if not any(_points_back(other) for other in intent.pieces[:place] + intent.pieces[place + 1 :]):
            intent.follow -= {"those", "it"}


def _read_own_plan(intent: Intent, scene: Scene) -> None:
    """Projects and their cost budget: the plan of the members that the question begins with."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces[:-1]):
        behind = pieces[place + 1]
        plan = behind.metrics() and all(is_plan(scene.model.metrics[name]) for name in behind.metrics())
        if piece.text.casefold() not in _THEIR or not piece.is_word("follow") or not plan:
            continue
        first = next((one for one in pieces if one.role not in {"filler", "which", "sign", ""}), None)
        named = first is not None and first.role == "group" and first.datasets() and first.end <= piece.start
        bound = place > 0 and pieces[place - 1].is_word("operator", "over", "<", ">", "<=", ">=")
        others = [one for one in pieces if one is not piece and one.text.casefold() != "that"]
        if named and not bound and not any(_points_back(one) for one in others):
            piece.role = "filler"
            intent.follow -= {"those", "it"}


def _is_of(said: FieldSaid, members: set[str]) -> bool:
    return any(ref.dataset in members and not ref.role for ref in said.refs)


def _of(said: FieldSaid, members: set[str]) -> FieldSaid:
    return replace(
        said, refs=tuple(ref for ref in said.refs if ref.dataset in members and not ref.role), each=False, beside=True
    )


def _points_back(piece: Piece) -> bool:
    return piece.is_word("follow", "those", "these_n") and not piece.links
