"""Over a plan, with the measure that the layer sets against it."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline, Draft
from tests.unit.offline.company import Company

NURSERY = Company("nursery")
GAP = "  - {name: budget_gap, expression: upkeep - upkeep_budget, label: {zh: 预算差异, en: Budget gap}, unit: EUR}\n"
WITH_GAP = Company("nursery", GAP)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("超预算的基地", ">"),
        ("哪些基地超过预算了", ">"),
        ("which sites are over budget", ">"),
        ("sites above budget", ">"),
        ("低于预算的基地", "<"),
    ],
)
def test_the_layer_says_what_is_set_against_the_plan(text: str, sign: str):
    made = WITH_GAP.sql(text)
    assert f"HAVING MEASURE(upkeep) {sign} MEASURE(upkeep_budget)" in made
    assert "DATE '2026-01-01' AND DATE '2026-1" in made


@pytest.mark.parametrize("text", ["超预算的基地", "which sites are over budget"])
def test_where_the_layer_does_not_say_it_nothing_is_guessed(text: str):
    assert isinstance(NURSERY.plan(text), Decline | Ask)


@pytest.mark.parametrize("text", ["养护费超预算的基地", "sites where upkeep exceeds budget"])
def test_a_measure_said_is_the_one(text: str):
    made = NURSERY.sql(text)
    assert "HAVING MEASURE(upkeep) > MEASURE(upkeep_budget)" in made


def test_one_figure_over_a_plan_is_no_list():
    assert not isinstance(WITH_GAP.plan("超预算"), Draft)
