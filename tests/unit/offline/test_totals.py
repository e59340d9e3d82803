"""Totals and lists of members: what is one figure, what is shown apart, and what is not understood."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from tests.unit.offline.cases import for_reasons
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
    assert drafted("上月客户中电商的运费收入占比") == drafted("上月电商占运费收入的比重")


def over(figure: str, keys: str = "", fields: str = "depots.depot_name", where: str = "", having: str = "") -> str:
    """A figure of the members' freight revenue in October."""
    name = fields.rpartition(".")[2]
    inner = f"SELECT {fields}, MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {OCTOBER}{where}"
    outer = f"SELECT {keys}{figure}, COUNT({name}) AS members FROM per_member WHERE {name} IS NOT NULL"
    grouped = f" GROUP BY {keys.rstrip(', ')}" if keys else ""
    return canonical(
        f"WITH per_member AS ({inner} GROUP BY {fields}{having}) {outer} AND freight_revenue IS NOT NULL{grouped}"
    )


MEAN = "AVG(freight_revenue) AS freight_revenue_average"


@pytest.mark.parametrize(
    "text", ["上月平均每个网点的运费收入", "平均每个网点运费收入 上月", "average freight revenue per depot in October"]
)
def test_a_mean_of_the_members_divides_by_those_that_have_rows(text: str):
    assert drafted(text) == over(MEAN)


def test_a_mean_of_members_within_groups():
    assert drafted("上月各片区平均每个网点的运费收入") == over(MEAN, "zone, ", "depots.zone, depots.depot_name")
    assert drafted("上月城北平均每个网点的运费收入") == over(MEAN, where=" AND depots.zone = '城北'")


@pytest.mark.parametrize(
    "text",
    [
        "上月运费收入超过500万的网点的总运费收入",
        "上月运费收入超过500万的网点合计多少",
        "total freight revenue of the depots with freight revenue over 5 million in October",
    ],
)
def test_those_that_meet_a_condition_are_added_up(text: str):
    bound = " HAVING MEASURE(freight_revenue) > 5000000"
    assert drafted(text) == over("SUM(freight_revenue) AS freight_revenue", having=bound)


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "another number or another noun is not understood": [
                "城北和城南三个合计上月运费收入",
                "城北和空运两个合计上月运费收入",
                "城北和城南两个客户上月运费收入合计",
                "城北和城南两个网点上月运费收入合计",
                "上月城北和城南两个月的运费收入",
            ],
            "what has no mean over members is not understood": [
                "上月平均每个网点的赔付率",
                "平均每个客户应收款",
                "上月平均每个客户活跃客户数",
                "上月平均每个网点每天的运费收入",
                "上月平均每个网点的运费收入同比",
                "平均每个网点运费收入最高的片区 上月",
                "average freight revenue by depot last month",
                "上月每个网点平均运费收入",
            ],
            "a total that may belong to the condition is not taken": [
                "上月总运费收入超过500万的片区",
                "which zones have total freight revenue over 5 million last month",
                "zones with total freight revenue over 5 million last month",
                "上月运费收入超过500万的各片区合计",
                "上月运费收入超过500万的片区的赔付金额合计",
            ],
            "members are not ranked by the amount of one row": [
                "上月理赔最少的片区",
                "上月哪个片区理赔最多",
                "运单最多的客户",
            ],
        }
    ),
)
def test_what_would_be_another_figure_is_not_told(text: str):
    assert isinstance(plan(text), Decline)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("which zone had the most claims in October", "COUNT(claims.claim_id) AS claims_count"),
        ("zone with the fewest claims in October", "COUNT(claims.claim_id) AS claims_count"),
    ],
)
def test_members_are_ranked_by_how_many_rows_they_have(text: str, counted: str):
    order = "claims_count ASC" if "fewest" in text else "claims_count DESC"
    assert drafted(text) == canonical(
        f"SELECT depots.zone, {counted} FROM parcels WHERE {OCTOBER} GROUP BY depots.zone "
        f"ORDER BY {order} NULLS LAST LIMIT 1"
    )


def test_who_has_the_most_clients_is_of_all_there_are():
    made = drafted("客户最多的客户类型")
    assert "COUNT(clients.client_id)" in made
    assert "GROUP BY clients.segment" in made


def test_the_largest_row_still_shows_whose_it_is():
    assert "ORDER BY bills.gross DESC" in drafted("最大的账单是哪个客户的")


@pytest.mark.parametrize("text", ["上月空运占多少", "上月城北占几成"])
def test_a_share_without_a_measure_is_that_of_no_metric_called_otherwise(text: str):
    assert not isinstance(plan(text), Draft)
