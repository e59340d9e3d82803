"""How many whole calendar units a range of dates holds.

Role: dates in, a count out; used to check that what a query divides by is what it is called.
"""

from __future__ import annotations

from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}


def units_in(start: date | None, end: date | None, grain: str) -> int | None:
    """The number of whole units from `start` to `end`, both included; None where they are not whole.

    >>> units_in(date(2026, 1, 1), date(2026, 10, 31), "month"), units_in(date(2026, 1, 5), date(2026, 1, 18), "week")
    (10, 2)
    >>> units_in(date(2026, 1, 1), date(2026, 10, 30), "month") is None
    True
    """
    if start is None or end is None or end < start:
        return None
    if grain in _DAYS:
        days = (end - start).days + 1
        return days // _DAYS[grain] if days % _DAYS[grain] == 0 else None
    after = end + timedelta(days=1)
    if start.day != 1 or after.day != 1:
        return None
    months = (after.year - start.year) * 12 + after.month - start.month
    return months // _MONTHS[grain] if months % _MONTHS[grain] == 0 else None
