"""Which zones fell: those of which it is true, with what they are compared with; by how much, beside them."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company

_CARRIER = Company("parcels")


@pytest.mark.parametrize(
    "asked",
    [
        "which zones fell in freight revenue last month vs a year ago",
        "which zones' freight revenue fell last month vs a year ago?",
        "which zones fell last month year over year? freight revenue",
        "which zones fell in October 2026 vs the same months a year ago and by how much? freight revenue",
    ],
)
def test_those_that_fell(asked: str):
    made = _CARRIER.sql(asked)
    assert "SELECT depots.zone, MEASURE(freight_revenue) AS freight_revenue, PRIOR_YEAR(" in made
    assert made.endswith("GROUP BY depots.zone HAVING MEASURE(freight_revenue) < PRIOR_YEAR(MEASURE(freight_revenue))")


def test_those_that_grew():
    made = _CARRIER.sql("which zones grew in freight revenue last month vs a year ago")
    assert "HAVING MEASURE(freight_revenue) > PRIOR_YEAR(MEASURE(freight_revenue))" in made


@pytest.mark.parametrize(
    "asked",
    [
        "which zones fell in freight revenue and rose in claims paid last month vs a year ago",
        "which zones fell least in freight revenue last month vs a year ago",
        "which zones fell in freight revenue last month",  # against what?
        "which zones did not fall in freight revenue last month vs a year ago",
        "which zones fell to 100000 in freight revenue last month vs a year ago",
    ],
)
def test_more_than_that_is_not_passed_over(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked


def test_the_most_is_a_ranking():
    assert "HAVING" not in _CARRIER.sql("freight revenue growth by zone last month vs a year ago")
