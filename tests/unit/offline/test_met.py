"""Met or missed, over by how much, what is left of a plan still running; one measure less another."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from tests.unit.offline.brewery import OCTOBER, after, declined, drafted, options, plan

RATES = "10月各酒馆销售预算达成率"


@pytest.mark.parametrize(
    ("said", "bound"), [("没达标的有哪些", "< 1"), ("达标的有哪些", ">= 1"), ("不达标的呢", "< 1")]
)
def test_after_the_rate_of_a_plan_it_is_a_bound_of_all_of_it(said: str, bound: str):
    assert drafted(said, after(RATES)).endswith(f"HAVING MEASURE(attainment) {bound}")


def test_of_the_rate_in_the_same_question():
    assert drafted("10月达成率没达标的酒馆").endswith("HAVING MEASURE(attainment) < 1")


@pytest.mark.parametrize("measure", ["运费", "毛利率"])
def test_after_another_measure_it_is_not_understood(measure: str):
    assert "没达标" in declined("没达标的有哪些", after(f"10月各酒馆{measure}"))[1]


def test_alone_it_is_confirmed():
    ((label, sql),) = options("10月没达标的酒馆有哪些").items()
    assert label.startswith("销售预算达成率")
    assert sql.endswith("HAVING MEASURE(attainment) < 1")
    assert OCTOBER in sql


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("10月哪些酒馆没完成预算", "<"),
        ("10月预算没完成的酒馆", "<"),
        ("10月销售预算未达成的酒馆有哪些", "<"),
        ("10月完成了预算的酒馆有哪些", ">="),
        ("10月哪些酒馆销售额没达标", "<"),
        ("which taverns missed their sales target in October", "<"),
    ],
)
def test_of_a_plan_on_either_side_it_is_a_comparison(text: str, sign: str):
    made = drafted(text)
    assert made.endswith(f"HAVING MEASURE(takings) {sign} MEASURE(sales_budget)")
    assert "taverns.tavern_name" in made


@pytest.mark.parametrize("text", ["10月广告预算没完成的酒馆", "10月广告费没达标的酒馆", "10月达标了吗"])
def test_a_plan_of_a_cost_is_neither_met_nor_missed(text: str):
    assert not isinstance(plan(text), Draft)


def test_how_far_it_is_met_is_another_thing():
    assert drafted("10月销售预算完成了多少").startswith("SELECT MEASURE(attainment)")


@pytest.mark.parametrize(
    "text",
    [
        "10月哪些酒馆广告费超预算了?超了多少",
        "10月广告费超预算的酒馆,各超了多少",
        "which taverns had ad spend over budget in October and by how much",
    ],
)
def test_by_how_much_stands_beside_those_that_are_over(text: str):
    made = drafted(text)
    assert "MEASURE(ad_spend) - MEASURE(ad_budget) AS ad_spend_difference" in made
    assert made.endswith("HAVING MEASURE(ad_spend) > MEASURE(ad_budget)")


def test_by_how_much_of_no_plan_is_lost():
    assert isinstance(plan("10月广告费超过1万的酒馆,超了多少"), Decline)


REST = "MEASURE(sales_budget) - MEASURE(takings) AS sales_budget_difference"


@pytest.mark.parametrize("text", ["铁锚今年全年销售预算还剩多少没完成", "铁锚今年销售预算还剩多少"])
def test_what_is_left_of_a_plan_still_running_is_asked_about(text: str):
    whole, both = options(text).values()
    assert REST in whole
    assert REST in both
    assert "DATE '2026-12-31'" in whole
    assert "DATE '2026-10-31'" in both


def test_of_a_month_of_plan_and_three_days_nothing_is_told():
    assert isinstance(plan("本月销售预算还剩多少"), Decline)


def test_of_a_period_that_is_over_nothing_is_asked():
    assert REST in drafted("10月销售预算还剩多少没用")


LESS = "MEASURE(gross) - MEASURE(ad_spend) AS gross_difference"


@pytest.mark.parametrize(
    "text",
    [
        "gross profit less ad spend by tavern",
        "gross profit minus ad spend by tavern",
        "各酒馆毛利减广告费",
        "各酒馆毛利减去广告费",
        "各酒馆毛利扣除广告费",
    ],
)
def test_one_measure_less_another(text: str):
    made = drafted(text)
    assert LESS in made
    assert "GROUP BY taverns.tavern_name" in made


def test_the_order_is_by_the_difference():
    assert "ORDER BY gross_difference DESC NULLS LAST LIMIT 1" in drafted("10月毛利减广告费最高的酒馆")


@pytest.mark.parametrize(
    "text",
    [
        "takings less volume by tavern",  # of two units
        "gross profit less gross margin by tavern",
        "10月毛利减广告费超过1万的酒馆",  # which of them?
        "毛利减广告费10月比9月",
        "gross profit minus ad spend minus cartage",
        "各酒馆毛利减广告费占比",
    ],
)
def test_what_cannot_be_taken_off_is_not_passed_over(text: str):
    assert isinstance(plan(text), Decline), text


def test_less_than_is_a_comparison():
    assert drafted("taverns with takings less than ad spend").endswith("HAVING MEASURE(takings) < MEASURE(ad_spend)")
