"""Values of several fields in a list, and a comparison of which one side is only a value: neither side is lost."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.company import OCTOBER, Company
from tests.unit.offline.firm import FIRM, answered, choices, drafted, plan, sql

WARDS = Company("wards")
# A measure that is called like a value of a field.
NAMESAKE = """  - {name: linen_outlay, expression: SUM(spending.spent), filter: "spending.item = 'linen'",
     label: {zh: 布草, en: Linen}}
"""


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("drugs vs budget for Birch in August", {"drugs", "Birch"}),
        ("drugs for Birch compared to budget in August", {"drugs", "Birch"}),
        ("budget vs linen in August", {"linen"}),
        ("8月桦楼药品和预算", {"drugs", "Birch"}),
        ("8月各病区药品对比预算", {"drugs"}),
    ],
)
def test_both_sides_of_a_comparison_are_asked_for(text: str, filters: set[str]):
    made = WARDS.sql(text)
    assert "MEASURE(outlay) AS" in made
    assert "MEASURE(outlay_budget) AS" in made
    where = made.split("WHERE")[1]
    assert all(f"= '{value}'" in where for value in filters)
    assert "2026-08-01" in where


@pytest.mark.parametrize(
    "text", ["drugs vs staff target for Birch in August", "8月桦楼药品和人员目标", "8月药品和支出"]
)
def test_what_is_no_plan_of_anything_has_no_other_side(text: str):
    made = WARDS.plan(text)
    assert isinstance(made, Decline), made
    assert any(word in made.issues[0].params["words"] for word in ("drugs", "药品"))


@pytest.mark.parametrize(
    "text", ["outlay vs budget for drugs in August", "8月药品支出和预算", "budget for drugs in August"]
)
def test_what_is_complete_stays_as_it_is(text: str):
    made = WARDS.sql(text)
    assert made.count("MEASURE(outlay_budget)") == 1
    assert ("MEASURE(outlay)" in made) == ("outlay" in text or "支出" in text)


ZONE_AND_DEPOT = [
    "上月城南和城北一站的运费收入",
    "上月城南、城北一站的运费收入",
    "freight revenue of South and 城北一站 last month",
    "South vs 城北一站 freight revenue last month",
    "上月城南的运费收入和城北一站的运费收入",
]


@pytest.mark.parametrize("text", ZONE_AND_DEPOT)
def test_levels_in_a_list_stand_side_by_side(text: str):
    made = sql(text)
    assert "FILTER (WHERE depots.zone = '城南')" in made
    assert "FILTER (WHERE depots.depot_name = '城北一站')" in made
    assert "'城" not in made.partition(" WHERE ")[2]


def test_three_places_of_two_levels_are_three_figures():
    made = sql("freight revenue of South, West bank and 城北一站 last month")
    assert made.count("FILTER (WHERE") == 3


def test_places_of_one_level_are_rows():
    assert "depots.zone IN ('城南', '河西')" in drafted("上月城南和河西的运费收入")


@pytest.mark.parametrize(
    "text",
    [
        "上月城南空运和河西陆运的运费收入",  # each of its own: no cross of the two
        "freight revenue for South and Road yoy last month",
        "total freight revenue for South and Road last month",
        "上月城南和城北一站运费收入最高的客户",
    ],
)
def test_what_a_list_of_fields_leaves_open_is_not_answered(text: str):
    assert isinstance(plan(text), Decline), plan(text)


@pytest.mark.parametrize("text", ["freight revenue for South and Road last month", "上月城南和陆运的运费收入"])
def test_values_of_two_fields_are_both_at_once_or_each_for_itself(text: str):
    both, apart = choices(text)
    assert both == drafted("上月城南陆运的运费收入")
    assert apart.count("FILTER(WHERE") == 2
    assert "= '" not in apart.rpartition(" WHERE ")[2]


@pytest.mark.parametrize("text", ["加上城南", "和城南比"])
def test_a_place_of_another_level_is_not_added_as_a_condition(text: str):
    before = answered("上月城北一站的运费收入")
    assert isinstance(plan(text, [before]), Decline), plan(text, [before])
    assert "= '城南'" in drafted("城南呢", [before])


def test_values_that_no_word_joins_are_conditions_together():
    where = drafted("上月城南空运的运费收入").partition("WHERE")[2]
    assert "depots.zone = '城南'" in where
    assert "shipments.service = '空运'" in where


def test_agreement_refuses_levels_as_conditions_together():
    text = "上月城北和城北一站的运费收入"
    head = f"FROM parcels WHERE {OCTOBER}"
    crossed = f"SELECT MEASURE(freight_revenue) AS r {head} AND depots.zone = '城北' AND depots.depot_name = '城北一站'"
    assert FIRM.disagreed(text, crossed) is not None
    beside = (
        "SELECT MEASURE(freight_revenue) FILTER (WHERE depots.zone = '城北') AS a, "
        f"MEASURE(freight_revenue) FILTER (WHERE depots.depot_name = '城北一站') AS b {head}"
    )
    assert FIRM.disagreed(text, beside) is None


@pytest.mark.parametrize(
    "text", ["8月布草超过5万且支出超过10万的病区", "wards with linen over 50k and outlay over 100k in August"]
)
def test_what_a_bound_is_on_is_measured_and_filters_nothing_else(text: str):
    made = Company("wards", NAMESAKE).sql(text)
    where, _, having = made.partition("WHERE")[2].partition("HAVING")
    assert "linen" not in where
    assert "MEASURE(linen_outlay) > 50000" in having
    assert "MEASURE(outlay) > 100000" in having
