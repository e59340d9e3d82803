"""Words that must bind to something: 各, each, 分别, 从…到, 下降的. What they bind to is an effect; else they are lost.

Role: the last passes of `interpret`. A word without anything to bind to gets the role `unbound` and is unexplained: an
answer that passed over it would be another number.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.asking.ranking import CAME_FROM
from bot.read.intent import Intent, Threshold, begins_within
from bot.read.pieces import Number, Piece
from bot.read.walk import before_of, is_joint, is_light, next_of
from semantic_layer.model import SemanticModel

_FROM_TO = frozenset({"从", "由", "自", "到", "往", "至", "from", "to"})
_PARTS = frozenset({"group", "grain", "asked_grain", "average", "counted", "anchor", "column", "number"})
_UNITS = (
    ("month", re.compile(r"月|\bmonths?\b", re.IGNORECASE), 31),
    ("quarter", re.compile(r"季|\bquarters?\b", re.IGNORECASE), 92),
    ("week", re.compile(r"周|星期|\bweeks?\b", re.IGNORECASE), 7),
    ("year", re.compile(r"年|\byears?\b", re.IGNORECASE), 366),
    ("day", re.compile(r"[天日]|\bdays?\b", re.IGNORECASE), 1),
)
_FALLS = re.compile(
    r"降|跌|减少|减得|下滑|回落|萎缩|掉|缩水|下挫|滑落|走低|跳水|^少$|^低$"
    r"|declin|decreas|drop|f[ae]ll|shr[iau]nk|contract|\bdown|slump|plung|\bsl[ip]+d\b|slipped|dipped|sank",
    re.IGNORECASE,
)
_RISES = re.compile(
    r"增长|增加|上升|上涨|提高|涨[了得到至]|[升增]得|升[到至]|^涨$|[暴大]涨|飙升|走高|^多$|^高$"
    r"|gr[oe]w|increas|r[io]se|rising|\bup\b|improv|surge|soared|climb|jumped",
    re.IGNORECASE,
)
_EITHER = re.compile(r"还是|没|\bor\b|增减|涨跌|率|速|幅|情况|多少|growth|rate|change", re.IGNORECASE)
_FELL_BY = re.compile(r"^(同比|环比)?([降跌]幅|降速|(下降|减少|下滑)(额|量|幅度))$")
_COMES_TO = re.compile(r"(到了?|至|\bto|\binto)\s*(just\s*)?$", re.IGNORECASE)
_DID = re.compile(r"fell|dropped|declined|decreased|shrank|rose|grew|increased|contracted", re.IGNORECASE)
_STANDS_AT = re.compile(r"(below|under|above)\b", re.IGNORECASE)  # "fell below 3 million", "rose above 40%"
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_NEUTRAL = re.compile(r"变动|变化|增减|涨跌|\bchang", re.IGNORECASE)
_OF_CHANGE = frozenset({"percent", "points", "money", ""})
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_CHOSEN = re.compile(
    r"(?:\b(?:ones|those|them|only|just|which|who|any(?:thing)?|all)\b[^,;.]{0,24}|(?:哪些|只看|只要|只留|仅看)[^,，。的]{0,12})$",
    re.IGNORECASE,
)
_BY_HOW_MUCH = re.compile(r"\s*(?:by\b|多少)", re.IGNORECASE)
_WHO_DID = re.compile(r"了?的(呢|吧|都?有?(哪|谁|几).*|是(哪|谁).*)?[\s?？。]*$")
_WHOSE = re.compile(r"\b(whose|that|which|who|where|with)\b", re.IGNORECASE)


def read_binding(intent: Intent, scene: Scene) -> None:
    """Mark what binds to nothing."""
    _settle_orders(intent)
    _settle_bases(intent)
    for place, piece in enumerate(intent.pieces):
        if piece.role or piece.links:
            continue
        if piece.is_word("operator", "apart"):
            bound = _tells_apart(intent)
        elif piece.is_word("operator", "each", "by"):
            bound = _is_bound(intent, place)
        elif piece.text.casefold() in _FROM_TO:
            bound = not _stands_at_a_role(intent.pieces, place, scene.model)
        else:
            continue
        piece.role = "filler" if bound else "unbound"


def _settle_orders(intent: Intent) -> None:
    """The highest and the lowest: one order can be kept, the other is said to be lost."""
    orders = [piece for piece in intent.pieces if piece.role == "order" and piece.is_word("order", "desc", "asc")]
    for piece in orders[1:]:
        if piece.word("order", "desc", "asc") != orders[0].word("order", "desc", "asc"):
            piece.role = "unbound"


def _settle_bases(intent: Intent) -> None:
    """ "by hospital vs last year in July": set against a period, where there is no other one."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        word = piece.role == "compare" and (piece.is_word("compare", "versus") or piece.time is not None)
        if not word or len(intent.periods) != 1 or intent.relations or intent.against:
            continue
        before, after = before_of(pieces, place), next_of(pieces, place)
        named = before is not None and pieces[before].role in {"metric", "group", "value", "noun"}
        if named and after is not None and pieces[after].role == "period":
            piece.role = "unbound"


def _is_bound(intent: Intent, place: int) -> bool:
    """Whether a word of grouping stands before what it groups by; 按…分 may stand behind it."""
    pieces = intent.pieces
    piece = pieces[place]
    following = next_of(pieces, place, _may_come_between)
    each = piece.is_word("operator", "each")
    if following is None:
        before = before_of(pieces, place, _may_come_between)
        behind = before is not None and pieces[before].role in {"group", "grain"}
        return behind or _tells_apart(intent)
    found = pieces[following]
    if found.role in _PARTS or not found.known:
        return True
    if found.role == "metric" and not each and not intent.ranked and _is_measured_by(intent, following):
        return False
    if found.role == "metric":
        return intent.ranked or (not each and piece.text.casefold() != "per") or (each and _tells_apart(intent))
    if found.role == "share" and each and not (intent.metrics or intent.values):
        return True  # 各占多少 after a list: of its members
    if found.role == "period" and piece.text.casefold() == "by":
        behind = next_of(pieces, following)  # the highest by 2025 revenue
        return intent.ranked and behind is not None and pieces[behind].role == "metric"  # by October: until then
    if found.role in {"value", "filler", "negated", "period", "share"} and (each or found.role == "value"):
        return _tells_apart(intent)
    return True


def _is_measured_by(intent: Intent, place: int) -> bool:
    """按预测算的执行率: one measure worked out by another. A list of measures is neither."""
    pieces = intent.pieces
    names = set(pieces[place].metrics())
    others = [said.piece for said in intent.metrics if not set(said.names) & names]
    return any(not _is_listed_with(pieces, place, other) for other in others)


def _is_listed_with(pieces: list[Piece], place: int, other: Piece) -> bool:
    """收入和毛利: joined, with nothing but measures between."""
    index = next(spot for spot, piece in enumerate(pieces) if piece is other)
    between = pieces[min(place, index) + 1 : max(place, index)]
    joined = any(is_joint(piece) for piece in between)
    return joined and all(is_joint(piece) or is_light(piece) or piece.role == "metric" for piece in between)


def _may_come_between(piece: Piece) -> bool:
    grammar = piece.is_word("operator", "each", "by", "dimension", "with", "apart") and not piece.links
    return is_light(piece) or grammar or (piece.is_word("limit", "unit") and not piece.links)


def _tells_apart(intent: Intent) -> bool:
    """分别, each: several things are named and shown apart; a range of months is gone through by month."""
    fields = [{ref for ref, _ in said.targets} for said in intent.values if not said.negated]
    listed = any(left & right for place, left in enumerate(fields) for right in fields[place + 1 :])
    if intent.groups or intent.grain or len(intent.metrics) > 1 or len(intent.periods) > 1:
        return True
    if listed:
        return not intent.together
    if len(intent.periods) != 1 or not intent.periods[0].words:
        return False
    period = intent.periods[0]
    for grain, unit, days in _UNITS:
        if unit.search(period.words) and (period.end - period.start).days >= days:
            intent.grain = grain
            return True
    return False


def _stands_at_a_role(pieces: list[Piece], place: int, model: SemanticModel) -> bool:
    """从甲到乙 of a dataset that facts link to in two roles: which end is meant is not said by the values."""
    following = next_of(pieces, place)
    if following is None or pieces[following].role != "value":
        return False
    for ref, _ in pieces[following].values():
        sources = [link.from_dataset for link in model.relationships if link.to_dataset == ref.dataset]
        if not ref.role and len(sources) > len(set(sources)):
            return True
    return False


# ---- which way it went


def direction_of(text: str) -> str:
    """ "<" of a word of decline, ">" of growth, "" of a neutral one."""
    if _FELL_BY.search(text):
        return "<"
    if _EITHER.search(text):
        return ""
    return "<" if _FALLS.search(text) else ">" if _RISES.search(text) else ""


def read_directions(intent: Intent, scene: Scene) -> None:
    """同比下降的客户, "clients whose revenue fell": those of which it is true. 下降最多: the lowest growth first."""
    for place, piece in enumerate(intent.pieces):
        by_how_much = piece.is_word("compare", "difference")
        if by_how_much and piece.role == "compare" and _WHO_DID.match(scene.question, piece.end):
            piece.role = "unbound"  # 比9月差的有哪些: of whom, and not by how much
        op = direction_of(piece.text) if piece.role == "compare" and not by_how_much else ""
        following = next_of(intent.pieces, place, _is_light_or_by)
        if (
            piece.role == "compare"
            and piece.is_word("compare", "growth")
            and place
            and _is_amount(intent.pieces[place - 1])
        ):
            piece.role = "unbound"  # over 50k growth: of the change, or of the measure?
            continue
        if not op:
            if piece.role == "compare" and _NEUTRAL.search(piece.text) and _stands_at_a_bound(intent, following):
                piece.role = "unbound"  # 变动超过10%: up, down, or either?
            continue
        if following is not None and _is_bounded(intent, place, following, op, scene):
            continue
        ordered = following is not None and intent.pieces[following].is_word("order", "desc", "asc")
        if ordered and intent.ranked:
            intent.growth = True
            if op == "<" and intent.pieces[following].is_word("order", "desc"):  # type: ignore[index]
                _only_falling(intent, piece)
            elif intent.pieces[following].is_word("order", "asc"):  # type: ignore[index]
                piece.role = "unbound"  # the smallest decline: nearest to none, or the deepest?
        elif describes(intent, place, scene.question):
            if intent.ranked or intent.thresholds:
                piece.role = "unbound"
                continue
            intent.thresholds.append(Threshold(op, against="change", word=piece.text))
            intent.growth = intent.growth or not intent.relations
        elif intent.ranked and op == "<":
            measured = place and intent.pieces[place - 1].role == "metric"  # "top 3 by revenue decline"
            if measured and intent.descending is not False:
                intent.growth = True
                _only_falling(intent, piece)
            else:
                piece.role = "unbound"


def _is_light_or_by(piece: Piece) -> bool:
    """ "Fell by more than 3 points": "by" joins here, and groups nothing."""
    return is_light(piece) or (piece.text.casefold() == "by" and not piece.links)


def _is_amount(before: Piece) -> bool:
    """An amount right before a word of change, with no particle between."""
    number = before.number
    return before.role == "threshold" and number is not None and number.unit in {"money", ""}


def _stands_at_a_bound(intent: Intent, place: int | None) -> bool:
    """Whether a bound follows, of what may go either way."""
    if place is None or intent.pieces[place].role != "threshold":
        return False
    numbers = [said.number for said in intent.thresholds if said.word.startswith(intent.pieces[place].text)]
    return any(number is not None and number.unit in _OF_CHANGE for number in numbers)


def _is_bounded(intent: Intent, place: int, following: int, op: str, scene: Scene) -> bool:
    """同比增长超过10%, 增加超过10万: the bound is on the change; of a fall it is below zero. 下降到10万以下 and "fell
    below 10k" say where it came to."""
    change, piece = intent.pieces[place], intent.pieces[following]
    if piece.role != "threshold":
        return False
    for said in list(intent.thresholds):
        number = said.number
        beside = said.word.startswith(piece.text) and number is not None and not said.fields
        if not beside or number is None or number.unit not in _OF_CHANGE:
            continue
        intent.growth = intent.growth or not intent.relations
        if _is_level(intent, change, said, scene):
            intent.thresholds.append(Threshold(op, against="change", word=change.text, metrics=said.metrics))
            return True
        said.of_change = True
        if op == "<" and said.until is not None:
            piece.role = "unbound"  # fell by 5 to 10
            return True
        if op == "<":
            if said.op in {"<", "<="}:  # fell by less than 20 %: what grew did not fall
                intent.thresholds.append(Threshold("<", against="change", word=change.text, metrics=said.metrics))
            said.op, said.number = _MIRRORED.get(said.op, said.op), Number(-number.value, number.unit, number.scaled)
        return True
    return False


def _is_level(intent: Intent, change: Piece, said: Threshold, scene: Scene) -> bool:
    """Whether a bound behind a word of change is where the measure stands after it: fell to, fell below, 下降到."""
    start = scene.question.find(said.word, change.end)
    between = scene.question[change.end : start]
    if _COMES_TO.search(f"{change.text}{between}"):
        return True
    names = [name for one in intent.metrics for name in one.names]
    rates = bool(names) and all(scene.model.metrics[name].unit.kind == "percent" for name in names)
    below = _STANDS_AT.match(said.word) is not None and not _BY.search(between)
    return below and said.number is not None and (rates or said.number.unit in {"money", ""})


def _only_falling(intent: Intent, piece: Piece) -> None:
    """Where nothing fell, nothing fell most."""
    intent.descending = False
    if not intent.thresholds:
        intent.thresholds.append(Threshold("<", against="change", word=piece.text))
        intent.limit = intent.limit or (1 if intent.which != "all" else None)


def describes(intent: Intent, place: int, question: str) -> bool:
    """Whether the word says which members are meant."""
    pieces = intent.pieces
    following = next_of(pieces, place)
    if following is not None and pieces[following].role == "group":
        between = question[pieces[place].end : pieces[following].start]
        adjective = not between.strip() and question[pieces[place].start].isascii()
        if "的" in between or adjective:
            return True
    groups = [said.piece for said in intent.groups if not said.each]
    if intent.which == "all" and intent.groups:
        return True
    if _which_did(intent, place):
        return True
    if not (intent.metrics or intent.groups) and _WHO_DID.match(question, pieces[place].end):
        return True  # of those shown before: 比9月掉的有哪些
    if not (intent.groups or intent.metrics) and _chooses(pieces[place], question):
        return True
    return any(
        group.end <= pieces[place].start and _WHOSE.search(question[group.end : pieces[place].start])
        for group in groups
    )


def _which_did(intent: Intent, place: int) -> bool:
    """Which zones fell, which zones' revenue fell: a verb whose subject is asked for with which."""
    asked = next((spot for spot, piece in enumerate(intent.pieces[:place]) if piece.role == "which"), None)
    if asked is None or intent.thresholds or not _DID.fullmatch(intent.pieces[place].text):
        return False
    between = [one.role for one in intent.pieces[asked + 1 : place] if not is_light(one)]
    return between in (["group"], ["group", "metric"])


def _chooses(change: Piece, question: str) -> bool:
    """Only those that fell, "which ones are down on last year": of the members shown before, those of which it is
    true. "By how much did those fall" asks about all of them."""
    asked = _BY_HOW_MUCH.match(question, change.end) or re.search(r"how much|多少", question, re.IGNORECASE)
    return asked is None and _CHOSEN.search(question[: change.start]) is not None


# ---- parts of a whole


def read_parts(intent: Intent, _scene: Scene) -> None:
    """甲占收入的比重, "share of revenue from Air": the value is the part, whatever the groups are."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role != "share":
            continue
        if piece.text.casefold() in CAME_FROM:
            _mark_behind(intent, place)
            continue
        spot = before_of(pieces, place, _is_light_or_noun)
        if spot is not None and pieces[spot].role == "metric" and piece.is_word("share", "of"):
            spot = before_of(pieces, spot, _is_light_or_noun)  # 甲的收入占…
        while spot is not None and pieces[spot].role == "value":
            _mark_part(intent, pieces[spot])
            joint = before_of(pieces, spot, _is_light_or_noun)
            spot = None
            if joint is not None and is_joint(pieces[joint]):
                spot = before_of(pieces, joint, _is_light_or_noun)
    within = next((piece.end for piece in pieces if piece.is_word("follow", "within") and not piece.links), None)
    if within is not None and not begins_within(intent):
        for said in intent.values:
            said.part = said.part or said.piece.start >= within
    if intent.share:
        for place, piece in enumerate(pieces[1:], 1):
            if piece.role == "value" and pieces[place - 1].text.casefold() == "from":
                _mark_part(intent, piece)


def _mark_behind(intent: Intent, place: int) -> None:
    """ "what share of beer revenue came from North": of the revenue of beer, what North has."""
    spot = next_of(intent.pieces, place, _is_light_or_noun)
    while spot is not None and intent.pieces[spot].role == "value":
        _mark_part(intent, intent.pieces[spot])
        joint = next_of(intent.pieces, spot, _is_light_or_noun)
        joined = joint is not None and is_joint(intent.pieces[joint])
        spot = next_of(intent.pieces, joint, _is_light_or_noun) if joint is not None and joined else None


def _is_light_or_noun(piece: Piece) -> bool:
    return (is_light(piece) and not is_joint(piece)) or piece.role == "noun"


def _mark_part(intent: Intent, piece: Piece) -> None:
    for said in intent.values:
        if said.piece is piece and not said.negated:
            said.part = True
