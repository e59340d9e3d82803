"""Short names of values: where most values of a field end alike, people leave that ending off (North Street Store).

Role: the values of one field → value: its name without the ending they share. Only where it stays a name of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from semantic_layer.values.fold import is_han

MOST = 20_000  # a field of more values is not looked at
LEAST = 3  # values a field must have, and characters a short name must keep
SHARE = 0.6  # of the values end alike
_LONGEST = 4


def short_names(values: Sequence[str]) -> dict[str, str]:
    """Each value that has the shared ending, and what is left without it.

    >>> short_names(["春熙路店", "人民广场店", "光谷店", "总部"])
    {'春熙路店': '春熙路', '人民广场店': '人民广场'}
    >>> short_names(["North Street Store", "Harbour Store", "Mill Lane Store"])
    {'North Street Store': 'North Street', 'Harbour Store': 'Harbour', 'Mill Lane Store': 'Mill Lane'}
    """
    if not LEAST <= len(values) <= MOST:
        return {}
    ending = _shared(values)
    cut = {value: value[: -len(ending)].strip() for value in values if ending and value.endswith(ending)}
    often = Counter(cut.values())
    whole = set(values)
    return {value: name for value, name in cut.items() if len(name) >= LEAST and often[name] == 1 and name not in whole}


def _shared(values: Sequence[str]) -> str:
    """The longest ending of Chinese characters, or the last word, that most values share; "" where there is none."""
    for size in range(_LONGEST, 0, -1):
        tails = Counter(value[-size:] for value in values if len(value) > size and all(map(is_han, value[-size:])))
        if tails and tails.most_common(1)[0][1] >= SHARE * len(values):
            return tails.most_common(1)[0][0]
    words = Counter(" " + value.rsplit(" ", 1)[1] for value in values if " " in value and value.isascii())
    common = words.most_common(1)
    return common[0][0] if common and common[0][1] >= SHARE * len(values) and common[0][0][1:].isalpha() else ""
