"""What was spent on: "spend on fuel" of a layer that has Fuel cost, 广告花了多少 of one that has 广告费.

Role: pieces → the same pieces, before verbs are read. The object of a verb of spending names the cost that is called so
with a word for costs behind it; several stay several, none leaves it unexplained. A cost named in full says what the
verb says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import is_han, norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_light, next_piece
from bot.read.wording.plan_names import is_plan
from bot.read.words import Word
from semantic_layer.model import Better, SemanticModel

_EN = ("cost", "costs", "expense", "expenses", "spend", "spending", "fee", "fees", "charges", "outlay", "bill")
_ZH = ("费", "费用", "成本", "支出", "开支", "花费", "款")
_COST = re.compile(
    r"费|成本|支出|开支|花费|cost|expens|spend|fee|charge|outlay|bill|toll|wage|salar|pay", re.IGNORECASE
)
_ON = frozenset({"on"})
_UPON = frozenset({"上", "方面", "里", "上面"})
_LONGEST = 3
_CONFIDENCE = 0.9


def read_spent_on(pieces: list[Piece], text: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Name what a verb of spending is about."""
    verbs = [piece for piece in pieces if piece.is_word("verb", "spend") and not piece.links and not piece.time]
    if len(verbs) != 1:
        return
    place = next(index for index, piece in enumerate(pieces) if piece is verbs[0])
    after = next_piece(pieces, place, lambda piece: is_light(piece) or piece.is_word("question", "how_much"))
    if after is not None and after.metrics() and is_han(verbs[0].text[0]):  # 投多少广告费
        if all(is_cost(name, model) for name in after.metrics()):
            verbs[0].words = (Word("filler", ""),)
        return
    first, last = _object(pieces, place)
    if first is None:
        return
    if pieces[first].metrics():
        if all(is_cost(name, model) for name in pieces[first].metrics()):
            verbs[0].words = (Word("filler", ""),)
        return
    for end in range(last, first, -1):
        start = first if verbs[0].text.isascii() else last - (end - first)
        until = end if verbs[0].text.isascii() else last
        if any(piece.metrics() or piece.values() or piece.time or piece.number for piece in pieces[start:until]):
            continue
        words = text[pieces[start].start : pieces[until - 1].end]
        names = _called(words, lexicon, model)
        if names:
            one = pieces[start]
            one.end, one.text, one.known, one.words = pieces[until - 1].end, words, True, ()
            one.links = tuple(Link("metric", name, "alias", _CONFIDENCE, words) for name in names)
            verbs[0].words, verbs[0].verb = (Word("filler", ""),), ""
            del pieces[start + 1 : until]
            return


def _object(pieces: Sequence[Piece], place: int) -> tuple[int, int] | tuple[None, int]:
    """(first, last) of the pieces that may be the object: behind "on", or right before a Chinese verb."""
    if pieces[place].text.isascii():
        near = range(place + 1, min(len(pieces), place + 4))
        on = next((index for index in near if pieces[index].text.casefold() in _ON), None)
        if on is None or not all(_may_lead_on(piece) for piece in pieces[place + 1 : on]):
            return None, 0
        first = on + 1
        while first < len(pieces) and pieces[first].text.casefold() in {"the", "our"}:
            first += 1
        last = first
        while last < min(len(pieces), first + _LONGEST) and not pieces[last].time and not _ends(pieces[last]):
            last += 1
        return (first, last) if last > first else (None, 0)
    last = place
    while last and (pieces[last - 1].text in _UPON or _is_idle(pieces[last - 1])):
        last -= 1
    first = last
    while first and last - first < _LONGEST and not pieces[first - 1].time and not _ends(pieces[first - 1]):
        first -= 1
    return (first, last) if last > first else (None, 0)


def _may_lead_on(piece: Piece) -> bool:
    """ "Spent the most on fuel"."""
    return not piece.links and (is_light(piece) or piece.is_word("order", "desc", "asc"))


def _is_idle(piece: Piece) -> bool:
    return is_light(piece) and piece.text not in {"的"}


def _ends(piece: Piece) -> bool:
    """Grammar, or a name of another kind, is no part of what was spent on."""
    return piece.role == "sign" or (piece.known and not piece.links and bool(piece.words))


def _called(words: str, lexicon: Lexicon, model: SemanticModel) -> tuple[str, ...]:
    """The costs called so with a word for costs behind."""
    norms = norms_of(words)
    if not norms:
        return ()
    endings = _ZH if is_han(words[-1]) else _EN
    found = [
        str(link.target) for end in endings for link in lexicon.find((*norms, *norms_of(end))) if link.kind == "metric"
    ]
    return tuple(name for name in dict.fromkeys(found) if is_cost(name, model))


def is_cost(name: str, model: SemanticModel) -> bool:
    """An amount of money that is spent: called a cost, or better if lower; no plan of one."""
    metric = model.metrics[name]
    called = " ".join((metric.label.zh, metric.label.en))
    money = metric.unit.kind in {"currency", "none"}
    return money and metric.better is not Better.HIGHER and not is_plan(metric) and bool(_COST.search(called))
