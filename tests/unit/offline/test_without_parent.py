"""Members that belong to nobody of another kind, and what rows in a state are worth."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.orchard import YEAR, plan, sql

NOBODY = "agents.agent_name IS NULL"


@pytest.mark.parametrize(
    "text",
    [
        "sales this year from buyers without an agent",
        "没有业务员的客户今年销售额是多少",
        "今年没有业务员的客户的销售额",
    ],
)
def test_a_measure_of_those_that_have_none(text: str):
    where = f"period {YEAR} AND {NOBODY} AND buyers.buyer_name IS NOT NULL"
    assert sql(text) == f"SELECT MEASURE(sales) AS sales FROM orchard WHERE {where}"


def test_rows_of_nobody_are_none_of_theirs():
    made = sql("没有客户分组的客户今年销售额")
    assert "buyers.buyer_group IS NULL AND buyers.buyer_name IS NOT NULL" in made


def test_a_measure_of_those_that_have_one():
    where = f"period {YEAR} AND agents.agent_name IS NOT NULL AND buyers.buyer_name IS NOT NULL"
    assert sql("sales this year from buyers with an agent").endswith(f"FROM orchard WHERE {where}")


@pytest.mark.parametrize("text", ["which buyers have no agent", "没有业务员的客户有哪些"])
def test_a_list_of_them(text: str):
    assert f"FROM orchard WHERE {NOBODY}" in sql(text)


def test_their_number():
    assert sql("how many buyers have no agent") == (
        f"SELECT COUNT(buyers.buyer_id) AS buyers_count FROM orchard WHERE {NOBODY}"
    )


def test_what_belongs_to_them_is_none_of_it():
    assert "NOT EXISTS (SELECT 1 FROM lots)" in sql("没有批次的客户有哪些")


@pytest.mark.parametrize(
    "text",
    [
        "buyers without an agent in October",  # since when they have none, nothing tells
        "sales this year from varieties without an agent",
        "sales of carts without an agent this year",
        "今年没有投诉的客户的销售额",  # not that of the lots without one
        "sales this year of buyers without a complaint",
    ],
)
def test_what_has_no_such_thing_is_not_answered(text: str):
    assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize("text", ["还没办结的投诉总共多少钱", "还没提货的批次一共多少钱"])
def test_what_rows_in_a_state_are_worth(text: str):
    metric, empty = ("redress", "notices.closed_on") if "投诉" in text else ("sales", "lots.fetched_on")
    made = plan(text)
    queries = [made.semantic_sql] if isinstance(made, Draft) else [option.semantic_sql for option in made.options]  # type: ignore[union-attr]
    assert any(f"MEASURE({metric})" in query and f"{empty} IS NULL" in query for query in queries)


@pytest.mark.parametrize("text", ["还没提货的批次总共多少", "还没提货的批次多少箱", "还没到货的批次总共多少钱"])
def test_without_money_or_with_another_deed_nothing_is_added_up(text: str):
    made = plan(text)
    assert not (isinstance(made, Draft) and "MEASURE(sales)" in made.semantic_sql)
