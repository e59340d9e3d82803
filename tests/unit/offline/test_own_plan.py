"""A measure is held against its own plan, whatever else is called the budget; without one nothing is answered."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.company import OCTOBER, Company

CINEMAS = Company("cinemas")


@pytest.mark.parametrize(
    "text",
    [
        "10月放映费和预算对比",
        "10月放映费多少，预算多少",
        "10月放映费与预算",
        "wages vs budget in October",
        "wages and budget in October",
    ],
)
def test_the_plan_called_after_the_measure_stands_beside_it(text: str):
    beside = f"SELECT MEASURE(wages) AS a, MEASURE(wage_budget) AS b FROM screens WHERE {OCTOBER}"
    made = CINEMAS.canonical(CINEMAS.sql(text))
    assert made.replace("AS wages", "AS a").replace("AS wage_budget", "AS b") == CINEMAS.canonical(beside)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("10月放映费超预算的影院", "HAVING MEASURE(wages) > MEASURE(wage_budget)"),
        ("10月放映费没超预算的影院有几家", "HAVING MEASURE(wages) <= MEASURE(wage_budget)"),
        ("cinemas where wages exceed budget in October", "HAVING MEASURE(wages) > MEASURE(wage_budget)"),
        ("10月票房超预算的影院", "HAVING MEASURE(takings) > MEASURE(takings_budget)"),
        ("10月超预算的影院", "HAVING MEASURE(takings) > MEASURE(takings_budget)"),
        ("10月放映费超票房预算的影院", "HAVING MEASURE(wages) > MEASURE(takings_budget)"),  # named in full
    ],
)
def test_a_bound_by_a_plan(text: str, bound: str):
    assert bound in CINEMAS.sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "10月维修费超预算的影院",
        "10月票房最高的超放映预算的影院",  # of those whose wages are over it
        "10月维修费没超预算的影院有几家",
        "10月维修费和预算对比",
        "10月维修费多少，预算多少",
        "10月维修费比预算多多少",
        "10月座均票房和预算对比",
        "10月售座数没达到目标的影院",
        "10月放映费和目标对比",  # a plan of theirs there is, but no target
        "repairs vs budget in October",
        "cinemas where repairs exceed budget in October",
        "takings per seat vs budget by cinema in October",
    ],
)
def test_the_plan_of_another_measure_is_none(text: str):
    said = str(CINEMAS.declined(text))
    assert "NOT_UNDERSTOOD" in said


def test_the_plan_that_was_shown_goes_on_being_shown():
    before = CINEMAS.answered("10月放映费和票房预算")
    assert "MEASURE(takings_budget)" in before.semantic_sql
    assert "MEASURE(takings_budget)" in CINEMAS.drafted("9月呢", [before])
    repairs = CINEMAS.answered("10月维修费")
    assert "NOT_UNDERSTOOD" in str(CINEMAS.declined("跟预算比", [repairs]))


def test_of_a_value_and_its_plan_both_are_shown():
    both = "SELECT MEASURE(takings) AS takings, MEASURE(takings_budget) AS takings_budget FROM screens"
    for text in ("10月宁海多少，预算多少", "10月宁海多少钱，预算多少钱"):
        made = CINEMAS.canonical(CINEMAS.sql(text))
        assert made == CINEMAS.canonical(f"{both} WHERE {OCTOBER} AND houses.town = '宁海'"), text
    year = CINEMAS.sql("今年宁海多少，预算多少")
    assert "DATE '2026-01-01' AND DATE '2026-10-31'" in year  # as far as both go


@pytest.mark.parametrize(
    "text",
    [
        "宁海多少，预算多少",  # of when?
        "10月宁海多少，票房多少",
        "10月宁海多少，放映预算多少",  # the layer sets nothing against it
        "10月宁海多少，达成率多少",
        "10月各影院宁海多少，预算多少",
    ],
)
def test_what_a_value_is_asked_of_is_not_guessed(text: str):
    assert isinstance(CINEMAS.plan(text), Decline | Ask)
