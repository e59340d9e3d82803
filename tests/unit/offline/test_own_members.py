"""Members that the question itself names: their plan, and the noun that only says of what a value is; a slip in a word
of time."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, Company

_BAKERY = Company("bakery")
_CARRIER = Company("parcels")


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("shops that went over their cost budget in October", "shops over cost budget in October"),
        ("which shops were above their cost budget in October?", "which shops were above cost budget in October?"),
        ("shops under their takings target in October", "shops under takings target in October"),
    ],
)
def test_their_plan_is_that_of_the_members_named(asked: str, plain: str):
    made = _BAKERY.drafted(asked)
    assert made == _BAKERY.drafted(plain)
    assert "HAVING" in made


def test_and_their_plan():
    assert _BAKERY.sql("shops and their cost budget in October") == (
        "SELECT shops.shop_name, MEASURE(outlay_budget) AS outlay_budget FROM bakery "
        f"WHERE {OCTOBER} GROUP BY shops.shop_name"
    )


@pytest.mark.parametrize("asked", ["what was their cost budget in October", "their cost budget by shop in October"])
def test_nobody_was_named(asked: str):
    assert not isinstance(_BAKERY.plan(asked), Draft), asked


def test_the_noun_of_a_value_is_not_ranked():
    made = _CARRIER.sql("which zone had the highest freight revenue from Manufacturing clients last month")
    assert made == (
        "SELECT depots.zone, MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        f"WHERE {OCTOBER} AND clients.segment = '制造' AND depots.zone IS NOT NULL GROUP BY depots.zone "
        "ORDER BY freight_revenue DESC NULLS LAST LIMIT 1"
    )


@pytest.mark.parametrize(
    "asked",
    [
        "which zone had the highest freight revenue by client last month",
        "which Manufacturing clients had the highest freight revenue in each zone last month",
        "which zone had the highest freight revenue for each of the Manufacturing clients last month",
    ],
)
def test_members_told_apart_stay(asked: str):
    made = _CARRIER.plan(asked)
    assert not isinstance(made, Draft) or "clients.client_name" in made.semantic_sql, asked


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("freight revenue last moth", "freight revenue last month"),
        ("freight revenue this yaer by zone", "freight revenue this year by zone"),
        ("freight revenue last 3 moths", "freight revenue last 3 months"),
    ],
)
def test_a_slip_where_a_time_stands(typed: str, meant: str):
    assert _CARRIER.drafted(typed) == _CARRIER.drafted(meant)


@pytest.mark.parametrize(
    "asked",
    ["freight revenue of moth", "freight revenue by moth collection", "freight revenue last math", "moth last month"],
)
def test_elsewhere_it_may_be_another_word(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked
