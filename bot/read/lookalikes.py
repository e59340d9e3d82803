"""Values that look like something else: "us" and the country US, "A" and the grade A, "top" and the category Top.

Role: the first pass of `interpret` over values. Such a value counts only where the question says so; where it may be
either, it is kept as a guess, which is asked about. A pronoun read as a filter would give another number in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.read.asking.filters import Scene
from bot.read.asking.naming import ends_noun, group_fields
from bot.read.intent import Intent
from bot.read.normal import is_han
from bot.read.pieces import Piece
from bot.read.walk import is_joint
from bot.read.words.function import (
    CONJUNCTIONS,
    DETERMINERS,
    FUNCTION_WORDS,
    FUNCTION_WORDS_ZH,
    OBJECTS,
    PLACES,
    PREPOSITIONS,
)
from semantic_layer.metrics.reach import reaches
from semantic_layer.model import FieldRef, SemanticModel

_GENERIC = frozenset({
    "公司", "本公司", "集团", "企业", "单位", "机构", "组织", "company",
    "group", "firm", "organisation",
    "organization", "corporation",
})  # fmt: skip
_IS = frozenset({"为", "是", "等于", "=", ":", "：", "is", "are", "equals", "equal to", "either"})
_OR = frozenset({"或", "或者", "/", "or"})
_WEAK = frozenset(
    {"filler", "verb", "unit", "ever", "distinct", "single", "still", "exact"}
)  # words of grammar that a value may well be spelt like


def settle_values(intent: Intent, scene: Scene) -> None:
    """Values that look like something else count only where the question says so: "A" or "3" beside the noun of its
    field, a word of grammar in capitals ("Top"), 其他 where nothing is left out, "US" but not "us"."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role or not piece.values():
            continue
        if piece.is_word("follow", "remove"):
            _settle_removal(pieces, place, scene.question)
            continue
        if piece.datasets() or piece.fields():
            _settle_entity(pieces, piece, scene.model)
            if not piece.values():
                continue
        short = len(piece.text) == 1 or (piece.text.isdigit() and len(piece.text) < 5)
        if short or piece.text.casefold() in _GENERIC:
            if not _has_its_noun(pieces, place, scene.model):
                _drop_values(piece)
        elif _is_function_word(piece.text):
            _settle_function_word(pieces, place, scene)
        elif piece.words and all(word.target == "unknown_future" for word in piece.words) and _is_version(piece, scene):
            piece.words = ()  # the forecast, which is what the company calls a version of its plan
        elif piece.words and not piece.is_word("negation", "others"):
            capital = _is_as_stored(pieces, place, scene.question) and piece.text[0].isupper() and place > 0
            if piece.text.isascii() and not capital and not all(word.kind in _WEAK for word in piece.words):
                _drop_values(piece)
        elif piece.words and any(other.is_word("negation", "except") for other in pieces[:place]):
            _drop_values(piece)


def _is_version(piece: Piece, scene: Scene) -> bool:
    """Whether every value is one of a pinned field: of a plan, a scenario, a ledger."""
    fields = [ref for ref, _ in piece.values() if ref.dataset in scene.model.datasets]
    return bool(fields) and all(scene.model.field(ref).pinned is not None for ref in fields)


def _settle_entity(pieces: list[Piece], piece: Piece, model: SemanticModel) -> None:
    """网点, driver: the noun of something, and a value that no measure asked for leads to: it is the noun."""
    measures = {name for one in pieces for name in one.metrics() if not one.role}
    if measures and not any(reaches(model, name, ref) for name in measures for ref, _ in piece.values()):
        _drop_values(piece)


def _settle_removal(pieces: list[Piece], place: int, question: str) -> None:
    """取消的订单 are those cancelled; 取消大区 takes a grouping away."""
    piece = pieces[place]
    if question[piece.end : piece.end + 1] == "的" or piece.text.isascii():
        piece.words = tuple(word for word in piece.words if word.kind != "follow")
    else:
        _drop_values(piece)


def _is_function_word(text: str) -> bool:
    return text.casefold() in FUNCTION_WORDS or text in FUNCTION_WORDS_ZH


def _settle_function_word(pieces: list[Piece], place: int, scene: Scene) -> None:
    """Kept where it is written as stored, beside its field's name or after "in"; a guess where no such word can stand;
    else the word of grammar that it looks like."""
    piece = pieces[place]
    beside = _has_its_noun(pieces, place, scene.model) and not _leads_on(pieces, place)
    if beside or _is_as_stored(pieces, place, scene.question):
        return
    if piece.text.isascii() and _is_after_place(pieces, place):
        return
    if piece.text.isascii() and (_is_listed_with_value(pieces, place) or _cannot_be_grammar(pieces, place)):
        piece.links = tuple(
            replace(link, source="fuzzy", confidence=0.5) if link.kind == "value" else link for link in piece.links
        )
        return
    _drop_values(piece)


def _leads_on(pieces: Sequence[Piece], place: int) -> bool:
    """ "By country at 31 October": in lower case, behind a field that is grouped by, with something behind it."""
    word = pieces[place].text
    joins = word in PREPOSITIONS or word in CONJUNCTIONS
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    grouped = place > 1 and pieces[place - 2].is_word("operator", "by", "each")
    return joins and grouped and following is not None and following.role != "sign"


def _is_as_stored(pieces: Sequence[Piece], place: int, question: str) -> bool:
    """Whether it is typed in the very case of the value, and that says something: "US", but not in SHOW US SALES, nor
    a word that any sentence begins with a capital."""
    piece = pieces[place]
    stored = {link.term for link in piece.links if link.kind == "value"} | {value for _, value in piece.values()}
    if piece.text not in stored or (piece.text.isascii() and piece.text == piece.text.casefold()):
        return False
    rest = question[: piece.start] + question[piece.end :]
    plain = any(other.words and other.text.isupper() and not other.links for other in pieces if other is not piece)
    shouted = plain and not any(char.islower() for char in rest)
    return not shouted and (piece.text.isupper() or bool(question[: piece.start].strip()))


def _is_after_place(pieces: Sequence[Piece], place: int) -> bool:
    """ "churn in us": behind a preposition of place, with nothing that it could belong to behind it."""
    piece = pieces[place]
    before = pieces[place - 1].text.casefold() if place else ""
    last = before.split()[-1] if before else ""
    if last not in PLACES or piece.text.casefold() == "it":
        return False
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    if following is None or following.role == "sign" or is_joint(following) or following.time is not None:
        return True
    return following.text.casefold().split()[0] in PREPOSITIONS and not following.links


def _is_listed_with_value(pieces: Sequence[Piece], place: int) -> bool:
    """ "Us and Germany": in a list with another value of its field."""
    owners = {ref for ref, _ in pieces[place].values()}
    for step in (1, -1):
        joint, other = place + step, place + 2 * step
        inside = min(joint, other) >= 0 and max(joint, other) < len(pieces)
        if inside and is_joint(pieces[joint]) and owners & {ref for ref, _ in pieces[other].values()}:
            return True
    return False


def _cannot_be_grammar(pieces: Sequence[Piece], place: int) -> bool:
    """Where no such word of grammar stands: "us mrr", "revenue us", "revenue by state or"."""
    word = pieces[place].text.casefold()
    rest = [piece for piece in pieces[place + 1 :] if piece.role != "sign"]
    before = pieces[place - 1] if place else None
    if word in OBJECTS and word not in DETERMINERS:
        named = bool(rest and rest[0].links) and not (before and before.words and not before.links)
        after_noun = before is not None and bool(before.links or before.time) and not (before.words or before.verb)
        return named or (after_noun and word != "it")
    if word in PREPOSITIONS:
        return not rest and before is not None and bool(before.links)
    return not rest and before is not None and bool(before.links or before.text.casefold() in PREPOSITIONS)


def _has_its_noun(pieces: list[Piece], place: int, model: SemanticModel) -> bool:
    """Whether a word for the value's own field stands right beside it: "grade A", A级."""
    owners = {ref for ref, _ in pieces[place].values()}
    if _describes_members(pieces, place) or _is_equated(pieces, place, owners):
        return True
    for near in (pieces[place - 1] if place else None, pieces[place + 1] if place + 1 < len(pieces) else None):
        if near is None:
            continue
        if owners & set(near.fields()) or owners & set(group_fields(near, model)):
            return True
        ending = len(near.text) == 1 and near.start == pieces[place].end
        if ending and is_han(near.text) and any(ends_noun(near.text, owner, model) for owner in owners):
            return True
    return False


def _is_equated(pieces: list[Piece], place: int, owners: set[FieldRef]) -> bool:
    """客户等级为A或B, "grade = A", "grade A or B": the field's name, or another value of it in a list, stands before.
    Of letters that are words as well ("a"), only those written as the value is."""
    piece, at = pieces[place], place - 1
    if piece.text.isascii() and all(value != piece.text for _, value in piece.values()):
        return False
    while at > 0 and (is_joint(pieces[at]) or pieces[at].text.casefold() in _OR):
        before = pieces[at - 1]
        if not owners & {ref for ref, _ in before.values()}:
            return False
        if owners & set(before.fields()) or len(before.text) > 1:
            return True
        at -= 2
    said = at
    while at >= 0 and pieces[at].text.casefold() in _IS and not pieces[at].links:
        at -= 1
    return at >= 0 and (at < said or said < place - 1) and bool(owners & set(pieces[at].fields()))


def _describes_members(pieces: list[Piece], place: int) -> bool:
    """女会员: a character that is no word of grammar, straight before the noun of the members it is said of."""
    piece, noun = pieces[place], pieces[place + 1] if place + 1 < len(pieces) else None
    if noun is None or piece.words or noun.start != piece.end or not is_han(piece.text[0]):
        return False
    return any(ref.dataset in noun.datasets() for ref, _ in piece.values())


def _drop_values(piece: Piece) -> None:
    piece.links = tuple(link for link in piece.links if link.kind != "value")
    piece.known = bool(piece.links or piece.words or piece.number or piece.time)
