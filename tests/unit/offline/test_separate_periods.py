"""Periods listed side by side: two are set against each other, neighbours are gone through, more are refused."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import drafted, plan


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("7月 9月运费收入", "7月和9月的运费收入"),
        ("freight revenue Q1 Q3", "Q1和Q3的运费收入"),
        ("赔付率 一季度 二季度", "一季度和二季度的赔付率"),
        ("Q1 Q2 claim ratio", "一季度和二季度的赔付率"),
        ("2024年 2026年运费收入", "2024年和2026年的运费收入"),
        ("10月 2025年运费收入", "2025年10月运费收入"),
    ],
)
def test_a_space_lists_as_an_and_does(text: str, same: str):
    assert drafted(text) == drafted(same)


@pytest.mark.parametrize("text", ["上半年下半年运费收入", "9月 7月运费收入"])
def test_what_is_no_list_is_asked_about(text: str):
    assert isinstance(plan(text), Ask)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3月、5月和8月的运费收入", ("3月", "5月", "8月")),
        ("3月 5月 8月各片区的运费收入", ("3月", "5月", "8月")),
        ("freight revenue in March, May and August", ("March", "May", "August")),
    ],
)
def test_three_that_do_not_adjoin_are_refused_with_what_to_write(text: str, words: tuple[str, ...]):
    made = plan(text)
    assert isinstance(made, Decline)
    (found,) = made.issues
    assert found.code is IssueCode.SEPARATE_PERIODS
    assert found.params["words"] == words


def test_what_is_told_to_write_is_answered():
    drafted("3月和8月的运费收入")
    drafted("3月到8月各月的运费收入")
    drafted("freight revenue in March and August")
    drafted("freight revenue from March to August by month")


def test_a_list_that_goes_on_in_another_way_is_asked_about():
    assert isinstance(plan("运费收入 24年 25年 26年1-10月"), Ask)
