"""Kinds that no noun is named of: 各类耗材成本, 哪几类, 每种费用 of a layer with 耗材类别 and 费用类型.

Role: pieces → the same pieces, where 类 and 种 behind a word of grouping stand for the fields of the measure's own rows
that are called a kind, or else of what those rows belong to. Several stay several, and are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.read.lexicon import Link
from bot.read.pieces import Piece
from bot.read.walk import next_piece
from bot.read.words import Word
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, FieldRole, SemanticModel

_SAID = re.compile(r"(?P<word>各个?|每个?|按|分|哪几?|哪些|不同)(?P<kind>类型|类别|种类|类|种)")
_KIND = frozenset({"类型", "类别", "种类"})
_CALLED = re.compile(r"(类|类别|类型|种类|分类|大类|科目)$")
_MOST = 4


def read_kinds(pieces: list[Piece], model: SemanticModel) -> None:
    """Part the word of grouping from 类, and link that to the fields that are meant."""
    _join(pieces)
    for place in range(len(pieces) - 1, -1, -1):
        piece = pieces[place]
        said = _SAID.fullmatch(piece.text)
        if said is None or piece.links or piece.time:
            continue
        noun = next_piece(pieces, place)
        members = _members(noun, model)
        if noun is not None and (noun.links or not noun.known) and not (members or noun.metrics()):
            continue  # 哪种渠道, of a field that has a name of its own
        refs = _called_kinds(members, model) if members else _kinds_measured(noun, pieces, model)
        if not 0 < len(refs) <= _MOST:
            continue
        middle = piece.start + len(said["word"])
        word = Word("question", "which_all") if said["word"].startswith("哪") else Word("operator", "each")
        links = tuple(Link("field", ref, "alias", 0.7, said["kind"]) for ref in refs)
        kind = Piece(middle, piece.end, said["kind"], links=links)
        pieces[place : place + 1] = [Piece(piece.start, middle, said["word"], words=(word,)), kind]
        if noun is not None and members:
            noun.links, noun.words = (), (Word("filler", ""),)


def _join(pieces: list[Piece]) -> None:
    """不同类型, 各个类别: the word of grouping and the word for a kind, cut apart."""
    for place in range(len(pieces) - 1, -1, -1):
        for last in (place + 2, place + 1):
            parts = pieces[place : last + 1]
            words = _SAID.fullmatch("".join(piece.text for piece in parts))
            touching = all(one.end == other.start for one, other in pairwise(parts))
            free = not any(piece.links or piece.time for piece in parts)
            if len(parts) > 1 and words and words["kind"] in _KIND and touching and free:
                joined = Piece(parts[0].start, parts[-1].end, words.group(), words=parts[0].words)
                pieces[place : last + 1] = [joined]
                break


def _members(noun: Piece | None, model: SemanticModel) -> list[str]:
    """The dataset whose members a noun names: 各类门店. A category is no member, and a measure none."""
    if noun is None or noun.metrics() or (noun.values() and not noun.datasets()):
        return []
    named = [ref for ref in noun.fields() if ref.dataset in model.datasets]
    if any(ref.field != model.datasets[ref.dataset].display for ref in named):
        return []
    return sorted({*noun.datasets(), *(ref.dataset for ref in named)})


def _kinds_measured(noun: Piece | None, pieces: list[Piece], model: SemanticModel) -> tuple[FieldRef, ...]:
    """The kinds that bear a word of the measure (耗材类别 of 耗材成本); else several to ask between, of its rows and of
    what they belong to. One alone that bears another name may not be what is meant."""
    measured = [noun] if noun is not None and noun.metrics() else [piece for piece in pieces if piece.metrics()]
    names = {name for piece in measured for name in piece.metrics()}
    bases = [set(base_datasets(model, name)) for name in names]
    shared = set.intersection(*bases) if bases else set()
    above = {link.to_dataset for link in model.relationships if link.from_dataset in shared and not link.role}
    found = (*_called_kinds(sorted(shared), model), *_called_kinds(sorted(above - shared), model))
    called = [word for name in names for word in (model.metrics[name].label.zh, *model.metrics[name].synonyms)]
    for words in ([piece.text for piece in measured], called):
        own = tuple(ref for ref in found if any(_stem_in(word, words) for word in _words(ref, model)))
        if own:
            return own
    return found if len(found) > 1 else ()


def _stem_in(word: str, called: list[str]) -> bool:
    stem = _CALLED.sub("", word)
    return len(stem) > 1 and stem != word and any(stem in name for name in called)


def _words(ref: FieldRef, model: SemanticModel) -> tuple[str, ...]:
    item = model.field(ref)
    return (item.label.zh, *item.synonyms)


def _called_kinds(datasets: Sequence[str], model: SemanticModel) -> tuple[FieldRef, ...]:
    return tuple(
        FieldRef(name, item.name)
        for name in datasets
        for item in model.datasets[name].fields.values()
        if item.role is FieldRole.CATEGORY
        and not item.hidden
        and any(_CALLED.search(word) for word in (item.label.zh, *item.synonyms))
    )
