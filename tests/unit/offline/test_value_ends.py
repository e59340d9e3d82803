"""The end of a value's name, in a follow-up on another value of its field."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.firm import answered, drafted, plan


@pytest.mark.parametrize("text", ["二站呢", "那二站呢?", "城北二站呢"])
def test_a_name_that_begins_like_the_one_before_is_meant(text: str):
    assert drafted(text, [answered("上月城北一站的运费收入")]) == drafted("上月城北二站的运费收入")


def test_a_name_that_begins_otherwise_is_offered():
    made = plan("一站呢", [answered("上月城南站的运费收入")])
    assert isinstance(made, Ask)
    assert [option.label for option in made.options] == ["城北一站"]


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("上月运费收入", "二站呢"),  # of which field?
        ("上月城北一站的运费收入", "站呢"),  # the end of all of them
        ("上月城北一站的运费收入", "三站呢"),
        ("上月空运的运费收入", "二站呢"),
    ],
)
def test_another_end_is_not_understood(first: str, text: str):
    assert isinstance(plan(text, [answered(first)]), Decline)
