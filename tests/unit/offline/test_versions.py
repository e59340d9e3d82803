"""A version of a plan is a condition on the plan alone; what it is set against knows no versions."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.brewery import BREWERY, OCTOBER

PLAN = "MEASURE(sales_budget) FILTER (WHERE budget.edition = 'V1') AS sales_budget"
BOTH = f"SELECT MEASURE(takings) AS takings, {PLAN} FROM brewery WHERE {OCTOBER}"
BY_TAVERN = f"SELECT taverns.tavern_name, MEASURE(takings) AS takings, {PLAN} FROM brewery WHERE {OCTOBER}"
GROUPED = " GROUP BY taverns.tavern_name"


@pytest.mark.parametrize(
    ("turns", "sql"),
    [
        (["takings against the original in October"], BOTH),
        (["takings vs original sales budget in October"], BOTH),
        (["10月销售额和年初版销售预算对比"], BOTH),
        (["takings vs original by tavern in October"], BY_TAVERN + GROUPED),
        (["takings by tavern in October", "vs the original"], BY_TAVERN + GROUPED),
        (["sales budget attainment by tavern in October", "I meant the original"], BY_TAVERN + GROUPED),
        (
            ["sales budget attainment by tavern in September", "no, I meant the original", "and in October?"],
            BY_TAVERN + GROUPED,
        ),
        (["takings of Anchor vs original in October"], f"{BOTH} AND taverns.tavern_name = 'Anchor'"),
    ],
)
def test_it_filters_the_plan_alone(turns: list[str], sql: str):
    text, history = BREWERY.told(turns)
    assert BREWERY.canonical(BREWERY.sql(text, history)) == BREWERY.canonical(sql)


def test_one_version_and_not_the_other_is_that_one():
    before = [BREWERY.answered("sales budget attainment by tavern in October")]
    text = "I meant the original, not the revised"
    made = BREWERY.draft(text, before).semantic_sql
    assert "FILTER (WHERE budget.edition = 'V1'" in made
    assert BREWERY.disagreed(text, made, before) is None


def test_the_plan_alone_is_of_that_version():
    assert "budget.edition = 'V1'" in BREWERY.sql("original sales budget in October")


@pytest.mark.parametrize(
    "text",
    [
        "malt cost vs original in October",  # nothing of it is planned
        "takings growth year over year vs original in October",
        "share of takings vs original by tavern in October",
        "top 3 taverns by takings vs original in October",
    ],
)
def test_nothing_else_is_made_of_it(text: str):
    made = BREWERY.plan(text)
    assert not isinstance(made, Draft) or BREWERY.disagreed(text, made.semantic_sql) is not None
