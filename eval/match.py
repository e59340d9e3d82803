"""Do two results hold the same values?

Role: compares rows as multisets of values. Names and order of columns and extra columns of the answer do not matter;
order counts only where asked, and rows that tie in what they are sorted by may stand in any order. Cells: numbers
within a relative tolerance, dates by day (a month, quarter or year may be written as its first day, `2026-10`,
`2026Q4` or `2026`), text exactly after trimming. A cell marked `Ratio` (its column's unit is percent) also equals its
percent: 0.12 and 12; no other factor is ever forgiven.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any

Row = Sequence[Any]
FACTORS = tuple(10.0**power for power in (-8, -6, -4, -3, -2, 2, 3, 4, 6, 8))
COLUMN_LIMIT = 12  # beyond it the search over column subsets is given up


class Ratio(float):
    """A number of a percent column: gold may hold it as a ratio or as a percent."""


def same_cell(gold: Any, got: Any, tolerance: float) -> bool:
    """Whether two cells hold the same value."""
    is_ratio = isinstance(got, Ratio)
    gold, got = _normal(gold), _normal(got)
    if gold is None or got is None:
        return gold is got
    if isinstance(gold, float) and isinstance(got, float):
        if _close(gold, got, tolerance):
            return True
        return is_ratio and _close(gold, got * 100, tolerance)
    if isinstance(gold, float) or isinstance(got, float):
        return _year_of(gold) is not None and _year_of(gold) == _year_of(got)
    return gold == got


def same_rows(gold: Sequence[Row], got: Sequence[Row], tolerance: float, ordered: bool) -> bool:
    """Whether rows hold the same values, column by column as given."""
    if len(gold) != len(got):
        return False
    if not gold:
        return True
    width = len(gold[0])
    if any(len(row) != width for row in got):
        return False
    left = list(gold) if ordered else sorted(gold, key=_sort_key)
    right = list(got) if ordered else sorted(got, key=_sort_key)
    if _rows_equal(left, right, tolerance):
        return True
    return not ordered and _matched(gold, got, tolerance)


def find_columns(gold: Sequence[Row], got: Sequence[Row], tolerance: float, ordered: bool) -> tuple[int, ...] | None:
    """The columns of `got` that hold `gold`, in gold's order; None if there are none. Extra columns are allowed."""
    if len(gold) != len(got):
        return None
    if not gold:
        return ()
    wanted, present = len(gold[0]), len(got[0])
    if present < wanted or present > COLUMN_LIMIT:
        return None
    candidates = [_columns_like(gold, got, position, tolerance, False) for position in range(wanted)]
    found = _assign(candidates, gold, got, tolerance, ordered)
    if found is None and ordered:
        loose = _assign(candidates, gold, got, tolerance, False)
        if loose is not None and _ties_only(gold, [[row[column] for column in loose] for row in got], tolerance):
            return loose
    return found


def _columns_like(gold: Sequence[Row], got: Sequence[Row], position: int, tolerance: float, ordered: bool) -> list[int]:
    column = [[row[position]] for row in gold]
    return [
        other for other in range(len(got[0])) if same_rows(column, [[row[other]] for row in got], tolerance, ordered)
    ]


def _assign(
    candidates: list[list[int]], gold: Sequence[Row], got: Sequence[Row], tolerance: float, ordered: bool
) -> tuple[int, ...] | None:
    """The first assignment of distinct columns under which whole rows agree."""

    def extend(chosen: tuple[int, ...]) -> tuple[int, ...] | None:
        if len(chosen) == len(candidates):
            rows = [[row[column] for column in chosen] for row in got]
            return chosen if same_rows(gold, rows, tolerance, ordered) else None
        for column in candidates[len(chosen)]:
            if column not in chosen and (found := extend((*chosen, column))) is not None:
                return found
        return None

    return extend(())


def _ties_only(gold: Sequence[Row], got: Sequence[Row], tolerance: float) -> bool:
    """Whether rows differ in order only among those that tie: every sorted column of gold reads the same in both.
    A text column may be sorted by chance, so only numbers and dates count."""
    sorted_columns = [place for place in range(len(gold[0])) if _is_sorted([row[place] for row in gold])]
    return bool(sorted_columns) and all(
        same_cell(one[place], other[place], tolerance)
        for place in sorted_columns
        for one, other in zip(gold, got, strict=True)
    )


def _is_sorted(cells: Sequence[Any]) -> bool:
    """Numbers or dates, not all equal, never falling or never rising."""
    if any(isinstance(cell, str | bool) or cell is None for cell in cells):
        return False
    keys = [_normal(cell) for cell in cells]
    if len({type(key) for key in keys}) != 1 or len(set(keys)) < 2:
        return False
    pairs = list(pairwise(keys))
    return all(a <= b for a, b in pairs) or all(a >= b for a, b in pairs)


def unit_factor(gold: Sequence[Row], got: Sequence[Row], tolerance: float, ordered: bool = False) -> float | None:
    """The power of ten by which all numbers of `got`, or those of one column, are too large; None if there is none."""
    if not gold or len(gold) != len(got):
        return None
    numeric = [place for place in range(len(gold[0])) if any(isinstance(_normal(row[place]), float) for row in gold)]
    choices = [tuple(numeric)] + [(place,) for place in numeric if len(numeric) > 1]
    for places in choices:
        for factor in FACTORS:
            scaled = [_scaled(row, places, factor) for row in gold]
            plain = [[float(cell) if isinstance(cell, Ratio) else cell for cell in row] for row in got]
            if numeric and find_columns(scaled, plain, tolerance, ordered) is not None:
                return factor
    return None


def _scaled(row: Row, places: Sequence[int], factor: float) -> list[Any]:
    cells = list(row)
    for place in places:
        value = _normal(cells[place])
        if isinstance(value, float) and not isinstance(cells[place], bool):
            cells[place] = value * factor
    return cells


def row_difference(gold: Sequence[Row], got: Sequence[Row], tolerance: float) -> tuple[list[Row], list[Row]]:
    """Rows of `gold` that `got` lacks, and rows of `got` beyond `gold`, under the best choice of columns."""
    best: tuple[list[Row], list[Row]] = (list(gold), list(got))
    if not gold or not got:
        return best
    width = len(gold[0])
    for columns in combinations(range(min(len(got[0]), COLUMN_LIMIT)), min(width, len(got[0]))):
        rows = [[row[column] for column in columns] for row in got]
        missing, extra = _leftovers(gold, rows, tolerance)
        if len(missing) + len(extra) < len(best[0]) + len(best[1]):
            best = (missing, extra)
    return best


def _leftovers(gold: Sequence[Row], got: Sequence[Row], tolerance: float) -> tuple[list[Row], list[Row]]:
    rest = list(got)
    missing: list[Row] = []
    for row in gold:
        for position, other in enumerate(rest):
            if len(row) == len(other) and all(same_cell(a, b, tolerance) for a, b in zip(row, other, strict=True)):
                rest.pop(position)
                break
        else:
            missing.append(row)
    return missing, rest


def _matched(gold: Sequence[Row], got: Sequence[Row], tolerance: float) -> bool:
    """Pairs rows one by one: sorting can misplace rows whose numbers differ within the tolerance or by percent."""
    if len(gold) > 2000:
        return False
    return _leftovers(gold, got, tolerance) == ([], [])


def _rows_equal(left: Sequence[Row], right: Sequence[Row], tolerance: float) -> bool:
    return all(
        all(same_cell(a, b, tolerance) for a, b in zip(one, other, strict=True))
        for one, other in zip(left, right, strict=True)
    )


def _normal(cell: Any) -> Any:
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, int | float | Decimal):
        number = float(cell)
        return None if math.isnan(number) else number
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return _date_text(cell.strip()) if isinstance(cell, str) else cell


def _date_text(text: str) -> str:
    """The text, as the ISO date of its first day where it is a date, month or quarter.

    >>> _date_text("2026-10"), _date_text("2026Q4"), _date_text("2026年10月"), _date_text("2026/10/5"), _date_text("x")
    ('2026-10-01', '2026-10-01', '2026-10-01', '2026-10-05', 'x')
    """
    if not text[:4].isdigit():
        return text
    if found := re.fullmatch(r"(\d{4})-?\s?[Qq]([1-4])", text):
        return f"{found[1]}-{3 * int(found[2]) - 2:02d}-01"
    found = re.fullmatch(r"(\d{4})[-/年.](\d{1,2})(?:月|[-/月.](\d{1,2})日?)?(?:[T ]00:00:00.*)?", text)
    if found is None or not 1 <= int(found[2]) <= 12 or (found[3] is None and "." in text):
        return text
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3] or 1):02d}"


def _year_of(cell: Any) -> int | None:
    """The year a cell names: 2026 as a number, as text, or as its first day."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and 1900 <= cell <= 2200 else None
    found = re.fullmatch(r"(\d{4})(?:年|-01-01)?", cell) if isinstance(cell, str) else None
    return int(found[1]) if found else None


def _close(a: float, b: float, tolerance: float) -> bool:
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-9)


def _sort_key(row: Row) -> list[tuple[int, Any]]:
    key: list[tuple[int, Any]] = []
    for cell in row:
        value = _normal(cell)
        if value is None:
            key.append((0, ""))
        elif isinstance(value, float):
            key.append((1, float(f"{value:.6g}")))
        else:
            key.append((2, str(value)))
    return key
