"""Ranked by how far a plan is passed or missed: by the gap, in the direction said, among those it is true of."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import OCTOBER, Company

CINEMAS = Company("cinemas")


def gap(actual: str, op: str, plan: str, order: str = "DESC", limit: int | None = 1) -> str:
    """Hand-written: over is actual − plan, below is plan − actual."""
    more, less = (actual, plan) if op == ">" else (plan, actual)
    named = " AND houses.house_name IS NOT NULL" if limit else ""
    cut = f" LIMIT {limit}" if limit else ""
    return CINEMAS.canonical(
        f"SELECT houses.house_name, MEASURE({actual}) AS {actual}, MEASURE({plan}) AS {plan}, "
        f"MEASURE({more}) - MEASURE({less}) AS {more}_difference FROM screens WHERE {OCTOBER}{named} "
        f"GROUP BY houses.house_name HAVING MEASURE({actual}) {op} MEASURE({plan}) "
        f"ORDER BY {more}_difference {order} NULLS LAST{cut}"
    )


OVER = ["10月放映费超预算最多的影院", "10月哪家影院放映费超预算最多", "10月放映费超出预算最多的影院，超了多少"]
SHORT = ["10月票房低于目标最多的影院", "10月离目标差得最多的影院", "10月票房距离目标差得最多的影院"]
MOST_OVER = ["which cinema is most over budget in October", "which cinema is over budget by the most in October"]


@pytest.mark.parametrize(
    ("text", "made"),
    for_reasons(
        {
            "over": [(text, gap("wages", ">", "wage_budget")) for text in OVER],
            "short": [(text, gap("takings", "<", "takings_budget")) for text in SHORT],
            "English": [(text, gap("takings", ">", "takings_budget")) for text in MOST_OVER],
            "as many as asked": [
                ("10月超目标最多的三家影院", gap("takings", ">", "takings_budget", limit=3)),
                ("10月低于预算最多的三家影院，差多少", gap("takings", "<", "takings_budget", limit=3)),
            ],
            "all of them": [
                ("10月哪些影院超预算最多", gap("takings", ">", "takings_budget", limit=None)),
                ("10月影院按超预算多少排序", gap("takings", ">", "takings_budget", limit=None)),
            ],
            "least": [("10月超预算最少的影院", gap("takings", ">", "takings_budget", "ASC"))],
        }
    ),
)
def test_by_the_gap(text: str, made: str):
    assert CINEMAS.canonical(CINEMAS.sql(text)) == made


def test_of_months():
    made = CINEMAS.sql("今年哪个月超预算最多")
    assert (
        "HAVING MEASURE(takings) > MEASURE(takings_budget) ORDER BY takings_difference DESC NULLS LAST LIMIT 1" in made
    )
    assert "DATE '2026-10-31'" in made  # as far as both go


@pytest.mark.parametrize("text", ["10月超预算的影院里票房最高的", "10月票房最高的超预算影院"])
def test_a_superlative_of_a_measure_is_by_that(text: str):
    made = CINEMAS.sql(text)
    assert "ORDER BY takings DESC" in made
    assert "takings_difference" not in made


@pytest.mark.parametrize(
    "text",
    [
        "10月超预算的前三家影院",  # by what was taken, or by what is above?
        "top 3 cinemas over budget in October",
        "10月超预算的影院最多的城市",
        "10月没超预算最多的影院",
        "10月超预算比例最高的影院",  # of the gap, or of all that was taken?
        "10月票房和预算差得最多的影院",  # above or below?
        "10月放映费离预算差得最多的影院",  # of a cost: is less to be reached?
        "10月售座数超预算最多的影院",  # seats and money
        "10月维修费超预算最多的影院",  # no plan of theirs
        "10月各城市超预算最多的月份",
        "cinemas over wage budget in October",  # the layer sets nothing against it
    ],
)
def test_what_was_not_said_is_not_guessed(text: str):
    made = CINEMAS.plan(text)
    assert isinstance(made, Decline), made


def test_in_a_thread():
    takings = CINEMAS.answered("10月各影院票房")
    assert CINEMAS.drafted("超预算最多的呢", [takings]) == gap("takings", ">", "takings_budget")
    over = CINEMAS.answered("10月超预算的影院")
    for text in ("最多的是哪家", "前三"):
        assert CINEMAS.declined(text, [over]).code.value == "ASK_IN_FULL", text
    most = CINEMAS.answered("10月超预算最多的影院")
    assert "'2026-09-30'" in CINEMAS.drafted("9月呢", [most])
