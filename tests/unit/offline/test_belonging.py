"""A word of several metrics beside another metric: the target of the metric at hand, at the ferry line."""

from __future__ import annotations

import pytest

from bot.turn import PriorTurn
from tests.unit.offline.ferry import FERRY, asked, sql


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("ticket sales vs target in October", ("ticket_sales", "sales_target")),
        ("10月票务收入和目标", ("ticket_sales", "sales_target")),
        ("crew cost against target in October", ("crew_cost", "crew_target")),
        ("10月船员费与目标对比", ("crew_cost", "crew_target")),
    ],
)
def test_the_target_of_the_metric_at_hand(text: str, metrics: tuple[str, str]) -> None:
    made = sql(text)
    assert all(f"MEASURE({name})" in made for name in metrics)


def test_alone_it_is_asked() -> None:
    labels = {option.label for option in asked("target in October").options}
    assert labels == {"Ticket sales target", "Crew cost target"}


def test_in_a_follow_up_the_metric_before_is_at_hand() -> None:
    before = PriorTurn("crew cost in October", "answer", sql("crew cost in October"))
    assert "MEASURE(crew_target)" in sql("put the target next to it", [before])


@pytest.mark.parametrize(
    "text", ["ticket sales vs target this fiscal year", "deck colours with ticket sales above target this fiscal year"]
)
def test_what_is_set_against_a_plan_goes_as_far_as_both_have_whole_months(text: str) -> None:
    made = FERRY.draft(text).semantic_sql  # by deck colour the checks refuse it: a target has none
    assert "period BETWEEN DATE '2026-03-01' AND DATE '2026-10-31'" in made


def test_side_by_side_each_keeps_its_own_end() -> None:
    assert "AND DATE '2027-02-28'" in sql("ticket sales and target this fiscal year")
