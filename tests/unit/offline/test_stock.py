"""Counts of rows in a state and of all there are: no date is taken in silence that nobody said."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.company import OCTOBER, Company

LIBRARY = Company("library")
GOVERNED = """  - {name: loans_made, expression: COUNT(loans), label: {zh: 借出数, en: Loans made}}
"""
COUNT = "SELECT COUNT(loans.loan_id) AS loans_count FROM library"
OUT = "loans.loan_status = 'out'"
LOST = "loans.loan_status = 'lost'"


@pytest.mark.parametrize(
    "text",
    ["how many loans do we have", "total number of loans", "how many loans in total", "借阅总数", "一共有多少借阅"],
)
def test_all_there_are_have_no_period(text: str):
    assert LIBRARY.sql(text) == COUNT


@pytest.mark.parametrize("text", ["今年一共有多少借阅", "how many loans this year in total", "how many loans"])
def test_a_period_said_or_the_default_of_plain_rows_stays(text: str):
    assert "2026-01-01" in LIBRARY.sql(text)


@pytest.mark.parametrize(
    "text", ["how many loans are outstanding now", "how many outstanding loans", "在借的借阅有多少个"]
)
def test_a_state_is_of_all_or_of_the_default_period(text: str):
    whole, dated = LIBRARY.options(text).values()
    assert whole == f"{COUNT} WHERE {OUT}"
    assert dated == f"{COUNT} WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31' AND {OUT}"


@pytest.mark.parametrize("text", ["how many loans gone missing in 2025", "去年遗失的借阅有几个"])
def test_a_state_in_a_period_goes_by_one_of_its_dates(text: str):
    own, other = LIBRARY.options(text).values()
    assert own == f"{COUNT} WHERE period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' AND {LOST}"
    bounds = "loans.lost_on >= DATE '2025-01-01' AND loans.lost_on <= DATE '2025-12-31'"
    assert other == f"{COUNT} WHERE {LOST} AND {bounds}"


def test_a_state_that_no_date_is_called_like_goes_by_the_date_of_the_rows():
    assert OCTOBER in LIBRARY.sql("how many outstanding loans in October")


def test_by_month_no_date_is_taken_for_a_state():
    assert isinstance(LIBRARY.plan("how many loans gone missing per month in 2025"), Decline)


@pytest.mark.parametrize("text", ["how many loans in the East room in 2025", "去年东厅的借阅有几个"])
def test_a_value_that_is_no_state_asks_nothing(text: str):
    made = LIBRARY.sql(text)
    assert "loans.room = 'East'" in made
    assert "2025-01-01" in made


def test_a_count_of_those_begun_tells_no_state_of_today():
    governed = Company("library", GOVERNED)
    first, *_ = governed.options("how many loans are outstanding now").values()
    assert first == f"{COUNT} WHERE {OUT}"
    assert "MEASURE(loans_made)" in governed.sql("how many outstanding loans in October")


AVERAGE = """
  - {name: mean_span, expression: AVG(loans.days), label: {zh: 平均借期, en: Average days out}, unit: days}
  - {name: lent, expression: COUNT(loans), label: {zh: 借出量, en: Loans lent}, synonyms: [loans]}
"""


@pytest.mark.parametrize("word", ["Avg days out", "average days out"])
def test_avg_is_average_in_a_name(word: str):
    averaged = Company("library", AVERAGE)
    assert "MEASURE(mean_span)" in averaged.sql(f"{word} lost loans in East, October")
