"""Words as they are compared: one normal form for what is declared and what is typed.

Role: text → tokens. NFKC, casefold, traditional → simplified characters, English plurals → singular. One Chinese
character is one token, a run of Latin letters is one, a number is one, any other sign is one. Offsets are positions in
the original text, so that a span can be shown as the asker wrote it. No dictionary of words: that is the lexicon's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

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


def _kind(char: str) -> str:
    if is_han(char):
        return "han"
    if char.isdigit():
        return "number"
    if char.isalpha():
        return "word"
    return "space" if char.isspace() or char in "\u200b\ufeff\u00ad" else "sign"


def _folded_chars(text: str) -> list[tuple[str, int]]:
    """(normal character, position in the text), one by one; one character may fold into several."""
    return [(piece, position) for position, char in enumerate(text) for piece in _fold(char)]


def tokenize(text: str) -> list[Token]:
    """Tokens of a text, in order; spaces are left out.

    >>> [t.norm for t in tokenize("East区 2026年 last month's ar_balance 1,200.5")]
    ['east', '区', '2026', '年', 'last', 'month', "'s", 'ar', '_', 'balance', '1200.5']
    """
    chars = _folded_chars(text)
    tokens: list[Token] = []
    place = 0
    while place < len(chars):
        char, start = chars[place]
        kind = _kind(char)
        stop = place + 1
        if kind == "word":
            while stop < len(chars) and _kind(chars[stop][0]) == "word":
                stop += 1
        elif kind == "number":
            stop = _number_end(chars, place)
        elif char == "'" and stop < len(chars) and chars[stop][0] == "s" and _ends_word(chars, stop + 1):
            stop += 1
        if kind != "space":
            word = "".join(piece for piece, _ in chars[place:stop])
            norm = singular(word) if kind == "word" else word.replace(",", "") if kind == "number" else word
            tokens.append(Token(norm, start, chars[stop - 1][1] + 1, kind))
        place = stop
    return tokens


def _ends_word(chars: list[tuple[str, int]], place: int) -> bool:
    return place >= len(chars) or _kind(chars[place][0]) != "word"


def _number_end(chars: list[tuple[str, int]], place: int) -> int:
    """The end of digits with thousands separators and one decimal point."""
    stop, dotted = place, False
    while stop < len(chars):
        char = chars[stop][0]
        following = chars[stop + 1 : stop + 4]
        if char.isdigit():
            stop += 1
        elif char == "." and not dotted and following and following[0][0].isdigit():
            dotted, stop = True, stop + 1
        elif char == "," and _is_group_of_three(chars, stop):
            stop += 1
        else:
            break
    return stop


def _is_group_of_three(chars: list[tuple[str, int]], comma: int) -> bool:
    """Whether exactly three digits follow the comma: 1,200 but not 1,2."""
    digits = [char for char, _ in chars[comma + 1 : comma + 5]]
    return len(digits) >= 3 and all(d.isdigit() for d in digits[:3]) and not (len(digits) == 4 and digits[3].isdigit())


_JOINERS = frozenset("-_/")


def term_keys(term: str) -> set[tuple[str, ...]]:
    """The token sequences under which a declared term is found: with and without its joining signs.

    >>> sorted(term_keys("ar_balance"))
    [('ar', '_', 'balance'), ('ar', 'balance'), ('arbalance',)]
    """
    tokens = tokenize(term)
    norms = tuple(token.norm for token in tokens)
    keys = {norms}
    if any(norm in _JOINERS for norm in norms):
        bare = tuple(norm for norm in norms if norm not in _JOINERS)
        keys.add(bare)
        if all(token.kind == "word" for token in tokens if token.norm not in _JOINERS):
            keys.add(("".join(bare),))
    elif 1 < len(norms) <= 2 and all(token.kind == "word" for token in tokens):
        keys.add(("".join(norms),))  # "head count" finds headcount and the other way round
    return {key for key in keys if key}
