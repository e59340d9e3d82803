"""Grids: each grain as an endless row of numbered, gapless units.

Role: everything the calendar does is done with two functions of a grid: `index` (the number of the unit that holds
a day) and `span` (the first and last day of a unit). Indexes are consecutive integers; only differences mean something.
Errors: `OutsideCalendar` for a day or unit beyond the declared years of a week-based fiscal calendar.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from semantic_layer.periods.dates import ONE_DAY

Span = tuple[date, date]


class OutsideCalendar(LookupError):
    """The fiscal calendar declares no year for this day. `first` and `last` are the days it covers."""

    def __init__(self, asked: str, first: date, last: date) -> None:
        super().__init__(f"the fiscal calendar runs from {first} to {last} and does not hold {asked}")
        self.asked, self.first, self.last = asked, first, last


class Grid(Protocol):
    def index(self, day: date) -> int: ...

    def span(self, index: int) -> Span: ...


@dataclass(frozen=True, slots=True)
class DayGrid:
    """Units of `size` days; `origin` is the ordinal of a day on which a unit starts."""

    size: int = 1
    origin: int = 1

    def index(self, day: date) -> int:
        return (day.toordinal() - self.origin) // self.size

    def span(self, index: int) -> Span:
        start = date.fromordinal(index * self.size + self.origin)
        return start, start + timedelta(days=self.size - 1)


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """Units of `size` months, the first of a year starting in month `first` (1-12)."""

    size: int
    first: int = 1

    def index(self, day: date) -> int:
        return (day.year * 12 + day.month - self.first) // self.size

    def span(self, index: int) -> Span:
        return self._first_day(index), self._first_day(index + 1) - ONE_DAY

    def _first_day(self, index: int) -> date:
        year, month = divmod(index * self.size + self.first - 1, 12)
        return date(year, month + 1, 1)


@dataclass(frozen=True)
class WeekYears:
    """Fiscal years of whole weeks (4-4-5 and its kin) from their declared first days.

    A year ends the day before the next declared year begins; the last one declared has 52 weeks. What a year has
    beyond 52 weeks belongs to its last month.
    """

    first_days: Mapping[int, date]
    weeks: tuple[int, int, int]  # weeks of the three months of a quarter
    years: tuple[int, ...] = field(init=False)
    starts: tuple[date, ...] = field(init=False)  # one more than `years`: the last closes the calendar

    def __post_init__(self) -> None:
        ordered = sorted(self.first_days.items())
        years = tuple(year for year, _ in ordered)
        if not years or years != tuple(range(years[0], years[0] + len(years))):
            raise ValueError("a week-based fiscal calendar needs the first day of consecutive fiscal years")
        starts = [day for _, day in ordered]
        if any(not 52 * 7 <= (later - earlier).days <= 54 * 7 - 1 for earlier, later in pairwise(starts)):
            raise ValueError("the fiscal years of a week-based calendar have 52 or 53 weeks")
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "starts", (*starts, starts[-1] + timedelta(weeks=52)))

    def month_of(self, day: date) -> tuple[int, int]:
        """(fiscal year, month from 0) that holds `day`."""
        position = bisect_right(self.starts, day) - 1
        if not 0 <= position < len(self.years):
            raise OutsideCalendar(day.isoformat(), self.starts[0], self.starts[-1] - ONE_DAY)
        quarter, week = divmod((day - self.starts[position]).days // 7, 13)
        if quarter == 4:  # the 53rd week
            return self.years[position], 11
        month = 0 if week < self.weeks[0] else 1 if week < self.weeks[0] + self.weeks[1] else 2
        return self.years[position], quarter * 3 + month

    def first_day(self, year: int, month: int) -> date:
        """The first day of a month from 0; 12 is the next year's first."""
        if month == 12:
            year, month = year + 1, 0
        position = year - self.years[0]
        if not 0 <= position < len(self.starts) or (position == len(self.years) and month > 0):
            raise OutsideCalendar(f"fiscal year {year}", self.starts[0], self.starts[-1] - ONE_DAY)
        quarter, rest = divmod(month, 3)
        return self.starts[position] + timedelta(weeks=quarter * 13 + sum(self.weeks[:rest]))


@dataclass(frozen=True, slots=True)
class WeekYearGrid:
    """Units of `size` fiscal months of a week-based fiscal year."""

    years: WeekYears
    size: int

    def index(self, day: date) -> int:
        year, month = self.years.month_of(day)
        return (year * 12 + month) // self.size

    def span(self, index: int) -> Span:
        year, month = divmod(index * self.size, 12)
        return self.years.first_day(year, month), self.years.first_day(year, month + self.size) - ONE_DAY
