"""Laws of the calendar that hold for every day, grain and kind of fiscal year."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from semantic_layer.model import CalendarSpec
from semantic_layer.periods import Calendar, Grain
from tests.unit.periods.calendars import APRIL, JULY_BY_START, NATURAL, RETAIL, SUNDAY

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
DECLARED = st.dates(date(2024, 2, 4), date(2025, 12, 31))
MONTHLY = st.sampled_from([NATURAL, APRIL, JULY_BY_START, SUNDAY])
GRAINS = st.sampled_from(list(Grain))
quick = settings(max_examples=60, deadline=None)


@quick
@given(MONTHLY, DAYS, st.integers(0, 800), GRAINS)
def test_buckets_tile_the_range(calendar: Calendar, start: date, days: int, grain: Grain) -> None:
    end = start + timedelta(days=days)
    units = calendar.buckets(start, end, grain)
    assert units[0].start <= start <= units[0].end
    assert units[-1].start <= end <= units[-1].end
    for earlier, later in pairwise(units):
        assert later.start == earlier.end + timedelta(days=1)
    assert all(calendar.bucket(unit.end, grain) == unit for unit in units)


@quick
@given(DECLARED, GRAINS)
def test_week_based_fiscal_units_hold_their_days_and_nest(on: date, grain: Grain) -> None:
    unit = RETAIL.bucket(on, grain)
    assert unit.start <= on <= unit.end
    if grain in (Grain.FISCAL_MONTH, Grain.FISCAL_QUARTER, Grain.FISCAL_HALF):
        assert (unit.end - unit.start).days % 7 == 6
        year = RETAIL.bucket(on, Grain.FISCAL_YEAR)
        assert year.start <= unit.start
        assert unit.end <= year.end


@quick
@given(MONTHLY, DAYS, st.integers(-40, 40), GRAINS)
def test_shift_of_whole_units_is_undone_by_its_inverse(calendar: Calendar, on: date, n: int, grain: Grain) -> None:
    unit = calendar.bucket(on, grain)
    there = calendar.shift(unit, n, grain)
    assert there == calendar.bucket(there.start, grain)
    assert calendar.shift(there, -n, grain) == unit


@quick
@given(MONTHLY, DAYS, GRAINS)
def test_the_unit_before_ends_where_this_one_starts(calendar: Calendar, on: date, grain: Grain) -> None:
    unit = calendar.bucket(on, grain)
    prior = calendar.prior_period(unit.start, unit.end, grain)
    assert prior is not None
    assert prior.end + timedelta(days=1) == unit.start


@quick
@given(MONTHLY, DAYS, st.integers(0, 400))
def test_prior_year_never_leaves_its_year_behind(calendar: Calendar, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    prior = calendar.prior_year(start, end)
    assert prior.start <= prior.end
    assert (prior.end.year, prior.end.month) == (end.year - 1, end.month)
    assert abs(prior.days - (days + 1)) <= 1


@quick
@given(MONTHLY, DAYS, GRAINS)
def test_numbers_name_units(calendar: Calendar, on: date, grain: Grain) -> None:
    year, number = calendar.numbered(on, grain)
    unit = calendar.unit(grain, year, number)
    assert unit is not None
    assert unit.start <= on <= unit.end


@quick
@given(DAYS)
def test_weeks_are_iso_weeks(on: date) -> None:
    assert NATURAL.numbered(on, Grain.WEEK) == on.isocalendar()[:2]


@quick
@given(st.integers(1, 12), DAYS)
def test_fiscal_years_have_one_name_each(first_month: int, on: date) -> None:
    for named_by in ("start", "end"):
        calendar = Calendar(CalendarSpec(fiscal_year_start=first_month, fiscal_year_named_by=named_by))
        whole = calendar.bucket(on, Grain.FISCAL_YEAR)
        assert calendar.unit(Grain.FISCAL_YEAR, calendar.fiscal_year(on)) == whole
        assert whole.start.month == first_month
