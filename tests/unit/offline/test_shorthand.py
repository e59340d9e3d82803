"""Shorthand of people in a hurry is written out before it is read; a company's own words and names are not."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft
from tests.unit.offline.company import Company
from tests.unit.offline.firm import FIRM, drafted, plan, read

# A company whose codes look like shorthand.
_CODED = Company(
    "parcels",
    more="""
  - {name: lost_years, expression: SUM(claims.paid), label: {zh: 损失, en: LY}, unit: CNY}
""",
)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("freight revenue last 3 mths", "freight revenue last 3 months"),
        ("freight revenue L3M", "freight revenue last 3 months"),
        ("freight revenue past 12m", "freight revenue past 12 months"),
        ("freight revenue wk by wk in October", "freight revenue week by week in October"),
        ("freight rev by zone ytd vs ly", "freight revenue by zone ytd vs last year"),
        ("year-on-year freight revenue growth in October", "year on year freight revenue growth in October"),
        ("freight revenue m-o-m in October", "freight revenue mom in October"),
        ("top10 cust by freight revenue oct", "top 10 customers by freight revenue in October"),
        ("whats our claim ratio in October", "what's our claim ratio in October"),
        ("clients that havent been billed in October", "clients that haven't been billed in October"),
        ("# of shipments in October", "number of shipments in October"),
        ("receivables overdue >90d", "receivables overdue > 90 days"),
        ("receivables overdue 90d+", "receivables overdue over 90 days"),
        ("receivables at last month end", "receivables at the end of last month"),
        ("receivables at eom", "receivables at month end"),
        ("receivables as of 9/30", "receivables as of September 30"),
        ("freight revenue 9/1-9/15", "freight revenue September 1 to September 15"),
        ("freight revenue from 1/9 to 15/9", "freight revenue September 1 to September 15"),
        ("freight revenue by zone in October in thousands", "freight revenue by zone in October"),
        ("freight revenue in ¥M in October", "freight revenue in October"),
        ("receivables by bucket", "receivables by aging bucket"),
        (
            "freight revenue by zone in October, order by freight revenue",
            "freight revenue by zone in October, highest first",
        ),
        (
            "freight revenue by zone in October order by freight revenue",
            "freight revenue by zone in October, highest first",
        ),
        ("freight revenue by zone in October, North not included", "freight revenue by zone in October except North"),
        ("which depot logged the most claims paid in October", "which depot had the most claims paid in October"),
        ("clients with zero claims in October", "clients with no claims in October"),
    ],
)
def test_it_asks_what_the_long_form_asks(short: str, long: str):
    assert drafted(short) == drafted(long)


@pytest.mark.parametrize(
    "text",
    [
        "freight revenue of clients over 5 in thousands",  # is the five one of thousands?
        "freight revenue in $M in October",  # of another currency
        "freight revenue from 9/1 to 9/5",  # in September, or in January and May?
        "freight revenue of 3/16",  # no day is said
        "freight revenue of Ly in October",  # somebody's name
    ],
)
def test_what_may_be_something_else_is_not_written_out(text: str):
    assert not isinstance(plan(text), Draft)


def test_an_abbreviated_noun_is_written_out_only_where_the_layer_knows_the_long_one():
    assert read("freight revenue by dept in October").question.endswith("by dept in October")


def test_a_name_of_the_company_stays_as_it_is():
    assert FIRM.read("claims paid in October vs ly").question.endswith("vs last year")
    assert _CODED.read("ly in October").question == "ly in October"
    made = _CODED.draft("ly in October")
    assert "MEASURE(lost_years)" in made.semantic_sql


def test_a_size_is_no_scale():
    sized = Company(
        "parcels",
        more="""
  - {name: face, expression: SUM(bills.gross), label: {zh: 票面, en: M}, unit: CNY}
""",
    )
    assert sized.read("freight revenue in M").question.endswith("in M")
    assert FIRM.read("freight revenue in M").question == "freight revenue"


def test_an_order_is_no_choice_of_one():
    assert drafted("freight revenue by zone in October, worst first") == drafted(
        "freight revenue by zone in October, lowest first"
    )
    assert drafted("claim ratio by zone in October, worst first") == drafted(
        "claim ratio by zone in October, highest first"
    )
    assert "LIMIT 1" in drafted("worst zone by claim ratio in October")


def test_a_refusal_says_the_words_as_they_were_read():
    made = plan("frobnication by cust last mth")
    assert isinstance(made, Decline)


def test_orders_by_site_is_no_command():
    more = """
  - {name: orders, expression: COUNT(bills), label: {zh: 订单数, en: Orders}, unit: {count: {zh: 单, en: orders}}}
  - {name: lost_orders, expression: COUNT(bills), filter: "bills.gross < 0", label: {zh: 取消单, en: Cancelled orders}}
"""
    firm = Company("parcels", more=more)
    assert firm.sql("cancelled orders by client in October").startswith(
        "SELECT clients.client_name, MEASURE(lost_orders) AS lost_orders FROM"
    )
    assert "MEASURE(orders)" in firm.sql("orders by client in October")
