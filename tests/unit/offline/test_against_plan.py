"""A measure and its plan: by how much, what is left, of whom it is missed or passed by so much, yes or no."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import Company

PLOTS = Company("plots")
SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"


def agreed(text: str, company: Company = PLOTS) -> str:
    """In normal form, and agreed with."""
    return company.canonical(company.sql(text))


def beside(one: str, two: str, where: str = SEPTEMBER) -> str:
    return (
        f"SELECT MEASURE({one}) AS {one}, MEASURE({two}) AS {two}, MEASURE({one}) - MEASURE({two}) AS {one}_difference "
        f"FROM orchard WHERE {where}"
    )


BY_HOW_MUCH = [
    "9月人工费比预算高多少",
    "9月实际人工费跟预算差多少",
    "9月预算和实际差多少",
    "9月超预算了没",
    "9月超预算了吗",
    "are we over budget in September",
    "difference between labour cost and budget in September",
]
WHAT_IS_LEFT = [
    "9月预算还剩多少",
    "9月人工费预算剩余多少",
    "how much budget was left in September",
    "remaining budget in September",
]


@pytest.mark.parametrize(
    ("text", "one", "two"),
    for_reasons(
        {
            "by how much": [(text, "labour", "labour_budget") for text in BY_HOW_MUCH],
            "what is left is the plan less what was spent": [
                (text, "labour_budget", "labour") for text in WHAT_IS_LEFT
            ],
        }
    ),
)
def test_the_measure_its_plan_and_the_difference(text: str, one: str, two: str):
    assert agreed(text) == PLOTS.canonical(beside(one, two))


def test_for_a_member():
    where = f"{SEPTEMBER} AND plots.plot_name = 'Creek'"
    made = PLOTS.canonical(beside("labour", "labour_budget", where))
    assert agreed("溪边9月人工费超预算了没") == made
    assert agreed("9月溪边比预算高多少") == made


@pytest.mark.parametrize("text", ["预算还剩多少", "今年预算还剩多少", "budget left"])
def test_what_is_left_of_a_period_still_running_is_asked_about(text: str):
    assert PLOTS.asked(text).issue.code.value == "AMBIGUOUS_PERIOD"
    year = "period BETWEEN DATE '2026-01-01' AND DATE"
    assert PLOTS.choices(text) == [
        PLOTS.canonical(beside("labour_budget", "labour", f"{year} '{end}'")) for end in ("2026-12-31", "2026-10-31")
    ]


def test_what_is_left_of_a_month_still_running_is_not_told():
    made = PLOTS.plan("budget left this month")
    assert isinstance(made, Decline), made
    assert made.issues[0].code.value == "AMBIGUOUS_PERIOD"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("9月没完成目标的地块", "MEASURE(harvest) < MEASURE(harvest_target)"),
        ("9月哪些地块未达成目标", "MEASURE(harvest) < MEASURE(harvest_target)"),
        ("which plots missed their target in September", "MEASURE(harvest) < MEASURE(harvest_target)"),
        ("which plots did not hit the target in September", "MEASURE(harvest) < MEASURE(harvest_target)"),
        ("9月完成目标的地块", "MEASURE(harvest) >= MEASURE(harvest_target)"),
        ("which plots hit their target in September", "MEASURE(harvest) >= MEASURE(harvest_target)"),
        ("9月超预算10%以上的地块", "MEASURE(labour) / MEASURE(labour_budget) - 1 >= 0.1"),
        ("plots over budget by more than 10% in September", "MEASURE(labour) / MEASURE(labour_budget) - 1 > 0.1"),
        ("9月低于目标5%以上的地块", "MEASURE(harvest) / MEASURE(harvest_target) - 1 <= -0.05"),
        ("9月超预算2万以上的地块", "MEASURE(labour) - MEASURE(labour_budget) >= 20000"),
    ],
)
def test_of_whom_a_plan_is_missed_or_passed(text: str, bound: str):
    made = " ".join(agreed(text).split())
    assert f"HAVING {bound}" in made
    assert "GROUP BY plots.plot_name" in made


def test_how_far_it_is_met_is_the_rate():
    for text in ("9月各地块目标完成多少", "9月各地块完成目标的百分之多少"):
        assert "harvest_rate" in agreed(text)
    ranked = " ".join(agreed("9月完成目标最多的地块").split())
    assert "ORDER BY MEASURE(harvest_rate) DESC" in ranked
    assert "HAVING" not in ranked


def test_of_a_plan_by_the_month_whole_months_count():
    for text in ("没完成目标的地块", "今年没完成目标的地块", "plots over budget this year", "今年人工费和预算差多少"):
        assert "CAST('2026-01-01' AS DATE) AND CAST('2026-10-31' AS DATE)" in agreed(text), text
    begun = PLOTS.plan("这个月没完成目标的地块")
    assert isinstance(begun, Decline)


@pytest.mark.parametrize(
    "text",
    [
        "9月油费比预算高多少",  # the budget is of labour
        "9月油费预算还剩多少",
        "9月采收量比预算多多少",  # kilos and money
        "9月没完成预算的地块",  # of a cost: is less a miss?
        "9月超预算不到10%的地块",
        "9月超预算10%到20%的地块",
        "9月超预算10%的地块",
        "9月没完成目标最多的地块",  # by how far it is missed?
        "which plots missed their target by the most in September",
    ],
)
def test_what_is_not_to_be_told_is_not(text: str):
    assert isinstance(PLOTS.plan(text), Decline | Ask)


def test_two_measures_of_one_unit_differ_too():
    assert agreed("9月人工费比油费多多少") == PLOTS.canonical(beside("labour", "fuel"))


FUEL_PLAN = """  - {name: fuel_plan, expression: SUM(aims.aim_fuel), label: {zh: 油费预算, en: Fuel budget}, unit: EUR}
"""


def test_a_plan_said_by_its_bare_word_is_the_one_called_after_the_measure():
    planned = Company("plots", FUEL_PLAN)
    for text in ("9月油费跟预算比", "fuel vs budget in September"):
        made = agreed(text, planned)
        assert "MEASURE(fuel_plan)" in made, text
        assert "MEASURE(labour_budget)" not in made, text
    assert "MEASURE(labour_budget)" in agreed("labour cost vs budget in September", planned)
