"""The share of what was answered in the whole company, and its members in the order of their names."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import OCTOBER, answered, canonical, declined, drafted, plan, told

FREIGHT = "MEASURE(freight_revenue)"


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["上月城北的运费收入", "占公司总运费收入多少?"], "上月城北占运费收入的比重"),
        (["上月城北的运费收入", "占总收入的百分之多少"], "上月城北占运费收入的比重"),
        (["上月各片区运费收入", "各占公司总运费收入的多少"], "上月各片区运费收入占比"),
        (["freight revenue by zone last month", "in percent of total freight revenue"], "上月各片区运费收入占比"),
        (
            ["freight revenue of North last month", "as a share of the company's total revenue"],
            "上月城北占运费收入的比重",
        ),
    ],
    ids=lambda turns: " / ".join(turns) if isinstance(turns, list) else "",
)
def test_the_share_in_the_whole(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


def test_the_share_of_the_first_ones_is_of_all():
    turns = ["top 3 zones by claims paid last month", "as a % of total claims paid"]
    assert drafted(*told(turns)) == drafted("占比呢", told(turns)[1])


def test_of_several_conditions_none_holds_for_the_whole():
    turns = ["上月城北空运的运费收入", "占公司总运费收入多少"]
    part = f"{FREIGHT} FILTER (WHERE depots.zone = '城北' AND shipments.service = '空运')"
    assert drafted(*told(turns)) == canonical(
        f"SELECT {part} AS freight_revenue_part, {part} / {FREIGHT} AS freight_revenue_share "
        f"FROM parcels WHERE {OCTOBER}"
    )


@pytest.mark.parametrize(
    "turns",
    [
        ["上月城北各服务类型的运费收入", "占公司总运费收入多少"],  # the whole of the list is North alone
        ["上月城北的运费收入", "占公司总赔付金额多少"],  # of another measure
        ["freight revenue by zone last month", "in percent of total claims paid"],
    ],
    ids=lambda turns: " / ".join(turns),
)
def test_another_whole_is_not_taken_for_it(turns: list[str]):
    assert isinstance(plan(*told(turns)), (Decline, Ask))


@pytest.mark.parametrize(
    "text",
    ["sort by name", "sort them by zone name", "alphabetically please", "按名称排序", "按片区名称排序", "按名字排一下"],
)
def test_the_order_of_names(text: str):
    assert drafted(text, [answered("上月各片区运费收入")]) == canonical(
        f"SELECT depots.zone, {FREIGHT} AS freight_revenue FROM parcels WHERE {OCTOBER} GROUP BY depots.zone "
        "ORDER BY depots.zone ASC NULLS LAST"
    )


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("上月运费收入最高的三个片区", "按名称排序"),  # those three, or the first three names?
        ("上月各片区各服务类型的运费收入", "按名称排序"),
        ("上月各片区运费收入", "sort by client name"),
        ("上月运费收入", "sort by name"),
        ("今年各月各片区运费收入", "sort by name"),
    ],
)
def test_an_order_that_is_open_is_to_be_asked_in_full(first: str, text: str):
    assert declined(text, [answered(first)]).code is IssueCode.ASK_IN_FULL
