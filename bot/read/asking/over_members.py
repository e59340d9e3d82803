"""A figure over the members: 平均每个客户收入, "average revenue per depot", 收入超过100万的网点的总收入.

Role: a pass of `interpret`. The mean of the members' values, or the sum of those that meet a condition, is one figure
of a list that is not shown. Where the words do not say so for certain, they are left as they are, and are lost.
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.walk import is_light, is_measure_word, next_of

_PER = frozenset({"per", "for each"})


def read_over_members(intent: Intent, _scene: Scene) -> None:
    """`over_members`: "mean" or "sum", and the group whose members they are of."""
    other = intent.ranked or intent.which or intent.detail or intent.counted or intent.share or intent.per
    if other or not intent.metrics or not intent.groups or intent.limit or intent.relations or intent.growth:
        return
    means = [place for place, piece in enumerate(intent.pieces) if _is_mean(piece)]
    if len(means) == 1 and not intent.thresholds and not intent.together:
        _read_mean(intent, means[0])
    elif not means and intent.together and _sums_those(intent):
        intent.over_members, intent.members = "sum", intent.groups[0]


def _is_mean(piece: Piece) -> bool:
    return not piece.role and not piece.links and piece.is_word("calc", "average")


def _read_mean(intent: Intent, place: int) -> None:
    pieces = intent.pieces
    group = _every_member(intent, place) if not pieces[place].text.isascii() else _per_member(intent, place)
    if group is None or not _is_by_time_apart(intent, pieces[place]):
        return
    group.each = True
    intent.over_members, intent.members = "mean", group
    pieces[place].role = "calc"


def _is_by_time_apart(intent: Intent, mean: Piece) -> bool:
    """各月平均每个客户, "… per client by month". Of 平均每个客户每天 it is open what is divided by what."""
    if not intent.grain:
        return True
    timed = [piece for piece in intent.pieces if piece.role == "grain"]
    ascii_mean = mean.text.isascii()
    return bool(timed) and all(
        piece.text.casefold().startswith("by ") if ascii_mean else piece.end <= mean.start for piece in timed
    )


def _every_member(intent: Intent, place: int) -> FieldSaid | None:
    """平均每个客户, 平均每家店: the noun right behind."""
    pieces = intent.pieces
    following = next_of(pieces, place, lambda piece: is_light(piece) or _is_each(piece) or is_measure_word(piece))
    if following is None:
        return None
    between = pieces[place + 1 : following]
    each = pieces[place].text.endswith("每") or any(_is_each(piece) and piece.text[0] == "每" for piece in between)
    return next((said for said in intent.groups if each and said.piece is pieces[following]), None)


def _per_member(intent: Intent, place: int) -> FieldSaid | None:
    """ "Average revenue per depot": the measure right behind the average, the noun right behind "per"."""
    pieces = intent.pieces
    measure = next_of(pieces, place)
    if measure is None or pieces[measure].role != "metric":
        return None
    for index in range(measure + 1, len(pieces)):
        if pieces[index].text.casefold() in _PER and not pieces[index].links:
            noun = next_of(pieces, index)
            return next((said for said in intent.groups if noun is not None and said.piece is pieces[noun]), None)
    return None


def _is_each(piece: Piece) -> bool:
    return piece.is_word("operator", "each") and not piece.links


def _sums_those(intent: Intent) -> bool:
    """A condition on a measure, then the noun, then the sum; in English the sum of a measure, then the condition on
    one that is named again: of a total over a bound the sum belongs to the condition."""
    bounds = [piece for piece in intent.pieces if piece.role == "threshold"]
    sums = [piece for piece in intent.pieces if piece.role == "calc" and piece.is_word("calc", "sum")]
    single = len(intent.thresholds) == 1 and not intent.thresholds[0].fields and len(intent.groups) == 1
    if not single or len(sums) != 1 or not bounds or intent.groups[0].each:
        return False
    noun, word = intent.groups[0].piece, sums[0]
    if not word.text.isascii():
        return bounds[-1].end <= noun.start and noun.end <= word.start
    measures = [piece for piece in intent.pieces if piece.metrics() and piece.role in {"metric", "subject"}]
    after = [piece for piece in measures if word.end <= piece.start and piece.end <= noun.start]
    again = [piece for piece in measures if noun.end <= piece.start and piece.end <= bounds[0].start]
    return len(after) == 1 and len(again) == 1
