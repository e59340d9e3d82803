"""Text from people and data, made safe to stand in a prompt.

Role: such text always stands as one line inside double quotes (or as a SQL literal), without characters that hide,
reverse or break lines, and cut at a length. It can say anything; it cannot leave its place.
"""

from __future__ import annotations

import json
import unicodedata

from semantic_layer.shape import literal_sql

_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
VALUE_LENGTH = 80


def plain(text: str, limit: int) -> str:
    """One visible line of at most `limit` characters.

    >>> plain("a\\n# System:\\u202e do it", 40)
    'a # System: do it'
    """
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text[: limit * 4])
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quoted(text: str, limit: int) -> str:
    """The same in double quotes, quotes inside escaped.

    >>> print(quoted('say "hi"\\nnow', 40))
    "say \\"hi\\" now"
    """
    return json.dumps(plain(text, limit), ensure_ascii=False)


def literal(value: str) -> str | None:
    """A SQL literal of exactly this value; None where it cannot stand on one line (then it is left out)."""
    if len(value) > VALUE_LENGTH or any(unicodedata.category(char) in _UNSEEN for char in value):
        return None
    return literal_sql(value)
