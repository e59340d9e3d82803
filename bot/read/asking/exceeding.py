"""Who is over budget, where that is a measure's name: 超支的分公司, "which branches are over budget".

Role: a pass of `interpret`. A measure that takes the plan off from the actual may be called "over budget" or 超支; said
of members it chooses those above zero, and is no list of all of them. Where the measure is made otherwise, what it
would choose is not to be told, and the word is named.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, Threshold
from bot.read.pieces import Number, Piece
from bot.read.walk import before_of, is_light, next_of
from bot.read.wording.plan_names import is_plan
from semantic_layer.metrics.reach import difference_of
from semantic_layer.model import SemanticModel

_EXCEEDS = re.compile(
    r"(?:over|above) (?:the |their |its |our )?(?:budget|plan|target|forecast)|over(?:spen[dt]|ran|run|shot|shoot)|"
    r"(?:费用|成本)?(?:超支|超预算|超标|超出预算)",
    re.IGNORECASE,
)
_CHOSEN = re.compile(r"\b(?:which|who|that|those|ones|only|just)\b(?:(?!how much)[^,;.]){0,20}$", re.IGNORECASE)


def read_exceeding(intent: Intent, scene: Scene) -> None:
    """A bound of zero on the measure, where its name is said of members."""
    for place, piece in enumerate(intent.pieces):
        if piece.role != "metric" or not _EXCEEDS.fullmatch(piece.text.strip()):
            continue
        if intent.ranked or any(set(one.metrics) & set(piece.metrics()) for one in intent.thresholds):
            continue
        if not _is_said_of_members(intent, place, scene.question):
            continue
        if all(_is_over_plan(name, scene.model) for name in piece.metrics()):
            zero = Number(Decimal(0))
            intent.thresholds.append(Threshold(">", zero, metrics=piece.metrics(), word=piece.text))
        else:
            piece.role = "unbound"


def _is_over_plan(name: str, model: SemanticModel) -> bool:
    """Whether the measure is an actual less its plan."""
    made_of = difference_of(model, name)
    return made_of is not None and is_plan(model.metrics[made_of[1]]) and not is_plan(model.metrics[made_of[0]])


def _is_said_of_members(intent: Intent, place: int, question: str) -> bool:
    """Which branches are over budget, branches over budget, 超支的分公司, "only those over budget"."""
    pieces = intent.pieces
    if intent.which or intent.follow & {"only", "ones", "those"}:
        return True
    if not pieces[place].text.isascii():
        following = next_of(pieces, place)
        direct = place + 1 < len(pieces) and pieces[place + 1].text == "的"
        return direct and following is not None and _is_member(pieces[following])
    if _CHOSEN.search(question[: pieces[place].start]):
        return True
    before = before_of(pieces, place)
    asked = any(piece.is_word("question", "how_much") for piece in pieces)
    return before is not None and _is_member(pieces[before]) and not asked and not _is_by(pieces, before)


def _is_member(piece: Piece) -> bool:
    return piece.role == "group" and not piece.metrics()


def _is_by(pieces: list[Piece], place: int) -> bool:
    """By branch over budget: a grouping, of which nothing is said."""
    before = before_of(pieces, place, lambda piece: is_light(piece) and not piece.is_word("operator", "by", "each"))
    return before is not None and pieces[before].is_word("operator", "by", "each")
