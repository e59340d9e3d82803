"""Ranges, rolling periods and points in time: what is said of two points, or of today alone.

Role: nodes → `Found`, with the resolver for their points. A part that one end of a range leaves out is taken from the
other (2025年1月到3月, June to August 2025); with no year at all the range is the latest one that has begun.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.read.periods.phrases import DAY_LEVEL, YEAR_LEVEL, Node, Point, level_of
from bot.read.periods.resolve import CONTRADICTION, IMPOSSIBLE, VAGUE, YEARLY, Found, Resolver, several
from bot.read.periods.tokens import Kind, Token
from bot.read.periods.weeks import has_weekday, in_week_of
from semantic_layer.periods import Calendar, Grain, OutsideCalendar, Period
from semantic_layer.periods.dates import add_months

_ONE_DAY = timedelta(days=1)
_UNIT_OF = {YEAR_LEVEL: Grain.YEAR, 2: Grain.QUARTER, 3: Grain.MONTH, DAY_LEVEL: Grain.DAY}  # by level
_MOST_DAYS_AGO = 31  # "90天前" speaks of age, not of a day


@dataclass(frozen=True, slots=True)
class Spans:
    """Resolves the nodes of one text that are more than a point."""

    resolver: Resolver

    @property
    def calendar(self) -> Calendar:
        return self.resolver.calendar

    @property
    def today(self) -> date:
        return self.resolver.today

    def resolve(self, node: Node) -> Found | None:
        """What a node stands for; None where it is not a stretch of time."""
        try:
            found = self._resolve(node)
        except (ValueError, OverflowError, OutsideCalendar):
            return IMPOSSIBLE
        return self.resolver.finished(found) if found is not None else None

    def _resolve(self, node: Node) -> Found | None:
        left, right, token = node.left, node.right, node.token
        match node.form:
            case "point" if left:
                return self.resolver.point(left)
            case "clash" if left and right:
                if all(part.kind is Kind.REL and part.n for point in (left, right) for part in point.parts):
                    return VAGUE  # 上个月上个月: said twice, or the month before it?
                return Found(reason="several", candidates=self._candidates(left, right))
            case "nested" if left and token:
                return self._nested(left, token)
            case "range" if left and right:
                return self._range(left, right)
            case "since" if left:
                return self._since(left, token)
            case "from" if left:
                return self._from(left)
            case "as_of" if right:
                return self._as_of(right)
            case "to_date":
                return self._to_date(left, token)
            case "now":
                return Found(self._open(self.today))
            case "rolling" if token:
                return self._rolling(token)
            case "before" | "about":
                return VAGUE  # how far back? which days?
            case "after" if left and token:
                return self._after(left, token)
            case "ended" if left and token:
                return self._ended(left, token)
            case "ago" if token:
                return self._ago(token)
            case "vague":
                return VAGUE
            case "bad":
                return IMPOSSIBLE
            case _:
                return None

    def _candidates(self, *points: Point) -> tuple[Period, ...]:
        return tuple(found.period for point in points if (found := self.resolver.point(point)).period)

    def _nested(self, left: Point, step: Token) -> Found:
        """One unit on from a unit like it: 上个月的上个月, the quarter before Q3."""
        found = self.resolver.point(left)
        near = (found.period,) if found.period else found.candidates
        if not near:
            return found
        grain = step.grain
        if grain is None or any(one.grain is not grain or one.as_of for one in near):
            return VAGUE
        return several(*(self.calendar.shift(one, step.n, grain) for one in near))

    def ends(self, node: Node) -> tuple[Period, ...]:
        """The two points that a range goes from and to, each as the unit said: 6月底 and 9月底 of 从6月底到9月底."""
        found = self.resolve(node) if node.form == "range" else None
        if found is None or found.period is None or node.left is None or node.right is None:
            return ()
        days = (found.period.start, found.period.end)
        made = [self._end(point, day) for point, day in zip((node.left, node.right), days, strict=True)]
        return tuple(self.resolver.marked(one) for one in made if one is not None) if all(made) else ()

    def _end(self, point: Point, day: date) -> Period | None:
        """The unit of a point whose first or last day is this; of an edge, the point in time."""
        finest = max(point.parts, key=level_of, default=None)
        grain = _UNIT_OF.get(level_of(finest)) if finest is not None else point.edge.grain if point.edge else None
        if grain is None or (finest is not None and finest.fiscal):
            return None
        if point.edge is not None:
            opening = day - _ONE_DAY if point.edge.name == "start" else day
            return replace(self.calendar.bucket(opening, grain), as_of=True)
        unit = self.calendar.bucket(day, grain)
        return unit if day in (unit.start, unit.end) else None

    # ---- ranges

    def _range(self, left: Point, right: Point) -> Found:
        left, right = in_week_of(left, right), in_week_of(right, left)
        if not left.has_year and not right.has_year and not left.is_anchored and not right.is_anchored:
            return self._range_without_year(left, self._completed(right, left))
        if right.is_year and not left.has_year and not left.is_anchored:
            return CONTRADICTION  # 10月到2025年
        inherits = not right.has_year and not right.is_anchored
        full_right = self._completed(right, left) if inherits else right
        full_left = self._completed(left, right, only_year=True) if not left.has_year and not left.is_anchored else left
        start, end = self._bound(full_left, first=True), self._bound(full_right, first=False)
        if isinstance(start, Found) or isinstance(end, Found):
            return start if isinstance(start, Found) else end if isinstance(end, Found) else IMPOSSIBLE
        if end < start and has_weekday(left, right):
            return VAGUE  # a weekday of which week?
        if end < start and inherits and not right.has_year:  # 2025年10月到3月: March of the year after
            end = self._turned(end, 1)
        elif end < start and not left.has_year and not left.is_anchored:  # 10月到今年3月, 12月到上月
            start = self._turned(start, -1)
        return self.resolver.ranged(start, end)

    def _range_without_year(self, left: Point, right: Point) -> Found:
        """The latest range whose last unit has begun; asked where only its start has."""
        if has_weekday(left, right):
            return VAGUE  # Monday to Friday: of which week?
        start, end = self._bound(left, first=True), self._bound(right, first=False)
        if isinstance(start, Found) or isinstance(end, Found):
            return start if isinstance(start, Found) else end if isinstance(end, Found) else IMPOSSIBLE
        if start <= end:
            return self.resolver.ranged(start, end)
        # The start has begun since the end was last reached: 10月到12月 in November. This one, or the last whole one?
        step = Grain.MONTH if left.levels == {DAY_LEVEL} else Grain.YEAR
        ahead, over = (start, self._turned(end, 1, step)), (self._turned(start, -1, step), end)
        return several(self.resolver.ranged(*ahead).period, self.resolver.ranged(*over).period)

    def _completed(self, point: Point, other: Point, only_year: bool = False) -> Point:
        """The point with the coarser units that only the other end says."""
        if not point.parts:
            return point
        finest = min(point.levels)
        taken = tuple(
            part
            for part in other.parts
            if level_of(part) < finest
            and (not only_year or level_of(part) == YEAR_LEVEL)
            and part.kind is not Kind.HOLIDAY
        )
        return point.with_parts((*taken, *point.parts)) if taken else point

    def _bound(self, point: Point, first: bool) -> date | Found:
        """The first or last day of a point; of an edge, that edge."""
        edge, bare = point.edge, replace(point, edge=None)
        if not bare.parts and edge is not None:
            unit = self.calendar.bucket(self.today, edge.grain or Grain.MONTH)
            return unit.end if edge.name == "end" else unit.start
        found = self.resolver.point(bare)
        if found.period is None:
            return found
        if edge is not None:
            return found.period.end if edge.name == "end" else found.period.start
        return found.period.start if first else found.period.end

    def _turned(self, day: date, n: int, step: Grain = Grain.YEAR) -> date:
        return self.calendar.shift(Period(day, day), n, step).end

    # ---- from a start on

    def _since(self, left: Point, closing: Token | None) -> Found:
        start = self._bound(left, first=True)
        if isinstance(start, Found):
            return start
        if start > self.today:
            return CONTRADICTION
        unit = self.resolver.point(replace(left, edge=None)).period if left.parts and not left.edge else None
        whole = Period(start, self.today, self.calendar.unit_of(start, self.today), complete=False)
        if unit is None or unit.grain is None:
            return Found(whole)
        if unit.start <= self.today <= unit.end:
            return Found(replace(whole, grain=unit.grain))
        if closing is not None and closing.lang == "en":
            # "last year to date": to now, or to this day of that year? "Q1 to date", when Q1 is over?
            return several(self._same_part_of(unit) if left.is_year else unit, whole)
        return Found(whole)

    def _after(self, left: Point, token: Token) -> Found:
        """after June: from July on; 6月以后 may hold June itself."""
        unit = self.resolver.point(left).period
        if unit is None:
            return IMPOSSIBLE
        later = Period(unit.end + _ONE_DAY, self.today) if unit.end < self.today else None
        if token.lang == "en":
            return Found(later) if later else CONTRADICTION
        return several(later, Period(unit.start, self.today) if unit.start <= self.today else None)

    def _ended(self, left: Point, token: Token) -> Found:
        """The n months up to the end of a point: year ended 31 December 2025."""
        end = self._bound(left, first=False)
        if isinstance(end, Found):
            return end
        return self.resolver.ranged(add_months(end + _ONE_DAY, -token.n), end)

    def _from(self, left: Point) -> Found:
        """ "revenue from Q3": of it, or since it? With last month, yesterday … it is of it."""
        point = self.resolver.point(left)
        if point.period is None or left.is_anchored:
            return point
        since = self._since(left, None)
        return several(point.period, since.period)

    def _to_date(self, left: Point | None, token: Token | None) -> Found:
        grain = token.grain if token and token.grain else Grain.YEAR
        if left is None:
            return Found(self._begun(self.today, grain))
        found = self.resolver.point(left)
        year = found.period
        if year is None:
            return found
        if not left.is_year:  # YTD through October, October YTD
            return Found(self._begun(year.end, grain))
        if year.start <= self.today <= year.end:
            return Found(Period(year.start, self.today, year.grain, complete=False))
        return Found(self._same_part_of(year)) if year.end < self.today else CONTRADICTION

    def _begun(self, end: date, grain: Grain) -> Period:
        """From the start of the unit that holds a day, to that day, in the calendar that is read by."""
        if self.resolver.is_fiscal or grain not in YEARLY or not self.calendar.is_fiscal:
            return self.calendar.to_date(end, grain)
        unit = self.calendar.bucket(end, grain)
        return replace(unit, end=end, complete=end == unit.end)

    def _same_part_of(self, year: Period) -> Period:
        """From the start of an earlier year to the day that is today's there."""
        current = self.calendar.bucket(self.today, year.grain or Grain.YEAR)
        part = Period(current.start, self.today)
        for _ in range(current.start.year - year.start.year):
            part = self.calendar.prior_year(part.start, part.end)
        return Period(part.start, part.end)

    # ---- points in time

    def _as_of(self, right: Point) -> Found:
        found = self.resolver.point(right)
        if found.period is None:
            return several(*(self._open(one.end) for one in found.candidates)) if found.candidates else found
        return Found(self._open(found.period.end))

    def _open(self, end: date) -> Period:
        """Up to a day: from the start of its (fiscal) year, for what is cumulated; a balance stands at the end."""
        try:
            start = self.calendar.to_date(end, Grain.YEAR).start
        except OutsideCalendar:
            start = self.calendar.bucket(end, Grain.YEAR).start
        return Period(start, end, as_of=True, open_start=True)

    # ---- counted from today

    def _rolling(self, token: Token) -> Found | None:
        n, grain = token.n, self.resolver.own(token.grain or Grain.DAY)
        if n < 0:
            return self._to_come(-n, grain)
        if grain not in (Grain.YEAR, Grain.FISCAL_YEAR):
            return Found(self.calendar.trailing(self.today, n, grain, include_current=False))
        months = self.calendar.trailing(self.today, 12 * n, Grain.MONTH, include_current=False)
        years = self.calendar.trailing(self.today, n, grain, include_current=False)
        if token.name == "complete":
            return Found(years)
        return Found(months) if n == 1 else several(years, months)

    def _to_come(self, n: int, grain: Grain) -> Found:
        first = self.calendar.shift(self.calendar.bucket(self.today, grain), 1, grain)
        last = self.calendar.shift(first, n - 1, grain)
        return Found(Period(first.start, last.end, self.calendar.unit_of(first.start, last.end)))

    def _ago(self, token: Token) -> Found | None:
        grain = token.grain or Grain.DAY
        if grain is Grain.DAY and token.n > _MOST_DAYS_AGO:
            return None
        unit = self.calendar.shift(self.calendar.bucket(self.today, grain), -token.n, grain)
        day = self.calendar.shift(Period(self.today, self.today, Grain.DAY), -token.n, grain)
        return several(unit, day)  # 三个月前: that month, or this day of it?
