"""Totals and lists of members: what is one figure, what is shown apart, and what is not understood."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.firm import OCTOBER, canonical, drafted, plan

ZONES = "depots.zone IN ('城北', '城南')"


def total(where: str, measure: str = "freight_revenue") -> str:
    return canonical(f"SELECT MEASURE({measure}) AS {measure} FROM parcels WHERE {OCTOBER} AND {where}")


def listed(where: str, *fields: str) -> str:
    keys = ", ".join(fields)
    return canonical(
        f"SELECT {keys}, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {OCTOBER} AND {where} "
        f"GROUP BY {keys}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "城北和城南两个合计上月运费收入",
        "上月城北和城南两地加起来的运费收入",
        "上月运费收入,城北和城南两个片区一共多少",
        "freight revenue of both North and South together last month",
    ],
)
def test_the_number_of_values_may_be_said_once_more(text: str):
    assert drafted(text) == total(ZONES)


@pytest.mark.parametrize(
    "text",
    [
        "上月城北、城南各多少运费收入",
        "上月城北 城南 运费收入",
        "freight revenue of both North and South last month",
        "freight revenue of North and South each last month",
    ],
)
def test_values_without_a_sum_are_shown_apart(text: str):
    assert drafted(text) == listed(ZONES, "depots.zone")


@pytest.mark.parametrize(
    "text",
    [
        "城北和城南三个合计上月运费收入",
        "城北和空运两个合计上月运费收入",
        "城北和城南两个客户上月运费收入合计",
        "城北和城南两个网点上月运费收入合计",
        "上月城北和城南两个月的运费收入",
    ],
)
def test_another_number_or_another_noun_is_not_understood(text: str):
    assert isinstance(plan(text), Decline)


@pytest.mark.parametrize(
    "text", ["除了城北,其他片区上月的运费收入", "freight revenue of other zones except North in October"]
)
def test_the_others_are_one_figure(text: str):
    assert drafted(text) == total("depots.zone IS DISTINCT FROM '城北'")


@pytest.mark.parametrize(
    "text",
    [
        "除了城北,其他各片区上月的运费收入",
        "除城北外其他片区各自的上月运费收入",
        "freight revenue by zone excluding North in October",
    ],
)
def test_the_others_each_are_a_list(text: str):
    assert drafted(text) == listed("depots.zone IS DISTINCT FROM '城北'", "depots.zone")


def test_other_members_of_another_field_are_a_list():
    assert drafted("除了城北,上月其他服务类型的运费收入") == listed(
        "depots.zone IS DISTINCT FROM '城北'", "shipments.service"
    )


def test_members_among_which_a_value_is_are_no_list():
    assert drafted("客户中电商上月的运费收入") == total("clients.segment = '电商'")
    assert drafted("上月客户中电商的运费收入按片区") == listed("clients.segment = '电商'", "depots.zone")
    assert "LIMIT 1" in drafted("上月客户中电商运费收入最高的")
