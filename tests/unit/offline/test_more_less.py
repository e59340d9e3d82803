"""多 and 少, more and fewer: by how much, or of whom it is true; bounds on a change in amounts and in points."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import canonical, draft, drafted, plan

SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"


def by_how_much(metric: str) -> str:
    now, before = f"MEASURE({metric})", f"PRIOR_PERIOD(MEASURE({metric}), month)"
    return canonical(
        f"SELECT {now} AS {metric}, {before} AS {metric}_prior_period, {now} / {before} - 1 AS {metric}_mom, "
        f"{now} - {before} AS {metric}_mom_change FROM parcels WHERE {SEPTEMBER}"
    )


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("9月比8月少了几单", "shipment_count"),
        ("运单数9月比8月多了多少", "shipment_count"),
        ("how many more shipments in September than in August", "shipment_count"),
        ("运费收入9月比8月高了多少", "freight_revenue"),
        ("9月运费收入比8月多多少钱", "freight_revenue"),
        ("how much less freight revenue in September than in August", "freight_revenue"),
    ],
)
def test_by_how_much_shows_both_values_and_the_difference(text: str, metric: str):
    assert drafted(text) == by_how_much(metric)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("运费收入9月比8月多的片区", ">"),
        ("哪些片区9月运费收入比8月少", "<"),
        ("zones with more freight revenue in September than in August", ">"),
        ("which zones had less freight revenue in September than in August", "<"),
    ],
)
def test_of_whom_it_is_true_is_a_condition(text: str, sign: str):
    bound = f"HAVING MEASURE(freight_revenue) {sign} PRIOR_PERIOD(MEASURE(freight_revenue), month)"
    assert bound in " ".join(drafted(text).split())


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("运费收入同比增长超过10万的客户", "- PRIOR_YEAR(MEASURE(freight_revenue)) > 100000"),
        ("运费收入同比下降超过100万的片区", "- PRIOR_YEAR(MEASURE(freight_revenue)) < -1000000"),
        ("9月运费收入比8月增加10万以上的片区", "- PRIOR_PERIOD(MEASURE(freight_revenue), month) >= 100000"),
        ("clients whose freight revenue grew by more than 50k yoy", "- PRIOR_YEAR(MEASURE(freight_revenue)) > 50000"),
        ("zones whose claim ratio fell by more than 3 points yoy", "- PRIOR_YEAR(MEASURE(claim_ratio)) < -0.03"),
        ("9月赔付率比8月上升3个点以上的片区", "- PRIOR_PERIOD(MEASURE(claim_ratio), month) >= 0.03"),
    ],
)
def test_an_amount_beside_a_change_bounds_the_change(text: str, bound: str):
    assert bound in " ".join(drafted(text).split())


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "a condition that finds no place is not passed over": [
                "运费收入比赔付金额多的网点",  # no change at all
                "多少客户9月比8月运费收入多",
                "今年每个月运费收入比去年同期多的",
                "9月空运运费收入比陆运多的片区",
            ],
            "points of money and changes nobody can place are not": [
                "运费收入同比下降超过3个点的片区",
                "zones whose freight revenue fell by more than 3 points yoy",
                "运费收入同比变动超过10万的片区",
                "今年运费收入和赔付金额同比增长超过10万的片区",
                "今年运费收入同比下降10万到20万之间的片区",
                "clients with over 50k growth in freight revenue yoy",
            ],
        }
    ),
)
def test_what_finds_no_place_is_not_passed_over(text: str):
    assert isinstance(plan(text), Decline | Ask)


def test_a_level_keeps_its_bound_beside_a_comparison():
    made = drafted("今年运费收入超过100万的片区同比增长多少")
    assert "HAVING MEASURE(freight_revenue) > 1000000" in " ".join(made.split())


def test_went_up_most_is_by_the_amount_in_chinese_and_asked_about_in_english():
    for text in ("哪个网点运费收入比上月涨得最多", "运费收入比上月增长最多的网点"):
        assert "ORDER BY freight_revenue_mom_change DESC" in draft(text).semantic_sql
    for text in ("运费收入比上月跌得最多的网点", "运费收入环比上月下降最多的网点"):
        assert "ORDER BY freight_revenue_mom_change ASC" in draft(text).semantic_sql
    for text in ("哪个网点运费收入比上月增长最快", "运费收入比上月涨幅最大的网点"):
        assert "ORDER BY freight_revenue_mom DESC" in draft(text).semantic_sql
    for text, way in (
        ("which depot's freight revenue fell the most in September compared with August", " ASC"),
        ("哪个网点运费收入比上月跌得最厉害", " ASC"),
        ("which depot's freight revenue rose the most in September compared with August", " DESC"),
    ):
        made = plan(text)
        assert isinstance(made, Ask), text
        assert [way in option.semantic_sql for option in made.options] == [True, True]
