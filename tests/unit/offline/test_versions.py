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


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("takings vs the sales budget, and vs the original, October", False),
        ("takings, sales budget and original in October", False),
        ("how do takings compare with the sales budget and the original in October", False),
        ("takings by tavern vs sales budget and vs the original in October", True),
        ("10月销售额和销售预算、年初版对比", False),
    ],
)
def test_the_plan_and_a_version_of_it_are_two(text: str, grouped: bool):
    shown = "MEASURE(takings) AS takings, MEASURE(sales_budget) AS sales_budget, "
    shown += PLAN.replace("AS sales_budget", "AS sales_budget_version")
    wanted = f"SELECT {'taverns.tavern_name, ' if grouped else ''}{shown} FROM brewery WHERE {OCTOBER}"
    made = BREWERY.sql(text)
    assert BREWERY.canonical(made) == BREWERY.canonical(wanted + (GROUPED if grouped else ""))


@pytest.mark.parametrize("text", ["10月销售额和年初版销售预算对比", "takings vs original sales budget in October"])
def test_a_version_right_before_the_plan_is_of_it(text: str):
    assert "sales_budget_version" not in BREWERY.sql(text)


def test_of_two_plans_no_one_difference_is_told():
    made = BREWERY.plan("difference between takings and the sales budget and the original in October")
    assert not isinstance(made, Draft)
