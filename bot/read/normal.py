"""Words as they are compared: one normal form for what is declared and what is typed.

Role: text → tokens. NFKC, casefold, traditional → simplified characters, English plurals → singular. One Chinese
character is one token, a run of Latin letters is one, a number is one, any other sign is one. Offsets are positions in
the original text, so that a span can be shown as the asker wrote it. No dictionary of words: that is the lexicon's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.read.spelling import one_spelling

# Variants that no conversion table holds, yet everybody types.
_VARIANTS = {"帐": "账", "「": '"', "」": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"}
_IRREGULAR = {
    "people": "person",
    "men": "man",
    "women": "woman",
    "children": "child",
    "indices": "index",
    "analyses": "analysis",
    "bases": "basis",
    "leaves": "leaf",
    "criteria": "criterion",
}
_NOT_PLURAL = frozenset({"is", "was", "has", "does", "this", "its", "us", "as", "yes", "less", "gross", "vs", "plus"})


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of comparison. `norm` is compared; `kind` is han, word, number or sign."""

    norm: str
    start: int
    end: int
    kind: str


@cache
def _simplified() -> Mapping[str, str]:
    """Traditional → simplified, character by character; loaded at the first traditional character met."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    table: dict[str, str] = {}
    for code in range(0x4E00, 0x9FA6):
        char = chr(code)
        if not _is_common(char):
            simple = converter.convert(char)
            if simple != char and len(simple) == 1:
                table[char] = simple
    return table


def _is_common(char: str) -> bool:
    """Whether a character is in GB 2312: the simplified characters of daily use, and no traditional ones."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


@lru_cache(maxsize=20_000)
def _fold(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).casefold()
    folded = _VARIANTS.get(folded, folded)
    if len(folded) == 1 and is_han(folded) and not _is_common(folded):
        simple = _simplified().get(folded, folded)
        return _VARIANTS.get(simple, simple)
    return folded


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The singular of an English word in lower case; other words come back as they are.

    >>> [singular(w) for w in ("receivables", "companies", "boxes", "gross", "sales", "people", "status")]
    ['receivable', 'company', 'box', 'gross', 'sale', 'person', 'status']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _NOT_PLURAL or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


# A possessive, a number with separators and one decimal point, a Chinese character, a run of letters, space, a sign.
_TOKEN = re.compile(
    r"(?P<own>'s(?![^\W\d_]))|(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)|(?P<han>[\u4e00-\u9fff\u3400-\u4dbf])"
    r"|(?P<word>[^\W\d_\u4e00-\u9fff\u3400-\u4dbf]+)|(?P<space>[\s\u200b\ufeff\u00ad]+)|(?P<sign>.)",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def _normal(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in normal form, and the place each character came from (None: place by place)."""
    if text.isascii():
        return text.casefold(), None
    pieces = [_fold(char) for char in text]
    if all(len(piece) == 1 for piece in pieces):
        return "".join(pieces), None
    places = tuple(place for place, piece in enumerate(pieces) for _ in piece)
    return "".join(pieces), places


def tokenize(text: str) -> list[Token]:
    """Tokens of a text, in order; spaces are left out.

    >>> [t.norm for t in tokenize("East区 2026年 last month's ar_balance 1,200.5")]
    ['east', '区', '2026', '年', 'last', 'month', "'s", 'ar', '_', 'balance', '1200.5']
    """
    normal, places = _normal(text)
    tokens: list[Token] = []
    for match in _TOKEN.finditer(normal):
        kind = match.lastgroup or "sign"
        if kind != "space":
            start, end = match.start(), match.end()
            if places is not None:
                start, end = places[start], places[end - 1] + 1
            tokens.append(Token(_norm(kind, match.group()), start, end, "sign" if kind == "own" else kind))
    return tokens


@lru_cache(maxsize=50_000)
def norms_of(text: str) -> tuple[str, ...]:
    """The tokens' normal forms alone: what terms are stored by. Names of the layer are compared again and again."""
    return tuple(
        _norm(match.lastgroup or "sign", match.group())
        for match in _TOKEN.finditer(_normal(text)[0])
        if match.lastgroup != "space"
    )


def _norm(kind: str, word: str) -> str:
    if kind == "word":
        return one_spelling(singular(word))
    return word.replace(",", "") if kind == "number" else word


_JOINERS = frozenset("-_/")


def term_keys(norms: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The token sequences under which a term is found: with and without its joining signs.

    >>> sorted(term_keys(norms_of("ar_balance")))
    [('ar', '_', 'balance'), ('ar', 'balance'), ('arbalance',)]
    """
    keys = {norms}
    if not _JOINERS.isdisjoint(norms):
        bare = tuple(norm for norm in norms if norm not in _JOINERS)
        keys.add(bare)
        if all(_is_latin(norm) for norm in bare):
            keys.add(("".join(bare),))
    elif len(norms) == 2 and _is_latin(norms[0]) and _is_latin(norms[1]):
        keys.add(("".join(norms),))  # "head count" finds headcount
    return {key for key in keys if key}


def _is_latin(norm: str) -> bool:
    return norm.isalpha() and not is_han(norm[0])
