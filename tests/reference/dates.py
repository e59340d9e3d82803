"""Dates the naive way: a unit is the run of days that share a name, found by walking day by day.

Role: the reference's own calendar, so that no date arithmetic of the product stands behind an expected value. Natural
units, and fiscal ones that begin with a given month. Dates are inclusive.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def name_of(day: date, grain: str, fiscal_start: int) -> tuple[int, ...]:
    """What the unit that holds `day` is called; days with one name are one unit."""
    plain = grain.removeprefix("fiscal_")
    if plain == "day":
        return (day.toordinal(),)
    if plain == "week":
        return ((day - timedelta(days=day.weekday())).toordinal(),)
    first_month = fiscal_start if grain.startswith("fiscal_") else 1
    year = day.year if day.month >= first_month else day.year - 1
    since = (day.month - first_month) % 12
    return (year, since // MONTHS[plain])


@cache
def unit(day: date, grain: str, fiscal_start: int = 1) -> tuple[date, date]:
    """The first and the last day of the unit that holds `day`."""
    name = name_of(day, grain, fiscal_start)
    first = last = day
    while name_of(first - DAY, grain, fiscal_start) == name:
        first -= DAY
    while name_of(last + DAY, grain, fiscal_start) == name:
        last += DAY
    return first, last


def units(start: date, end: date, grain: str, fiscal_start: int) -> list[tuple[date, date]]:
    """Every whole unit that overlaps start..end, in order."""
    found: list[tuple[date, date]] = []
    day = start
    while day <= end:
        found.append(unit(day, grain, fiscal_start))
        day = found[-1][1] + DAY
    return found


def is_month_end(day: date) -> bool:
    return (day + DAY).day == 1


def back(day: date, months: int) -> tuple[date, bool]:
    """The same day some months earlier, and whether that month has it; else its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    found = date(year, month + 1, 1)
    last = unit(found, "month")[1]
    return (found.replace(day=day.day), True) if day.day <= last.day else (last, False)


def earlier(start: date, end: date, months: int) -> tuple[date, date]:
    """A range some months earlier: an end at a month end stays at one; a start the month lacks begins after it."""
    last, _ = back(end, months)
    if is_month_end(end):
        last = unit(last, "month")[1]
    if start == end:
        return last, last
    first, has_it = back(start, months)
    if not has_it and first + DAY <= last:
        first += DAY
    return min(first, last), last


def before(start: date, end: date, grain: str) -> tuple[date, date]:
    """The same part of the unit before (rule 9)."""
    plain = grain.removeprefix("fiscal_")
    if plain in ("day", "week"):
        step = timedelta(days=7 if plain == "week" else 1)
        return start - step, end - step
    return earlier(start, end, MONTHS[plain])


def trailing(end: date, n: int, grain: str, fiscal_start: int) -> tuple[date, date]:
    """n units up to `end`, with the one that holds it."""
    first = unit(end, grain, fiscal_start)[0]
    for _ in range(n - 1):
        first = unit(first - DAY, grain, fiscal_start)[0]
    return first, end


def unit_name(start: date, end: date, fiscal_start: int) -> str | None:
    """The coarsest grain of which start..end is one whole unit."""
    grains = ["year", "half", "quarter", "month", "week", "day"]
    for grain in [*grains, "fiscal_year", "fiscal_half", "fiscal_quarter", "fiscal_month"]:
        if unit(start, grain, fiscal_start) == (start, end):
            return grain
    return None
