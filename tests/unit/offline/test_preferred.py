"""A choice made before decides a reading, and the draft says which; one that changes nothing is not told."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
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
