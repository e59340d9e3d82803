"""What was spent on names the cost that is called so; a cost named in full says what the verb says."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.brewery import OCTOBER, drafted, plan


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("how much did we spend on malt in October", "malt_cost"),
        ("what did we spend on the malt in October", "malt_cost"),
        ("how much was spent on cartage in October", "cartage"),
        ("10月在麦芽上花了多少钱", "malt_cost"),
        ("10月麦芽花了多少", "malt_cost"),
        ("10月广告上花了多少", "ad_spend"),
    ],
)
def test_the_cost_that_is_called_so(text: str, cost: str):
    assert drafted(text) == f"SELECT MEASURE({cost}) AS {cost} FROM brewery WHERE {OCTOBER}"


def test_how_much_more_was_spent_on_it():
    made = drafted("how much more did we spend on malt in October than in September")
    assert "MEASURE(malt_cost) - PRIOR_PERIOD(MEASURE(malt_cost), month) AS malt_cost_mom_change" in made


def test_how_much_more_than_on_another():
    made = drafted("how much more did we spend on malt than on cartage in October")
    assert "MEASURE(malt_cost) - MEASURE(cartage) AS malt_cost_difference" in made


def test_who_spent_most_on_it():
    made = drafted("which tavern spent the most on malt in October")
    assert made.startswith("SELECT taverns.tavern_name, MEASURE(malt_cost)")
    assert made.endswith("ORDER BY malt_cost DESC NULLS LAST LIMIT 1")


@pytest.mark.parametrize(
    "text",
    [
        "how much did we spend on takings in October",  # nobody spends it
        "how much did we spend on hops in October",  # no cost is called so
        "how much did we spend on ad in October by malt",
        "10月啤酒花了多少钱",
        "10月销售上花了多少",  # 销售额 is no cost
    ],
)
def test_what_no_cost_is_called_is_not_guessed(text: str):
    made = plan(text)
    assert not isinstance(made, Draft), f"{text}: {made}"
