"""The calendar of a model: units, shifts and comparisons as rules 8-11 of the semantics want them.

Role: turns a declared calendar (`CalendarSpec`) into arithmetic on `Period`. Dates are inclusive, in the model's time
zone. No words are read here, except the names of holidays, which models declare.
Errors: `OutsideCalendar` where a week-based fiscal calendar declares no year for a day; ValueError for a calendar
that cannot be (unknown pattern, first days that are no 52 or 53 weeks apart).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from semantic_layer.periods.dates import ONE_DAY, add_months
from semantic_layer.periods.festivals import Festivals
from semantic_layer.periods.grids import DayGrid, Grid, MonthGrid, WeekYearGrid, WeekYears
from semantic_layer.periods.period import Grain, Period

NATURAL_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
FISCAL_MONTHS = {Grain.FISCAL_MONTH: 1, Grain.FISCAL_QUARTER: 3, Grain.FISCAL_HALF: 6, Grain.FISCAL_YEAR: 12}
FISCAL_OF = dict(zip(NATURAL_MONTHS, FISCAL_MONTHS, strict=True))
NATURAL_OF = {fiscal: natural for natural, fiscal in FISCAL_OF.items()}
# The order in which a range is recognised as a unit: coarsest natural first, then fiscal.
_RECOGNISED = (
    Grain.YEAR, Grain.HALF, Grain.QUARTER, Grain.MONTH, Grain.WEEK, Grain.DAY,
    Grain.FISCAL_YEAR, Grain.FISCAL_HALF, Grain.FISCAL_QUARTER, Grain.FISCAL_MONTH,
)  # fmt: skip
_PATTERNS = {"4-4-5": (4, 4, 5), "4-5-4": (4, 5, 4), "5-4-4": (5, 4, 4)}


class CalendarDeclaration(Protocol):
    """What a calendar is made from; `semantic_layer.model.CalendarSpec` is one."""

    @property
    def time_zone(self) -> str: ...
    @property
    def fiscal_year_start(self) -> int: ...
    @property
    def fiscal_year_named_by(self) -> str: ...
    @property
    def week_start(self) -> int: ...
    @property
    def pattern(self) -> str: ...
    @property
    def fiscal_year_first_day(self) -> Mapping[int, date]: ...
    @property
    def country(self) -> str: ...
    @property
    def holidays(self) -> Mapping[str, tuple[tuple[date, date], ...]]: ...


class Calendar:
    """Arithmetic on the periods of one declared calendar. Immutable after construction."""

    def __init__(self, spec: CalendarDeclaration) -> None:
        self.spec = spec
        self._grids = _grids(spec)
        self._festivals = Festivals(spec.country, spec.holidays)

    # ---- units

    def bucket(self, day: date, grain: Grain) -> Period:
        """The whole unit that holds `day`.

        >>> from semantic_layer.model import CalendarSpec
        >>> period = Calendar(CalendarSpec(fiscal_year_start=4)).bucket(date(2026, 2, 10), Grain.FISCAL_YEAR)
        >>> period.start.isoformat(), period.end.isoformat()
        ('2025-04-01', '2026-03-31')
        """
        grid = self._grids[grain]
        return _unit(grid, grid.index(day), grain)

    def buckets(self, start: date, end: date, grain: Grain) -> tuple[Period, ...]:
        """Every whole unit that overlaps start..end, unclipped, in order; () if end < start."""
        if end < start:
            return ()
        grid = self._grids[grain]
        return tuple(_unit(grid, index, grain) for index in range(grid.index(start), grid.index(end) + 1))

    def count(self, start: date, end: date, grain: Grain) -> int:
        """How many units `buckets` would give; a week-based fiscal calendar is counted as far as it is declared."""
        return max(0, self._grids[grain].index(end) - self._grids[grain].index(start) + 1)

    def unit_of(self, start: date, end: date) -> Grain | None:
        """The grain of which start..end is exactly one unit: the coarsest natural one, fiscal if only that fits."""
        for grain in _RECOGNISED:
            if self._fits(start, end, grain):
                return grain
        return None

    def numbered(self, day: date, grain: Grain) -> tuple[int, int]:
        """(year, number from 1) of the unit that holds `day`; fiscal grains count in the fiscal year.

        A week belongs to the year that holds its fourth day, which for Monday weeks is the ISO week.
        """
        unit = self.bucket(day, grain)
        if grain is Grain.DAY:
            return day.year, (day - date(day.year, 1, 1)).days + 1
        if grain is Grain.WEEK:
            middle = unit.start + timedelta(days=3)
            return middle.year, (middle - date(middle.year, 1, 1)).days // 7 + 1
        if grain in NATURAL_MONTHS:
            return unit.start.year, (unit.start.month - 1) // NATURAL_MONTHS[grain] + 1
        first = self.bucket(unit.start, Grain.FISCAL_YEAR).start
        grid = self._grids[grain]
        return self.fiscal_year(unit.start), grid.index(unit.start) - grid.index(first) + 1

    def unit(self, grain: Grain, year: int, number: int = 1) -> Period | None:
        """The unit of that number in a (fiscal, for fiscal grains) year; None where the year has no such unit."""
        if number < 1:
            return None
        grid = self._grids[grain]
        if grain is Grain.WEEK:
            first = grid.index(date(year, 1, 4))  # week 1 holds most of the year's first days, so the 4th
        elif grain in FISCAL_MONTHS:
            first = grid.index(self._fiscal_year_start(year))
        else:
            first = grid.index(date(year, 1, 1))
        found = _unit(grid, first + number - 1, grain)
        return found if self.numbered(found.start, grain) == (year, number) else None

    # ---- moving

    def shift(self, period: Period, n: int, grain: Grain) -> Period:
        """`period` moved by n units of `grain`. Whole units stay whole; ends at a month end stay at one.

        A part of a unit moves to the same part; a start or end that the target lacks is cut at the target's end.
        """
        start, end = self._moved(period.start, period.end, n, grain)
        whole = period.grain is not None and self._fits(start, end, period.grain)
        return replace(period, start=start, end=end, grain=period.grain if whole else None)

    def prior_period(self, start: date, end: date, grain: Grain | None) -> Period | None:
        """The range before (rule 9): one `grain` earlier, the same part of it. Without a grain start..end must be one
        whole unit; otherwise None, because the grain is needed.

        >>> from semantic_layer.model import CalendarSpec
        >>> prior = Calendar(CalendarSpec()).prior_period(date(2026, 11, 1), date(2026, 11, 10), Grain.MONTH)
        >>> str(prior.start), str(prior.end)
        ('2026-10-01', '2026-10-10')
        """
        unit = grain or self.unit_of(start, end)
        if unit is None:
            return None
        return self._range(*self._moved(start, end, -1, unit), unit)

    def prior_year(self, start: date, end: date) -> Period:
        """The same range a year earlier (rule 8). In a week-based fiscal calendar a range that starts with a fiscal
        month, and is no natural unit, moves to the same fiscal months and days of the fiscal year before."""
        if self._is_week_based() and end > start and self.unit_of(start, end) not in NATURAL_MONTHS:
            month = self.bucket(start, Grain.FISCAL_MONTH)
            if month.start == start:
                return self._prior_fiscal_year(start, end)
        return self._range(*self._moved(start, end, -1, Grain.YEAR), self.unit_of(start, end))

    def prior_year_bucket(self, bucket: Period) -> Period | None:
        """The bucket a year earlier that compares with this one: months and longer by position, days by month and day
        (29 February: None), weeks by number (week 53: None). A clipped bucket gives the same part of it."""
        if bucket.grain is None:
            return self.prior_year(bucket.start, bucket.end)
        if bucket.grain is Grain.DAY:
            if (bucket.start.month, bucket.start.day) == (2, 29):
                return None
            day = add_months(bucket.start, -12)
            return replace(bucket, start=day, end=day)
        year, number = self.numbered(bucket.start, bucket.grain)
        if bucket.grain is Grain.WEEK and number == 53:
            return None
        prior = self.unit(bucket.grain, year - 1, number)
        if prior is None:
            return None
        whole = self.bucket(bucket.start, bucket.grain)
        if (bucket.start, bucket.end) == (whole.start, whole.end):
            return replace(bucket, start=prior.start, end=prior.end)
        grid = self._grids[bucket.grain]
        steps = grid.index(prior.start) - grid.index(whole.start)
        start, end = self._moved(bucket.start, bucket.end, steps, bucket.grain)
        return replace(bucket, start=start, end=end)

    # ---- cumulated ranges

    def to_date(self, end: date, unit: Grain) -> Period:
        """From the start of the (fiscal) unit that holds `end`, to `end` (rule 10): YTD, QTD, MTD follow the fiscal
        calendar. The grain is natural where both calendars agree."""
        whole = self.bucket(end, FISCAL_OF.get(unit, unit))
        natural = self.unit_of(whole.start, whole.end)
        grain = natural if natural is NATURAL_OF.get(whole.grain or unit, unit) else whole.grain
        return Period(whole.start, end, grain, complete=end == whole.end)

    def trailing(self, end: date, n: int, grain: Grain, include_current: bool = True) -> Period:
        """`n` units up to `end` with the one that holds it (rule 11), or the `n` complete ones before that one."""
        grid = self._grids[grain]
        index = grid.index(end)
        if include_current:
            first, last = grid.span(index - n + 1)[0], end
        else:
            first, last = grid.span(index - n)[0], grid.span(index - 1)[1]
        return Period(first, last, self.unit_of(first, last), complete=last == grid.span(grid.index(last))[1])

    # ---- fiscal years

    def fiscal_year(self, day: date) -> int:
        """The year a fiscal year is called by: declared, else the calendar year of its last or first day."""
        if self._is_week_based():
            return self._weeks().month_of(day)[0]
        whole = self.bucket(day, Grain.FISCAL_YEAR)
        return whole.start.year if self.spec.fiscal_year_named_by == "start" else whole.end.year

    def fiscal_year_name(self, day: date) -> str:
        """Such as "FY2026"."""
        return f"FY{self.fiscal_year(day)}"

    @property
    def is_fiscal(self) -> bool:
        """Whether the fiscal calendar differs from the natural one."""
        return self._is_week_based() or self.spec.fiscal_year_start != 1

    # ---- days

    def today(self, now: datetime) -> date:
        """The date in the model's time zone at an aware moment."""
        return now.astimezone(ZoneInfo(self.spec.time_zone)).date()

    def holiday(self, name: str, year: int) -> Period | None:
        """The days of a holiday, declared or public, whose main day lies in `year`; None if it is unknown there."""
        found = self._festivals.span(name, year)
        return Period(*found) if found else None

    def holiday_day(self, name: str, year: int) -> date | None:
        """The day that a holiday of several days is named for: 1 October, the first of the lunar year."""
        return self._festivals.main_day(name, year)

    def holiday_names(self) -> tuple[str, ...]:
        """Every name a holiday may be called by, longest first."""
        return self._festivals.names()

    def working_days(self, start: date, end: date) -> int:
        """Days of work in start..end: no weekends or public holidays, but weekend days that are worked instead."""
        days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
        return sum(1 for day in days if self._festivals.is_working(day))

    # ---- inside

    def _is_week_based(self) -> bool:
        return self.spec.pattern != "month"

    def _weeks(self) -> WeekYears:
        grid = self._grids[Grain.FISCAL_MONTH]
        assert isinstance(grid, WeekYearGrid)
        return grid.years

    def _fits(self, start: date, end: date, grain: Grain) -> bool:
        grid = self._grids[grain]
        if grain in FISCAL_MONTHS and self._is_week_based():
            weeks = self._weeks()
            if not weeks.starts[0] <= start < weeks.starts[-1]:
                return False
        return grid.span(grid.index(start)) == (start, end)

    def _range(self, start: date, end: date, unit: Grain | None) -> Period:
        return Period(start, end, unit if unit and self._fits(start, end, unit) else self.unit_of(start, end))

    def _fiscal_year_start(self, year: int) -> date:
        if self._is_week_based():
            return self._weeks().first_day(year, 0)
        first = self.spec.fiscal_year_start
        ends_later = first > 1 and self.spec.fiscal_year_named_by != "start"
        return date(year - 1 if ends_later else year, first, 1)

    def _moved(self, start: date, end: date, n: int, grain: Grain) -> tuple[date, date]:
        last = self._moved_day(end, n, grain, is_end=True)
        if start == end:
            return last, last
        first = self._moved_day(start, n, grain, is_end=False)
        months = self._months_of(grain)
        # A start that the target month lacks (29 February) has no counterpart: the range begins on the day after.
        if months and first.day < start.day and first + ONE_DAY <= last:
            first += ONE_DAY
        return min(first, last), last

    def _moved_day(self, day: date, n: int, grain: Grain, is_end: bool) -> date:
        grid = self._grids[grain]
        index = grid.index(day)
        unit_start, unit_end = grid.span(index)
        target_start, target_end = grid.span(index + n)
        if is_end and day == unit_end:
            return target_end
        months = self._months_of(grain)
        if months:
            return add_months(day, n * months, keep_end=is_end)
        return min(target_start + (day - unit_start), target_end)

    def _months_of(self, grain: Grain) -> int:
        """How many natural months a unit has; 0 for units of days and weeks."""
        if grain in FISCAL_MONTHS:
            return 0 if self._is_week_based() else FISCAL_MONTHS[grain]
        return NATURAL_MONTHS.get(grain, 0)

    def _prior_fiscal_year(self, start: date, end: date) -> Period:
        first = self._moved_day(start, -12, Grain.FISCAL_MONTH, is_end=False)
        last = self._moved_day(end, -12, Grain.FISCAL_MONTH, is_end=True)
        return self._range(first, last, self.unit_of(start, end))


def _unit(grid: Grid, index: int, grain: Grain) -> Period:
    start, end = grid.span(index)
    return Period(start, end, grain)


def _grids(spec: CalendarDeclaration) -> dict[Grain, Grid]:
    # Ordinal 1 (1 January of year 1) is a Monday.
    grids: dict[Grain, Grid] = {Grain.DAY: DayGrid(), Grain.WEEK: DayGrid(7, spec.week_start)}
    grids |= {grain: MonthGrid(size) for grain, size in NATURAL_MONTHS.items()}
    if spec.pattern == "month":
        return grids | {grain: MonthGrid(size, spec.fiscal_year_start) for grain, size in FISCAL_MONTHS.items()}
    if spec.pattern not in _PATTERNS:
        raise ValueError(f"unknown calendar pattern {spec.pattern!r}; known are month, {', '.join(_PATTERNS)}")
    years = WeekYears(spec.fiscal_year_first_day, _PATTERNS[spec.pattern])
    return grids | {grain: WeekYearGrid(years, size) for grain, size in FISCAL_MONTHS.items()}
