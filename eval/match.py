"""Do two results hold the same values?

Role: compares rows as multisets of values. Names and order of columns and extra columns of the answer do not matter;
order counts only where asked. Cells: numbers within a relative tolerance, dates by day (a month may be written as its
first day or as `2026-10`), text exactly after trimming. A cell marked `Ratio` (its column's unit is percent) also
equals its percent: 0.12 and 12; no other factor is ever forgiven.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any

Row = Sequence[Any]
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
    candidates = [_columns_like(gold, got, position, tolerance, ordered) for position in range(wanted)]
    return _assign(candidates, gold, got, tolerance, ordered)


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


def unit_factor(gold: Sequence[Row], got: Sequence[Row], tolerance: float) -> float | None:
    """The constant factor (a power of ten) between the numbers of two results of equal size; None if there is none."""
    left, right = _numbers(gold), _numbers(got)
    if not left or len(left) != len(right):
        return None
    factors = {10.0**power for power in (-8, -6, -4, -3, -2, 2, 3, 4, 6, 8)}
    for factor in sorted(factors):
        if all(_close(a * factor, b, max(tolerance, 1e-6)) for a, b in zip(left, right, strict=True)) and any(left):
            return factor
    return None


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
    if isinstance(cell, str):
        text = cell.strip()
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return f"{text}-01"
        return text[:10] if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]00:00:00.*", text) else text
    return cell


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


def _numbers(rows: Sequence[Row]) -> list[float]:
    found = [_normal(cell) for row in rows for cell in row]
    return [cell for cell in found if isinstance(cell, float)]
