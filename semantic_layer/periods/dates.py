"""Arithmetic on single dates: months are added so that a month end can stay one.

Role: the lowest layer of the calendar. Plain `datetime.date` in, plain dates out.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def month_end(day: date) -> date:
    """The last day of the month that holds `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def is_month_end(day: date) -> bool:
    return day == month_end(day)


def add_months(day: date, months: int, keep_end: bool = False) -> date:
    """`day` moved by whole months; a day that the target month lacks becomes its last.

    With `keep_end`, the last day of a month moves to the last day of a month.

    >>> add_months(date(2026, 3, 31), -1), add_months(date(2025, 2, 28), -12, keep_end=True)
    (datetime.date(2026, 2, 28), datetime.date(2024, 2, 29))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    if keep_end and is_month_end(day):
        return date(year, month + 1, last)
    return date(year, month + 1, min(day.day, last))
