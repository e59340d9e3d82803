"""Text for Slack: escaped, split at Slack's limits, bold that shows between Chinese characters; and back.

Role: pure functions. Lengths are characters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

from bot.compose.escape import for_slack, for_terminal

SECTION = 3_000
ZERO_WIDTH = "\u200b"

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"<(?:[#!][^|>]*|[a-z]+:[^|>]*)\|([^>]*)>")
_BARE = re.compile(r"<([^>|]*)>")


def escaped(text: str) -> str:
    """Plain text, whatever it holds."""
    return for_slack(text)


def bold(text: str) -> str:
    """Bold; U+200B around the marks, without which Slack shows them between Chinese characters.

    >>> bold("a")
    '\\u200b*a*\\u200b'
    """
    inner = " ".join(for_slack(text).split())
    return f"{ZERO_WIDTH}*{inner}*{ZERO_WIDTH}" if inner else ""


def split(text: str, most: int = SECTION) -> list[str]:
    """Parts of at most `most` characters, cut at paragraphs, else lines, else sentences, else anywhere; nothing lost.

    >>> split("ab\\ncd", 3)
    ['ab', 'cd']
    """
    parts, rest = [], text.strip()
    while len(rest) > most:
        cut = _cut(rest, most)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def _cut(text: str, most: int) -> int:
    for mark in ("\n\n", "\n", "。", ". ", "；", "，", " "):
        place = text.rfind(mark, most // 2, most - len(mark))
        if place > 0:
            return place + len(mark)
    place = most
    escape = text.rfind("&", most - 6, most)
    if escape > 0 and ";" not in text[escape:most]:  # never through an &amp;
        place = escape
    return place


def cut(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def fence(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[int], most: int = 2_900) -> str:
    """A table as a code fence, columns aligned by their width on the screen; rows that do not fit are left out."""
    cells = [[_cell(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(headings))]
    lines = [
        "  ".join(_pad(cell, widths[place], place in numeric) for place, cell in enumerate(row)).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    while len(lines) > 2 and sum(len(line) + 1 for line in lines) > most:
        lines.pop()
    return "```\n" + "\n".join(cut(line, most) for line in lines) + "\n```"


def _cell(text: str) -> str:
    plain = " ".join(for_terminal(text).split()).replace("`", "ˋ")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _pad(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in html.unescape(text))


def mentioned(text: str) -> list[str]:
    """The ids of the people a message mentions."""
    return _MENTION.findall(text)


def plain(text: str, own_id: str = "") -> str:
    """What a person typed, from Slack's form of it: own mentions out, references by their names.

    >>> plain("<@U1> a &amp; b <#C1|general>", "U1")
    'a & b general'
    """
    without = _MENTION.sub(lambda match: " " if match[1] == own_id else f"@{match[1]}", text)
    without = _REFERENCE.sub(r"\1", without)
    without = _BARE.sub(r"\1", without)
    words = re.split(r"[ \t]+", html.unescape(without).replace(ZERO_WIDTH, ""))
    return " ".join(word for word in words if word).strip()
