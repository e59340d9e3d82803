"""Misspelt words of time: septmber, quater, wednsday.

Role: a text → the same text with such words as they are written, and for each of its characters the place it came from.
Only words that no dictionary has are looked at, and only slips that make no other word of time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_WORDS = (
    "january", "february", "march", "april", "august", "september", "october", "november", "december", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "quarter", "quarters", "month",
    "months", "previous", "quarterly", "monthly",
)  # fmt: skip
MIN_LETTERS = 5
_SHORT = ("month", "months", "year", "years", "week", "weeks", "quarter")
_LEADS = re.compile(r"\b(?:last|this|next|previous|prior|past|per|each|every|current|\d+) $", re.IGNORECASE)


def mended(
    text: str, unknown: Sequence[tuple[int, int]], is_slip: Callable[[str, str], bool]
) -> tuple[str, list[int]] | None:
    """The text with its misspelt words of time mended, and the places; None where there is none.

    `unknown`: the stretches that no dictionary has, in order.
    """
    made, places, done = "", [], 0
    for start, end in unknown:
        word = text[start:end].casefold()
        led = len(word) == MIN_LETTERS - 1 and _LEADS.search(text[:start])  # last moth: what stands there is a time
        words = _WORDS if len(word) >= MIN_LETTERS else _SHORT if led else ()
        near = [known for known in words if known[0] == word[0] and is_slip(word, known)]
        if len(near) != 1:
            continue
        made += text[done:start] + near[0]
        places += [*range(done, start), *(min(start + place, end - 1) for place in range(len(near[0]) - 1)), end - 1]
        done = end
    if not done:
        return None
    return made + text[done:], [*places, *range(done, len(text))]
