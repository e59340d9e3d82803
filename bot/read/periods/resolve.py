"""Resolving points: units from coarse to fine → the exact dates they stand for, today and calendar given.

Role: `Found` is what a point comes to: a period, or why there is none. A unit without a year is the latest that has
begun. Nothing here looks at the text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.read.periods.phrases import Point
from bot.read.periods.tokens import Kind, Token
from semantic_layer.periods import Calendar, Grain, OutsideCalendar, Period

_FISCAL = {
    Grain.MONTH: Grain.FISCAL_MONTH, Grain.QUARTER: Grain.FISCAL_QUARTER, Grain.HALF: Grain.FISCAL_HALF,
    Grain.YEAR: Grain.FISCAL_YEAR,
}  # fmt: skip
_FISCAL_GRAINS = frozenset(_FISCAL.values())
NATURAL_OF = {fiscal: natural for natural, fiscal in _FISCAL.items()}
_PARTS = {1: (1, 10), 2: (11, 20), 3: (21, 31), 4: (1, 15), 5: (16, 31)}
YEARLY = frozenset({Grain.QUARTER, Grain.HALF, Grain.YEAR})  # the units of which a fiscal calendar has its own
CALENDAR = "calendar"  # the name of a unit said to be of the calendar: calendar year, 自然年
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """A period, or the reason there is none: vague, impossible, contradiction, several (with candidates)."""

    period: Period | None = None
    reason: str = ""
    candidates: tuple[Period, ...] = ()


IMPOSSIBLE, CONTRADICTION, VAGUE = Found(reason="impossible"), Found(reason="contradiction"), Found(reason="vague")


def several(*candidates: Period | None) -> Found:
    """Ambiguous, unless all candidates are the same range."""
    known = tuple(candidate for candidate in candidates if candidate is not None)
    if not known:
        return IMPOSSIBLE
    if all((one.start, one.end) == (known[0].start, known[0].end) for one in known):
        return Found(known[0])
    return Found(reason="several", candidates=known)


class Resolver:
    """Resolves the points of one text."""

    def __init__(
        self, calendar: Calendar, today: date, data_through: date | None = None, is_fiscal: bool = False
    ) -> None:
        self.calendar = calendar
        self.today = today
        self.data_through = data_through
        self.is_fiscal = is_fiscal  # reads a year, half or quarter of no said kind as a fiscal one

    def own(self, grain: Grain, name: str = "") -> Grain:
        """The unit in the calendar that is read by; a month is a calendar month in both."""
        return _FISCAL.get(grain, grain) if self.is_fiscal and grain in YEARLY and name != CALENDAR else grain

    def point(self, point: Point) -> Found:
        """The dates of a point, its edge included: an edge is a point in time."""
        try:
            found = self._units(point.parts) if point.parts else Found()
            if found.period is not None and point.week_of:
                found = self._week_of(point, found.period)
            if point.edge is not None and not found.reason:
                found = self._edge(found.period, point.edge)
        except (ValueError, OverflowError, OutsideCalendar):
            return IMPOSSIBLE
        return self.finished(found)

    def finished(self, found: Found) -> Found:
        """Marks incomplete what today or the end of the data lies in."""
        return replace(
            found,
            period=self.marked(found.period) if found.period else None,
            candidates=tuple(self.marked(candidate) for candidate in found.candidates),
        )

    def marked(self, period: Period) -> Period:
        cut = self.data_through is not None and period.start <= self.data_through < period.end
        grain = period.grain
        natural = NATURAL_OF.get(grain) if grain else None
        if grain and natural and self._is_same_unit(period.start, grain, natural):
            grain = natural  # a fiscal unit that is a natural one is called by its common name
        part = grain is not None and period.end < self.calendar.bucket(period.start, grain).end
        return replace(period, grain=grain, complete=period.end < self.today and not cut and not part)

    def _is_same_unit(self, day: date, one: Grain, other: Grain) -> bool:
        return replace(self.calendar.bucket(day, one), grain=other) == self.calendar.bucket(day, other)

    def ranged(self, start: date, end: date) -> Found:
        """A range as a period; the grain where it is one unit."""
        if end < start:
            return CONTRADICTION
        return self.finished(Found(Period(start, end, self.calendar.unit_of(start, end))))

    # ---- units

    def _units(self, parts: tuple[Token, ...]) -> Found:
        around: Period | None = None
        for part in parts:
            found = self._unit(part, around)
            if found.period is None:
                return found
            if around is not None and not (around.start <= found.period.start and found.period.end <= around.end):
                # A holiday or a week may reach over the turn of the year it belongs to.
                over = part.kind is Kind.HOLIDAY or found.period.grain is Grain.WEEK
                if not over or found.period.end < around.start or found.period.start > around.end:
                    return CONTRADICTION
            around = found.period
        return Found(around)

    def _unit(self, part: Token, around: Period | None) -> Found:
        match part.kind:
            case Kind.YEAR:
                return Found(self._year(part), "impossible")
            case Kind.REL:
                return self._relative_unit(part, around)
            case Kind.NUMBER:
                return self._numbered(part, around)
            case Kind.DAY:
                return self._day(part.n, around)
            case Kind.BAD:
                return IMPOSSIBLE
            case Kind.WEEKDAY:
                return self._weekday(part, around)
            case Kind.HOLIDAY:
                return self._holiday(part.name, around)
            case Kind.PART:
                return self._part_of_month(part.n, around)
            case _:
                return self._first_or_last(part, around)

    def _year(self, part: Token) -> Period | None:
        if part.name == "two":  # FY24/25 lies in both years, or is no fiscal year of this calendar
            found = self.calendar.bucket(date(part.n, 1, 1), Grain.FISCAL_YEAR)
            return found if found.start.year == part.n - 1 else None
        return self.calendar.unit(Grain.FISCAL_YEAR if part.fiscal else Grain.YEAR, part.n)

    def _relative_unit(self, part: Token, around: Period | None) -> Found:
        grain = self.own(part.grain or Grain.DAY, part.name)
        period = self.calendar.shift(self.calendar.bucket(self.today, grain), part.n, grain)
        if around is None or part.n != 0 or around.start <= period.start <= around.end:
            return Found(period)
        # 去年本月, this week last year: the same unit of that year.
        if around.grain is not Grain.YEAR or around.start > period.start:
            return CONTRADICTION
        for _ in range(period.start.year - around.start.year):
            earlier = self.calendar.prior_year_bucket(period)
            if earlier is None:
                return IMPOSSIBLE
            period = earlier
        return Found(period)

    def _numbered(self, part: Token, around: Period | None) -> Found:
        grain = part.grain or Grain.MONTH
        if grain is Grain.WEEK and around is not None and around.grain is not Grain.YEAR:
            return self._week_within(part.n, around)
        if part.name in ("last", "previous", "this", "next"):
            return self._said_relative(part)
        natural = self._nth(grain, part.n, around)
        if grain not in _FISCAL or grain is Grain.MONTH:
            return natural
        fiscal = self._nth(_FISCAL[grain], part.n, self._fiscal_year_like(around))
        if part.fiscal or (around is not None and around.grain in _FISCAL_GRAINS):
            return fiscal
        if part.name == CALENDAR:
            return natural
        if self.is_fiscal and around is None:
            return fiscal
        is_code = grain is Grain.QUARTER or part.name == "code"
        if not self.calendar.is_fiscal or not is_code or natural.period is None or fiscal.period is None:
            return natural
        return several(natural.period, fiscal.period)

    def _fiscal_year_like(self, around: Period | None) -> Period | None:
        """The fiscal year of the same name as a natural one."""
        if around is None or around.grain is not Grain.YEAR:
            return around
        return self.calendar.unit(Grain.FISCAL_YEAR, around.start.year)

    def _nth(self, grain: Grain, n: int, around: Period | None) -> Found:
        """The n-th unit of the year around; without one, the latest that has begun."""
        fiscal = grain in _FISCAL_GRAINS
        if around is not None and fiscal:
            return self._of_years(grain, n, (self.calendar.fiscal_year(around.start),))
        if around is not None:  # a fiscal year holds months of two years: the one that lies in it is meant
            units = (self.calendar.unit(grain, year, n) for year in (around.start.year, around.end.year))
            inside = [unit for unit in units if unit and around.start <= unit.start and unit.end <= around.end]
            return Found(inside[0]) if inside else self._of_years(grain, n, (around.start.year,))
        year = self.calendar.fiscal_year(self.today) if fiscal else self.calendar.numbered(self.today, grain)[0]
        return self._of_years(grain, n, (year, year - 1, year - 2) if n == 53 else (year, year - 1))

    def _of_years(self, grain: Grain, n: int, years: tuple[int, ...]) -> Found:
        for year in years:
            unit = self.calendar.unit(grain, year, n)
            if unit is not None and (len(years) == 1 or unit.start <= self.today):
                return Found(unit)
        return IMPOSSIBLE

    def _said_relative(self, part: Token) -> Found:
        """last October: sure only where this year's has not begun."""
        this_year = self.calendar.unit(part.grain or Grain.MONTH, self.today.year, part.n)
        assert this_year is not None
        before = self.calendar.shift(this_year, -1, Grain.YEAR)
        if part.name == "this":
            return Found(this_year)
        if part.name == "next":
            return Found(this_year if this_year.start > self.today else self.calendar.shift(this_year, 1, Grain.YEAR))
        return Found(before) if this_year.end >= self.today else several(this_year, before)

    # ---- days and weeks

    def _day(self, n: int, around: Period | None) -> Found:
        if around is not None:
            if around.grain is not Grain.MONTH:
                return CONTRADICTION
            return self._single(date(around.start.year, around.start.month, n))
        this_month = self.calendar.bucket(self.today, Grain.MONTH)
        month = this_month if n <= self.today.day else self.calendar.shift(this_month, -1, Grain.MONTH)
        return self._single(date(month.start.year, month.start.month, n))

    def _single(self, day: date) -> Found:
        return Found(Period(day, day, Grain.DAY))

    def _weekday(self, part: Token, around: Period | None) -> Found:
        week = self.calendar.bucket(self.today, Grain.WEEK)
        if part.offset is not None or around is not None:
            if around is not None and around.grain is not Grain.WEEK:
                return CONTRADICTION
            week = around or self.calendar.shift(week, part.offset or 0, Grain.WEEK)
            if part.n == 67:  # the weekend
                saturday = self._in_week(week, 6)
                return Found(Period(saturday, min(saturday + _ONE_DAY, week.end)))
            return self._single(self._in_week(week, part.n))
        latest = self.today - timedelta(days=(self.today.isoweekday() - part.n) % 7)
        if part.name == "this":
            return self._single(self._in_week(week, part.n))
        if part.name == "next":
            return self._single(latest + timedelta(days=7))
        if part.name in ("last", "previous"):
            before = latest if latest < self.today else latest - timedelta(days=7)
            of_last_week = self._in_week(self.calendar.shift(week, -1, Grain.WEEK), part.n)
            return several(Period(of_last_week, of_last_week, Grain.DAY), Period(before, before, Grain.DAY))
        return self._single(latest)

    def _in_week(self, week: Period, weekday: int) -> date:
        return week.start + timedelta(days=(weekday - week.start.isoweekday()) % 7)

    def _week_of(self, point: Point, period: Period) -> Found:
        """The week that holds the day; of a holiday, its main day. A longer unit has no one week."""
        last = point.parts[-1]
        if last.kind is Kind.HOLIDAY:
            day = self.calendar.holiday_day(last.name, period.end.year)
            return Found(self.calendar.bucket(day, Grain.WEEK)) if day else IMPOSSIBLE
        if period.start != period.end:
            return CONTRADICTION
        return Found(self.calendar.bucket(period.start, Grain.WEEK))

    def _week_within(self, n: int, around: Period) -> Found:
        """10月第一周: seven days each, or whole weeks that begin in the month? Only the asker knows."""
        start = around.start + timedelta(days=7 * (n - 1))
        weeks = [
            week for week in self.calendar.buckets(around.start, around.end, Grain.WEEK) if week.start >= around.start
        ]
        if start > around.end or n < 1:
            return IMPOSSIBLE
        days = Period(start, min(start + timedelta(days=6), around.end))
        return several(days, weeks[n - 1] if n <= len(weeks) and weeks[n - 1].end <= around.end else None)

    # ---- holidays and parts

    def _holiday(self, name: str, around: Period | None) -> Found:
        if around is not None and around.grain is not Grain.YEAR:
            years = tuple(sorted({around.start.year, around.end.year}))
            inside = [found for year in years if (found := self.calendar.holiday(name, year))]
            return Found(next((one for one in inside if around.start <= one.start <= around.end), None), "impossible")
        if around is not None:
            period = self.calendar.holiday(name, around.start.year)
            return Found(period) if period else IMPOSSIBLE
        for year in (self.today.year + 1, self.today.year, self.today.year - 1):
            period = self.calendar.holiday(name, year)
            if period is not None and period.start <= self.today:
                return Found(period)
        return IMPOSSIBLE

    def _part_of_month(self, n: int, around: Period | None) -> Found:
        month = around or self.calendar.bucket(self.today, Grain.MONTH)
        if month.grain is not Grain.MONTH:
            return CONTRADICTION
        first, last = _PARTS[n]
        start = month.start.replace(day=first)
        if around is None and start > self.today:
            return VAGUE
        return Found(Period(start, min(start + timedelta(days=last - first), month.end)))

    def _first_or_last(self, part: Token, around: Period | None) -> Found:
        grain = part.grain or Grain.MONTH
        if around is not None:
            # 国庆前三天: the first three days of it, or the three before it?
            is_unclear = part.loose and around.grain is None
            return VAGUE if is_unclear else self._stretch(part, grain, around)
        if part.kind is Kind.LAST:
            return VAGUE
        first = self._first_of_a_year(part, grain)
        if not part.loose:
            return first
        before = self.calendar.trailing(self.today, part.n, grain, include_current=False)
        return several(first.period or (first.candidates[0] if first.candidates else None), before)

    def _first_of_a_year(self, part: Token, grain: Grain) -> Found:
        """头三个月 without a year: this year's once the last of them has begun, last year's before the first has."""
        year = self.calendar.bucket(self.today, Grain.YEAR)
        this = self._stretch(part, grain, year).period
        before = self._stretch(part, grain, self.calendar.shift(year, -1, Grain.YEAR)).period
        if this is None or before is None:
            return IMPOSSIBLE
        found = Found(this) if self.calendar.bucket(this.end, grain).start <= self.today else several(this, before)
        if found.period is None or not self.calendar.is_fiscal or grain is not Grain.QUARTER:
            return found
        fiscal = self._stretch(part, Grain.FISCAL_QUARTER, self.calendar.bucket(self.today, Grain.FISCAL_YEAR)).period
        return several(found.period, fiscal)

    def _stretch(self, part: Token, grain: Grain, around: Period) -> Found:
        if around.grain in _FISCAL_GRAINS:
            grain = _FISCAL.get(grain, grain)
        if grain is Grain.WEEK:
            return VAGUE
        units = self.calendar.buckets(around.start, around.end, grain)
        if not 1 <= part.n <= len(units):
            return IMPOSSIBLE
        chosen = units[: part.n] if part.kind is Kind.FIRST else units[-part.n :]
        return Found(Period(chosen[0].start, chosen[-1].end, self.calendar.unit_of(chosen[0].start, chosen[-1].end)))

    # ---- ends and starts

    def _edge(self, around: Period | None, edge: Token) -> Found:
        if edge.name == "middle":
            return VAGUE
        if around is None and edge.offset:  # by year end: the coming one, or the last?
            current = self.calendar.bucket(self.today, edge.grain or Grain.MONTH)
            ended = self._latest_ended(edge.grain or Grain.MONTH)
            return several(replace(ended, as_of=True), replace(current, as_of=True))
        unit = around or self._latest_ended(self.own(edge.grain or Grain.MONTH))
        if around is not None and edge.grain is not None and edge.grain not in (around.grain, None):
            fits = _FISCAL.get(edge.grain) is around.grain
            if not fits:
                return self._inner_edge(around, edge)
        if edge.name == "start":
            if around is None:
                unit = self.calendar.bucket(self.today, self.own(edge.grain or Grain.MONTH))
            opening = self.calendar.bucket(unit.start - _ONE_DAY, unit.grain or Grain.MONTH)
            first_month = self.calendar.bucket(unit.start, Grain.MONTH if unit.days > 31 else Grain.DAY)
            return Found(reason="several", candidates=(replace(opening, as_of=True), first_month))
        return Found(replace(unit, as_of=True))

    def _inner_edge(self, around: Period, edge: Token) -> Found:
        """2025年12月年末, 去年四季度末月: the end of the finer unit at the end of the coarser one, or nonsense."""
        whole = self.calendar.bucket(around.end, edge.grain or Grain.MONTH)
        if edge.name == "end" and whole.end == around.end and whole.start <= around.start:
            return Found(replace(around, as_of=True))
        return CONTRADICTION

    def _latest_ended(self, grain: Grain) -> Period:
        unit = self.calendar.bucket(self.today, grain)
        return unit if unit.end <= self.today else self.calendar.shift(unit, -1, grain)
