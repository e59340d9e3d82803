"""What a chart draws: rows of a presentation as named points, with labels made by the answer's own formats.

Role: `Plot` holds the view and the notes that drawing brings about (characters the font lacks, rows left out). A point
is {x: name, s: series, v: number as on the axis or null, t: label}.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.charts.fonts import PLACEHOLDER, drawable
from bot.charts.theme import LIGHT, Theme
from bot.compose.escape import for_terminal
from bot.compose.format import Format, is_number
from bot.compose.present import Presentation
from bot.compose.wording import say

Point = dict[str, Any]
_LONGEST = 120  # characters of a name: drawing takes seconds beyond some thousands, and no axis has room


@dataclass
class Plot:
    """One chart in the making."""

    view: Presentation
    title: str
    subtitle: str = ""
    theme: Theme = LIGHT
    notes: list[str] = field(default_factory=list)
    partial: frozenset[int] = frozenset()  # rows whose bucket is not whole
    is_ordered: bool = False  # the query says the order of its rows
    is_picked: bool = False  # rows are the best or worst buckets of a series
    has_own_order: bool = False  # its groups are bands, numbers or dates
    _missing: set[str] = field(default_factory=set)
    _shortened: dict[str, list[str]] = field(default_factory=dict)  # short name -> the names it stands for

    @property
    def lang(self) -> str:
        return self.view.lang

    def safe(self, text: str) -> str:
        """The text as the font can draw it; what it lacks is noted."""
        shown, missing = drawable(" ".join(for_terminal(text).split()))
        self._missing |= missing
        return shown

    def heading(self, place: int) -> str:
        return self.safe(self.view.headings[place])

    def name(self, row: int, places: Sequence[int]) -> str:
        """What a row is called by the given columns."""
        return self._short(self.safe(" · ".join(self.view.member(row, place) for place in places)))

    def _short(self, name: str) -> str:
        """A name of at most some length; two names stay two."""
        if len(name) <= _LONGEST:
            return name
        short = name[:_LONGEST] + "…"
        same = self._shortened.setdefault(short, [])
        if name not in same:
            same.append(name)
        return f"{short} ({same.index(name) + 1})" if same[0] != name else short

    def point(self, row: int, place: int, name: str, series: str = "") -> Point:
        """One cell as a point."""
        value = self.view.rows[row][place]
        fmt = self.view.formats[place]
        point: Point = {"x": name, "v": fmt.scaled(value), "t": fmt.text(value) if is_number(value) else ""}
        if row in self.partial:
            point["partial"] = True
        return point | {"s": series} if series else point

    def format(self, place: int) -> Format:
        return self.view.formats[place]

    def all_notes(self) -> list[str]:
        """What must be said under the title, missing characters last."""
        if not self._missing:
            return list(self.notes)
        listed = " ".join(f"U+{ord(character):04X}" for character in sorted(self._missing)[:12])
        return [*self.notes, say("chart_missing_glyph", self.lang, mark=PLACEHOLDER, characters=listed)]


def numbers(points: Sequence[Point]) -> list[float]:
    """The values that are there."""
    return [point["v"] for point in points if point["v"] is not None]


def distinct(values: Sequence[str]) -> list[str]:
    """Each once, in order of appearance."""
    return list(dict.fromkeys(values))
