"""Words of difference that mean something only beside what they stand with: 比8月多了几单, "how many more … than in
August", 三个点.

Role: pieces → the same pieces, before they are interpreted. 多 and 少 behind a base either ask by how much (a
difference) or say of which members it is true (a condition); as mere fillers they would be lost. `read_more` is the
pass that binds the latter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.read.asking.binding import describes
from bot.read.asking.filters import Scene
from bot.read.intent import Intent, Threshold
from bot.read.lexicon import Lexicon
from bot.read.normal import norms_of, term_keys
from bot.read.pieces import Piece
from bot.read.walk import is_light, next_piece
from bot.read.words import Word
from semantic_layer.model import SemanticModel

_FILLER = (Word("filler", ""),)
_MORE = frozenset({"多", "高", "大", "多出", "高出", "more", "higher", "greater", "larger", "bigger"})
_LESS = frozenset({"少", "低", "小", "less", "fewer", "lower", "smaller"})
_LINK = frozenset({"了", "出", "出了"})  # 多了几单, 高出多少
_ASKS = re.compile(r"多少|几")
_HOW = re.compile(r"(by )?how (many|much)", re.IGNORECASE)
_THAN = re.compile(r"\b(than|vs\.?|versus|compared (?:with|to))\b", re.IGNORECASE)
_BASE = re.compile(r"比(?!较[多高大少低小])|相比|较(?![多高大少低小])|对比")
_MINUS = frozenset({"less", "minus", "减", "减去", "减掉", "减除", "扣除", "扣掉", "扣去", "扣减"})
_BOUNDS = (">", ">=", "<", "<=")
_POINTS = frozenset({"points", "point", "pts", "pt", "pp", "ppt", "点"})


def read_points(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """3 points, 3个点: percentage points where every measure named is a percentage. Of money they are left unread."""
    measured = [piece for piece in pieces if piece.metrics()]
    rates = bool(measured) and all(
        model.metrics[name].unit.kind == "percent" for piece in measured for name in piece.metrics()
    )
    for place, piece in enumerate(pieces):
        if piece.number is None or piece.number.unit or piece.time or piece.links:
            continue
        rest = list(pieces[place + 1 : place + 3])
        between = rest.pop(0) if len(rest) == 2 and rest[0].text == "个" else None
        if not rest or rest[0].text.casefold() not in _POINTS or rest[0].links:
            continue
        if not rates:
            rest[0].words, rest[0].known = (), False
            continue
        piece.number = replace(piece.number, unit="points")
        for one in (between, rest[0]):
            if one is not None:
                one.words, one.known = _FILLER, True


def read_differing(pieces: list[Piece], text: str, lexicon: Lexicon) -> None:
    """多, 少, more, fewer: by how much, behind (or before) a base; of whom, elsewhere."""
    for place, piece in enumerate(pieces):
        word = piece.text.casefold()
        if word in _MINUS and _stands_between_measures(pieces, place):
            piece.links, piece.words, piece.known = (), (Word("compare", "difference"), Word("minus", "")), True
            continue
        if piece.links or piece.time or piece.number or word not in _MORE | _LESS:
            continue
        if word.isascii():
            asks = place > 0 and _HOW.fullmatch(pieces[place - 1].text) is not None
            based = _THAN.search(text, piece.end) is not None
        else:
            asks, based = _asks_behind(pieces, place), _BASE.search(text, 0, piece.start) is not None
        if based and not word.isascii() and _is_bounded_by_time(pieces, place, text):
            piece.words, piece.known = (Word("compare", "growth"),), True
            continue
        if based and asks and word.isascii():
            _count_by_metric(pieces, place, lexicon)
        if based:
            said = Word("compare", "difference") if asks else Word("more", ">" if word in _MORE else "<")
            piece.words = (said,) if asks else (said, *(one for one in piece.words if one.kind == "comparative"))
            piece.known = True


def _stands_between_measures(pieces: Sequence[Piece], place: int) -> bool:
    """Gross profit less ad spend, 毛利减去广告费: nothing but an article between."""
    before = pieces[place - 1] if place else None
    after = next_piece(pieces, place)
    return before is not None and after is not None and bool(before.metrics() and after.metrics())


def _is_bounded_by_time(pieces: Sequence[Piece], place: int, text: str) -> bool:
    """比8月多10%以上, 比去年同期少了10万: a bound on the change against another time, as behind 增加."""
    after = next((piece for piece in pieces[place + 1 :] if piece.text not in _LINK and not is_light(piece)), None)
    bounded = after is not None and (after.number is not None or after.is_word("operator", *_BOUNDS))
    base = [found.start() for found in _BASE.finditer(text, 0, pieces[place].start)]
    return bounded and any(piece.time is not None and piece.start > base[-1] for piece in pieces[:place])


def _count_by_metric(pieces: Sequence[Piece], place: int, lexicon: Lexicon) -> None:
    """How many more orders: of the metric called "number of orders", as without "more"."""
    noun = next_piece(pieces, place)
    if noun is None or not noun.datasets() or noun.metrics():
        return
    links = [link for key in term_keys(norms_of(f"number of {noun.text}")) for link in lexicon.links.get(key, ())]
    counts = tuple(link for link in links if link.kind == "metric")
    noun.links = counts or noun.links


def _asks_behind(pieces: Sequence[Piece], place: int) -> bool:
    """多了多少, 少了几单, 多发了多少票: how much follows, with nothing but a particle or a verb between."""
    for piece in pieces[place + 1 : place + 5]:
        if _ASKS.match(piece.text):
            return True
        if piece.text == "的" or not (piece.text in _LINK or piece.verb or is_light(piece)):
            return False
    return False


def read_more(intent: Intent, scene: Scene) -> None:
    """Zones with more orders in September than in August: the condition is on the change. Without members it only says
    what is compared."""
    for place, piece in enumerate(intent.pieces):
        if piece.role or not piece.is_word("more"):
            continue
        op = piece.word("more") or ">"
        following = next_piece(intent.pieces, place)
        alone = not (
            intent.groups or intent.counted or intent.thresholds or intent.ranked or intent.grain or intent.which
        )
        periods = len(intent.periods) > 1 or bool(intent.relations)
        if following is not None and (following.role == "threshold" or following.number):
            piece.role = "unbound"
        elif alone and periods:
            piece.role = "compare"
        elif periods and not (intent.ranked or intent.thresholds or intent.counted) and _chooses(intent, place, scene):
            intent.thresholds.append(Threshold(op, against="change", word=piece.text))
            intent.growth = intent.growth or not intent.relations
            piece.role = "threshold"
        else:
            piece.role = "unbound"


def _chooses(intent: Intent, place: int, scene: Scene) -> bool:
    """Whether it says which members are meant."""
    return bool(intent.when or (intent.which and intent.groups)) or describes(intent, place, scene.question)
