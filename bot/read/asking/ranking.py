"""Order, limits and calculations in a question: "top 10", 最低的三条, 哪个, 月均, 占比, 同比, 多少个.

Role: passes of `interpret`; each gives a role to the pieces it explains and adds to the Intent.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene, numeric_fields
from bot.read.intent import FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.walk import before_of, is_light, is_measure_word, next_of, next_piece, piece_before
from semantic_layer.model import MetricKind

DEFAULT_TOP = 10
_WHOLE = frozenset({"whole", "entire", "整个"})
_OF_IT = frozenset({"of", "the"})
_INSIDE = re.compile(r"\s*(里面|里头|里|之中|当中|中间|中)")
_OF_ALL = re.compile(r"\b(of|among|out of|from)\s+(all\s+)?(the|our|these|those)\s+$", re.IGNORECASE)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
CAME_FROM = frozenset({"come from", "comes from", "came from", "come through", "comes through", "came through"})
_LOOSE = frozenset({"what", "什么"})  # which, only straight before a noun


def read_ranking(intent: Intent, scene: Scene) -> None:
    """Direction, limit and what is ranked."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role or piece.links:
            continue
        if piece.is_word("limit", "first", "last"):
            _read_limit_word(intent, place)
        elif piece.is_word("limit", "some"):
            intent.limit, intent.ranked, piece.role = DEFAULT_TOP, True, "limit"
        elif piece.is_word("place"):
            _read_place(intent, piece)
        elif piece.is_word("order"):
            _read_order_word(intent, piece)
        elif piece.is_word("comparative"):
            _read_comparative(intent, place)
        elif piece.is_word("question", "which", "which_all"):
            if piece.text.casefold() in _LOOSE and not _asks_which(pieces, place):
                piece.role = "filler"
                continue
            several = piece.is_word("question", "which_all") and piece.text.casefold() != "which one"
            intent.which = "all" if several else "one"
            piece.role = "which"
        elif piece.is_word("question"):
            _read_when(intent, piece)
    if intent.places:
        intent.limit, intent.which = None, ""
    _read_bare_number(intent, scene)
    _read_bare_unit(intent)


def _read_place(intent: Intent, piece: Piece) -> None:
    """第二大, "the third lowest", 排第3到第5; a second place said is one too many."""
    places, _, sign = (piece.word("place") or "").partition(":")
    first, _, last = places.partition("-")
    piece.role = "unbound" if intent.places else "order"
    intent.places, intent.ranked = (int(first), int(last)), True
    if sign or intent.descending is None:
        intent.descending = sign != "asc"


def _asks_which(pieces: list[Piece], place: int) -> bool:
    """Whether "what" stands before what is asked for, as in "what customers"."""
    following = next_piece(pieces, place)
    return following is not None and bool(following.fields() or following.datasets())


def _read_limit_word(intent: Intent, place: int) -> None:
    pieces = intent.pieces
    piece = pieces[place]
    last = piece.is_word("limit", "last")
    after = next_of(pieces, place)
    number = pieces[after] if after is not None else None
    if number is not None and number.number and not number.role and _is_count(number):
        assert number.number is not None
        assert after is not None
        intent.limit = int(number.number.value)
        number.role = piece.role = "limit"
        _take_measure_word(pieces, after)
        if _is_about_time(pieces, piece):
            intent.latest = last
            return
    elif piece.text.casefold() in {"top", "bottom"}:
        piece.role = "limit"
        plural = any(other.text.casefold().endswith("s") for other in pieces if other.fields() or other.datasets())
        intent.limit = intent.limit or (DEFAULT_TOP if plural else 1)
    else:
        return
    intent.ranked = True
    if last or intent.descending is None:
        intent.descending = not last


def _is_about_time(pieces: list[Piece], piece: Piece) -> bool:
    """ "last 5 orders", 最后5张: the latest ones, not the smallest; "first 5" alike where nothing is measured."""
    word = piece.text.casefold()
    measured = any(other.metrics() for other in pieces)
    return word in {"last", "最后"} or (word == "first" and not measured)


def _read_order_word(intent: Intent, piece: Piece) -> None:
    target = piece.word("order") or ""
    piece.role = "order"
    if target in {"desc", "asc"}:
        intent.descending = target == "desc"
        intent.ranked = True
    elif target in {"down", "up"}:
        intent.descending, intent.ranked = target == "down", True
        intent.which = intent.which or "all"
    elif target in {"best", "worst"}:
        intent.quality, intent.ranked = target, True
    elif target in {"best first", "worst first"}:  # an order of them all, and no one of them
        intent.quality, intent.ranked = target.split()[0], True
        intent.which = intent.which or "all"
    elif target in {"latest", "earliest"}:
        intent.latest = target == "latest"
    else:
        intent.ranked = True
        intent.which = intent.which or "all"


def _read_comparative(intent: Intent, place: int) -> None:
    """甲和乙谁的毛利率高: a bare 高 after the measure, asked of one of them, shows them all in that order."""
    pieces = intent.pieces
    if intent.cause:
        pieces[place].role = "cause"  # 毛利率为什么低
        return
    before = before_of(pieces, place, lambda piece: is_light(piece) or piece.role == "which")
    measured = before is not None and bool(pieces[before].metrics()) and not pieces[before].role
    following = next_of(pieces, place)
    if measured and intent.which == "one" and following is None:
        pieces[place].role = "order"
        intent.descending, intent.ranked = pieces[place].is_word("comparative", "down"), True
        intent.which = "all"


def _read_when(intent: Intent, piece: Piece) -> None:
    """哪个月, "which month", "when": the bucket in which it happened."""
    target = piece.word("question") or ""
    if target.startswith("when"):
        intent.when = True
        intent.grain = target.partition(":")[2] or intent.grain
        piece.role = "when"


def _is_count(piece: Piece) -> bool:
    number = piece.number
    return bool(number and not number.unit and number.value == int(number.value) and 0 < number.value <= 1000)


def _take_measure_word(pieces: list[Piece], place: int) -> None:
    if place + 1 < len(pieces) and is_measure_word(pieces[place + 1]):
        pieces[place + 1].role = "limit"


def _read_bare_number(intent: Intent, scene: Scene) -> None:
    """最低的三条产品线, "three customers with the highest …": the number beside what is ranked."""
    if not intent.ranked and intent.latest is None:
        return
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role or not piece.number or not _is_count(piece) or piece.is_word("follow"):
            continue
        measure = place + 1 < len(pieces) and is_measure_word(pieces[place + 1])
        following = next_piece(pieces, place + 1 if measure else place, _is_light_or_member)
        named = following is not None and (following.fields() or following.datasets() or following.metrics())
        ordered = following is not None and following.role in {"order", "limit"}
        dated = following is not None and (
            following.is_word("grain") or (following.time is not None and following.time.kind == "grain")
        )
        if following is not None and (named or dated) and _is_whole_set(intent, place, following, scene):
            continue
        before = pieces[place - 1] if place else None
        closing = before is not None and before.is_word("order") and (following is None or following.role == "sign")
        if (named or ordered or dated or measure or closing) and intent.limit is None:  # "…, best 5"
            intent.limit = int(piece.number.value)
            piece.role = "limit"
            _take_measure_word(pieces, place)


def _read_bare_unit(intent: Intent) -> None:
    """ "The quarter of 2025 with the lowest profit", "month with most claims": the unit that is ranked, no other."""
    pieces = intent.pieces
    if not intent.ranked or intent.grain or intent.when or intent.limit:
        return
    for place, piece in enumerate(pieces):
        if piece.role or piece.links or not piece.is_word("grain"):
            continue
        after = next_of(pieces, place, lambda one: is_light(one) or one.role == "period")
        leads = not any(not is_light(one) for one in pieces[:place])
        if leads and after is not None and pieces[after].is_word("operator", "with") and not pieces[after].links:
            intent.grain, intent.when, piece.role = piece.word("grain") or "", True, "when"
            return


def _is_light_or_member(piece: Piece) -> bool:
    """What may stand between a number and its noun: five North depots."""
    return is_light(piece) or (bool(piece.values()) and not (piece.fields() or piece.datasets() or piece.metrics()))


def _is_whole_set(intent: Intent, place: int, among: Piece, scene: Scene) -> bool:
    """四个季度里, "of the four quarters": what it is chosen from, and no limit. Taken as said where the period has as
    many of them; how many members there are nobody here knows, and the number stays unexplained."""
    number = intent.pieces[place]
    if not (_INSIDE.match(scene.question, among.end) or _OF_ALL.search(scene.question[: number.start])):
        return False
    grain = among.word("grain") or (among.time.grain if among.time else "")
    if grain in _MONTHS_OF and len(intent.periods) == 1 and number.number is not None:
        first, last = intent.periods[0].start, intent.periods[0].end
        months = 12 * (last.year - first.year) + last.month - first.month + 1
        if months == number.number.value * _MONTHS_OF[grain]:
            number.role = "filler"
            _take_measure_word(intent.pieces, place)
    return True


# ---- calculations


def read_calculations(intent: Intent, scene: Scene) -> None:
    """Counts, averages per period, cumulative, totals, trends."""
    for place, piece in enumerate(intent.pieces):
        if piece.role or not piece.is_word("calc"):
            continue
        target = piece.word("calc") or ""
        if target == "count" and piece.metrics():
            continue  # 单数, "quantity", where a metric is called so
        if target == "count":
            _read_count(intent, place, scene)
            continue
        if piece.links:
            continue
        if _is_of_period(intent.pieces, place):
            piece.role = "filler"
            continue
        if target.startswith("avg:"):
            intent.per, piece.role = target.partition(":")[2], "calc"
        elif target == "average" and (intent.per or _average_of_grain(intent, place)):
            piece.role = "calc"  # "average … per day": the unit said elsewhere is the one
        elif target in {"average", "median", "max", "min"}:
            _read_aggregate(intent, place, target, scene)
        else:
            intent.calcs.add(target)
            piece.role = "calc"
            intent.together = intent.together or target == "sum"
    _read_how_much(intent, scene)


def _is_of_period(pieces: list[Piece], place: int) -> bool:
    """The whole year so far, the whole of October, 整个10月: all of that time, and no total of what is grouped."""
    if pieces[place].text.casefold() not in _WHOLE:
        return False
    following = next_piece(pieces, place, lambda piece: piece.text.casefold() in _OF_IT)
    return following is not None and following.time is not None and following.time.kind in {"period", "unresolved"}


def _read_how_much(intent: Intent, scene: Scene) -> None:
    """多少客户: "how much" straight before an entity asks for its number."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces[:-1]):
        following = pieces[place + 1]
        if piece.role or not piece.is_word("question", "how_much") or following.role:
            continue
        if piece.text.isascii() and "many" not in piece.text.casefold():
            continue  # "how much" of a noun is no number of them
        if following.datasets() or (following.fields() and not following.metrics()):
            _count(intent, piece, following, scene)


def _average_of_grain(intent: Intent, place: int) -> bool:
    """平均 + 每个月, "average … by month": the grain word that stands next to it says per what."""
    pieces = intent.pieces
    for near in (next_piece(pieces, place), piece_before(pieces, place)):
        if near is not None and near.time is not None and near.time.kind == "grain":
            intent.per, intent.grain = near.time.grain, ""
            return True
    return False


def _read_aggregate(intent: Intent, place: int, target: str, scene: Scene) -> None:
    """平均单价, "average weight": an aggregate over a numeric field. 最高值, "peak": an extreme over the buckets."""
    piece = intent.pieces[place]
    following = next_of(intent.pieces, place)
    named = intent.pieces[following] if following is not None else None
    if named is not None and not named.role and not named.metrics() and numeric_fields(named, scene.model):
        intent.numbers.append(FieldSaid(named.text, numeric_fields(named, scene.model), named))
        named.role = piece.role = "calc"
        intent.calcs.add(target)
    elif target in {"max", "min"}:
        piece.role = "calc"
        intent.calcs.add(target)


def _read_count(intent: Intent, place: int, scene: Scene) -> None:
    """有多少客户, 客户数, "how many active customers": the number of an entity, or the metric that counts it."""
    pieces = intent.pieces
    piece = pieces[place]
    after = next_of(pieces, place, _may_stand_between)
    before = before_of(pieces, place)
    for index in (after, before):
        if index is None:
            continue
        near = pieces[index]
        if near.role and near.role != "sign":
            continue
        if index == before and not piece.text[0].isascii() and len(piece.text) == 1 and near.end != piece.start:
            continue
        each = piece_before(pieces, index) if index == before else None
        if each is not None and each.is_word("operator", "each") and not each.links and not near.metrics():
            continue  # 各渠道有多少家: of whom, in each of them?
        if near.metrics() or near.datasets() or near.fields():
            _count(intent, piece, near, scene)
            return
    if intent.counted is not None or any(_counts(scene, name) for near in pieces for name in near.metrics()):
        piece.role = "calc"
        return
    _count_of_value(intent, piece, scene)


def _count_of_value(intent: Intent, word: Piece, scene: Scene) -> None:
    """有多少张作废单: the rows of the dataset whose kind the value names."""
    owners = {ref.dataset for near in intent.pieces if not near.role for ref, _ in near.values()}
    if len(owners) == 1 and not any(near.metrics() for near in intent.pieces):
        (owner,) = owners
        if owner in scene.model.datasets:
            intent.counted = FieldSaid(word.text, (), word, dataset=owner)
            word.role = "calc"


def _may_stand_between(piece: Piece) -> bool:
    if is_light(piece) or (piece.is_word("compare", "difference") and not piece.links):
        return True  # how many more …
    return bool(piece.values() and not (piece.datasets() or piece.metrics() or piece.fields()))


def _count(intent: Intent, word: Piece, near: Piece, scene: Scene) -> None:
    counts = tuple(name for name in near.metrics() if _counts(scene, name))
    if counts:
        near.links = tuple(link for link in near.links if link.kind == "metric" and link.target in counts)
        word.role = "calc"
    elif near.datasets() or near.fields():
        dataset = near.datasets()[0] if near.datasets() else ""
        intent.counted = FieldSaid(near.text, near.fields(), near, dataset=dataset)
        near.role, word.role = "counted", "calc"


def _counts(scene: Scene, name: str) -> bool:
    metric = scene.model.metrics[name]
    return metric.unit.kind == "count" or metric.kind is MetricKind.DISTINCT or "COUNT(" in metric.expression.upper()


# ---- comparisons and shares


def _is_of_change(intent: Intent) -> bool:
    """Whether a change is asked for, of which an amount may be told."""
    said = [piece.word("compare") or "" for piece in intent.pieces]
    return any(word in {"growth", "yoy"} or word.startswith("mom") for word in said)


def _came_from(intent: Intent, piece: Piece) -> bool:
    """ "how much revenue came from North": no share, but that of North. "In %" asks for the share."""
    share = any(other is not piece and other.is_word("share") for other in intent.pieces)
    return piece.text.casefold() in CAME_FROM and not share and not intent.percent


def read_comparisons(intent: Intent, _scene: Scene) -> None:
    """同比, MoM, 和去年比, growth, difference; 占比, 占…的比重, share of."""
    for piece in intent.pieces:
        if piece.role or piece.links:
            continue
        target = piece.word("compare")
        if target is not None:
            piece.role = "compare"
            if target in {"growth", "difference", "versus"}:
                setattr(intent, target, True)
            elif target == "amount":
                piece.role = "compare" if _is_of_change(intent) else ""
            elif target not in intent.relations:
                intent.relations.append(target)
        share = piece.word("share")
        if share is not None and not piece.role and _came_from(intent, piece):
            piece.role = "filler"
        if share is not None and not piece.role:
            piece.role = "share"
            intent.share = share if intent.share in {"", "parts"} or share == "of" else intent.share
