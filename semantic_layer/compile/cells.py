"""How the cells of an aggregation become SQL: one range, natural buckets, atoms summed up, or rows met with cells.

Role: rules 6-11 without range self-joins. Cells are literals; the cheapest exact way is chosen:
    single  one cell without a bucket: a WHERE
    trunc   each cell is (a clipped) natural unit of its own: GROUP BY DATE_TRUNC, keys mapped after
    atoms   cells overlap (YTD, TRAILING) and the aggregate can be merged: aggregate by unit, then meet the cells
    rows    anything else (distinct counts over overlapping cells): rows meet the cells
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from semantic_layer.checks.plan import Cell

Way = Literal["single", "trunc", "atoms", "rows"]
UNITS = ("year", "quarter", "month", "week", "day")


def floor_to(day: date, unit: str) -> date:
    """The first date of the natural unit that holds `day`; weeks start on Monday, as DATE_TRUNC's do."""
    match unit:
        case "year":
            return day.replace(month=1, day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "month":
            return day.replace(day=1)
        case "week":
            return day - timedelta(days=day.weekday())
        case _:
            return day


def last_of(day: date, unit: str) -> date:
    """The last date of the natural unit that holds `day`."""
    first = floor_to(day, unit)
    step = {"year": 366, "quarter": 92, "month": 31, "week": 7, "day": 1}[unit]
    following = floor_to(first + timedelta(days=step), unit)
    return following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shape:
    """The chosen way. `unit`: of the buckets or atoms; `mapped`: bucket first date → key, where they differ."""

    way: Way
    unit: str = ""
    start: date | None = None
    end: date | None = None
    mapped: tuple[tuple[date, date], ...] = ()


def _bounds(cells: Sequence[Cell]) -> tuple[date | None, date | None]:
    starts = [cell.start for cell in cells]
    ends = [cell.end for cell in cells]
    start = None if any(s is None for s in starts) else min(s for s in starts if s)
    end = None if any(e is None for e in ends) else max(e for e in ends if e)
    return start, end


def _trunc(cells: Sequence[Cell], start: date, end: date) -> Shape | None:
    for unit in UNITS:
        found: dict[date, date] = {}
        for cell in cells:
            if cell.start is None or cell.end is None or cell.key is None:
                return None
            first, last = floor_to(cell.start, unit), last_of(cell.start, unit)
            whole_start = cell.start in (first, start)
            whole_end = cell.end in (last, end) and cell.end <= last
            if first in found or not whole_start or not whole_end:
                break
            found[first] = cell.key
        else:
            covered = (end - start).days + 1 == sum((c.end - c.start).days + 1 for c in cells if c.start and c.end)
            same = covered and all(bucket == key for bucket, key in found.items())
            return Shape("trunc", unit, start, end, () if same else tuple(sorted(found.items())))
    return None


def _atoms(cells: Sequence[Cell], start: date | None, end: date | None) -> Shape | None:
    if end is None:
        return None
    for unit in ("month", "week", "day"):
        if all(
            (cell.start is None or cell.start in (floor_to(cell.start, unit), start))
            and cell.end is not None
            and cell.end in (last_of(cell.end, unit), end)
            for cell in cells
        ):
            return Shape("atoms", unit, start, end)
    return None


def shape_of_cells(cells: Sequence[Cell], mergeable: bool) -> Shape:
    """The cheapest exact way to aggregate by these cells."""
    start, end = _bounds(cells)
    if len(cells) == 1 and cells[0].key is None:
        return Shape("single", "", start, end)
    if start and end:
        found = _trunc(cells, start, end)
        if found is not None:
            return found
    if mergeable:
        found = _atoms(cells, start, end)
        if found is not None:
            return found
    return Shape("rows", "", start, end)
