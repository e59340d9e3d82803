"""Effective ranges and cells: which dates every number covers (rules 2-11).

Role: pure date arithmetic at compile time; no SQL. A *cell* is one bucket (or the whole range) of one expression;
modifiers move cells one after the other, outermost first.
Errors: Issues for ranges outside the data, grains too fine, comparisons that need a grain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from semantic_layer.checks.plan import Cell, Leaf, Modifier, Use
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef, Layer
from semantic_layer.periods import Calendar, Grain, Period
from semantic_layer.query import DateRange

DAY = timedelta(days=1)
_RANK = {
    "day": 0, "week": 1, "month": 2, "fiscal_month": 2, "quarter": 3, "fiscal_quarter": 3, "half": 4, "fiscal_half": 4,
    "year": 5, "fiscal_year": 5,
}  # fmt: skip
MAX_CELLS = 4_000
TO_DATE = {"YTD": Grain.YEAR, "QTD": Grain.QUARTER, "MTD": Grain.MONTH}


@dataclass(frozen=True, slots=True)
class Span:
    """The effective range of one expression."""

    start: date | None
    end: date | None
    asked_end: date | None = None
    is_whole: bool = False  # nothing was asked and nothing declared: every row, dated or not


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one leaf's data goes: first row, loaded, closed; `grain` where its rows stand for whole units."""

    first: date | None
    loaded: date | None
    closed: date | None
    grain: str
    declared: bool


class Times:
    """The dates of one block: the asked range, the grouping grain, the calendar."""

    def __init__(self, layer: Layer, calendar: Calendar, asked: DateRange | None, grain: str) -> None:
        self.layer = layer
        self.calendar = calendar
        self.asked = asked
        self.grain = Grain(grain) if grain else None
        # The columns of a question ask for the same dates again and again: a block works them out once.
        self._reaches: dict[tuple[str, FieldRef | None], Reach] = {}
        self._cells: dict[tuple[Span, tuple[Modifier, ...], bool], tuple[Cell, ...] | Issue] = {}

    # ---- how far data goes

    def reach(self, use: Use) -> Reach:
        """The horizon of a leaf: its own date's, its dataset's, else that of its time field's dataset."""
        identity = (use.leaf.dataset, use.leaf.time_field)
        if identity not in self._reaches:
            self._reaches[identity] = self._reach_of(use.leaf)
        return self._reaches[identity]

    def _reach_of(self, leaf: Leaf) -> Reach:
        names = [leaf.dataset, *([leaf.time_field.dataset] if leaf.time_field else [])]
        datasets = [self.layer.model.datasets[name] for name in names if name in self.layer.model.datasets]
        grain = next((dataset.time_grain for dataset in datasets if dataset.time_grain), "")
        own = [f"{leaf.time_field.dataset}.{leaf.time_field.field}"] if leaf.time_field else []
        horizons = [self.layer.horizons.get(name) for name in own + names]
        first = next((h.first for h in horizons if h and h.first), None)
        loaded = next((h.loaded_through for h in horizons if h and h.loaded_through), None)
        closed = next((h.closed_through for h in horizons if h and h.closed_through), None)
        declared = next((d.loaded_through for d in datasets if d.loaded_through), None)
        closed = closed or next((d.closed_through for d in datasets if d.closed_through), None)
        if loaded and grain and declared is None:
            # A row told by the data stands for the whole unit it lies in, wherever in the unit it is dated.
            loaded = self.calendar.bucket(loaded, Grain(grain)).end
        return Reach(first, loaded or declared, closed, grain, declared is not None)

    # ---- the effective range

    def span(self, uses: Sequence[Use]) -> Span | Issue:
        """The one range all operands of an expression share (rules 3-5)."""
        dated = [use for use in uses if use.leaf.time_field is not None]
        counting = [use for use in dated if not any(m.name == "FULL_YEAR" for m in use.modifiers)] or dated
        asked = self.asked
        if asked is not None or self.grain is not None:
            missing = next((use for use in uses if use.leaf.time_field is None), None)
            if missing is not None:
                return issue(IssueCode.NO_TIME_AXIS, metric=missing.leaf.metric or missing.leaf.dataset)
        reaches = [(use, self.reach(use)) for use in counting]
        end = asked.end if asked else None
        limits = [self._limit(use, reach) for use, reach in reaches]
        ends = [limit for limit in limits if limit] + ([end] if end else [])
        effective = min(ends) if ends else None
        start = asked.start if asked else None
        outside = self._outside(reaches, start, end)
        if outside is not None:
            return outside
        settled = self._floored(reaches, start, effective)
        if isinstance(settled, Issue):
            return settled
        if self.grain and start is None:
            firsts = [reach.first for _, reach in reaches if reach.first]
            start = min(firsts) if firsts else None
        is_whole = asked is None and not self.grain and not any(reach.declared for _, reach in reaches)
        is_whole = is_whole and len(set(limits)) <= 1
        return Span(start, settled, end, is_whole)

    def _limit(self, use: Use, reach: Reach) -> date | None:
        if self.asked is None and use.leaf.nature != "flow" and reach.closed:
            return min(reach.closed, reach.loaded) if reach.loaded else reach.closed
        return reach.loaded

    def _outside(self, reaches: list[tuple[Use, Reach]], start: date | None, end: date | None) -> Issue | None:
        for use, reach in reaches:
            name = use.leaf.metric or use.leaf.dataset
            if start and reach.loaded and start > reach.loaded:
                return issue(IssueCode.AFTER_LOADED, metric=name, loaded_through=reach.loaded, start=start, end=end)
            if end and reach.first and end < reach.first and not use.modifiers:
                return issue(IssueCode.BEFORE_FIRST, metric=name, first=reach.first, start=start, end=end)
        return None

    def _whole_units(self, start: date | None, end: date | None, unit: Grain) -> dict[str, date]:
        """The whole units within a range that cuts some: October holds the weeks of the 5th to the 25th."""
        if start is None or end is None:
            return {}
        first, last = self.calendar.bucket(start, unit), self.calendar.bucket(end, unit)
        begin = first.start if first.start == start else first.end + DAY
        close = last.end if last.end == end else last.start - DAY
        return {"whole_start": begin, "whole_end": close} if begin < close else {}

    def _floored(self, reaches: list[tuple[Use, Reach]], start: date | None, end: date | None) -> date | Issue | None:
        """The end, moved back to the last whole unit of the coarsest `time_grain` among the operands (rule 4)."""
        coarse = max((reach.grain for _, reach in reaches), key=lambda g: _RANK.get(g, -1), default="")
        if not coarse:
            return end
        use = next(use for use, reach in reaches if reach.grain == coarse)
        name = use.leaf.metric or use.leaf.dataset
        if self.grain and _RANK[self.grain.value] < _RANK[coarse]:
            return issue(IssueCode.GRAIN_TOO_FINE, metric=name, time_grain=coarse, grain=self.grain.value)
        unit = Grain(coarse)
        whole = self._whole_units(start, end, unit)
        too_fine = issue(IssueCode.GRAIN_TOO_FINE, metric=name, time_grain=coarse, grain=Grain.DAY.value, **whole)
        is_flow = any(u.leaf.nature == "flow" and r.grain == coarse for u, r in reaches)
        if start and is_flow and self.calendar.bucket(start, unit).start != start:
            return too_fine
        if end is None or self.calendar.bucket(end, unit).end == end:
            return end
        is_asked = self.asked is not None and self.asked.end == end
        if is_asked and all(reach.grain == coarse for _, reach in reaches):
            return too_fine
        floored = self.calendar.bucket(end, unit).start - DAY
        if start and floored < start:
            asked_end = self.asked.end if self.asked else None
            return issue(IssueCode.AFTER_LOADED, metric=name, loaded_through=floored, start=start, end=asked_end)
        return floored

    # ---- cells

    def spine(self, spans: Sequence[Span]) -> tuple[date, ...] | Issue:
        """The first dates of all buckets the result shows: up to the latest effective end (rule 6)."""
        if self.grain is None:
            return ()
        starts = [span.start for span in spans if span.start]
        ends = [span.end for span in spans if span.end]
        if not starts or not ends:
            return issue(IssueCode.NO_PERIOD, grain=self.grain.value)
        if max(ends) < min(starts):
            return issue(IssueCode.BEFORE_FIRST, first=min(starts), end=max(ends))
        count = self.calendar.count(min(starts), max(ends), self.grain)
        if count > MAX_CELLS:
            return issue(IssueCode.RESULT_TOO_LARGE, rows=count, limit=MAX_CELLS)
        return tuple(bucket.start for bucket in self.calendar.buckets(min(starts), max(ends), self.grain))

    def base_cells(self, span: Span, timed: bool) -> list[tuple[Cell, Period | None]]:
        """The cells of a span before modifiers, each with its (clipped) bucket."""
        if not timed or self.grain is None or span.start is None or span.end is None:
            return [(Cell(None, span.start, span.end), None)]
        found: list[tuple[Cell, Period | None]] = []
        for bucket in self.calendar.buckets(span.start, span.end, self.grain):
            start, end = max(bucket.start, span.start), min(bucket.end, span.end)
            found.append((Cell(bucket.start, start, end), Period(start, end, self.grain)))
        return found

    def cells(self, span: Span, modifiers: Sequence[Modifier], timed: bool) -> tuple[Cell, ...] | Issue:
        """The cells of a use; a bucket without a counterpart (29 February, week 53) has none."""
        identity = (span, tuple(modifiers), timed)
        if identity not in self._cells:
            self._cells[identity] = self._cells_of(span, modifiers, timed)
        return self._cells[identity]

    def _cells_of(self, span: Span, modifiers: Sequence[Modifier], timed: bool) -> tuple[Cell, ...] | Issue:
        found: list[Cell] = []
        for cell, bucket in self.base_cells(span, timed):
            period = bucket
            if period is None and cell.start and cell.end:
                period = Period(cell.start, cell.end)
            moved = self._moved(cell, period, modifiers)
            if isinstance(moved, Issue):
                return moved
            found.extend(moved)
        return tuple(found)

    def _moved(self, cell: Cell, period: Period | None, modifiers: Sequence[Modifier]) -> list[Cell] | Issue:
        current: Period | None = period
        open_start = cell.start is None
        for modifier in modifiers:
            if modifier.name == "POINTS":
                return self._points(cell.key, current, Grain(modifier.grain))
            end = current.end if current else cell.end
            if end is None or (modifier.name == "OPENING" and current is None):
                return issue(IssueCode.NO_PERIOD, modifier=modifier.name)
            if current is None and modifier.name in ("PRIOR_YEAR", "PRIOR_PERIOD"):
                before = self._end_before(end, modifier)
                if isinstance(before, Issue):
                    return before
                cell = Cell(cell.key, None, before)
                continue
            moved = self._step(current or Period(end, end), modifier)
            if isinstance(moved, Issue):
                return moved
            if moved is None:
                return []
            current, open_start = moved, False
        if current is None or open_start:
            return [cell]
        return [Cell(cell.key, current.start, current.end)]

    def _step(self, period: Period, modifier: Modifier) -> Period | Issue | None:
        calendar = self.calendar
        match modifier.name:
            case "PRIOR_YEAR":
                return (
                    calendar.prior_year_bucket(period)
                    if period.grain
                    else calendar.prior_year(period.start, period.end)
                )
            case "PRIOR_PERIOD":
                return self._prior_period(period, modifier)
            case "TRAILING":
                return calendar.trailing(period.end, modifier.n, Grain(modifier.grain))
            case "FULL_YEAR":
                return calendar.bucket(period.end, Grain.FISCAL_YEAR)
            case "OPENING":
                return self._opening(period)
            case _:
                to_date = calendar.to_date(period.end, TO_DATE[modifier.name])
                return Period(to_date.start, to_date.end)

    def _prior_period(self, period: Period, modifier: Modifier) -> Period | Issue | None:
        grain = Grain(modifier.grain) if modifier.grain else period.grain
        if grain is None and self.asked and self.asked.start and self.asked.end:
            grain = self.calendar.unit_of(self.asked.start, self.asked.end)
        if grain is None:
            return issue(IssueCode.NEEDS_GRAIN, modifier="PRIOR_PERIOD")
        if period.grain is not None and grain == period.grain:
            whole = self.calendar.bucket(period.start, grain)
            if (whole.start, whole.end) == (period.start, period.end):
                before = self.calendar.bucket(whole.start - DAY, grain)
                return Period(before.start, before.end, grain)
        moved = self.calendar.prior_period(period.start, period.end, grain)
        return Period(moved.start, moved.end, period.grain) if moved else None

    def _end_before(self, end: date, modifier: Modifier) -> date | Issue:
        """Of a range that says only its end ("as of 31 October"): the same day a unit or a year before."""
        if modifier.name == "PRIOR_YEAR":
            return self.calendar.prior_year(end, end).end
        if not modifier.grain:
            return issue(IssueCode.NEEDS_GRAIN, modifier="PRIOR_PERIOD")
        return self.calendar.shift(Period(end, end), -1, Grain(modifier.grain)).end

    def _opening(self, period: Period) -> Period:
        """The day before the range starts, looked for back to the start of the month that holds it."""
        day = period.start - DAY
        return Period(self.calendar.bucket(day, Grain.MONTH).start, day)

    def _points(self, key: date | None, period: Period | None, grain: Grain) -> list[Cell] | Issue:
        """The opening and every unit end of the range: n + 1 points for n units."""
        if period is None:
            return issue(IssueCode.NO_PERIOD, modifier="AVG_BALANCE")
        count = self.calendar.count(period.start, period.end, grain)
        if count > MAX_CELLS:
            return issue(IssueCode.RESULT_TOO_LARGE, rows=count, limit=MAX_CELLS)
        first = self.calendar.bucket(period.start - DAY, grain)
        found = [Cell(key, first.start, period.start - DAY)]
        for unit in self.calendar.buckets(period.start, period.end, grain):
            found.append(Cell(key, max(unit.start, period.start), min(unit.end, period.end)))
        return found


def splits_unit(cells: Sequence[Cell], reach: Reach, nature: str, calendar: Calendar) -> str:
    """The `time_grain` of rows that a cell's start or end would cut through; "" where every row lies in or out as a
    whole. A start before the first row and an end after the last one cut nothing."""
    if not reach.grain or reach.grain == Grain.DAY.value or nature not in ("flow", "movements"):
        return ""
    unit = Grain(reach.grain)
    for cell in cells:
        starts_late = nature == "flow" and (reach.first is None or (cell.start and cell.start > reach.first))
        if starts_late and cell.start and calendar.bucket(cell.start, unit).start != cell.start:
            return reach.grain
        ends_early = reach.loaded is None or (cell.end and cell.end < reach.loaded)
        if ends_early and cell.end and calendar.bucket(cell.end, unit).end != cell.end:
            return reach.grain
    return ""


def lacks_history(cell: Cell, modifiers: Sequence[Modifier], first: date | None, calendar: Calendar) -> bool:
    """The cell lies before the data, or its first trailing unit does (rules 11 and 19): its value is NULL."""
    if first is None or cell.end is None:
        return False
    if cell.end < first:
        return True
    trailing = next((modifier for modifier in modifiers if modifier.name == "TRAILING"), None)
    if trailing is None or cell.start is None:
        return False
    return calendar.bucket(cell.start, Grain(trailing.grain)).end < first
