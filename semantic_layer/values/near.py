"""Typos: which stored keys may be one or two slips away from a word, and whether they are.

Role: pure functions. A key of up to SHORT characters is stored under each of its one-character deletions, a longer one
under its thirds; a word looks under the same and meets every key within the allowed distance, in few look-ups.
Two names that differ in a digit, a numeral, a direction or a single letter beside Chinese are two names, not a typo.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from zlib import crc32

from semantic_layer.values.fold import is_han

SHORT = 8
LONGEST = 24
LONGEST_HAN = 16
_TELLING = frozenset(
    "零一二三四五六七八九十百千甲乙丙丁戊东南西北中上下左右前后内外新老旧大小男女总分非不无未"
    "收付进出借贷应实增减高低买卖产销净毛正负盈亏入支年季月周日"
)


def is_fit(key: str) -> bool:
    """Whether a key is long enough for a typo to be told from another word: 4 letters or 3 Chinese characters."""
    han = sum(is_han(char) for char in key)
    return len(key) <= LONGEST and (han >= 3 or (han == 0 and len(key) >= 4 and any(char.isalpha() for char in key)))


def stored_under(key: str) -> set[int]:
    """The hashes a key is stored under."""
    if len(key) <= SHORT:
        return deletions(key)
    cuts = enumerate(_cuts(len(key)))
    return {_hash(f"{len(key)}:{third}:{key[start : start + size]}") for third, (start, size) in cuts}


def looked_under(word: str) -> set[int]:
    """The hashes under which keys near one word are found."""
    found: set[int] = set()
    if len(word) <= SHORT + 1:
        found = deletions(word)
    if len(word) > SHORT - 2:
        for length in range(max(SHORT + 1, len(word) - 2), len(word) + 3):
            for third, (start, size) in enumerate(_cuts(length)):
                for begin in range(max(0, start - 2), min(len(word) - size, start + 2) + 1):
                    found.add(_hash(f"{length}:{third}:{word[begin : begin + size]}"))
    return found


def deletions(word: str) -> set[int]:
    """The hashes of a word and of its one-character deletions: what short keys share with it."""
    codes = {crc32((word[:place] + word[place + 1 :]).encode("utf-8", "surrogatepass")) for place in range(len(word))}
    codes.add(_hash(word))
    return codes


def long_in(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(hash, start, end) of where a longer key may stand in a run of characters without words, if one of its thirds is
    there unharmed. Each third is hashed once for all the stretches it may belong to."""
    for length in range(SHORT + 1, min(LONGEST_HAN, end - start + 1) + 1):
        for third, (offset, size) in enumerate(_cuts(length)):
            for place in range(start, end - size + 1):
                begin = place - offset
                if start - 1 <= begin and begin + length <= end + 1:
                    code = _hash(f"{length}:{third}:{text[place : place + size]}")
                    yield code, max(start, begin), min(end, begin + length)


@cache
def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    """(start, size) of three nearly equal pieces."""
    bounds = [length * part // 3 for part in range(4)]
    return tuple((bounds[part], bounds[part + 1] - bounds[part]) for part in range(3))


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


@cache
def _distances():
    """The two distances of rapidfuzz, loaded (20 ms) at the first suspicion of a typo."""
    from rapidfuzz.distance import OSA, Levenshtein

    return OSA.distance, Levenshtein.editops


def slips(word: str, key: str) -> int | None:
    """How many slips of the hand lie between them (a swap of neighbours is one); None if too many, or if they are
    different names.

    >>> slips("reciept", "receipt"), slips("unit 12", "unit 13"), slips("cash", "dash board")
    (1, None, None)
    """
    if abs(len(word) - len(key)) > 2:
        return None
    measure, editops = _distances()
    allowed = 2 if len(key) > SHORT and len(word) > SHORT - 1 else 1
    distance = measure(word, key, score_cutoff=allowed)
    if distance > allowed or distance == 0:
        return None
    mixed = any(is_han(char) for char in key)
    for edit in editops(word, key):
        if mixed and edit.tag != "replace" and (edit.src_pos in (0, len(word)) or edit.dest_pos in (0, len(key) - 1)):
            return None  # Chinese that lacks its first or last character is another, shorter name
        touched = word[edit.src_pos] if edit.tag != "insert" else ""
        touched += key[edit.dest_pos] if edit.tag != "delete" else ""
        if any(char.isdigit() or char in _TELLING or (mixed and char.isascii()) for char in touched):
            return None
    return distance


def confidence(distance: int, key: str) -> float:
    """How sure a typo is: below 0.9 always, less for short words and second slips."""
    return 0.7 if distance > 1 else 0.85 if len(key) >= 6 else 0.8 if len(key) >= 4 else 0.7
