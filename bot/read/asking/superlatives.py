"""What a superlative is about: 营收最高, "highest revenue growth", 增加最多; the order of the answer is by that.

Role: a pass of `interpret`. A question may name several measures and a change of them; the rows are ordered by the one
that the superlative stands beside. Two superlatives about different things are one too many, and the second is lost.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import before_of, is_joint, is_light

RATE = re.compile(r"率|速|幅|%|\brate|percent|fast|slow|快|慢", re.IGNORECASE)
_AMOUNT = re.compile(r"额|量|增加(?!率|幅|速)|减少(?!率|幅|速)|\b(amount|absolute|value|terms)\b|[元钱]", re.IGNORECASE)
_EITHER = re.compile(
    r"\b(increas|decreas|rise|rose|added|fell|fallen|dropped|declined|shr[au]nk|slumped|plunged|slipped|jumped|climbed)",
    re.IGNORECASE,
)
_ONLY_OF_CHANGE = re.compile(r"最(厉害|猛|狠|凶|明显|显著|剧烈)")  # by the amount, or by the rate: to be asked
_MUCH = frozenset({"凶", "狠", "猛", "厉害"})
_SPLITS = frozenset({"group", "value", "negated", "period", "counted", "anchor", "number", "threshold", "subject"})
_WEAK = re.compile(r"总|总的|整体|总体|全部|total|overall|aggregate|whole|entire", re.IGNORECASE)
_OF_WHOLE = frozenset({"占总", "占整体", "占全部", "占合计"})
_AFTER = frozenset({"in", "for", "from", "with"})


def read_superlatives(intent: Intent, _scene: Scene) -> None:
    """What the rows are ordered by: `order_by` (a metric), or `by_change` (rate, amount, either)."""
    found: list[tuple[Piece, Piece]] = []
    for place, piece in enumerate(intent.pieces):
        if piece.role not in {"order", "limit"} or piece.number or piece.is_word("limit", "unit"):
            continue
        subject = _subject(intent.pieces, place)
        of_change = subject is not None and (subject.role == "compare" or _is_done(subject, piece, intent))
        if _ONLY_OF_CHANGE.match(piece.text) and not of_change:
            piece.role = "unbound"  # 毛利率最厉害的: the highest, or the worst?
        if subject is not None:
            found.append((piece, subject))
    for piece, subject in found:
        if _is_one_of_two(intent.pieces, piece, subject):
            piece.role = "unbound"  # 收入和毛利最高的: both, or the one?
        if subject.role == "compare":
            _by_change(intent, piece, subject)
            intent.growth = True
        elif subject.metrics() and not intent.by_change:
            intent.order_by = intent.order_by or subject.metrics()
    _combine(intent)
    subjects = {subject.metrics() or "change" for _, subject in found}
    if len(subjects) > 1:
        found[-1][0].role = "unbound"


def _is_done(subject: Piece, order: Piece, intent: Intent) -> bool:
    """退货最凶, 花得最狠: of what somebody does, it is the most of it. Beside a base it may be the change."""
    compared = intent.relations or intent.versus or intent.growth or intent.difference
    return bool(subject.verb) and order.text[1:] in _MUCH and not compared


def _combine(intent: Intent) -> None:
    """前三大客户合计, "the top 10 combined": one figure. "By total revenue" is only what is ranked by."""
    pieces = intent.pieces
    ranks = [
        index for index, piece in enumerate(pieces) if piece.role == "limit" and not piece.is_word("limit", "unit")
    ]
    sums = [index for index, piece in enumerate(pieces) if piece.role == "calc" and piece.is_word("calc", "sum")]
    if not ranks or not intent.limit or intent.limit < 2:
        return
    if _takes_part(intent):
        intent.combined = True  # 前三大客户占收入的百分之几: of all three
    for index in sums:
        piece = pieces[index]
        before = before_of(pieces, index)
        if _WEAK.fullmatch(piece.text) and _is_key(pieces, index, ranks[0]):
            continue
        if before is not None and is_joint(pieces[before]):
            piece.role = "unbound"  # the list and its total
        intent.combined = True


def _takes_part(intent: Intent) -> bool:
    """Whether those ranked are said to make up a part of the whole, and not each of them."""
    shares = [piece for piece in intent.pieces if piece.role == "share"]
    makes = any(piece.is_word("share", "of") or piece.text in _OF_WHOLE for piece in shares)
    comes = any(one.text.casefold() == "from" and one.start > shares[0].start for one in intent.pieces if shares)
    marks = [piece for piece in intent.pieces if piece.is_word("operator", "apart", "each") and not piece.links]
    apart = bool(marks) or any(said.each for said in intent.groups)
    return (makes or comes) and not apart


def _is_key(pieces: list[Piece], place: int, rank: int) -> bool:
    """ "By total revenue", 总收入前五: the sum is part of the measure's name."""
    following = next((piece for piece in pieces[place + 1 :] if not is_light(piece)), None)
    if following is None or not following.metrics():
        return False
    if pieces[place].text.isascii():
        return place > 0 and pieces[place - 1].text.casefold() == "by"
    return place < rank


def _is_one_of_two(pieces: list[Piece], order: Piece, subject: Piece) -> bool:
    """The measure right before a superlative, joined to another one before it."""
    place = next(index for index, piece in enumerate(pieces) if piece is subject)
    whole_list = order.is_word("order", "down", "up", "rank")
    if subject.role == "compare" or whole_list or order.text[0].isascii() or order.start < subject.end:
        return False
    joint = before_of(pieces, place, _is_light_but_joint)
    if joint is None or not is_joint(pieces[joint]):
        return False
    other = before_of(pieces, joint, lambda piece: is_light(piece) or is_joint(piece))
    return other is not None and bool(pieces[other].metrics()) and pieces[other].metrics() != subject.metrics()


def _is_light_but_joint(piece: Piece) -> bool:
    return is_light(piece) and not is_joint(piece)


def _by_change(intent: Intent, order: Piece, change: Piece) -> None:
    pieces = intent.pieces
    place = next(index for index, piece in enumerate(pieces) if piece is change)
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    amount = following is not None and following.is_word("filler", "amount") and not following.links
    around = f"{change.text} {order.text}"
    if RATE.search(around):
        intent.by_change = "rate"
    elif _ONLY_OF_CHANGE.search(order.text):
        intent.by_change = "either"
    elif amount or order.text in {"最多", "最少"} or _AMOUNT.search(around):
        intent.by_change = "amount"
    else:
        intent.by_change = "either" if _EITHER.search(change.text) else "rate"


def _subject(pieces: list[Piece], place: int) -> Piece | None:
    """The measure or the change beside a superlative: before it in Chinese, behind it (or behind "by") in English."""
    piece = pieces[place]
    if not piece.text[0].isascii():
        return _nearest(pieces, range(place - 1, -1, -1)) or _nearest(pieces, range(place + 1, len(pieces)))
    before = next((one for one in reversed(pieces[:place]) if not is_light(one)), None)
    if before is not None and _is_change(before):
        return before  # grew fastest
    by = next((index for index in range(place + 1, len(pieces)) if pieces[index].text.casefold() == "by"), None)
    if piece.role == "limit" or by is not None:
        ranked_by = _forward(pieces, by) if by is not None else None
        if ranked_by is not None or piece.role == "limit":
            return ranked_by
    return _forward(pieces, place) or _nearest(pieces, range(place - 1, -1, -1))


def _nearest(pieces: list[Piece], order: range) -> Piece | None:
    """The first measure or change in this order, before any other name."""
    for index in order:
        piece = pieces[index]
        if piece.metrics() and piece.role not in {"negated", "threshold"}:
            return piece
        if _is_change(piece):
            return piece
        if piece.role in _SPLITS or piece.is_word("operator", "and"):
            return None
    return None


def _forward(pieces: list[Piece], place: int) -> Piece | None:
    """Highest [yoy] revenue [growth]: a change that belongs to the measure is what is meant."""
    metric: Piece | None = None
    for piece in pieces[place + 1 :]:
        if _is_change(piece):
            return piece
        if piece.metrics():
            if metric is not None:
                return metric
            metric = piece
        elif _ends_phrase(piece) or (metric is not None and piece.text.casefold() in _AFTER):
            return metric
    return metric


def _ends_phrase(piece: Piece) -> bool:
    if piece.role in _SPLITS or piece.is_word("operator", "and") or (piece.links and not piece.time):
        return True
    return not is_light(piece) and piece.role not in {"compare", "relation", "order", "limit", "sign"}


def _is_change(piece: Piece) -> bool:
    """A word of change; 同比 too, but not a word that only sets against (比, vs)."""
    return piece.role == "compare" and not piece.is_word("compare", "versus", "difference") and bool(piece.words)
