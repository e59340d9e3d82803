"""Close matches for a mistyped name: the one "did you mean" of the product."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def suggest(word: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The candidates most like `word`, best first; none below a similarity of 0.6.

    >>> suggest("revenu", ["revenue", "cost", "net_revenue"])
    ('revenue', 'net_revenue')
    """
    lowered = word.lower()
    scored: list[tuple[float, str]] = []
    for candidate in candidates:
        matcher = SequenceMatcher(None, lowered, candidate.lower())
        if matcher.real_quick_ratio() < 0.6 or matcher.quick_ratio() < 0.6:
            continue
        ratio = matcher.ratio()
        if ratio >= 0.6:
            scored.append((-ratio, candidate))
    return tuple(name for _, name in sorted(scored)[:limit])
