"""A fiscal year that is not the calendar's: the ferry line's runs from March. One rule for units of no said kind."""

from __future__ import annotations

import pytest

from bot.turn import PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.ferry import asked, plan, sql

FISCAL_2026 = "period BETWEEN DATE '2025-03-01' AND DATE '2026-02-28'"


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("ticket sales this year", [("2026-01-01", "2026-12-31"), ("2026-03-01", "2027-02-28")]),
        ("今年的票务收入", [("2026-01-01", "2026-12-31"), ("2026-03-01", "2027-02-28")]),
        ("ticket sales year to date", [("2026-01-01", "2026-11-05"), ("2026-03-01", "2026-11-05")]),
        ("年初至今的票务收入", [("2026-01-01", "2026-11-05"), ("2026-03-01", "2026-11-05")]),
        ("上季度票务收入", [("2026-07-01", "2026-09-30"), ("2026-06-01", "2026-08-31")]),
        ("ticket sales Q3", [("2026-07-01", "2026-09-30"), ("2026-09-01", "2026-11-30")]),
        ("ticket sales same quarter last year", [("2025-10-01", "2025-12-31"), ("2025-09-01", "2025-11-30")]),
        ("去年同季度票务收入", [("2025-10-01", "2025-12-31"), ("2025-09-01", "2025-11-30")]),
        ("last two quarters ticket sales", [("2026-04-01", "2026-09-30"), ("2026-03-01", "2026-08-31")]),
    ],
)
def test_a_unit_of_no_calendar_is_asked(text: str, ranges: list[tuple[str, str]]) -> None:
    made = asked(text)
    assert made.issue.code is IssueCode.AMBIGUOUS_PERIOD
    for option, (start, end) in zip(made.options, ranges, strict=True):
        assert f"BETWEEN DATE '{start}' AND DATE '{end}'" in option.semantic_sql


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("ticket sales this fiscal year", "2026-03-01", "2027-02-28"),
        ("ticket sales this FY", "2026-03-01", "2027-02-28"),
        ("本财年票务收入", "2026-03-01", "2027-02-28"),
        ("ticket sales this calendar year", "2026-01-01", "2026-12-31"),
        ("本自然年票务收入", "2026-01-01", "2026-12-31"),
        ("ticket sales fiscal Q2 2027", "2026-06-01", "2026-08-31"),
        ("ticket sales in 2025", "2025-01-01", "2025-12-31"),
        ("ticket sales last month", "2026-10-01", "2026-10-31"),
        ("去年10月的票务收入", "2025-10-01", "2025-10-31"),
        ("ticket sales calendar year to date", "2026-01-01", "2026-11-05"),
        ("ticket sales same month last year", "2025-11-01", "2025-11-30"),
        ("ticket sales FYTD", "2026-03-01", "2026-11-05"),
    ],
)
def test_words_that_name_the_calendar_or_are_the_same_in_both(text: str, start: str, end: str) -> None:
    assert f"BETWEEN DATE '{start}' AND DATE '{end}'" in sql(text)


def test_both_sides_of_a_comparison_are_of_one_calendar() -> None:
    made = asked("compare ticket sales of this year and last year")
    assert len(made.options) == 2
    assert all("PRIOR_YEAR" in option.semantic_sql for option in made.options)


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("ticket sales by quarter in FY26", "fiscal_quarter"),
        ("FY26每季度票务收入", "fiscal_quarter"),
        ("quarterly ticket sales", "fiscal_quarter"),
        ("ticket sales by quarter in 2025", "quarter"),
        ("ticket sales by half year in FY26", "fiscal_half"),
        ("ticket sales by month in FY26", "month"),
    ],
)
def test_quarters_are_those_of_the_period(text: str, grain: str) -> None:
    assert f"DATE_TRUNC('{grain}', period)" in sql(text)


def test_after_a_fiscal_year_the_year_before_is_fiscal_or_asked() -> None:
    first = PriorTurn("ticket sales FY27", "answer", sql("ticket sales FY27"))
    assert FISCAL_2026 in sql("and last fiscal year?", [first])
    quarter = PriorTurn("ticket sales FY27 Q1", "answer", sql("ticket sales FY27 Q1"))
    assert "BETWEEN DATE '2026-06-01' AND DATE '2026-08-31'" in sql("and last quarter?", [quarter])


def test_a_phrase_of_two_ranges_is_not_lost_in_a_follow_up() -> None:
    first = PriorTurn("ticket sales in October", "answer", sql("ticket sales in October"))
    made = plan("and Q3 by deck colour?", [first])
    assert len(getattr(made, "options", ())) == 2
