"""The fonts that the project ships: how wide a text is, and which characters can be drawn.

Role: measures for layout and the check against the font's cmap, so that no label is drawn as an empty box.
Units: pixels at a font size in pixels.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "AskFin Sans"
PLACEHOLDER = "〓"
FILES = {False: "AskFinSans-Regular.otf", True: "AskFinSans-Bold.otf"}  # by weight: bold or not
_INVISIBLE = {"Cc", "Cf", "Mn", "Me", "Zl", "Zp"}  # controls, joiners, marks: nothing to draw on their own


@cache
def advances(bold: bool = False) -> Mapping[int, float]:
    """The advance of every character of a weight, in ems: `advances.json`, which a test holds equal to the font's own
    tables (reading those takes a tenth of a second)."""
    stored = json.loads((FOLDER / "advances.json").read_text(encoding="utf-8"))["bold" if bold else "regular"]
    full = dict.fromkeys(map(ord, stored["full"]), 1.0)
    return full | {int(point): advance for point, advance in stored["other"].items()}


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is drawn.

    >>> round(width("营收", 10))
    20
    """
    table = advances(bold)
    return sum(table.get(ord(character), 1.0) for character in text) * size


def drawable(text: str) -> tuple[str, frozenset[str]]:
    """The text with what the font lacks replaced by a placeholder, and the characters replaced.

    >>> drawable("A股\\U0001F600")
    ('A股〓', frozenset({'😀'}))
    """
    table = advances()
    missing: set[str] = set()
    kept: list[str] = []
    for character in text:
        if ord(character) in table:
            kept.append(character)
        elif unicodedata.category(character) not in _INVISIBLE:
            missing.add(character)
            kept.append(PLACEHOLDER)
    return "".join(kept), frozenset(missing)


def wrap(text: str, size: float, limit: float, bold: bool = False, most_lines: int = 3) -> list[str]:
    """Lines no wider than `limit`; breaks at spaces and after punctuation where it can, else anywhere."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most_lines:
        if width(rest, size, bold) <= limit:
            return [*lines, rest]
        cut = _fitting(rest, size, limit, bold)
        if len(lines) == most_lines - 1:
            return [*lines, rest[: max(cut - 1, 1)].rstrip() + "…"]
        place = max((rest.rfind(mark, 1, cut) for mark in " 、，；,;）)"), default=-1)
        end = place + 1 if place > cut // 2 else cut
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def cut(text: str, size: float, limit: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width(text, size) <= limit:
        return text
    return text[: _fitting(text, size, limit - size, False)].rstrip() + "…"


def _fitting(text: str, size: float, limit: float, bold: bool) -> int:
    """How many leading characters fit into `limit`, at least one."""
    table, used = advances(bold), 0.0
    for place, character in enumerate(text):
        used += table.get(ord(character), 1.0) * size
        if used > limit:
            return max(place, 1)
    return len(text)
