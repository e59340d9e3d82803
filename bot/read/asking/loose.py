"""Words that would make it another number and found nothing to change: 同店, 多退了, 内销, "how much did we add".

Role: the last look at an Intent, with the thread. A word of grammar that stands before a noun or a deed may belong to
it (同店 are the shops of both years, 多退了 is by how much); read as nothing, the number would be of something else.
What is found here is unexplained, and nothing is answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.read.intent import Intent
from bot.read.normal import is_han
from bot.read.pieces import Piece
from bot.read.walk import is_light
from bot.turn import Question
from semantic_layer.model import MetricKind, SemanticModel

_BEFORE_NAMES = frozenset({"同", "他", "自", "内", "外", "早", "末", "将", "能", "主要"})
_IN_WORDS = frozenset("同他自内外")
_MORE = frozenset({"多", "多了", "多出"})
_TIMED = frozenset({"period", "grain", "number", "limit", "unit", "threshold", "asked_grain"})
_ADD = frozenset({"add", "add in", "added", "include", "including"})
_SUMS = frozenset({"sum of", "sum", "the sum of", "plus"})  # of measures, they would only be shown
_OR = frozenset({"或", "或者", "或是", "要么", "or", "either"})


def loose_words(intent: Intent, question: Question, model: SemanticModel) -> Iterator[str]:
    """The words that are lost, in the order said."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else None
        after = next((one for one in pieces[place + 1 :] if one.text != "-"), None)
        if piece.links or piece.role not in {"filler", "follow", ""}:
            continue
        lost = _is_part_of_name(piece, before, after) or _adds(pieces, place, question)
        if lost or (piece.text.casefold() in _OR and _joins_bounds(intent, piece)):
            yield piece.text
    yield from _two_ends(pieces)
    if len(intent.metrics) > 1 and not intent.groups:
        yield from (one.text for one in pieces if one.text.casefold() in _SUMS and one.role in {"calc", "filler"})
    if intent.now and intent.periods and _are_balances(intent, model):
        yield next(piece.text for piece in pieces if piece.role == "now")


def _is_part_of_name(piece: Piece, before: Piece | None, after: Piece | None) -> bool:
    """A word straight before a name or a deed, where nothing it could join or measure stands before it."""
    if piece.text in _MORE:
        return True
    if after is None:
        return False
    if piece.text in _IN_WORDS and after.start == piece.end and _is_one_character(after):
        return True  # 自有仓, 内销收入, 同款: one word that nobody knows
    if piece.text.casefold() == "same" and (after.datasets() or after.fields()):
        return True
    if after.start != piece.end or not (after.links or after.is_word("verb")):
        return False
    if piece.text not in _BEFORE_NAMES or after.time is not None:
        return False
    return before is None or before.end != piece.start or not (before.links or before.role in _TIMED - {"period"})


def _is_one_character(piece: Piece) -> bool:
    return len(piece.text) == 1 and is_han(piece.text) and piece.role == "filler" and piece.text not in "的了是和"


def _adds(pieces: list[Piece], place: int, question: Question) -> bool:
    """English "add", "include": an edit at the beginning of a follow-up, and nothing of the kind elsewhere."""
    piece = pieces[place]
    if piece.text.casefold() not in _ADD:
        return False
    leads = all(is_light(one) or one.role in {"follow", "sign"} for one in pieces[:place])
    return not (leads and question.history)


def _joins_bounds(intent: Intent, piece: Piece) -> bool:
    """毛利率低于10%或收入低于10万: either of them, where a query holds both; 收入或毛利低于5万 likewise."""
    spots = sorted(one.start for one in intent.pieces if one.role == "threshold")
    bounds = len(intent.thresholds) > 1 and any(s < piece.start for s in spots) and any(s > piece.start for s in spots)
    named = [said.piece.start for said in intent.metrics]
    between = any(s < piece.start for s in named) and any(s > piece.start for s in named)
    return bounds or bool(intent.thresholds and between)


def _two_ends(pieces: list[Piece]) -> Iterator[str]:
    """Top 3 vs bottom 3: two lists."""
    ends = [piece for piece in pieces if piece.role == "limit" and piece.is_word("limit", "first", "last")]
    if len({piece.word("limit", "first", "last") for piece in ends}) > 1:
        yield ends[-1].text


def _are_balances(intent: Intent, model: SemanticModel) -> bool:
    names = [name for said in intent.metrics for name in said.names]
    return bool(names) and all(model.metrics[name].kind is MetricKind.BALANCE for name in names)
