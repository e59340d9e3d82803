"""Likeness of short texts: which metric, field or example speaks of what the question speaks of.

Role: ranks candidates for the prompt; decides nothing. Texts are compared by their units: pairs of neighbouring Chinese
characters and the stems of Latin words, rare ones weighing more. A typing slip is forgiven by rapidfuzz.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

_WORD = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_STEM = 5
_ALIKE = 85  # of 100: rapidfuzz's ratio from which a slip of the pen is likely
_STOP = frozenset({
    "a", "an", "and", "are", "by", "did", "do", "does", "for", "give", "had", "has", "have", "how", "in", "is", "it",
    "many", "me", "much", "of", "on", "or", "our", "per", "show", "than", "that", "the", "to", "us", "was", "we",
    "were", "what", "which", "who", "with",
})  # fmt: skip


def units(text: str) -> frozenset[str]:
    """The units of a text.

    >>> sorted(units("应收账款 overdue_days"))
    ['days', 'overd', '应收', '收账', '账款']
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    found: set[str] = set()
    for word in _WORD.findall(folded):
        if word[0] >= "\u3400":
            found |= {word[i : i + 2] for i in range(len(word) - 1)} or {word}
        elif word not in _STOP:
            found.add(word[:_STEM])
    return frozenset(found)


class Likeness:
    """Compares a question with candidates; `corpus` is all their texts, which tells how rare a unit is."""

    def __init__(self, question: str, corpus: Iterable[frozenset[str]]) -> None:
        self._question = unicodedata.normalize("NFKC", question).casefold()
        self._units = units(question)
        seen: Counter[str] = Counter()
        texts = 0
        for text in corpus:
            seen.update(text)
            texts += 1
        self._rarity = {unit: math.log(1 + texts / (1 + count)) for unit, count in seen.items()}
        self._unknown = math.log(1 + texts)

    def _weight(self, found: Iterable[str]) -> float:
        return sum(self._rarity.get(unit, self._unknown) for unit in found)

    def name(self, text: str) -> float:
        """0 to 1.3: how much of a name or synonym the question holds; a long whole name counts most."""
        own = units(text)
        if not own:
            return 0.0
        folded = unicodedata.normalize("NFKC", text).casefold()
        if folded in self._question and own <= self._units:
            return 1.0 + min(len(folded), 12) / 40
        covered = self._weight(own & self._units) / (self._weight(own) or 1.0)
        if covered < 0.5 and len(folded) >= 5 and folded.isascii():
            slip = fuzz.partial_ratio(folded.replace("_", " "), self._question)
            if slip >= _ALIKE:
                return 0.9 * slip / 100
        return 0.9 * covered

    def text(self, own: frozenset[str]) -> float:
        """0 to 1: how much of the question a description holds."""
        return self._weight(own & self._units) / (self._weight(self._units) or 1.0)

    def both(self, own: frozenset[str]) -> float:
        """0 to 1: what a text and the question have in common, of what either holds."""
        either = self._weight(own) + self._weight(self._units)
        return 2 * self._weight(own & self._units) / (either or 1.0)

    def best(self, names: Sequence[str], description: frozenset[str]) -> float:
        """The likeness of a candidate with several names and one description."""
        return max((self.name(text) for text in names if text), default=0.0) + 0.6 * self.text(description)
