"""Misspelt and spelt-out names: what an unknown word may have meant, where there is only one thing it can be.

Role: unknown pieces → stretches with links, marked `fuzzy` or `pinyin`. Names of metrics, fields and datasets are
repaired, and declared values by their sound; only by slips that make no other word: a letter missing, doubled or
swapped, a homophone, the pinyin of a name. A letter replaced may make another name ("Hunan" for "Henan"), so it is
suggested, never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.read.lexicon import Lexicon, Link, LinkKind, LinkSource
from bot.read.normal import Token, is_han, norms_of
from bot.read.pieces import Piece
from bot.read.segment import Given

MIN_LETTERS = 5  # a slip in a shorter word may be another word
MIN_INITIALS = 3
_KINDS: tuple[LinkKind, ...] = ("metric", "field", "dataset")


def repair(text: str, tokens: Sequence[Token], pieces: Sequence[Piece], lexicon: Lexicon) -> list[Given]:
    """Links for the unknown pieces that can mean only one name."""
    found: list[Given] = []
    for piece in pieces:
        if piece.known or piece.role == "sign":
            continue
        inside = [place for place, token in enumerate(tokens) if piece.start <= token.start and token.end <= piece.end]
        if not inside:
            continue
        if tokens[inside[0]].kind == "word":
            found += _latin(text, tokens, inside[0], lexicon)
        elif tokens[inside[0]].kind == "han":
            found += _homophones(tokens, inside, lexicon)
    return found


def _latin(text: str, tokens: Sequence[Token], place: int, lexicon: Lexicon) -> list[Given]:
    token = tokens[place]
    word = token.norm
    if len(word) >= MIN_INITIALS and (any(is_han(char) for char in text) or len(tokens) <= 3):
        links = _by_sound(word, lexicon)
        if links:
            return [Given(token.start, token.end, links)]
    if len(word) < MIN_LETTERS or (
        text[token.start].isupper() and place > 0 and not text[token.start : token.end].isupper()
    ):
        return []
    return _by_slip(tokens, place, lexicon)


def _by_slip(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> list[Given]:
    """The one word of the layer that the token is a slip of, and the longest name around it."""
    word = tokens[place].norm
    near = {known for known in lexicon.words if known[0] in word[:2] and is_slip(word, known)}
    if len(near) != 1:
        return []
    norms = [token.norm for token in tokens]
    norms[place] = near.pop()
    for size in range(6, 0, -1):
        for first in range(max(0, place - size + 1), place + 1):
            links = _named(lexicon.links.get(tuple(norms[first : first + size]), ()), "fuzzy", 0.85)
            if links and first + size <= len(norms):
                return [Given(tokens[first].start, tokens[first + size - 1].end, links)]
    return []


def is_slip(word: str, known: str) -> bool:
    """Whether `word` is `known` with a letter missing, one too many, or two neighbours swapped.

    >>> [is_slip(w, "revenue") for w in ("revnue", "revennue", "reveneu", "revenge")]
    [True, True, True, False]
    """
    if word == known or abs(len(word) - len(known)) > 1:
        return False
    if len(word) == len(known):
        differing = [place for place, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and word[differing[0]] == known[differing[1]]
            and word[differing[1]] == known[differing[0]]
        )
    shorter, longer = sorted((word, known), key=len)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _named(
    links: Iterable[Link], source: LinkSource, confidence: float, kinds: tuple[LinkKind, ...] = _KINDS
) -> tuple[Link, ...]:
    return tuple(replace(link, source=source, confidence=confidence) for link in links if link.kind in kinds)


# ---- sounds


@lru_cache(maxsize=20_000)
def _pinyin(term: str) -> tuple[str, str]:
    """(full pinyin, initials) of a Chinese name, Latin letters kept; ("", "") where it has no Chinese."""
    from pypinyin import Style, lazy_pinyin

    if not any(is_han(char) for char in term):
        return "", ""
    full = [syllable.replace("ü", "v").casefold() for syllable in lazy_pinyin(term, style=Style.NORMAL)]
    return "".join(full), "".join(syllable[0] for syllable in full)


def _by_sound(word: str, lexicon: Lexicon) -> tuple[Link, ...]:
    """The names whose pinyin or initials the word is, where they are all one thing."""
    links: list[Link] = []
    for kind in _KINDS:
        for term, owners in lexicon.terms.get(kind, {}).items():
            full, initials = _pinyin(term)
            if full and (word in (full, full.replace("lv", "lu")) or (len(word) >= MIN_INITIALS and word == initials)):
                links += _named(owners, "pinyin", 0.85)
    return tuple(links) if len({(link.kind, link.target) for link in links}) == 1 else ()


def _homophones(tokens: Sequence[Token], inside: Sequence[int], lexicon: Lexicon) -> list[Given]:
    """A name written with characters that sound the same: of two characters only a value, which is then asked about."""
    first, last = inside[0], inside[-1] + 1
    for start in range(max(0, first - 5), first + 1):
        for end in range(min(len(tokens), last + 5), last - 1, -1):
            part = tokens[start:end]
            if end - start < 3 - (start == first and end == last) or any(token.kind != "han" for token in part):
                continue
            heard = _pinyin("".join(token.norm for token in part))[0]
            links = [
                link
                for kind in ((*_KINDS, "value") if end - start > 2 else ("value",))
                for term, owners in lexicon.terms.get(kind, {}).items()
                if len(norms_of(term)) == end - start and _pinyin(term)[0] == heard
                for link in _named(owners, "fuzzy", 0.85, (kind,))
            ]
            if len({(link.kind, link.target) for link in links}) == 1:
                return [Given(tokens[start].start, tokens[end - 1].end, tuple(links[:1]))]
    return []
