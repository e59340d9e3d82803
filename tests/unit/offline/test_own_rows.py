"""The noun of the rows a measure is made of, beside it: named once more, or asked for."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from tests.unit.offline.firm import plan as firm_plan
from tests.unit.offline.orchard import YEAR, plan, sql


@pytest.mark.parametrize(
    "text", ["今年投诉赔了多少", "投诉今年一共赔了多少钱", "今年投诉的补偿金额", "compensation of complaints this year"]
)
def test_named_once_more(text: str):
    assert sql(text) == f"SELECT MEASURE(redress) AS redress FROM orchard WHERE period {YEAR}"


def test_beside_a_value_of_theirs():
    assert "notices.notice_status = 'D'" in sql("已办结的投诉今年一共赔了多少")


@pytest.mark.parametrize(
    "text",
    [
        "哪些投诉今年赔了多少",
        "各投诉今年赔了多少",
        "今年批次赔了多少",  # lots are no rows of it
        "sales of complaints this year",
    ],
)
def test_asked_for_or_of_something_else_it_is_not_dropped(text: str):
    assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize("text", ["what do clients owe us", "what do clients still owe us now"])
def test_what_is_owed_is_a_figure_and_no_list(text: str):
    made = firm_plan(text)
    assert isinstance(made, Draft | Ask)
    queries = [made.semantic_sql] if isinstance(made, Draft) else [option.semantic_sql for option in made.options]
    assert all("GROUP BY" not in query and "MEASURE(receivables)" in query for query in queries)
