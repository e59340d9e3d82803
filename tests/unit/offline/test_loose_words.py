"""A word before a name that would make it another number is named, and nothing is answered."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.firm import answered, drafted, plan


@pytest.mark.parametrize(
    "text",
    [
        "10月同网点运费收入",
        "10月主要网点的运费收入",
        "10月他网点运费收入",
        "10月运费收入多了多少",
        "10月多赔付了多少",
        "10月能收多少运费收入",
        "10月自有网点运费收入",
        "10月内销运费收入",
        "10月同款运费收入",
        "same-depot freight revenue last month",
        "how much freight revenue did we add last month",
        "include North in last month's freight revenue",
        "freight revenue plus claims paid last month",
        "sum of freight revenue and claims paid last month",
        "今年赔付率低于5%或运费收入超过10万的网点",
        "depots with a claim ratio below 5% or freight revenue above 100k this year",
        "top 3 vs bottom 3 depots by freight revenue this year",
        "receivables now and at the end of September",
        "应收款现在和9月底",
    ],
)
def test_it_is_not_answered_as_if_the_word_were_not_there(text: str) -> None:
    assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("能看一下上月运费收入吗", "上月运费收入"),
        ("10月内的运费收入", "10月运费收入"),
        ("城北同城南上月运费收入", "上月城北和城南的运费收入"),
        ("现在应收款多少", "应收款现在多少"),
    ],
)
def test_elsewhere_the_same_words_say_nothing(text: str, same: str) -> None:
    assert drafted(text) == drafted(same)


@pytest.mark.parametrize("text", ["去掉9月", "remove September", "drop the share"])
def test_a_period_has_no_hole_and_what_is_dropped_is_not_added(text: str) -> None:
    assert not isinstance(plan(text, [answered("今年各月运费收入")]), Draft)


def test_an_edit_may_begin_with_add() -> None:
    assert "claims_paid" in drafted("add claims paid", [answered("今年各月运费收入")])
