"""A choice made before decides a reading, and the draft says which; one that changes nothing is not told."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft, PriorTurn
from tests.unit.offline import ferry
from tests.unit.offline.firm import canonical, drafted, plan


def _chosen(text: str, **preferences: str) -> Draft:
    made = plan(text, preferences=preferences)
    assert isinstance(made, Draft), f"{text}: {made}"
    return made


@pytest.mark.parametrize(
    ("text", "word", "target", "plain"),
    [
        ("上月收入", "收入", "billed_amount", "上月开单金额"),
        ("上月收入", "收入", "freight_revenue", "上月运费收入"),
        ("上月卖了多少", "卖了", "billed_amount", "上月开单金额"),
        ("how much did we sell last month", "sell", "freight_revenue", "freight revenue last month"),
    ],
)
def test_what_was_chosen_before_is_taken_and_said(text: str, word: str, target: str, plain: str):
    assert isinstance(plan(text), Ask)
    made = _chosen(text, **{word: target})
    assert canonical(made.semantic_sql) == drafted(plain)
    assert made.remembered == ((word, target),)


def test_a_choice_that_changes_nothing_is_not_told():
    assert _chosen("上月各网点收入", 收入="freight_revenue").remembered == ()  # the other knows no depots
    assert _chosen("上月运费收入", 收入="billed_amount").remembered == ()


def test_a_choice_for_another_word_or_of_nothing_known_is_none():
    assert isinstance(plan("上月收入", preferences={"业绩": "billed_amount"}), Ask)
    assert isinstance(plan("上月收入", preferences={"收入": "gone_metric"}), Ask)


@pytest.mark.parametrize(("kind", "start"), [("fiscal_year", "2026-03-01"), ("calendar_year", "2026-01-01")])
def test_the_years_chosen_before_are_taken_and_said(kind: str, start: str):
    asked = ferry.asked("ticket sales this year")
    assert [option.remember for option in asked.options] == [
        ("@calendar", "calendar_year"),
        ("@calendar", "fiscal_year"),
    ]
    made = ferry.plan("ticket sales this year", preferences={"@calendar": kind})
    assert isinstance(made, Draft), made
    assert f"DATE '{start}'" in made.semantic_sql
    assert made.remembered == (("this year", kind),)


def test_a_year_that_is_named_and_a_thread_keep_their_own():
    made = ferry.plan("ticket sales this fiscal year", preferences={"@calendar": "calendar_year"})
    assert isinstance(made, Draft), made
    assert "2026-03-01" in made.semantic_sql
    assert made.remembered == ()
    before = PriorTurn("ticket sales this fiscal year", "answer", made.semantic_sql)
    goes_on = ferry.plan("and last year?", [before], preferences={"@calendar": "calendar_year"})
    assert isinstance(goes_on, Draft), goes_on
    assert "DATE '2025-03-01'" in goes_on.semantic_sql
