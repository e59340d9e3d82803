"""Dates the naive way: a unit is the run of days that share a name, found by walking day by day.

Role: the reference's own calendar, so that no date arithmetic of the product stands behind an expected value. Natural
units, and fiscal ones that begin with a given month. Dates are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Calendar:
    """What a model declares. `pattern`: weeks of the months of a quarter, with the first days of the fiscal years."""

    fiscal_start: int = 1
    week_start: int = 1
    pattern: tuple[int, int, int] = ()  # type: ignore[assignment]
    years: tuple[date, ...] = ()


NATURAL = Calendar()


def name_of(day: date, grain: str, calendar: Calendar) -> tuple[int, ...]:
    """What the unit that holds `day` is called; days with one name are one unit."""
    plain = grain.removeprefix("fiscal_")
    if plain == "day":
        return (day.toordinal(),)
    if plain == "week":
        return ((day - timedelta(days=(day.isoweekday() - calendar.week_start) % 7)).toordinal(),)
    if grain.startswith("fiscal_") and calendar.pattern:
        return _retail(day, calendar, MONTHS[plain])
    first_month = calendar.fiscal_start if grain.startswith("fiscal_") else 1
    year = day.year if day.month >= first_month else day.year - 1
    since = (day.month - first_month) % 12
    return (year, since // MONTHS[plain])


def _retail(day: date, calendar: Calendar, size: int) -> tuple[int, ...]:
    """(fiscal year, unit of `size` months) of a calendar of whole weeks; a 53rd week belongs to the last month."""
    year = max(n for n, first in enumerate(calendar.years) if first <= day)
    week = (day - calendar.years[year]).days // 7
    ends = [sum((*calendar.pattern * 4,)[: n + 1]) for n in range(12)]
    month = next((n for n, end in enumerate(ends) if week < end), 11)
    return (year, month // size)


@cache
def unit(day: date, grain: str, calendar: Calendar = NATURAL) -> tuple[date, date]:
    """The first and the last day of the unit that holds `day`."""
    name = name_of(day, grain, calendar)
    first = last = day
    while name_of(first - DAY, grain, calendar) == name:
        first -= DAY
    while name_of(last + DAY, grain, calendar) == name:
        last += DAY
    return first, last


def units(start: date, end: date, grain: str, calendar: Calendar) -> list[tuple[date, date]]:
    """Every whole unit that overlaps start..end, in order."""
    found: list[tuple[date, date]] = []
    day = start
    while day <= end:
        found.append(unit(day, grain, calendar))
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


def each_back(start: date, end: date, grain: str, n: int, calendar: Calendar) -> tuple[date, date]:
    """Both ends n units back, at the same day of their unit; a last day stays the last, what is lacking is cut."""

    def moved(day: date, is_end: bool) -> date:
        first, last = unit(day, grain, calendar)
        target = (first, last)
        for _ in range(n):
            target = unit(target[0] - DAY, grain, calendar)
        return target[1] if is_end and day == last else min(target[0] + (day - first), target[1])

    last = moved(end, True)
    return (last, last) if start == end else (min(moved(start, False), last), last)


def place(day: date, grain: str, year: str, calendar: Calendar) -> int:
    """The number, from 0, of the unit that holds a day in its year."""
    first = unit(day, year, calendar)[0]
    return sum(1 for start, _ in units(first, day, grain, calendar)) - 1


def nth(day: date, grain: str, year: str, number: int, calendar: Calendar) -> tuple[date, date]:
    """The unit of that number in the year before the one that holds a day."""
    earlier_year = unit(unit(day, year, calendar)[0] - DAY, year, calendar)
    return units(*earlier_year, grain, calendar)[number]


def week_number(day: date, calendar: Calendar) -> tuple[int, int]:
    """A week is of the year that holds its fourth day."""
    middle = unit(day, "week", calendar)[0] + timedelta(days=3)
    return middle.year, (middle - date(middle.year, 1, 1)).days // 7 + 1


def before(start: date, end: date, grain: str, calendar: Calendar = NATURAL) -> tuple[date, date]:
    """The same part of the unit before (rule 9)."""
    if grain.startswith("fiscal_") and calendar.pattern:
        # Each end moves by its own unit: a range may span several.
        return each_back(start, end, grain, 1, calendar)
    plain = grain.removeprefix("fiscal_")
    if plain in ("day", "week"):
        step = timedelta(days=7 if plain == "week" else 1)
        return start - step, end - step
    return earlier(start, end, MONTHS[plain])


def trailing(end: date, n: int, grain: str, calendar: Calendar) -> tuple[date, date]:
    """n units up to `end`, with the one that holds it."""
    first = unit(end, grain, calendar)[0]
    for _ in range(n - 1):
        first = unit(first - DAY, grain, calendar)[0]
    return first, end


def unit_name(start: date, end: date, calendar: Calendar) -> str | None:
    """The coarsest grain of which start..end is one whole unit."""
    grains = ["year", "half", "quarter", "month", "week", "day"]
    for grain in [*grains, "fiscal_year", "fiscal_half", "fiscal_quarter", "fiscal_month"]:
        if unit(start, grain, calendar) == (start, end):
            return grain
    return None
