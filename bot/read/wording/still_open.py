"""What is still open, as people say it: 还欠我们多少没打款, 还有多少钱没收回来, 待发货还有多少单, 挂着没核销的预约.

Role: pieces → the same pieces. Words that only repeat that something is open are let go beside what is open; a state
that the layer knows as 未… is found by any word of denying, where nothing else knows the deed.
"""

from __future__ import annotations

import re

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.wording.in_haste import has_no_time, put
from bot.read.words import Word
from semantic_layer.model import MetricKind, SemanticModel

_FILLER = (Word("filler", ""),)
_UNPAID = re.compile(
    r"(?:却|还|都|也)*(?:没有?|未|尚未)(?:打款|付款?|给|还款?|还上|结清?|结算|到账|回款?|收回来?|收到|收上来)(?=$|[,，。?？!！])"
)
_TO_COME_IN = re.compile(r"(?:还)?(?:没有?|未|尚未)(?:回款|收回来?|收到|收上来|收款|到账)")
_TO_GO_OUT = re.compile(r"(?:还)?(?:没有?|未|尚未)(?:付出去|付掉|付款?|打款)")
_OPEN = re.compile(
    r"待|未|欠|逾期|在途|在手|在库|剩余|余额|结余|库存|积压|存量|open|pending|outstanding|balance|overdue",
    re.IGNORECASE,
)
_UNDER_WAY = frozenset({"在途", "在手", "进行中", "处理中", "在办"})
_LYING = re.compile(r"[挂压放搁拖卡]着(?=还|没|未|尚|待)")
_NOT_YET = re.compile(r"(?:还|至今)?(?:没有?|尚未|未)(?P<deed>[一-鿿]{1,4})")


def read_still_open(pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Before verbs are read, and after the states that a date tells."""
    _unpaid_again(pieces, question, model)
    _still_to_be_paid(pieces, question)
    _not_yet(pieces, question, lexicon)
    _left_lying(pieces, question)
    _still_open(pieces, model)


def _not_yet(pieces: list[Piece], question: str, lexicon: Lexicon) -> None:
    """没核销 of a state called 未核销: where the deed is a word that nobody knows."""
    for found in [*_NOT_YET.finditer(question)][::-1]:
        for size in range(len(found["deed"]), 0, -1):
            links = [one for one in lexicon.find(norms_of("未" + found["deed"][:size])) if one.kind == "value"]
            end = found.start("deed") + size
            unknown = [piece for piece in pieces if piece.start < end and found.start("deed") < piece.end]
            if links and any(not piece.known for piece in unknown):
                _put_value(pieces, question, found.start(), end, tuple(links))
                break


def _put_value(pieces: list[Piece], question: str, start: int, end: int, links: tuple[Link, ...]) -> None:
    places = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
    whole = bool(places) and pieces[places[0]].start == start and pieces[places[-1]].end == end
    if whole and not any(pieces[place].links or pieces[place].time for place in places):
        pieces[places[0] : places[-1] + 1] = [Piece(start, end, question[start:end], links=links)]


def _unpaid_again(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """还欠我们多少没打款: what is owed was not paid; beside what is open it says no more."""
    found = _UNPAID.search(question)
    owes = any(piece.is_word("verb", "receivable", "payable") and not piece.links for piece in pieces)
    named = [name for piece in pieces for name in piece.metrics()]
    owes = owes or (bool(named) and all(model.metrics[name].open_items is not None for name in named))
    if found is not None and owes:
        put(pieces, found, [Piece(found.start(), found.end(), found.group(), words=_FILLER)], has_no_time)


def _still_to_be_paid(pieces: list[Piece], question: str) -> None:
    """还有多少钱没收回来: what is owed to us, as of now; of a period it would be what was invoiced in it."""
    if not any(piece.is_word("question", "how_much") or piece.text.endswith("多少") for piece in pieces):
        return
    if any(piece.is_word("verb", "receivable", "payable") and not piece.links for piece in pieces):
        return
    for pattern, concept in ((_TO_COME_IN, "receivable"), (_TO_GO_OUT, "payable")):
        found = pattern.search(question)
        if found is None:
            continue
        rest = [piece for piece in pieces if piece.end <= found.start() or found.end() <= piece.start]
        if any(piece.metrics() or piece.datasets() or piece.time for piece in rest):
            continue
        made = [Piece(found.start(), found.end(), found.group(), words=(Word("verb", concept),))]
        if put(pieces, found, made, lambda piece: not piece.values() and piece.time is None):
            for piece in pieces:
                if piece.text in {"还", "还有多少"} and not piece.links:
                    piece.words, piece.known = (Word("question", "how_much"),), True
            return


def _left_lying(pieces: list[Piece], question: str) -> None:
    """还有多少预约挂着没核销: how many there are; 挂着 before what has not happened says no more."""
    for found in reversed([*_LYING.finditer(question)]):
        put(pieces, found, [Piece(found.start(), found.end(), found.group(), words=_FILLER)], has_no_time)
    for place, piece in enumerate(pieces[:-1]):
        behind = pieces[place + 1]
        noun = behind.datasets() and not behind.values()
        unit = behind.is_word("unit") and not behind.links
        if piece.text not in {"还有多少", "还有几"} or not (noun or unit) or not any(map(_is_denied, pieces)):
            continue
        lead = "" if any(one.time for one in pieces) else piece.text[:1]
        if lead:  # what is open is, whenever it began
            pieces.insert(place, Piece(piece.start, piece.start + 1, lead, words=(Word("ever", "always"),)))
        piece.start, piece.text = piece.start + len(lead), piece.text[len(lead) :]
        piece.words = (Word("calc", "count"),) if noun else (Word("question", "how_much"),)
        return


def _is_denied(piece: Piece) -> bool:
    return piece.state is not None or (
        bool(piece.values()) and (piece.text[:1] in "没未还尚待" or piece.text in _UNDER_WAY)
    )


def _still_open(pieces: list[Piece], model: SemanticModel) -> None:
    """待发货还有多少单: 还 says no more beside what is open, or stands at a day."""
    for place, piece in enumerate(pieces[:-1]):
        behind = pieces[place + 1]
        asks = behind.is_word("calc", "count") or behind.is_word("question", "how_much") or behind.text.startswith("有")
        if piece.text != "还" or piece.links or not asks:
            continue
        named = [name for one in pieces for name in one.metrics()]
        values = [one for one in pieces if one.values() and _OPEN.match(one.text)]
        if values or (named and all(_is_open(name, model) for name in named)):
            # what is open is, whenever it began
            piece.words, piece.known = (Word("ever", "always"),) if values else _FILLER, True


def _is_open(name: str, model: SemanticModel) -> bool:
    metric = model.metrics[name]
    called = f"{metric.label.zh} {metric.label.en}"
    return metric.open_items is not None or metric.kind is MetricKind.BALANCE or _OPEN.search(called) is not None
