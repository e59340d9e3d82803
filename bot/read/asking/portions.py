"""One measure within another: 销售费用中广告费占多少, "what share of expenses is rent": the part and the whole.

Role: a pass of `interpret`. The word order says it, also where the whole is the name of a value as well: read as a
filter it would make the part a share of itself. Where it cannot be said, the words are lost.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, next_of
from semantic_layer.model import SemanticModel

_WITHIN = re.compile(r"\s*的?\s*(中|里|里面|里头|当中|之中|中间)的?\s*,?,?\s*")
_SHARE_OF = re.compile(r"\b(share|percentage|percent|proportion|part|%) of\b", re.IGNORECASE)
_IS = re.compile(r"\s*(is|are|was|were|comes from|goes to|went to|is spent on|was spent on)\s+(the\s+)?", re.IGNORECASE)
_IN = re.compile(r"\s*(in|within|out of)\s+(the\s+|our\s+|total\s+)*", re.IGNORECASE)
_OVER = re.compile(
    r"\s*占了?(总|全部)?\s*|\s+as (an? )?(share|percentage|percent|proportion|pct|%) of (total |the |our )*",
    re.IGNORECASE,
)
_OF_IT = re.compile(r"\s*(占|所占|占比|占了|占到|的?比重|的?比例)")


def read_portions(intent: Intent, scene: Scene) -> None:
    """Read the part and the whole as measures; where only one of them is a measure, they are left as they are."""
    pieces = intent.pieces
    if not any(piece.is_word("share") and not piece.links for piece in pieces):
        return
    for place, piece in enumerate(pieces):
        after = next_of(pieces, place, _passed_over)
        if after is not None and pieces[after].is_word("share") and not pieces[after].links:
            after = next_of(pieces, after, _passed_over)
        if piece.role or after is None or pieces[after].role or not pieces[after].metrics():
            continue
        other = pieces[after]
        order = _order(piece, other, scene.question)
        if not order or not (piece.metrics() or piece.values()):
            continue
        whole, part = (piece, other) if order == "whole first" else (other, piece)
        if not (whole.metrics() and part.metrics() and _of_one_unit(whole, part, scene.model)):
            if order == "whole first" and piece.values() and not other.values():
                other.role = "unbound"  # of what the value names, a measure: of which measure of it?
            return
        for one in (whole, part):
            one.links = tuple(link for link in one.links if link.kind == "metric")
        intent.portion = (part, whole)
        return


def order_portion(intent: Intent, _scene: Scene) -> None:
    """The part first, once the measures are read."""
    if not intent.portion:
        return
    part, whole = intent.portion
    said = {id(one.piece): one for one in intent.metrics}
    if len(said) == 2 and id(part) in said and id(whole) in said:
        intent.metrics[:] = [said[id(part)], said[id(whole)]]
        intent.share = "of"
    else:
        intent.portion = ()


def _passed_over(piece: Piece) -> bool:
    return is_light(piece) and not is_joint(piece)


def _order(one: Piece, other: Piece, question: str) -> str:
    """Which of two neighbours is the whole, by the words between and around them; "" where these do not say."""
    between, before = question[one.end : other.start], question[: one.start]
    if _WITHIN.fullmatch(between) and _OF_IT.match(question[other.end :]):
        return "whole first"
    if _OVER.fullmatch(between):
        return "part first"
    share = list(_SHARE_OF.finditer(before))
    if share and not before[share[-1].end() :].strip(" ").replace("the", "").replace("our", "").strip():
        if _IS.fullmatch(between):
            return "whole first"
        if _IN.fullmatch(between):
            return "part first"
    return ""


def _of_one_unit(whole: Piece, part: Piece, model: SemanticModel) -> bool:
    units = {model.metrics[name].unit for name in whole.metrics()}
    return any(model.metrics[name].unit in units for name in part.metrics()) and set(whole.metrics()) != set(
        part.metrics()
    )
