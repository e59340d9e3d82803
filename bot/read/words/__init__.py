"""The grammar words of both languages, ready for matching.

Role: `GRAMMAR` maps token sequences to what they may mean. Words of companies and metrics are not here: they come from
the model. A word means (kind, target); the passes of `interpret` say what each pair does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.read.normal import norms_of, term_keys
from bot.read.words import changes, en, en_follow, idle, ordinals, verbs, zh


@dataclass(frozen=True, slots=True)
class Word:
    """What a grammar word means."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """Phrases by their tokens, and the phrase lengths (in tokens, longest first) by first token."""

    phrases: Mapping[tuple[str, ...], tuple[Word, ...]]
    lengths: Mapping[str, tuple[int, ...]]


@cache
def grammar() -> Grammar:
    """Built at first use, once."""
    phrases: dict[tuple[str, ...], list[Word]] = {}
    for kind, target, listed in (
        *zh.WORDS,
        *en.WORDS,
        *en_follow.WORDS,
        *changes.WORDS,
        *verbs.WORDS,
        *idle.WORDS,
        *ordinals.WORDS,
    ):
        word = Word(kind, target)
        for phrase in listed.split("|"):
            for key in term_keys(norms_of(phrase)):
                known = phrases.setdefault(key, [])
                if word not in known:
                    known.append(word)
    lengths: dict[str, set[int]] = {}
    for key in phrases:
        lengths.setdefault(key[0], set()).add(len(key))
    return Grammar(
        {key: tuple(words) for key, words in phrases.items()},
        {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
    )
