"""How a Chinese value sounds: the keys under which pinyin and initials find it.

Role: pure functions; used when an index is built and when a single word is looked up for "did you mean", never at
start-up (pypinyin takes 300 ms to load). Tones are left out; several readings give several keys, up to a bound.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product

from semantic_layer.values.fold import is_han

MAX_HAN = 8  # longer names are not typed in pinyin
_MAX_READINGS = 8


@cache
def _syllables(char: str) -> tuple[str, ...]:
    """The readings of one character, most usual first, without tones; at most three."""
    from pypinyin.constants import PINYIN_DICT

    marked = PINYIN_DICT.get(ord(char), "")
    return tuple(dict.fromkeys(_plain(reading) for reading in marked.split(",") if reading))[:3]


def _plain(reading: str) -> str:
    """A syllable in ASCII letters: lǜ → lv, háng → hang."""
    spelled = reading.replace("ü", "v").replace("ǚ", "v").replace("ǜ", "v").replace("ǘ", "v").replace("ǖ", "v")
    return "".join(char for char in unicodedata.normalize("NFD", spelled) if char.isascii())


def sounds(key: str) -> tuple[frozenset[str], frozenset[str]]:
    """(full spellings, initials) of a folded text; both empty unless it holds 2 to MAX_HAN Chinese characters.

    >>> [sorted(keys) for keys in sounds("北京a")]
    [['beijinga'], ['bja']]
    """
    han = sum(is_han(char) for char in key)
    if not 2 <= han <= MAX_HAN or len(key) > 2 * MAX_HAN:
        return frozenset(), frozenset()
    parts = [(_syllables(char) if is_han(char) else (char,)) for char in key if char.isalnum()]
    if not all(parts):
        return frozenset(), frozenset()
    readings = list(_bounded(parts))
    return (
        frozenset("".join(reading) for reading in readings),
        frozenset("".join(syllable[0] for syllable in reading) for reading in readings),
    )


def _bounded(parts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Combinations of readings, the usual ones first, never more than _MAX_READINGS."""
    combinations = 1
    kept: list[tuple[str, ...]] = []
    for part in parts:
        taken = part if combinations * len(part) <= _MAX_READINGS else part[:1]
        combinations *= len(taken)
        kept.append(taken)
    return list(product(*kept))
