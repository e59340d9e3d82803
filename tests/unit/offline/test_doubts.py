"""Readings that explain every word and are still not meant: refused with the words, or asked about."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.firm import OCTOBER, canonical, drafted, plan

REFUSED = [
    "上月活跃客户数赔款",
    "Active clients freight revenue last month",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_nothing_joins_or_no_list_holds_is_not_answered(text: str):
    assert isinstance(plan(text), Decline | Ask), plan(text)


@pytest.mark.parametrize(
    "text",
    [
        "上月运费收入、赔款",
        "上月运费收入 赔款",
        "freight revenue and claims paid last month",
        "上月运费收入多少，赔款多少",
    ],
)
def test_names_in_a_list_are_both_answered(text: str):
    both = "MEASURE(freight_revenue) AS freight_revenue, MEASURE(claims_paid) AS claims_paid"
    assert drafted(text) == canonical(f"SELECT {both} FROM parcels WHERE {OCTOBER}")


@pytest.mark.parametrize(
    "text", ["上月网点运费收入一共多少", "上月网点的运费收入合计", "除城北外其他片区上月运费收入总共多少"]
)
def test_a_total_is_no_list_of_what_it_is_made_of(text: str):
    assert "GROUP BY" not in drafted(text)


def test_each_keeps_its_list_beside_a_total_word():
    assert "GROUP BY" in drafted("上月各网点的总运费收入")


def test_the_noun_of_whose_members_a_value_names_is_no_grouping():
    for text in ("电商旗下客户上月运费收入", "电商名下的客户上月运费收入"):
        assert drafted(text) == drafted("上月电商的运费收入")


def test_a_noun_that_a_value_describes_is_no_grouping():
    for text in (
        "freight revenue from customers in the Manufacturing segment last month",
        "last month's freight revenue of clients in Manufacturing",
    ):
        assert drafted(text) == drafted("上月制造的运费收入")
    assert "GROUP BY" in drafted("freight revenue by client in Manufacturing last month")


def test_an_operand_before_the_rate_that_divides_it_is_part_of_its_name():
    assert drafted("上月赔付金额赔付率") == drafted("上月赔付率")


def test_rose_or_fell_asks_for_the_change():
    assert drafted("9月运费收入环比是涨了还是跌了") == drafted("9月运费收入环比")


def test_rows_of_nobody_are_no_member_that_meets_a_condition():
    made = drafted("上月运费收入超过10万的客户有多少")
    assert "NOT clients.client_id IS NULL" in made
    assert "COUNT(*)" in made


TOTALS_OF_THE_DESCRIBED = [
    ("城南片区网点上月运费收入多少", "上月城南的运费收入"),
    ("上月网点城南片区的运费收入", "上月城南的运费收入"),
    ("制造客户类型客户上月赔付率", "上月制造的赔付率"),
    ("South zone depots freight revenue last month", "上月城南的运费收入"),
    ("除了城南,其他网点上月运费收入多少", "上月不含城南的运费收入"),
    ("除了城南，其余网点上月赔付率", "上月不含城南的赔付率"),
    ("城南以外的网点上月运费收入", "上月不含城南的运费收入"),
    ("depots outside South freight revenue last month", "上月不含城南的运费收入"),
    ("last month's freight revenue of depots excluding South", "上月不含城南的运费收入"),
]


@pytest.mark.parametrize(("text", "plain"), TOTALS_OF_THE_DESCRIBED)
def test_the_noun_beside_a_value_or_what_is_left_out_is_one_figure(text: str, plain: str):
    assert drafted(text) == drafted(plain)
    assert "GROUP BY" not in drafted(text)


@pytest.mark.parametrize(
    "text",
    [
        "除了城南,其他各网点上月运费收入",
        "除了城南,其他网点上月运费收入分别多少",
        "城南片区网点上月运费收入排名",
        "城南以外的网点上月运费收入前三",
        "freight revenue by depot outside South last month",
        "除了制造,其他网点上月运费收入多少",  # a value of another entity describes no depot
    ],
)
def test_the_noun_is_a_list_where_each_or_an_order_is_asked_for(text: str):
    assert "depots.depot_name" in drafted(text).partition("GROUP BY")[2]


def test_members_of_each_kind_are_told_apart_by_the_kind():
    assert drafted("上月各客户类型客户的运费收入") == drafted("上月各客户类型的运费收入")
    assert "clients.client_name" in drafted("上月各客户类型客户的运费收入前三")
