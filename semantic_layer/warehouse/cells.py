"""What DuckDB returns, made into the cells of a result: int, float, Decimal, str, bool, date, None.

Role: pure functions over Python values; runs in the worker. A timestamp at midnight is a date, any other is ISO text;
NaN and infinity are None, because no sentence can be made of them. Lists, structs and bytes are refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

_AS_THEY_ARE = frozenset({int, str, bool, Decimal, date, type(None)})


class UnfitCell(Exception):
    """A value of a type that no result may hold."""


def fit_rows(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Every cell made fit; rows that are fit already are passed through."""
    return [
        row if all(type(cell) in _AS_THEY_ARE for cell in row) else tuple(fit_cell(cell) for cell in row)
        for row in rows
    ]


def fit_cell(cell: Any) -> Any:
    """One cell.

    >>> fit_cell(float("nan")), fit_cell(datetime(2026, 10, 1)), fit_cell(datetime(2026, 10, 1, 8, 30))
    (None, datetime.date(2026, 10, 1), '2026-10-01 08:30:00')
    """
    if type(cell) in _AS_THEY_ARE:
        return cell
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, datetime):
        moment = cell.replace(tzinfo=None)
        return moment.date() if moment.time() == time() else moment.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        return cell.days if cell == timedelta(days=cell.days) else str(cell)
    if isinstance(cell, time | UUID):
        return str(cell)
    raise UnfitCell(type(cell).__name__)
