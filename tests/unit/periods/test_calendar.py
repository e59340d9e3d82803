"""Calendar arithmetic against dates worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from semantic_layer.model import CalendarSpec
from semantic_layer.periods import Calendar, Grain, OutsideCalendar, Period
from tests.unit.periods.calendars import APRIL, JULY_BY_START, NATURAL, RETAIL, SUNDAY, day, span


@pytest.mark.parametrize(
    ("calendar", "on", "grain", "expected"),
    [
        (NATURAL, "2026-11-05", Grain.DAY, "2026-11-05..2026-11-05"),
        (NATURAL, "2026-11-05", Grain.WEEK, "2026-11-02..2026-11-08"),
        (SUNDAY, "2026-11-05", Grain.WEEK, "2026-11-01..2026-11-07"),
        (NATURAL, "2024-02-29", Grain.MONTH, "2024-02-01..2024-02-29"),
        (NATURAL, "2026-11-05", Grain.QUARTER, "2026-10-01..2026-12-31"),
        (NATURAL, "2026-06-30", Grain.HALF, "2026-01-01..2026-06-30"),
        (NATURAL, "2026-06-30", Grain.FISCAL_YEAR, "2026-01-01..2026-12-31"),
        (APRIL, "2026-03-31", Grain.FISCAL_YEAR, "2025-04-01..2026-03-31"),
        (APRIL, "2026-04-01", Grain.FISCAL_YEAR, "2026-04-01..2027-03-31"),
        (APRIL, "2026-02-10", Grain.FISCAL_QUARTER, "2026-01-01..2026-03-31"),
        (APRIL, "2026-02-10", Grain.FISCAL_HALF, "2025-10-01..2026-03-31"),
        (APRIL, "2026-02-10", Grain.YEAR, "2026-01-01..2026-12-31"),
        (RETAIL, "2024-02-03", Grain.FISCAL_YEAR, "2023-01-29..2024-02-03"),
        (RETAIL, "2024-02-04", Grain.FISCAL_MONTH, "2024-02-04..2024-03-02"),
        (RETAIL, "2024-03-03", Grain.FISCAL_MONTH, "2024-03-03..2024-04-06"),
        (RETAIL, "2024-01-30", Grain.FISCAL_MONTH, "2023-12-31..2024-02-03"),  # 4 weeks and the 53rd
        (RETAIL, "2024-01-30", Grain.FISCAL_QUARTER, "2023-10-29..2024-02-03"),
    ],
)
def test_bucket(calendar: Calendar, on: str, grain: Grain, expected: str) -> None:
    found = calendar.bucket(day(on), grain)
    assert span(found) == expected
    assert found.grain is grain


def test_buckets_are_unclipped_and_overlap_the_range() -> None:
    found = NATURAL.buckets(day("2026-09-30"), day("2026-11-03"), Grain.MONTH)
    assert [span(item) for item in found] == [
        "2026-09-01..2026-09-30",
        "2026-10-01..2026-10-31",
        "2026-11-01..2026-11-30",
    ]
    assert NATURAL.buckets(day("2026-11-03"), day("2026-11-02"), Grain.MONTH) == ()


@pytest.mark.parametrize(
    ("calendar", "start", "end", "expected"),
    [
        (NATURAL, "2026-01-01", "2026-12-31", Grain.YEAR),
        (NATURAL, "2026-07-01", "2026-12-31", Grain.HALF),
        (NATURAL, "2026-07-01", "2026-09-30", Grain.QUARTER),
        (NATURAL, "2026-10-01", "2026-10-31", Grain.MONTH),
        (NATURAL, "2026-11-02", "2026-11-08", Grain.WEEK),
        (NATURAL, "2026-11-02", "2026-11-02", Grain.DAY),
        (NATURAL, "2026-10-01", "2026-10-30", None),
        (NATURAL, "2026-08-01", "2026-10-31", None),
        (APRIL, "2025-04-01", "2026-03-31", Grain.FISCAL_YEAR),
        (APRIL, "2026-01-01", "2026-03-31", Grain.QUARTER),
        (RETAIL, "2024-02-04", "2024-03-02", Grain.FISCAL_MONTH),
    ],
)
def test_unit_of(calendar: Calendar, start: str, end: str, expected: Grain | None) -> None:
    assert calendar.unit_of(day(start), day(end)) is expected


@pytest.mark.parametrize(
    ("calendar", "start", "end", "grain", "expected"),
    [
        (NATURAL, "2026-10-01", "2026-10-31", None, "2026-09-01..2026-09-30"),
        (NATURAL, "2026-03-01", "2026-03-31", None, "2026-02-01..2026-02-28"),
        (NATURAL, "2026-02-01", "2026-02-28", None, "2026-01-01..2026-01-31"),
        (NATURAL, "2026-07-01", "2026-09-30", None, "2026-04-01..2026-06-30"),
        (NATURAL, "2026-01-01", "2026-06-30", None, "2025-07-01..2025-12-31"),
        (NATURAL, "2026-11-01", "2026-11-10", Grain.MONTH, "2026-10-01..2026-10-10"),
        (NATURAL, "2026-03-01", "2026-03-30", Grain.MONTH, "2026-02-01..2026-02-28"),
        (NATURAL, "2026-04-01", "2026-05-31", Grain.QUARTER, "2026-01-01..2026-02-28"),
        (NATURAL, "2026-01-01", "2026-02-28", Grain.QUARTER, "2025-10-01..2025-11-30"),
        (NATURAL, "2026-01-01", "2026-11-03", Grain.YEAR, "2025-01-01..2025-11-03"),
        (NATURAL, "2026-10-01", "2026-10-31", Grain.YEAR, "2025-10-01..2025-10-31"),
        (NATURAL, "2026-11-02", "2026-11-03", Grain.WEEK, "2026-10-26..2026-10-27"),
        (NATURAL, "2026-07-01", "2026-09-30", Grain.MONTH, "2026-06-01..2026-08-31"),
        (NATURAL, "2026-11-01", "2026-11-10", None, ""),
        (NATURAL, "2026-02-28", "2026-02-28", Grain.MONTH, "2026-01-31..2026-01-31"),
        (APRIL, "2025-04-01", "2026-03-31", None, "2024-04-01..2025-03-31"),
        (RETAIL, "2024-03-03", "2024-04-06", None, "2024-02-04..2024-03-02"),
        (RETAIL, "2024-03-03", "2024-03-16", Grain.FISCAL_MONTH, "2024-02-04..2024-02-17"),
    ],
)
def test_prior_period(calendar: Calendar, start: str, end: str, grain: Grain | None, expected: str) -> None:
    assert span(calendar.prior_period(day(start), day(end), grain)) == expected


@pytest.mark.parametrize(
    ("calendar", "start", "end", "expected"),
    [
        (NATURAL, "2026-10-01", "2026-10-31", "2025-10-01..2025-10-31"),
        (NATURAL, "2025-02-01", "2025-02-28", "2024-02-01..2024-02-29"),
        (NATURAL, "2024-02-01", "2024-02-29", "2023-02-01..2023-02-28"),
        (NATURAL, "2024-01-01", "2024-02-28", "2023-01-01..2023-02-28"),
        (NATURAL, "2024-02-29", "2024-03-10", "2023-03-01..2023-03-10"),
        (NATURAL, "2024-02-29", "2024-02-29", "2023-02-28..2023-02-28"),
        (NATURAL, "2026-01-01", "2026-11-03", "2025-01-01..2025-11-03"),
        (APRIL, "2025-04-01", "2026-03-31", "2024-04-01..2025-03-31"),
        (RETAIL, "2024-02-04", "2024-03-02", "2023-01-29..2023-02-25"),
        (RETAIL, "2024-02-04", "2025-02-01", "2023-01-29..2024-02-03"),
        (RETAIL, "2024-10-01", "2024-10-31", "2023-10-01..2023-10-31"),
        (RETAIL, "2024-02-04", "2024-03-09", "2023-01-29..2023-03-04"),
    ],
)
def test_prior_year(calendar: Calendar, start: str, end: str, expected: str) -> None:
    assert span(calendar.prior_year(day(start), day(end))) == expected


@pytest.mark.parametrize(
    ("calendar", "on", "grain", "expected"),
    [
        (NATURAL, "2024-02-29", Grain.DAY, ""),
        (NATURAL, "2025-02-28", Grain.DAY, "2024-02-28..2024-02-28"),
        (NATURAL, "2025-02-10", Grain.MONTH, "2024-02-01..2024-02-29"),
        (NATURAL, "2026-11-05", Grain.WEEK, "2025-11-03..2025-11-09"),  # both week 45
        (NATURAL, "2026-12-30", Grain.WEEK, ""),  # 2026 has 53 ISO weeks
        (NATURAL, "2027-01-01", Grain.WEEK, ""),  # the same week 53 of 2026
        (NATURAL, "2026-05-01", Grain.QUARTER, "2025-04-01..2025-06-30"),
        (APRIL, "2026-02-01", Grain.FISCAL_YEAR, "2024-04-01..2025-03-31"),
        (RETAIL, "2024-03-05", Grain.FISCAL_MONTH, "2023-02-26..2023-04-01"),
    ],
)
def test_prior_year_bucket(calendar: Calendar, on: str, grain: Grain, expected: str) -> None:
    assert span(calendar.prior_year_bucket(calendar.bucket(day(on), grain))) == expected


def test_a_clipped_bucket_compares_with_the_same_part() -> None:
    november = NATURAL.bucket(day("2026-11-01"), Grain.MONTH).clipped(day("2026-11-03"))
    assert span(NATURAL.prior_year_bucket(november)) == "2025-11-01..2025-11-03"
    week = NATURAL.bucket(day("2026-11-02"), Grain.WEEK).clipped(day("2026-11-03"))
    assert span(NATURAL.prior_year_bucket(week)) == "2025-11-03..2025-11-04"


@pytest.mark.parametrize(
    ("calendar", "end", "unit", "expected", "grain"),
    [
        (NATURAL, "2026-11-03", Grain.YEAR, "2026-01-01..2026-11-03", Grain.YEAR),
        (NATURAL, "2026-11-03", Grain.QUARTER, "2026-10-01..2026-11-03", Grain.QUARTER),
        (NATURAL, "2026-11-03", Grain.MONTH, "2026-11-01..2026-11-03", Grain.MONTH),
        (NATURAL, "2026-11-03", Grain.WEEK, "2026-11-02..2026-11-03", Grain.WEEK),
        (APRIL, "2026-02-10", Grain.YEAR, "2025-04-01..2026-02-10", Grain.FISCAL_YEAR),
        (APRIL, "2026-02-10", Grain.QUARTER, "2026-01-01..2026-02-10", Grain.QUARTER),
        (APRIL, "2026-02-10", Grain.HALF, "2025-10-01..2026-02-10", Grain.FISCAL_HALF),
        (RETAIL, "2024-03-05", Grain.MONTH, "2024-03-03..2024-03-05", Grain.FISCAL_MONTH),
    ],
)
def test_to_date(calendar: Calendar, end: str, unit: Grain, expected: str, grain: Grain) -> None:
    found = calendar.to_date(day(end), unit)
    assert (span(found), found.grain, found.complete) == (expected, grain, False)


def test_to_date_of_a_whole_unit_is_complete() -> None:
    assert NATURAL.to_date(day("2026-12-31"), Grain.YEAR) == Period(
        date(2026, 1, 1), date(2026, 12, 31), Grain.YEAR, complete=True
    )


def test_trailing() -> None:
    assert span(NATURAL.trailing(day("2026-11-05"), 3, Grain.MONTH)) == "2026-09-01..2026-11-05"
    assert span(NATURAL.trailing(day("2026-11-05"), 3, Grain.MONTH, include_current=False)) == "2026-08-01..2026-10-31"
    assert span(NATURAL.trailing(day("2026-11-05"), 90, Grain.DAY, include_current=False)) == "2026-08-07..2026-11-04"
    assert NATURAL.trailing(day("2026-10-31"), 1, Grain.MONTH).complete
    assert not NATURAL.trailing(day("2026-11-05"), 3, Grain.MONTH).complete


def test_shift_keeps_parts_and_month_ends() -> None:
    part = Period(day("2026-03-01"), day("2026-03-31"), Grain.MONTH)
    assert span(NATURAL.shift(part, -1, Grain.MONTH)) == "2026-02-01..2026-02-28"
    tenth = Period(day("2026-11-01"), day("2026-11-10"))
    assert span(NATURAL.shift(tenth, -1, Grain.MONTH)) == "2026-10-01..2026-10-10"
    assert span(NATURAL.shift(tenth, 1, Grain.YEAR)) == "2027-11-01..2027-11-10"


def test_fiscal_years_are_named_as_declared() -> None:
    assert APRIL.fiscal_year(day("2026-03-31")) == 2026
    assert APRIL.fiscal_year_name(day("2026-04-01")) == "FY2027"
    assert JULY_BY_START.fiscal_year(day("2026-06-30")) == 2025
    assert RETAIL.fiscal_year(day("2024-02-03")) == 2024
    assert NATURAL.fiscal_year(day("2026-06-30")) == 2026


@pytest.mark.parametrize(
    ("calendar", "grain", "year", "number", "expected"),
    [
        (NATURAL, Grain.WEEK, 2026, 1, "2025-12-29..2026-01-04"),
        (NATURAL, Grain.WEEK, 2026, 53, "2026-12-28..2027-01-03"),
        (NATURAL, Grain.WEEK, 2025, 53, ""),
        (SUNDAY, Grain.WEEK, 2026, 1, "2026-01-04..2026-01-10"),
        (NATURAL, Grain.QUARTER, 2026, 3, "2026-07-01..2026-09-30"),
        (NATURAL, Grain.QUARTER, 2026, 5, ""),
        (NATURAL, Grain.MONTH, 2026, 0, ""),
        (APRIL, Grain.FISCAL_QUARTER, 2026, 1, "2025-04-01..2025-06-30"),
        (JULY_BY_START, Grain.FISCAL_HALF, 2025, 2, "2026-01-01..2026-06-30"),
        (RETAIL, Grain.FISCAL_MONTH, 2025, 12, "2025-01-05..2025-02-01"),
    ],
)
def test_units_by_number(calendar: Calendar, grain: Grain, year: int, number: int, expected: str) -> None:
    found = calendar.unit(grain, year, number)
    assert span(found) == expected
    if found:
        assert calendar.numbered(found.start, grain) == (year, number)


def test_days_beyond_the_declared_fiscal_years_are_an_error() -> None:
    with pytest.raises(OutsideCalendar):
        RETAIL.bucket(day("2022-05-01"), Grain.FISCAL_YEAR)
    with pytest.raises(OutsideCalendar):
        RETAIL.fiscal_year(day("2026-02-01"))  # FY2026 has 52 weeks, ending 31 January 2026
    with pytest.raises(OutsideCalendar):
        RETAIL.unit(Grain.FISCAL_QUARTER, 2027, 1)
    assert RETAIL.unit_of(day("2022-05-01"), day("2022-05-31")) is Grain.MONTH


def test_impossible_calendars_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown calendar pattern"):
        Calendar(CalendarSpec(pattern="4-4-4"))
    with pytest.raises(ValueError, match="first day"):
        Calendar(CalendarSpec(pattern="4-4-5"))
    with pytest.raises(ValueError, match="52 or 53"):
        Calendar(CalendarSpec(pattern="4-4-5", fiscal_year_first_day={2025: date(2025, 1, 1), 2026: date(2026, 2, 1)}))


def test_today_is_told_in_the_time_zone() -> None:
    late = datetime(2026, 11, 4, 17, 0, tzinfo=UTC)
    assert NATURAL.today(late) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [  # as announced by the State Council for 2024-2026
        ("国庆", 2026, "2026-10-01..2026-10-07"),
        ("国庆节", 2025, "2025-10-01..2025-10-08"),
        ("春节", 2026, "2026-02-15..2026-02-23"),
        ("Spring Festival", 2025, "2025-01-28..2025-02-04"),
        ("五一", 2026, "2026-05-01..2026-05-05"),
        ("端午", 2025, "2025-05-31..2025-06-02"),
        ("中秋", 2024, "2024-09-15..2024-09-17"),
        ("清明", 2026, "2026-04-04..2026-04-06"),
        ("元旦", 2026, "2026-01-01..2026-01-03"),
        ("双十一", 2026, "2026-11-11..2026-11-11"),
        ("618", 2026, "2026-06-18..2026-06-18"),
        ("泼水节", 2026, ""),
    ],
)
def test_holidays(name: str, year: int, expected: str) -> None:
    assert span(NATURAL.holiday(name, year)) == expected


def test_declared_holidays_win_under_any_of_their_names() -> None:
    declared = {"双11": ((day("2026-10-20"), day("2026-11-11")),), "店庆": ((day("2026-08-08"), day("2026-08-10")),)}
    calendar = Calendar(CalendarSpec(holidays=declared))
    assert span(calendar.holiday("双十一", 2026)) == "2026-10-20..2026-11-11"
    assert span(calendar.holiday("店庆", 2026)) == "2026-08-08..2026-08-10"
    assert span(calendar.holiday("双十一", 2025)) == "2025-11-11..2025-11-11"
    assert "店庆" in calendar.holiday_names()


def test_working_days_count_substituted_weekends() -> None:
    # October 2026: 22 weekdays, five of them off, Saturday the 10th worked instead.
    assert NATURAL.working_days(day("2026-10-01"), day("2026-10-31")) == 18
    assert Calendar(CalendarSpec(country="")).working_days(day("2026-10-01"), day("2026-10-31")) == 22
