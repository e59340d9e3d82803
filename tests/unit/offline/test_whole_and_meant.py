"""Where the whole company is asked of, no value or group stays; a correction takes the place of what it corrects."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import answered, drafted, plan


def asked_in_turn(turns: list[str]) -> str:
    return drafted(turns[-1], [answered(text) for text in turns[:-1]])


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["上月城北的运费收入", "全公司呢"], "上月的运费收入"),
        (["上月各片区运费收入", "全公司呢"], "上月的运费收入"),
        (["freight revenue of North last month", "and company-wide?"], "上月的运费收入"),
        (["freight revenue by zone last month", "and for the entire company?"], "上月的运费收入"),
        (["上月城北的运费收入", "全公司现在应收多少"], "现在应收多少"),
        (["freight revenue of North last month", "and what was that for South?"], "上月城南的运费收入"),
    ],
)
def test_the_whole_company(turns: list[str], same: str):
    assert asked_in_turn(turns) == drafted(same)


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["上月城北的运费收入", "不对,我要的是同城"], "上月同城的运费收入"),
        (["上月城北同城的运费收入", "不对,我要的是陆运"], "上月城北陆运的运费收入"),
        (["freight revenue of North last month", "no, I meant Private"], "上月个人的运费收入"),
    ],
)
def test_a_correction_takes_the_place_of_the_value_it_corrects(turns: list[str], same: str):
    assert asked_in_turn(turns) == drafted(same)


def test_which_of_two_values_is_corrected_must_be_said():
    made = plan("不对,我要的是电商", [answered("上月城北同城的运费收入")])
    assert isinstance(made, Decline)
    assert made.issues[0].code is IssueCode.ASK_IN_FULL
