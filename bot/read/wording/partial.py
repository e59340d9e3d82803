"""Names said in part: "by reason" of one Cancellation reason, "new and churned MRR", the Marco of one Marco Rossi.

Role: pieces → the same pieces, with links for words that are part of a name, before anything else reads them. A part
that several names share gets them all: what fits the question is chosen, or asked. Names of members are guesses, which
only those get who may see every row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.read.context import ReadContext
from bot.read.lexicon import Link
from bot.read.normal import is_han, norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, piece_before
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, FieldRole, SemanticModel

_GROUPED = frozenset({FieldRole.CATEGORY, FieldRole.NAME, FieldRole.FLAG})
_HEAD_HAN = 2  # characters of a Chinese head: 原因 of 取消原因
_MOST_NAMES = 2_000  # members of a field whose names are looked through
_MOST_ALIKE = 4  # more of one name cannot be offered
_CONFIDENCE = 0.7
_NAMED_BEFORE = re.compile(r"\S [^\W\d_a-z]\w*[a-z]\w* $")  # a word in capitals right before, or right behind
_NAMED_AFTER = re.compile(r" [A-Z][a-z]")


def read_partial(pieces: Sequence[Piece], question: str, rights: Rights, context: ReadContext) -> None:
    """Link what is part of a name."""
    for place, piece in enumerate(pieces):
        if piece.links or piece.time or piece.number or piece.role == "sign" or is_light(piece) or is_joint(piece):
            continue
        links = _of_list(pieces, place, context) or _head(pieces, place, context.layer.model)
        if not links and not piece.known:
            links = _of_member(piece, question, rights, context)
        if links:
            piece.links, piece.words, piece.known = links, (), True


# ---- a list that shares its last word


def _of_list(pieces: Sequence[Piece], place: int, context: ReadContext) -> tuple[Link, ...]:
    """ "New, expansion and churned MRR", 新增和流失会员数: the end of the last name belongs to the first as well."""
    spot, joined = place + 1, False
    while spot < len(pieces) and (is_joint(pieces[spot]) or is_light(pieces[spot]) or pieces[spot].metrics()):
        if pieces[spot].metrics():
            if not joined:
                return ()
            links = _with_end_of(pieces[place], pieces[spot], context)
            if links:
                return links
            joined = False
        joined = joined or is_joint(pieces[spot])
        spot += 1
    return ()


def _with_end_of(piece: Piece, last: Piece, context: ReadContext) -> tuple[Link, ...]:
    own, whole = norms_of(piece.text), norms_of(last.text)
    for start in range(1, len(whole)):
        found = context.lexicon.find((*own, *whole[start:]))
        links = tuple(link for link in found if link.kind == "metric")
        if links:
            return links
    return ()


# ---- the head of a field's name


def _head(pieces: Sequence[Piece], place: int, model: SemanticModel) -> tuple[Link, ...]:
    """ "By reason", 按原因: the last word of a field's name, where it is grouped by."""
    before = piece_before(pieces, place, _is_light)
    if before is None or before.links or not before.is_word("operator", "each", "by"):
        return ()
    text = pieces[place].text
    key = text if is_han(text[0]) else " ".join(norms_of(text))
    return tuple(Link("field", ref, "alias", _CONFIDENCE, text) for ref in _heads(model).get(key, ()))


def _is_light(piece: Piece) -> bool:
    return is_light(piece) and not piece.is_word("operator", "each", "by")


@lru_cache(maxsize=8)
def _heads_of(marks: tuple[tuple[FieldRef, tuple[str, ...]], ...]) -> dict[str, tuple[FieldRef, ...]]:
    found: dict[str, dict[FieldRef, None]] = {}
    for ref, words in marks:
        for word in words:
            norms = norms_of(word)
            if word and is_han(word[-1]):
                if len(word) > _HEAD_HAN:
                    found.setdefault(word[-_HEAD_HAN:], {})[ref] = None
            elif len(norms) > 1 and norms[-1].isalpha():
                found.setdefault(norms[-1], {})[ref] = None
    return {head: tuple(refs) for head, refs in found.items()}


def _heads(model: SemanticModel) -> dict[str, tuple[FieldRef, ...]]:
    """The fields that may be grouped by, by the last word of their names."""
    return _heads_of(
        tuple(
            (FieldRef(dataset.name, item.name), (item.label.zh, item.label.en, *item.synonyms))
            for dataset in model.datasets.values()
            for item in dataset.fields.values()
            if not item.hidden and item.role in _GROUPED
        )
    )


# ---- a member by part of its name


def _of_member(piece: Piece, question: str, rights: Rights, context: ReadContext) -> tuple[Link, ...]:
    """The members that have the word as one of their names: Marco of Marco Rossi, 志强 of 王志强. A word in capitals
    within a sentence is a name; at its beginning ("Global sales"), and in Chinese, it is a guess, which is asked about;
    beside another such word ("Black Friday") it is part of a name that nobody has."""
    word = piece.text
    if rights.rows or len(word) < 2 or not (word[0].isupper() or is_han(word[0])):
        return ()
    if _NAMED_BEFORE.search(question[: piece.start]) or _NAMED_AFTER.match(question[piece.end :]):
        return ()
    found: list[tuple[FieldRef, str]] = []
    for dataset in context.layer.model.datasets.values():
        for item in dataset.fields.values():
            ref = FieldRef(dataset.name, item.name)
            if item.role is FieldRole.NAME and not item.hidden and rights.may_use_field(ref):
                found += [(ref, value) for value in _names(ref, item.values, context) if _is_part(word, value)]
    if not 0 < len(found) <= _MOST_ALIKE:
        return ()
    sure = word.isascii() and bool(question[: piece.start].strip())
    source = "alias" if sure else "fuzzy"
    return tuple(Link("value", target, source, _CONFIDENCE, target[1]) for target in found)


def _names(ref: FieldRef, declared: Sequence[str], context: ReadContext) -> Sequence[str]:
    index = context.index
    if index is None or not index.count(ref):
        return declared
    return index.values(ref, _MOST_NAMES) if index.count(ref) <= _MOST_NAMES else ()


def _is_part(word: str, name: str) -> bool:
    if is_han(word[0]):
        return len(name) == len(word) + 1 and len(name) <= 4 and name.endswith(word)  # the given name
    return word.casefold() in name.casefold().split()
