"""The end of a value's name, in a follow-up on another value of its field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turn import Decline
from semantic_layer.access import Rights
from tests.unit.offline.firm import answered, asked, drafted, plan


@pytest.mark.parametrize("text", ["二站呢", "那二站呢?", "城北二站呢"])
def test_a_name_that_begins_like_the_one_before_is_meant(text: str):
    assert drafted(text, [answered("上月城北一站的运费收入")]) == drafted("上月城北二站的运费收入")


def test_a_name_that_begins_otherwise_is_offered():
    made = asked("一站呢", [answered("上月城南站的运费收入")])
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


# ---- a part of a name


DEPOTS = (("城北一站", "9"), ("河西站", "5"), ("城南站", "2"))


@pytest.mark.parametrize(
    ("first", "rows", "text", "same"),
    [
        ("上月运费收入最高的三个网点", DEPOTS, "北一呢", "上月城北一站的运费收入最高的三个网点"),
        ("上月各网点的运费收入", (), "北二呢", "上月各网点城北二站的运费收入"),
        ("上月城南站的运费收入", (), "北二呢", "上月城北二站的运费收入"),
        ("freight revenue from North last month", (), "and west ones?", "上月河西的运费收入"),
        ("freight revenue by zone last month", (), "what about west", "上月各片区河西的运费收入"),
    ],
)
def test_the_one_name_it_is_part_of_is_meant(first: str, rows: tuple, text: str, same: str):
    assert drafted(text, [answered(first, rows)]).split(" GROUP BY ")[0] == drafted(same).split(" GROUP BY ")[0]


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("上月各网点的运费收入", "北呢"),  # a character
        ("上月各网点的运费收入", "北一和河站呢"),  # a list
        ("上月各网点的运费收入", "what about we"),  # half a word
        ("上月运费收入", "北一呢"),  # no field before
        ("上月运费收入", "what about west"),
    ],
)
def test_what_is_part_of_no_name_is_not_understood(first: str, text: str):
    assert isinstance(plan(text, [answered(first)]), Decline)


def test_where_rows_are_kept_from_the_asker_no_name_is_looked_up():
    before = answered("上月各网点的运费收入", DEPOTS)
    rights = replace(Rights.full("tests"), rows={"depots": ("zone = '城北'",)})
    assert isinstance(plan("北一呢", [before], rights=rights), Decline)
