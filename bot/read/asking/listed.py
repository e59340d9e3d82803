"""Values that a list joins: "the town and the county", 甲县和乙市, one set against the other.

Role: Intent → the lists of its values, for the planner and for agreement. Levels of one hierarchy in a list are places
side by side: as conditions together they would be the smaller one alone, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, ValueSaid
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, is_listing, is_measure_word
from semantic_layer.model import FieldRef, SemanticModel

_BETWEEN = frozenset({"noun", "sign", "filler", "period", "metric"})


_TWO = frozenset({"两", "俩", "两者", "二者", "两地", "两边", "both", "both of them", "the two"})
_PLACES = frozenset({"地", "者", "边", "处"})


def read_how_many_listed(intent: Intent, scene: Scene) -> None:
    """甲县和乙县两个合计, "both North and South": the number of the values listed, said once more. Of another number
    of values the word is not explained."""
    pieces = intent.pieces
    named = [said for said in intent.values if not said.negated]
    shared = set.intersection(*({ref for ref, _ in said.targets} for said in named)) if named else set()
    if len(named) < 2 or not shared:
        return
    first, last = min(said.piece.start for said in named), max(said.piece.end for said in named)
    for place, piece in enumerate(pieces):
        outside = piece.start >= last or piece.end <= first
        if piece.role or piece.links or not outside or _number_of(piece) != len(named):
            continue
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        counts = following is not None and not following.role and _counts_members(following)
        noun = place + (2 if counts else 1)
        fits = noun >= len(pieces) or _may_be_said_of(pieces[noun], shared, scene.model)
        if not fits or not (counts or is_two(piece)):
            continue
        piece.role = "filler"
        if counts and following is not None:
            following.role = "filler"


def _may_be_said_of(piece: Piece, fields: set[FieldRef], model: SemanticModel) -> bool:
    """Two of what: 两个片区 of zones, not 两个客户 or 两个月 of them."""
    if piece.time is not None or (piece.is_word("grain") and not piece.links):
        return piece.time is not None and piece.time.kind == "period"
    displays = {ref.dataset for ref in fields if getattr(model.datasets.get(ref.dataset), "display", "") == ref.field}
    nouns = bool(piece.fields() or piece.datasets()) and not piece.metrics() and not piece.values()
    return not nouns or bool(set(piece.fields()) & fields or set(piece.datasets()) & displays)


def _number_of(piece: Piece) -> int | None:
    if is_two(piece):
        return 2
    number = piece.number
    plain = number is not None and not number.unit and not number.scaled and number.value == int(number.value)
    return int(number.value) if number is not None and plain else None


def is_two(piece: Piece) -> bool:
    """两, 两者, both."""
    return piece.text.casefold() in _TWO


def _counts_members(piece: Piece) -> bool:
    return is_measure_word(piece) or (piece.text in _PLACES and not piece.links)


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
