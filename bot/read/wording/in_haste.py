"""Half sentences typed into a chat: 一个季度一个数, 上海几家店各多少, 种植这块, 最赚钱的三家店, 房租加人工一共.

Role: pieces → the same pieces, before they are interpreted: words of a hurry become the words of grammar they stand
for, each only beside what makes it so. Anywhere else they stay as they are, and are named as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.read.asking.binding import direction_of
from bot.read.pieces import Piece, TimeWord
from bot.read.walk import is_joint, next_piece, piece_before
from bot.read.wording.attainment import is_attainment
from bot.read.wording.overrun import set_against
from bot.read.wording.plan_names import is_plan
from bot.read.wording.spent_on import is_cost
from bot.read.wording.told_behind import read_told_behind
from bot.read.words import Word
from semantic_layer.model import FieldRef, MetricKind, SemanticModel

_FILLER = (Word("filler", ""),)
_LEVELS = frozenset({MetricKind.FLOW, MetricKind.BALANCE})
_GRAINS = {
    "年": "year", "季度": "quarter", "季": "quarter", "月": "month", "周": "week", "星期": "week", "天": "day",
    "日": "day",
}  # fmt: skip
_ONE_EACH = re.compile(r"一个?(?P<unit>季度|季|月|周|星期|天|年)(?:给|出|来)?(?:我)?一个(?:总)?数")
_ONE_FIGURE = re.compile(r"(?:就?(?:要|给我?|报|来))?一个(?:总)?数(?:就(?:行|好|可以|够)了?)?")
_PART = re.compile(r"(?:这|那)(?:一)?(?:块儿?|部分|方面|一摊)|(?:这|那)个?(?:板块|方面)")
_FEW = re.compile(r"几[家个间位名条款种类项座台]")
_MOST = (
    (re.compile(r"最(?:能)?(?:赚|挣)钱|(?:赚|挣)(?:的|得)?钱(?:最多|最狠)"), "earn", "最多"),
    (re.compile(r"最(?:畅销|热销|好卖)|卖(?:得)?最(?:好|火|多)"), "sell", "最多"),
    (re.compile(r"最(?:滞销|难卖)|卖(?:得)?最(?:差|少|不好)"), "sell", "最少"),
    (re.compile(r"最(?:费|烧|花)钱|花钱最多"), "spend", "最多"),
)
_SET = re.compile(r"(?:定|设|下达|批|编|安排|排)(?:的|了|下来)?(?:是)?")
_ADDS = frozenset({"加", "加上", "加上了", "外加", "再加上"})
_HOW_FAR = re.compile(r"(?:使用|用掉|花掉|用|花|执行)了|花(?=多少|百分|几)|用(?=百分|几成)")
_WAGES = re.compile(r"工资|薪|奖金|提成|补贴|津贴|福利|人工|人力|红包|wage|salar|payroll|bonus", re.IGNORECASE)
_PAID_OUT = frozenset({"发", "发了", "发出", "发出了", "发放", "发放了"})
_BY_MEANS = frozenset({"走", "通过", "经由", "采用", "使用"})
_MEANS = re.compile(r"方式|渠道|途径|通道|来源|平台|method|channel|means", re.IGNORECASE)


def read_in_haste(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """Put the words of grammar in the place of what was typed."""
    _one_each(pieces, question)
    _one_figure(pieces, question)
    _months_again(pieces)
    _few_of_each(pieces)
    _this_part(pieces, question)
    _most_by_verb(pieces, question)
    _plan_set(pieces, question, model)
    _plan_used(pieces, question, model)
    _away_from_plan(pieces, model)
    _added_up(pieces)
    _join_means(pieces, question)
    _by_means_of(pieces, question, model)
    _each_change_again(pieces)
    _wages_paid(pieces, model)
    _goods_counted(pieces)
    _value_of_money(pieces, model)
    read_told_behind(pieces, question, model)


def _covered(pieces: list[Piece], start: int, end: int) -> range | None:
    """The places of the pieces that a stretch covers from edge to edge; None where it cuts one."""
    places = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
    if not places or pieces[places[0]].start != start or pieces[places[-1]].end != end:
        return None
    return range(places[0], places[-1] + 1)


def put(pieces: list[Piece], found: re.Match[str], made: list[Piece], free: Callable[[Piece], bool]) -> bool:
    """Put pieces in the place of a stretch, where each piece there may be taken."""
    places = _covered(pieces, found.start(), found.end())
    if places is None or not all(free(pieces[place]) for place in places):
        return False
    pieces[places.start : places.stop] = made
    return True


def _is_plain(piece: Piece) -> bool:
    return not piece.links and (piece.time is None or piece.time.kind == "grain")


def has_no_time(piece: Piece) -> bool:
    return not piece.links and piece.time is None


def _one_each(pieces: list[Piece], question: str) -> None:
    """一个季度一个数: by quarter."""
    for found in reversed([*_ONE_EACH.finditer(question)]):
        time = TimeWord("grain", grain=_GRAINS[found["unit"]])
        made = [Piece(found.start(), found.end(), found.group(), time=time)]
        put(pieces, found, made, _is_plain)


def _one_figure(pieces: list[Piece], question: str) -> None:
    """给我一个数: a number is asked for, where nothing is told apart."""
    if any(piece.is_word("operator", "each", "by", "apart") and not piece.links for piece in pieces):
        return
    for found in reversed([*_ONE_FIGURE.finditer(question)]):
        made = [Piece(found.start(), found.end(), found.group(), words=_FILLER)]
        put(pieces, found, made, has_no_time)


def _months_again(pieces: list[Piece]) -> None:
    """8月、9月、10月三个月: how many months were named, said once more."""
    for place, piece in enumerate(pieces):
        number = piece.number
        if number is None or number.unit or piece.links or piece.time or not place:
            continue
        named, spot = 0, place - 1
        while spot >= 0 and (_is_period(pieces[spot]) or is_joint(pieces[spot])):
            named += _is_period(pieces[spot])
            spot -= 1
        rest = [one for one in pieces[place + 1 : place + 3] if one.text in {"个", "个月", "月", "季度", "个季度"}]
        if named > 1 and number.value == named and rest and rest[-1].text[-1] in "月度":
            for one in (piece, *rest):
                one.number, one.time, one.words, one.known = None, None, _FILLER, True


def _is_period(piece: Piece) -> bool:
    return piece.time is not None and piece.time.kind == "period"


def _few_of_each(pieces: list[Piece]) -> None:
    """上海几家店各多少: each of them; without 各 it asks how many there are."""
    for place, piece in enumerate(pieces[:-1]):
        if piece.links or not _FEW.fullmatch(piece.text):
            continue
        noun = next_piece(pieces, place)
        apart = any(one.is_word("operator", "each", "apart") and not one.links for one in pieces[place + 1 :])
        if noun is not None and apart and (noun.datasets() or noun.fields()) and not noun.metrics():
            piece.words = (Word("operator", "each"),)


def _names_something(pieces: list[Piece], place: int) -> bool:
    """A value or a measure, or the noun behind a value: 线上渠道这块."""
    piece = pieces[place]
    noun = bool(piece.fields() or piece.datasets()) and place > 0 and bool(pieces[place - 1].values())
    return bool(piece.values() or piece.metrics()) or noun


def _this_part(pieces: list[Piece], question: str) -> None:
    """种植这块: straight behind a name it says no more."""
    for found in reversed([*_PART.finditer(question)]):
        ending = [place for place, piece in enumerate(pieces) if piece.end == found.start()]
        if ending and _names_something(pieces, ending[0]):
            made = [Piece(found.start(), found.end(), found.group(), words=_FILLER)]
            put(pieces, found, made, _is_plain)


def _most_by_verb(pieces: list[Piece], question: str) -> None:
    """最赚钱的, 最畅销的: the verb, and by how much; where another measure is to order by (按收入), only the order."""
    for pattern, concept, order in _MOST:
        found = pattern.search(question)
        places = _covered(pieces, found.start(), found.end()) if found else None
        if found is None or places is None or any(pieces[place].values() or pieces[place].time for place in places):
            continue
        by = any(
            piece.is_word("operator", "by") and (near := next_piece(pieces, place)) is not None and near.metrics()
            for place, piece in enumerate(pieces)
        )
        named = [pieces[place] for place in places if pieces[place].metrics()]
        middle = found.start() + 1
        verb = Piece(found.start(), middle, question[found.start() : middle], words=(Word("verb", concept),))
        if named:
            verb.links, verb.words = named[0].links, ()
        least = order == "最少"
        superlative = Piece(middle, found.end(), order, words=(Word("order", "asc" if least else "desc"),))
        pieces[places.start : places.stop] = [superlative] if by else [verb, superlative]
        if by:
            superlative.start = found.start()
        return


def _plan_set(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """预算定了多少: what a plan was set at is the plan; beside 完成了多少 it would be lost."""
    if any(piece.is_word("attain") and not piece.links for piece in pieces):
        return
    for piece in pieces[:-1]:
        if not _is_plan(piece, model):
            continue
        found = _SET.match(question, piece.end)
        if found and found.group() and question[found.end() : found.end() + 2] == "多少":
            filler = Piece(found.start(), found.end(), found.group(), words=_FILLER)
            if put(pieces, found, [filler], has_no_time):
                return


def _is_plan(piece: Piece, model: SemanticModel) -> bool:
    return bool(piece.metrics()) and all(is_plan(model.metrics[name]) for name in piece.metrics())


def _plan_used(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """预算用了几成: how far it is used up, in percent; 预算花了多少: what was spent beside it."""
    percent = any(piece.is_word("question", "percent") and not piece.links for piece in pieces)
    plans = [piece for piece in pieces if _is_plan(piece, model)]
    if len(plans) != 1 or any(piece.metrics() for piece in pieces if piece is not plans[0]):
        return
    rated = any(is_attainment(model, name) for name in model.metrics)
    for found in _HOW_FAR.finditer(question):
        if rated or not percent:
            actuals = {name for plan in plans[0].metrics() for name in set_against(plan, model)}
            spent = percent or all(is_cost(name, model) for name in actuals)  # a plan of sales is not spent
            words = (Word("attain", "") if percent else Word("compare", "difference"),) if spent else ()
            made = Piece(found.start(), found.end(), found.group(), words=words, known=spent)
            put(pieces, found, [made], has_no_time)
            return


def _away_from_plan(pieces: list[Piece], model: SemanticModel) -> None:
    """离目标还差多少, 距预算: set against it, where the difference is asked."""
    asked = any(piece.is_word("compare", "difference") and not piece.links for piece in pieces)
    for place, piece in enumerate(pieces[:-1]):
        plan = next_piece(pieces, place)
        leads = piece.text in {"离", "距", "距离"} and not piece.links
        if asked and leads and plan is not None and _is_plan(plan, model):
            piece.words, piece.known = (Word("compare", "versus"),), True


def _added_up(pieces: list[Piece]) -> None:
    """房租加人工一共: values of a list, added up; 广告费加物流费一共: two measures, and their sum."""
    if not any(other.is_word("calc", "sum") and not other.links for other in pieces):
        return
    for place, piece in enumerate(pieces):
        if piece.text not in _ADDS or piece.links:
            continue
        before, after = piece_before(pieces, place), next_piece(pieces, place)
        if before is None or after is None:
            continue
        one, two = {ref for ref, _ in before.values()}, {ref for ref, _ in after.values()}
        if one & two and not (before.metrics() or after.metrics()):
            piece.words, piece.known = (Word("operator", "and"),), True
        elif before.metrics() and after.metrics():
            piece.words, piece.known = (Word("plus", ""), Word("operator", "and")), True


def _join_means(pieces: list[Piece], question: str) -> None:
    """通过微信: the verb before a value, where its last character would be "over"."""
    for piece in [one for one in pieces if one.values()]:
        for word in _BY_MEANS:
            start = piece.start - len(word)
            if len(word) > 1 and start >= 0 and question[start : piece.start] == word:
                made = Piece(start, piece.start, word, known=False)
                places = _covered(pieces, start, piece.start)
                if places is not None and all(has_no_time(pieces[place]) for place in places):
                    pieces[places.start : places.stop] = [made]


def _by_means_of(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """走医保支付的: the verb before a value that is a way or means, and the beginning of its field's name behind."""
    for place, piece in enumerate(pieces):
        if not piece.values() or piece.metrics():
            continue
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        if after is not None and after.start == piece.end and not after.links and len(after.text) > 1:
            named = [link for link in piece.links if _begins_name(after.text, link.target, model)]
            following = next_piece(pieces, place + 1)
            leads = question[after.end : after.end + 1] == "的" or (following is not None and following.metrics())
            if named and leads:
                piece.links, after.words, after.known = tuple(named), _FILLER, True
        before = pieces[place - 1] if place else None
        means = [ref for ref, _ in piece.values() if _MEANS.search(_label(ref, model))]
        if before is not None and before.text in _BY_MEANS and not before.links and len(means) == len(piece.values()):
            before.words, before.known = _FILLER, True


def _label(ref: FieldRef, model: SemanticModel) -> str:
    if ref.dataset not in model.datasets:
        return ""
    item = model.field(ref)
    return " ".join((item.label.zh, item.label.en, *item.synonyms))


def _begins_name(word: str, target: object, model: SemanticModel) -> bool:
    if not isinstance(target, tuple) or target[0].dataset not in model.datasets:
        return False
    item = model.field(target[0])
    return any(name.startswith(word) and name != word for name in (item.label.zh, *item.synonyms))


def _each_change_again(pieces: list[Piece]) -> None:
    """哪些店比9月掉了,各掉多少: by how much, of those that the word before tells."""
    said = [
        (place, piece) for place, piece in enumerate(pieces) if piece.is_word("compare", "growth") and not piece.links
    ]
    if len(said) != 2:
        return
    (_, first), (place, again) = said
    before = pieces[place - 1]
    each = before.is_word("operator", "each", "apart") and not before.links
    behind = next_piece(pieces, place, lambda piece: piece.text in {"了", "得"})
    asks = behind is not None and behind.is_word("question", "how_much")
    if each and asks and direction_of(first.text) == direction_of(again.text) != "":
        again.words = (Word("compare", "difference"),)


def _wages_paid(pieces: list[Piece], model: SemanticModel) -> None:
    """工资发了多少: what is paid out in wages is what is called so; of goods, 发 ships."""
    named = [name for piece in pieces for name in piece.metrics()]
    labels = [
        " ".join((model.metrics[n].label.zh, model.metrics[n].label.en, *model.metrics[n].synonyms)) for n in named
    ]
    if not labels or not all(_WAGES.search(label) for label in labels):
        return
    for piece in pieces:
        if piece.text in _PAID_OUT and piece.is_word("verb", "ship") and not piece.links:
            piece.words = _FILLER


def _goods_counted(pieces: list[Piece]) -> None:
    """多少票货, where 票 is what a measure is called: what is counted in it says no more."""
    for before, unit, goods in zip(pieces, pieces[1:], pieces[2:], strict=False):
        asks = before.is_word("question", "how_much", "few") or before.text.endswith("多少")
        touching = goods.start == unit.end and goods.is_word("goods") and not goods.links
        counts = unit.is_word("unit") or bool(unit.metrics() or unit.datasets())
        if asks and touching and counts and len(unit.text) == 1:
            goods.words = _FILLER


def _value_of_money(pieces: list[Piece], model: SemanticModel) -> None:
    """The value of unshipped orders, where that is an amount of money; of a number of orders it is another measure."""
    for place, piece in enumerate(pieces):
        noun = next_piece(pieces, place)
        if piece.text.casefold() != "value of" or piece.links or noun is None or not noun.metrics():
            continue
        metrics = [model.metrics[name] for name in noun.metrics()]
        money = all(one.unit.kind == "currency" and one.kind in _LEVELS for one in metrics)
        if money and len(metrics) == len(noun.links):
            piece.words = _FILLER
