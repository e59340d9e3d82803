"""Which rows a table shows where not all have room: the first, or of a series the last.

Role: one decision for terminal, Markdown and chat.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.compose import Presentation, say

PREVIEW_ROWS = 10
_A_YEAR = 13  # months, with the one just begun: a series of a year is shown whole


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows shown, and what to say of the others ("" if all are shown)."""

    rows: range
    note: str = ""


def preview(view: Presentation, most: int = PREVIEW_ROWS) -> Preview:
    """At most `most` rows: the largest come first, but of a series the newest rows count, which come last."""
    count, lang = len(view.rows), view.lang
    if count <= most or (most >= PREVIEW_ROWS and view.time is not None and not view.groups and count <= _A_YEAR):
        return Preview(range(count))
    if _ends_with_the_newest(view):
        end = max((row + 1 for place in view.measures for row, _ in view.values(place)), default=count)
        rows = range(max(0, end - most), max(end, most))  # up to the newest row that holds a number
        first, last = view.text(rows[0], view.time or 0), view.text(rows[-1], view.time or 0)
        return Preview(rows, say("last_rows", lang, first=first, last=last, count=f"{count:,}"))
    return Preview(range(most), say("more_rows", lang, shown=most, count=f"{count:,}"))


def _ends_with_the_newest(view: Presentation) -> bool:
    if view.time is None:
        return False
    times = [str(row[view.time] or "") for row in view.rows]
    return times == sorted(times) and times[0] != times[-1]
