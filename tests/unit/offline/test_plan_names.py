"""预算, "budget", 目标 where every plan has a longer name: the plan of the measure at hand, or a question."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.brewery import OCTOBER, after, declined, drafted, options, plan


@pytest.mark.parametrize(
    ("text", "spent", "planned"),
    [
        ("10月广告费超预算的酒馆", "ad_spend", "ad_budget"),
        ("taverns with ad spend over budget in October", "ad_spend", "ad_budget"),
        ("ad spend over budget by tavern in October", "ad_spend", "ad_budget"),
        ("10月销售额超过目标的酒馆", "takings", "sales_budget"),
        ("10月哪些酒馆销售额超预算", "takings", "sales_budget"),
        ("taverns with takings above target in October", "takings", "sales_budget"),
    ],
)
def test_the_plan_of_the_measure_at_hand(text: str, spent: str, planned: str):
    made = drafted(text)
    assert f"HAVING MEASURE({spent}) > MEASURE({planned})" in made
    assert OCTOBER in made


@pytest.mark.parametrize("text", ["10月预算", "10月预算是多少", "budget in October"])
def test_without_a_measure_it_is_asked(text: str):
    assert [sql.split(" AS ")[0] for sql in options(text).values()] == [
        "SELECT MEASURE(sales_budget)",
        "SELECT MEASURE(ad_budget)",
    ]


@pytest.mark.parametrize(
    "text", ["10月运费超预算的酒馆", "10月运费和预算对比", "cartage over budget by tavern", "运费占预算的比例"]
)
def test_a_measure_without_a_plan_is_set_against_none(text: str):
    made = plan(text)
    assert not isinstance(made, Decline) or "预算" in declined(text)[1] or "budget" in declined(text)[1]
    assert "sales_budget" not in str(getattr(made, "semantic_sql", ""))
    assert "ad_budget" not in str(getattr(made, "semantic_sql", ""))


def test_the_noun_of_a_version_beside_the_plan_named_in_full():
    made = drafted("年初版预算里今年全年的销售目标是多少")
    assert made.startswith("SELECT MEASURE(sales_budget) AS sales_budget FROM")
    assert "budget.edition = 'V1'" in made


def test_a_target_is_one_where_only_one_plan_ends_so():
    assert drafted("10月目标是多少").startswith("SELECT MEASURE(sales_budget)")


@pytest.mark.parametrize(
    "text", ["10月广告费比预算高多少", "difference between ad spend and budget in October", "10月广告费和预算差多少"]
)
def test_a_plan_called_after_a_measure_is_set_against_it(text: str):
    assert "MEASURE(ad_spend) - MEASURE(ad_budget) AS ad_spend_difference" in drafted(text)


@pytest.mark.parametrize("text", ["10月超预算的酒馆", "which taverns were over budget in October"])
def test_over_budget_alone_is_not_guessed_where_the_layer_sets_only_one_of_two_plans_against_anything(text: str):
    assert isinstance(plan(text), Decline)


def test_in_a_thread_it_is_the_plan_of_the_measure_before_or_none():
    assert "SELECT MEASURE(ad_budget) AS ad_budget" in drafted("预算呢", after("10月广告费"))
    assert "SELECT MEASURE(sales_budget) AS sales_budget" in drafted("and the budget?", after("takings in October"))
    assert declined("预算呢", after("10月运费"))[1] == "预算"


def test_to_predict_is_no_plan():
    assert isinstance(plan("预测下个月的销售额"), Decline)
