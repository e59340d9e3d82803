"""Values that a list joins: "the town and the county", 甲县和乙市, one set against the other.

Role: Intent → the lists of its values, for the planner and for agreement. Levels of one hierarchy in a list are places
side by side: as conditions together they would be the smaller one alone, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.intent import Intent, ValueSaid
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, is_listing
from semantic_layer.model import FieldRef, SemanticModel

_BETWEEN = frozenset({"noun", "sign", "filler", "period", "metric"})


def lists_of(intent: Intent) -> list[tuple[ValueSaid, ...]]:
    """The values that a word of listing joins, list by list. A comma alone may also stand between conditions."""
    said = sorted((one for one in intent.values if not one.negated), key=lambda one: one.piece.start)
    found: list[list[ValueSaid]] = []
    sure: list[bool] = []
    for place, one in enumerate(said):
        joint = _joint(intent.pieces, said[place - 1].piece, one.piece) if place else ""
        if not joint:
            found.append([])
            sure.append(False)
        found[-1].append(one)
        sure[-1] = sure[-1] or joint == "and"
    return [tuple(one) for one, listed in zip(found, sure, strict=True) if listed and len(one) > 1]


def levels_apart(intent: Intent, model: SemanticModel) -> list[tuple[ValueSaid, ...]]:
    """The lists whose values can only be of different levels of one hierarchy."""
    return [
        one
        for one in lists_of(intent)
        if not set.intersection(*({ref for ref, _ in said.targets} for said in one))
        and of_one_hierarchy([ref for said in one for ref, _ in said.targets], model)
    ]


def of_one_hierarchy(fields: Sequence[FieldRef], model: SemanticModel) -> bool:
    """Whether the fields are levels of one declared hierarchy, by the same role."""
    plain = {(ref.dataset, ref.field) for ref in fields}
    return len({ref.role for ref in fields}) == 1 and any(
        plain <= {(ref.dataset, ref.field) for ref in hierarchy.fields} for hierarchy in model.hierarchies
    )


def _joint(pieces: Sequence[Piece], left: Piece, right: Piece) -> str:
    """How two values are joined: "and" by a word of a list, "comma" by a comma alone; "" not at all."""
    between = [piece for piece in pieces if left.end <= piece.start and piece.end <= right.start]
    words = [piece for piece in between if is_listing(piece) or _sets_against(piece)]
    if any(not (p in words or is_light(p) or is_joint(p) or p.role in _BETWEEN) for p in between):
        return ""
    if words:
        measured = [piece for piece in between if piece.role == "metric" and piece.start > words[0].start]
        return "" if measured else "and"  # behind the joint a measure is what is joined
    return "comma" if any(is_joint(piece) for piece in between) else ""


def _sets_against(piece: Piece) -> bool:
    return piece.role == "compare" and piece.is_word("compare", "versus")
