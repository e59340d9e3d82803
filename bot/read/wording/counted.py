"""What is counted, said apart from its metric: people who came, 按笔数, 多少单, members who consumed.

Role: look-ups for `verbs`, over pieces that are not interpreted yet. Each gives the metrics that a word stands for, or
says that a word beside a metric is part of its name; nothing is chosen between metrics here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import is_han, norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_light, next_of, piece_before
from bot.read.words import Word
from semantic_layer.model import Metric, SemanticModel

_CONFIDENCE = 0.9
_PERSONS = re.compile(
    r"(人|位|名|人次|人数|people|persons?|heads|guests|members|employees|staff|patients|visitors|users|students|"
    r"passengers|subscribers|attendees)"
)
_AS = re.compile(r"\s+as\s+(an?\s+)?")
_ENDINGS = ("", "额", "金额", "总额", "量", "数")
_COUNT_WORDS = frozenset({"count", "number", "数量", "数", "笔数", "单数", "家数", "次数", "件数", "张数"})
_DENYING = frozenset({"待", "未", "没", "不", "非", "无", "not", "never", "non", "to"})
_PARTIES = frozenset({"debtor", "creditor", "欠款客户", "欠款大户"})


def own_names(unit: str, names: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Of the metrics counted in a unit, those that are called so: 单数 and 单量 answer 多少单, 采购单数 does not."""
    called = {
        str(link.target)
        for ending in ("数", "量") * is_han(unit[:1])
        for link in lexicon.find(norms_of(f"{unit}{ending}"))
        if link.kind == "metric"
    }
    return tuple(name for name in names if name in called)


def absorb_persons(pieces: Sequence[Piece], names: Sequence[str], verb: Piece, model: SemanticModel) -> None:
    """ "How many people signed up": people, where people are what all the metrics count."""
    if not all(_counts_persons(model.metrics[name], verb) for name in names):
        return
    for piece in pieces:
        if piece.is_word("person") and not piece.links:
            piece.words = (Word("filler", ""),)


def absorb_person_after_name(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """来客 + 人, "guests served": the word for people right behind a name that speaks of people."""
    for before, piece in pairwise(pieces):
        if not piece.is_word("person") or piece.links or not before.metrics() or before.end != piece.start:
            continue
        names = [model.metrics[name] for name in before.metrics()]
        if all(re.search(r"[人客]", " ".join((one.label.zh, *one.synonyms))) for one in names):
            piece.words = (Word("filler", ""),)


def _counts_persons(metric: Metric, verb: Piece) -> bool:
    if metric.unit.kind == "count":
        return bool(_PERSONS.fullmatch(metric.unit.name.zh) or _PERSONS.fullmatch(metric.unit.name.en))
    return metric.unit.kind == "none" and verb.verb == "visit"  # who comes is a person


def is_person_unit(text: str) -> bool:
    """人, 位: a unit that says no more than that people are counted."""
    return text in {"人", "位", "名"}


def said_as(pieces: Sequence[Piece], verb: Piece, question: str) -> Piece | None:
    """The noun in "signed up as members"."""
    after = [piece for piece in pieces if piece.start >= verb.end and not is_light(piece)]
    noun = after[0] if after else None
    if noun is None or not _AS.fullmatch(question[verb.end : noun.start].casefold()):
        return None
    return noun if (noun.datasets() or noun.fields()) and not noun.values() else None


def names_of_subject(verb: Piece, pieces: Sequence[Piece], lexicon: Lexicon) -> tuple[str, ...]:
    """金卡会员上月消费了多少: the metric called 会员消费额, for 金卡 is a kind of 会员."""
    stem = verb.text.removesuffix("了")
    if not stem or not is_han(stem[0]):
        return ()
    owners = {ref.dataset for piece in pieces if piece.start < verb.start for ref, _ in piece.values()}
    nouns = [
        term
        for term, links in lexicon.terms.get("dataset", {}).items()
        if any(link.target in owners for link in links) and is_han(term[0])
    ]
    found: dict[str, None] = {}
    for noun in nouns:
        for ending in _ENDINGS:
            links = lexicon.find(norms_of(f"{noun}{stem}{ending}"))
            found |= dict.fromkeys(str(link.target) for link in links if link.kind == "metric")
    return tuple(found)


def read_by_count(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """退款原因排名,按笔数: the one metric that counts the rows the field is of, and is called by that word."""
    fields = {ref.dataset for piece in pieces for ref in piece.fields()}
    if any(piece.metrics() for piece in pieces) or len(fields) != 1:
        return
    for place, piece in enumerate(pieces):
        before = piece_before(pieces, place)
        by = before is not None and before.is_word("operator", "by") and not before.links
        after = next_of(pieces, place)
        alone = after is None or (not pieces[after].links and pieces[after].known)
        if not by or piece.links or piece.text.casefold() not in _COUNT_WORDS or not alone:
            continue
        names = [
            name
            for name, metric in model.metrics.items()
            if metric.expression.replace(" ", "") in {f"COUNT({dataset})" for dataset in fields} and not metric.hidden
        ]
        if len(names) == 1:
            piece.links = (Link("metric", names[0], "alias", _CONFIDENCE, piece.text),)
            piece.words, piece.known = (), True


def is_denied(norms: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether a name tells that a deed has not happened: 发 in 待发运票数."""
    size = len(wanted)
    places = [at for at in range(1, len(norms)) if norms[at : at + size] == wanted]
    return any(norms[at - 1] in _DENYING for at in places)


def is_party_noun(piece: Piece) -> bool:
    """Debtors: those who owe, rather than what they owe."""
    return norms_of(piece.text)[-1:] in {(name,) for name in _PARTIES} or piece.text in _PARTIES


def are_asked_for(pieces: Sequence[Piece], noun: Piece) -> bool:
    """Whether debtors themselves are asked for: the biggest. Their number, or debtor days, is another thing."""
    counted = any(piece.is_word("calc", "count", "average") or "many" in piece.text.casefold() for piece in pieces)
    place = next(spot for spot, piece in enumerate(pieces) if piece is noun)
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    days = after is not None and norms_of(after.text)[:1] == ("day",)
    asked = any(piece.is_word("order", "desc", "asc") or piece.is_word("limit", "first") for piece in pieces)
    return asked and not counted and not days
