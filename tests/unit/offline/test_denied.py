"""What is not yet done is the measure called so; a unit says no more than the measure named beside it."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.orchard import YEAR, plan, sql

OPEN = f"SELECT MEASURE(open_notices) AS open_notices FROM orchard WHERE period {YEAR}"


@pytest.mark.parametrize(
    "text",
    [
        "没办结的案子有多少",
        "还没办结的案子有几件",
        "现在还没办结的投诉案子有几件",
        "尚未办结的案子有多少",
        "没有办结的案子有几件",
    ],
)
def test_however_it_is_denied(text: str):
    assert sql(text) == OPEN


@pytest.mark.parametrize(
    "text",
    [
        "办结的案子有几件",  # the opposite
        "还没办结的客户案子有几件",  # more than the name and its rows
        "没退的案子有几件",
        "还没办结的销售额",
        "没办结的案子和销量各多少",
    ],
)
def test_another_deed_or_more_words_are_not_taken(text: str):
    made = plan(text)
    assert not (isinstance(made, Draft) and made.semantic_sql.split()[1:] == OPEN.split()[1:])


def test_a_date_of_the_rows_is_read_before():
    """A list of what is open is one of rows, not of the measure."""
    assert "MEASURE" not in str(plan("列出还没办结的投诉"))


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("今年投诉有几件", "notice_count"),
        ("今年没办结的案子有多少件", "open_notices"),
        ("10月销量一共多少箱", "crates_sold"),
        ("10月发车班次有多少班", "run_count"),
    ],
)
def test_the_unit_behind_the_name(text: str, metric: str):
    assert f"MEASURE({metric})" in sql(text)


def test_a_name_that_cuts_across_a_date_of_the_rows():
    """上个月办结, where 月办 is a value."""
    made = sql("上个月办结的投诉有几件")
    assert "MEASURE(notice_count)" in made
    assert "notices.closed_on >= DATE '2026-10-01' AND notices.closed_on <= DATE '2026-10-31'" in made
    assert "lots.payer = 'Broker'" in sql("上个月月办的销售额")


@pytest.mark.parametrize("text", ["10月销售额多少件", "今年补偿金额有多少箱"])
def test_a_unit_of_something_else_is_not_dropped(text: str):
    assert not isinstance(plan(text), Draft)
