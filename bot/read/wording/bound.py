"""Words that restrict by themselves and say nothing new beside their neighbour: "in hours" of a metric in hours, "avg"
of an average, "money" of an amount, "different" of what is counted once anyway.

Role: pieces → the same pieces, before they are interpreted; a word that finds its neighbour becomes a filler, any other
stays as it is and blocks the answer if nothing else takes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.asking.filters import Scene
from bot.read.intent import Intent
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.walk import next_piece, piece_before
from bot.read.words import Word
from semantic_layer.model import Metric, SemanticModel

_FILLER = (Word("filler", ""),)
_AVERAGE = re.compile(r"平均|均值|人均|\b(average|avg|mean)\b", re.IGNORECASE)
_IN = frozenset({"in", "as", "by", "以", "按", "用"})
_UNITS = {"days": ("days", "天", "天数"), "percent": ("percent", "%", "百分比")}
_CURRENCIES = {
    "USD": ("dollars", "usd", "us dollars", "美元"),
    "EUR": ("euros", "eur", "欧元"),
    "CNY": ("yuan", "rmb", "cny", "元", "人民币"),
}
_BRINGS = re.compile(
    r"bring in|brought in|bring|brought|generated?|contributed?|produced?|deliver(ed)?|drive|drove|driven|rack up",
    re.IGNORECASE,
)  # "how much new business did they bring in": the verb of whoever the amount is of
_WORKS = re.compile(r"\b(did|do|does|have|has)\b", re.IGNORECASE)


_CASH = re.compile(r"cash|receipt|collect|payment|paid|现金|收款|回款|付款|到账", re.IGNORECASE)


def read_bound(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """Settle what is said twice."""
    measured = [piece for piece in pieces if piece.metrics() and not piece.datasets()] or pieces
    named = [model.metrics[name] for piece in measured for name in piece.metrics()]
    defines = any(piece.is_word("definition") for piece in pieces)
    denied = [place for place, piece in enumerate(pieces) if piece.is_word("negation", "without", "except")]
    for place, piece in enumerate(pieces):
        if piece.links or piece.time:
            continue
        before, after = piece_before(pieces, place), next_piece(pieces, place)
        if piece.is_word("calc", "average"):
            said = any(near is not None and _are_averages(near, model) for near in (after, before))
        elif piece.is_word("money"):
            said = bool(named) and all(_is_money(metric, piece.text) for metric in named)
        elif piece.is_word("distinct"):
            said = after is not None and bool(after.datasets()) and before is not None and _counts(before)
        elif piece.is_word("single"):
            said = any(spot < place for spot in denied) and after is not None and bool(after.datasets())
        elif piece.is_word("still"):
            said = _is_state(pieces, place)
        elif piece.is_word("exact"):
            said = defines or (after is None and not piece.number and _asks_how_much(pieces))
        elif piece.text.casefold() in {"one", "ones"} and before is not None:
            said = bool(before.values()) or before.text.casefold() == "the"
        else:
            said = bool(named) and _is_own_unit(piece, pieces[place - 1] if place else None, named)
        if said:
            piece.words, piece.number, piece.known = _FILLER, None, True
    _verb_of_metric(pieces, question, model)


def _is_money(metric: Metric, word: str) -> bool:
    """Money says nothing more of an amount. Cash does, but of what is received or paid: cash sales are no sales."""
    names = " ".join((metric.label.en, metric.label.zh, *metric.synonyms))
    return metric.unit.kind == "currency" and (word.casefold() != "cash" or bool(_CASH.search(names)))


def read_ever(intent: Intent, _scene: Scene) -> None:
    """ "Our best month ever", 历史上最高: of all the data; after a negation it adds nothing."""
    for piece in intent.pieces:
        if piece.role or piece.links or not piece.is_word("ever"):
            continue
        first = intent.ranked or intent.when or bool(intent.calcs & {"max", "min"})
        if (first or piece.is_word("ever", "always")) and not intent.periods:
            intent.ever, piece.role = True, "period"
        elif intent.without or intent.nulls:
            piece.role = "filler"


def _counts(piece: Piece) -> bool:
    return piece.is_word("calc", "count") or piece.text.casefold() in {"how many", "number of"}


def _asks_how_much(pieces: Sequence[Piece]) -> bool:
    return any(piece.is_word("question", "how_much") or piece.text.casefold().startswith("how") for piece in pieces)


def _is_state(pieces: Sequence[Piece], place: int) -> bool:
    """ "Still open", 仍未结清: before a value or a negation it says that the state lasts; what is owed still is."""
    after = next_piece(pieces, place)
    return after is not None and (
        bool(after.values())
        or after.is_word("negation", "without", "except")
        or after.is_word("verb", "receivable", "payable")
    )


def _are_averages(piece: Piece, model: SemanticModel) -> bool:
    names = piece.metrics()
    return bool(names) and all(is_average(model.metrics[name]) for name in names)


def is_average(metric: Metric) -> bool:
    """Whether a metric is an average by its formula, or is called one."""
    called = " ".join((metric.label.zh, metric.label.en, *metric.synonyms))
    return metric.expression.strip().upper().startswith("AVG(") or bool(_AVERAGE.search(called))


def _is_own_unit(piece: Piece, before: Piece | None, named: Sequence[Metric]) -> bool:
    """ "In hours", 按小时: the unit in which all the metrics are kept anyway."""
    if before is None or before.text.casefold().split()[-1] not in _IN:
        return False
    said = norms_of(piece.text)
    return all(any(said == norms_of(word) for word in _unit_words(metric)) for metric in named)


def _unit_words(metric: Metric) -> tuple[str, ...]:
    unit = metric.unit
    if unit.kind == "count":
        return tuple(word for word in (unit.name.zh, unit.name.en) if word)
    return _CURRENCIES.get(unit.code, (unit.code,)) if unit.kind == "currency" else _UNITS.get(unit.kind, ())


def _verb_of_metric(pieces: Sequence[Piece], question: str, model: SemanticModel) -> None:
    """ "How many claims did they file" of Claims filed: a verb behind its subject that the metric's own name holds.
    Before a noun it would be the state of it ("open claims") and stays said."""
    measured = [piece for piece in pieces if piece.metrics()]
    if len(measured) != 1:
        return
    stems = {
        stem(norm)
        for name in measured[0].metrics()
        for word in (model.metrics[name].label.en, *model.metrics[name].synonyms)
        for norm in norms_of(word)
    }
    money = all(model.metrics[name].unit.kind == "currency" for name in measured[0].metrics())
    for place, piece in enumerate(pieces):
        if money and _BRINGS.fullmatch(piece.text) and not piece.links and piece.start > measured[0].end:
            if _WORKS.search(question[measured[0].end : piece.start]):
                piece.words, piece.known = _FILLER, True
            continue
        own = not (piece.links or piece.time or piece.number) and piece.text.isascii() and piece.text.isalpha()
        if not own or piece.start < measured[0].end or stem(piece.text.casefold()) not in stems:
            continue
        after = next_piece(pieces, place)
        if _WORKS.search(question[measured[0].end : piece.start]) and (after is None or not after.links):
            piece.words, piece.known = _FILLER, True


def stem(word: str) -> str:
    """An English word without the ending of a tense, and in one spelling.

    >>> [stem(w) for w in ("cancelled", "canceled", "billing", "closed", "opens", "colour", "planned")]
    ['cancel', 'cancel', 'bil', 'clos', 'open', 'color', 'plan']
    """
    if not word.isascii() or len(word) < 4:
        return word
    word = word.replace("our", "or") if word.endswith(("our", "ours", "oured")) and len(word) > 5 else word
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 2:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se":
        word = word[:-1]
    return word
