"""Agreement on time: many right forms pass, every wrong range is caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.turn import Reading, Span
from semantic_layer.periods import Period
from tests.unit.agree.conftest import IN_MARCH, LAST_MARCH, MARCH, YEAR, reading

Judge = Callable[..., list[str]]
VERSUS = Span(5, 7, "比", "compare", None)
LAST_YEAR = Period(date(2025, 1, 1), date(2025, 12, 31), words="去年")
YOY = Span(5, 7, "同比", "compare", "yoy")
MOM = Span(5, 7, "环比", "compare", "mom")
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28), words="2月")
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31), words="近三个月")
AT_MARCH_END = Period(date(2026, 1, 1), date(2026, 3, 31), as_of=True, open_start=True, words="截至3月底")


def between(start: str, end: str) -> str:
    return f"period BETWEEN DATE '{start}' AND DATE '{end}'"


IN_YEAR = between("2026-01-01", "2026-04-07")
RIGHT: list[tuple[str, Reading, str]] = [
    ("the range itself", reading(), f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"),
    (
        "half-open",
        reading(),
        "SELECT MEASURE(takings) AS t FROM shop WHERE period >= DATE '2026-03-01' AND period < DATE '2026-04-01'",
    ),
    (
        "beyond the data is the same",
        reading(periods=(YEAR,)),
        f"SELECT MEASURE(takings) AS t FROM shop WHERE {between('2026-01-01', '2026-12-31')}",
    ),
    (
        "no end is the same",
        reading(periods=(YEAR,)),
        "SELECT MEASURE(takings) AS t FROM shop WHERE period >= DATE '2026-01-01'",
    ),
    (
        "growth beside it",
        reading(also=[YOY]),
        "SELECT MEASURE(takings) AS t, MEASURE(takings) / PRIOR_YEAR(MEASURE(takings)) - 1 AS g FROM shop "
        f"WHERE {IN_MARCH}",
    ),
    (
        "a metric that is the growth",
        reading(also=[YOY]),
        f"SELECT MEASURE(takings_growth) AS g FROM shop WHERE {IN_MARCH}",
    ),
    (
        "the month before",
        reading(also=[MOM]),
        f"SELECT MEASURE(takings) AS t, PRIOR_PERIOD(MEASURE(takings)) AS p FROM shop WHERE {IN_MARCH}",
    ),
    (
        "two ranges, one by PRIOR_YEAR",
        reading(periods=(MARCH, LAST_MARCH)),
        f"SELECT MEASURE(takings) AS t, PRIOR_YEAR(MEASURE(takings)) AS l FROM shop WHERE {IN_MARCH}",
    ),
    (
        "two ranges as buckets",
        reading(periods=(FEBRUARY, MARCH)),
        "SELECT DATE_TRUNC('month', period) AS m, MEASURE(takings) AS t FROM shop "
        f"WHERE {between('2026-02-01', '2026-03-31')} GROUP BY DATE_TRUNC('month', period)",
    ),
    (
        "year to date, by its range",
        reading(periods=(YEAR,)),
        f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_YEAR}",
    ),
    (
        "year to date, by YTD",
        reading(periods=(YEAR,)),
        f"SELECT YTD(MEASURE(takings)) AS t FROM shop WHERE {between('2026-04-01', '2026-04-07')}",
    ),
    (
        "year to date of both years",
        reading(periods=(YEAR,), also=[YOY]),
        "SELECT YTD(MEASURE(takings)) AS t, PRIOR_YEAR(YTD(MEASURE(takings))) AS l FROM shop "
        f"WHERE {between('2026-04-01', '2026-04-07')}",
    ),
    (
        "three months, trailing",
        reading(periods=(QUARTER,)),
        f"SELECT TRAILING(MEASURE(takings), 3, month) AS t FROM shop WHERE {IN_MARCH}",
    ),
    (
        "a balance at the end",
        reading(of="stock_worth"),
        f"SELECT MEASURE(stock_worth) AS s FROM shop WHERE {between('2026-03-31', '2026-03-31')}",
    ),
    (
        "a balance as of a day",
        reading(of="stock_worth", periods=(AT_MARCH_END,)),
        f"SELECT MEASURE(stock_worth) AS s FROM shop WHERE {IN_MARCH}",
    ),
    (
        "month by month",
        reading(periods=(YEAR,), grain="month"),
        "SELECT DATE_TRUNC('month', period) AS m, MEASURE(takings) AS t, PRIOR_YEAR(MEASURE(takings)) AS l FROM shop "
        f"WHERE {IN_YEAR} GROUP BY DATE_TRUNC('month', period) ORDER BY m",
    ),
    (
        "this year against last, equal parts of both",
        reading(periods=(YEAR, LAST_YEAR)),
        f"SELECT MEASURE(takings) AS t, PRIOR_YEAR(MEASURE(takings)) AS l FROM shop WHERE {IN_YEAR}",
    ),
    (
        "against last year, which is all that is said",
        reading(periods=(LAST_YEAR,), also=[VERSUS]),
        f"SELECT MEASURE(takings) AS t, PRIOR_YEAR(MEASURE(takings)) AS l FROM shop WHERE {IN_YEAR}",
    ),
    ("no period said, none known of", reading(periods=()), f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"),
]


@pytest.mark.parametrize(("said", "sql"), [case[1:] for case in RIGHT], ids=[case[0] for case in RIGHT])
def test_right_forms_agree(disagreements: Judge, said: Reading, sql: str) -> None:
    assert disagreements(said, sql) == []


WRONG: list[tuple[str, Reading, str]] = [
    ("a day short", reading(), between("2026-03-01", "2026-03-30")),
    ("a day early", reading(), between("2026-02-28", "2026-03-31")),
    ("the month before", reading(), between("2026-02-01", "2026-02-28")),
    ("the wrong year", reading(), between("2025-03-01", "2025-03-31")),
    ("the whole year", reading(), IN_YEAR),
    ("all of last year", reading(periods=(YEAR,)), between("2025-01-01", "2025-12-31")),
    ("up to last month", reading(periods=(YEAR,)), between("2026-01-01", "2026-03-31")),
    ("a part of the quarter", reading(periods=(QUARTER,)), between("2026-02-01", "2026-03-31")),
]


@pytest.mark.parametrize(("said", "where"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_wrong_ranges_are_caught(disagreements: Judge, said: Reading, where: str) -> None:
    assert disagreements(said, f"SELECT MEASURE(takings) AS t FROM shop WHERE {where}") == ["PERIOD"]


WRONG_FORMS: list[tuple[str, Reading, str]] = [
    ("no range at all", reading(), "SELECT MEASURE(takings) AS t FROM shop"),
    (
        "only last year's number",
        reading(),
        f"SELECT PRIOR_YEAR(MEASURE(takings)) AS t FROM shop WHERE {IN_MARCH}",
    ),
    ("cumulated, unasked", reading(), f"SELECT YTD(MEASURE(takings)) AS t FROM shop WHERE {IN_MARCH}"),
    ("the comparison lost", reading(also=[YOY]), f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"),
    (
        "compared with the month instead of the year",
        reading(also=[YOY]),
        f"SELECT MEASURE(takings) AS t, PRIOR_PERIOD(MEASURE(takings)) AS p FROM shop WHERE {IN_MARCH}",
    ),
    (
        "the growth of another year",
        reading(periods=(LAST_MARCH,), also=[YOY]),
        f"SELECT MEASURE(takings) AS t, PRIOR_YEAR(MEASURE(takings)) AS l FROM shop WHERE {IN_MARCH}",
    ),
    (
        "a part of one of two ranges",
        reading(periods=(MARCH, FEBRUARY)),
        "SELECT MEASURE(takings) AS t, PRIOR_PERIOD(MEASURE(takings), month) AS p FROM shop "
        f"WHERE {between('2026-03-01', '2026-03-20')}",
    ),
    (
        "one of two ranges lost",
        reading(periods=(MARCH, LAST_MARCH)),
        f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}",
    ),
    (
        "an old balance",
        reading(of="stock_worth"),
        f"SELECT MEASURE(stock_worth) AS s FROM shop WHERE {between('2026-02-01', '2026-02-28')}",
    ),
    (
        "a balance that may fall back to an earlier month",
        reading(of="stock_worth"),
        f"SELECT MEASURE(stock_worth) AS s FROM shop WHERE {between('2026-01-01', '2026-03-31')}",
    ),
]


@pytest.mark.parametrize(("said", "sql"), [case[1:] for case in WRONG_FORMS], ids=[case[0] for case in WRONG_FORMS])
def test_wrong_forms_are_caught(disagreements: Judge, said: Reading, sql: str) -> None:
    assert "PERIOD" in disagreements(said, sql)


def test_a_period_nobody_named_must_be_one_that_was_given(disagreements: Judge) -> None:
    said = reading(periods=())
    march, none = f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}", "SELECT MEASURE(takings) AS t FROM shop"
    assert disagreements(said, march, given=()) == ["PERIOD"]
    assert disagreements(said, march, given=(YEAR,)) == ["PERIOD"]
    assert disagreements(said, march, given=(YEAR, MARCH)) == []
    assert disagreements(said, none, given=()) == []
    assert disagreements(replace(said, is_follow_up=True), march, given=()) == []


@pytest.mark.parametrize("days", [1, -1, 31])
def test_a_shift_of_the_whole_range_is_always_caught(disagreements: Judge, days: int) -> None:
    """Whatever the period, the same query a few days off disagrees (within the loaded data)."""
    for month in (1, 2, 5, 8, 11):
        start, end = date(2025, month, 1), date(2025, month, 28)
        said = reading(periods=(Period(start, end),))
        query = "SELECT MEASURE(takings) AS t FROM shop WHERE "
        assert disagreements(said, query + between(str(start), str(end))) == []
        off = [date.fromordinal(day.toordinal() + days) for day in (start, end)]
        assert disagreements(said, query + between(str(off[0]), str(off[1]))) == ["PERIOD"]
