"""How well a measure is done is told by its attainment: 票房完成得最差的影院, and by no amount."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.company import OCTOBER, Company

CINEMAS = Company("cinemas")
NURSERY = Company("nursery")


@pytest.mark.parametrize(
    ("text", "order", "limit"),
    [
        ("10月票房完成得最差的影院", "ASC", 1),
        ("10月哪家影院票房完成最差", "ASC", 1),
        ("10月票房完成情况最差的三家影院", "ASC", 3),
        ("10月票房达成得最好的影院", "DESC", 1),
        ("10月票房预算完成得最差的影院", "ASC", 1),
    ],
)
def test_the_best_and_the_worst_are_by_the_rate_of_the_plan(text: str, order: str, limit: int):
    assert CINEMAS.canonical(CINEMAS.sql(text)) == CINEMAS.canonical(
        f"SELECT houses.house_name, MEASURE(takings_rate) AS takings_rate FROM screens WHERE {OCTOBER} "
        f"AND houses.house_name IS NOT NULL GROUP BY houses.house_name "
        f"ORDER BY takings_rate {order} NULLS LAST LIMIT {limit}"
    )


@pytest.mark.parametrize(
    "text",
    [
        "10月放映费完成得最差的影院",  # nothing divides it by its plan
        "10月售座数完成得最好的影院",
        "10月票房完成最多的影院",  # the most, or the furthest of its plan?
        "10月票房完成最低的影院",
    ],
)
def test_where_it_is_not_to_be_told_no_amount_is(text: str):
    made = CINEMAS.plan(text)
    assert isinstance(made, Decline | Ask), made
    assert isinstance(NURSERY.plan("9月养护费完成得最差的基地"), Decline)


def test_how_much_came_in_is_the_amount():
    for text in ("10月票房完成多少", "10月完成票房最多的影院", "10月票房最差的影院"):
        made = CINEMAS.sql(text)
        assert "MEASURE(takings)" in made, text
        assert "takings_rate" not in made, text
