"""English as heads of finance type it: %, how's it going, LYTD, T12M. What is said shows in the query, or blocks it."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline, Define, Draft
from tests.unit.offline.firm import OCTOBER, asked, canonical, draft, drafted, left_out, plan

ALIKE = [
    ("how is freight revenue doing in October", "freight revenue in October"),
    ("how's freight revenue looking in October?", "freight revenue in October"),
    ("how are claims paid trending this year", "claims paid trend this year"),
    ("MoM% of freight revenue in October", "freight revenue in October month over month"),
    ("freight revenue in October YoY%", "freight revenue in October year over year"),
    ("growth % of freight revenue in October yoy", "freight revenue in October year over year"),
    ("claim ratio % in October", "claim ratio in October"),
    ("freight revenue T12M", "freight revenue TTM"),
    ("freight revenue LYTD", "freight revenue YTD last year"),
    ("cash collections in October", "collections in October"),
    ("YTD vs LYTD freight revenue", "freight revenue YTD vs YTD last year"),
    ("freight revenue YTD vs prior YTD", "freight revenue YTD vs YTD last year"),
]


@pytest.mark.parametrize(("text", "plain"), ALIKE, ids=[text for text, _ in ALIKE])
def test_said_in_other_words(text: str, plain: str):
    assert drafted(text) == drafted(plain)


def test_last_year_to_date_ends_a_year_before_today():
    expected = "period BETWEEN DATE '2025-01-01' AND DATE '2025-11-05'"
    assert drafted("freight revenue LYTD") == canonical(
        f"SELECT MEASURE(freight_revenue) AS freight_revenue FROM parcels WHERE {expected}"
    )


def test_how_it_is_calculated_still_asks_for_the_definition():
    for text in ("how's claim ratio calculated", "how is claim ratio worked out", "how is claim ratio defined"):
        assert isinstance(plan(text), Define), text


def test_a_share_in_percent_of_something_is_that_share():
    made = draft("claims paid as a % of freight revenue in October")
    assert canonical(made.semantic_sql) == drafted("claims paid as a share of freight revenue in October")


@pytest.mark.parametrize("text", ["freight revenue % in October", "freight revenue in October as %"])
def test_a_percentage_of_an_amount_is_not_left_out(text: str):
    """Of what, nobody said: the amount alone is no answer."""
    assert left_out(text), text


def test_a_rate_is_a_percentage_as_it_is():
    assert left_out("claim ratio % in October") == []


def test_run_rates_are_no_ratios():
    assert isinstance(plan("freight revenue run rate"), Decline | Ask)
    assert OCTOBER not in str(plan("freight revenue run rate in October"))


def test_idioms_are_offered_where_the_layer_has_their_noun():
    made = asked("what was the top line last month")
    assert any("freight_revenue" in option.semantic_sql for option in made.options)
    assert not isinstance(plan("cash revenue in October"), Draft)


def test_a_plural_is_near_its_name():
    made = plan("yields by depot in October")
    assert isinstance(made, Ask | Decline)
    assert "Yield per kg" in str(made)
