"""Places in a ranking, bounds on a change, "through June", shares of those shown in another measure."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from tests.unit.offline.firm import answered, asked, draft, drafted, plan, sql


@pytest.mark.parametrize(
    ("text", "order", "where"),
    [
        ("今年运费收入第二大的片区是哪个", "DESC", "place = 2"),
        ("上月运费收入排名第二的网点", "DESC", "place = 2"),
        ("今年赔付率第三低的片区", "ASC", "place = 3"),
        ("去年运费收入排第3到第5的客户", "DESC", "place BETWEEN 3 AND 5"),
        ("the zone with the second highest freight revenue this year", "DESC", "place = 2"),
        ("the month with the 2nd lowest freight revenue in 2025", "ASC", "place = 2"),
    ],
)
def test_a_place_is_a_place(text: str, order: str, where: str):
    made = sql(text)
    assert f" {order} NULLS LAST" in made.split("ROW_NUMBER()")[1].split(")")[0]
    assert f"WHERE {where} ORDER" in made
    assert "LIMIT" not in made


def test_two_places_are_one_too_many():
    assert isinstance(plan("今年运费收入第二大和第五大的片区"), Decline)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("哪些片区今年运费收入同比增长超过10%", "> 0.1"),
        ("三季度运费收入同比下降超过10%的片区", "< -0.1"),
        ("which zones grew freight revenue more than 20% yoy in Q3", "> 0.2"),
    ],
)
def test_a_bound_on_a_change_is_signed(text: str, bound: str):
    assert f"HAVING MEASURE(freight_revenue) / PRIOR_YEAR(MEASURE(freight_revenue)) - 1 {bound}" in sql(text)


def test_through_a_month_begins_with_the_year():
    assert drafted("freight revenue through June") == drafted("2026年1-6月运费收入")
    made = asked("截至6月底的运费收入")
    assert made.issue.params["candidates"] == ("2026-01-01 – 2026-06-30", "… – 2026-06-30")


def test_the_share_of_those_shown_in_another_measure_is_of_its_whole():
    history = [answered("今年运费收入前2的客户", (("甲", "9"), ("乙", "5")))]
    made = plan("他们占赔付金额的比重", history)
    assert not isinstance(made, Draft) or "clients.client_name IN" not in made.semantic_sql.split("WHERE period")[-1]


def test_the_share_of_those_shown_is_of_the_whole():
    history = [answered("今年运费收入前2的客户", (("甲", "9"), ("乙", "5")))]
    made = draft("他们占运费收入的比重", history)
    assert "IN ('甲'" not in made.semantic_sql


@pytest.mark.parametrize(
    "text", ["城北占前5大客户运费收入的比重", "share of North in freight revenue of the top 5 clients"]
)
def test_the_first_ones_as_a_whole_are_not_ranked_by_the_share(text: str):
    assert isinstance(plan(text), Decline)
