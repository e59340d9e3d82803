"""Text as values are compared: NFKC, without case, simplified characters, single spaces between words only.

Role: pure functions. `fold` keeps, for every folded character, where it stood, so that a hit can be shown as it was
typed. The table of traditional characters is read (3 ms, without the converter that ships it) when the first rare
character is met, never at start-up.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> Folded:
    """The folded text with positions.

    >>> fold("ＡＢ  國際\\u3000区").text, fold("A B").starts
    ('ab国际区', (0, 1, 2))
    """
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for piece in _fold_char(char):
            if piece == " " and (not chars or not is_word(chars[-1])):
                continue
            if chars and chars[-1] == " " and not is_word(piece):  # a space beside anything but a word
                chars.pop()
                places.pop()
            chars.append(piece)
            places.append(place)
    if chars and chars[-1] == " ":
        chars.pop()
        places.pop()
    return Folded("".join(chars), tuple(places), tuple(place + 1 for place in places))


@lru_cache(maxsize=100_000)
def fold_key(text: str) -> str:
    """The folded text alone: what is stored and looked up."""
    return fold(text).text


def is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


@lru_cache(maxsize=20_000)
def is_word(char: str) -> bool:
    """Whether the character is part of a word that must not be cut: letters and digits of scripts with spaces."""
    return char.isalnum() and not (is_han(char) or "\u3040" <= char <= "\u30ff" or char == "\u3007")


@lru_cache(maxsize=20_000)
def _fold_char(char: str) -> str:
    if char.isspace() or char in "\u200b\ufeff":
        return " "
    folded = unicodedata.normalize("NFKC", char).casefold()
    if len(folded) == 1 and is_han(folded) and not _is_common(folded):
        return _simplified().get(folded, folded)
    return "".join(folded.split()) or " "


def _is_common(char: str) -> bool:
    """Whether a character is in GB 2312: simplified characters of daily use, none of them traditional."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _simplified() -> Mapping[str, str]:
    """Traditional → simplified, from the table of the opencc package; empty where the package lays it elsewhere."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or not spec.origin:
        return {}
    table = Path(spec.origin).parent / "dictionary" / "TSCharacters.txt"
    if not table.is_file():
        return {}
    found: dict[str, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        traditional, _, simple = line.partition("\t")
        if simple:
            found[traditional] = simple.split(" ")[0]
    return found
