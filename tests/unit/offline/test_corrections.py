"""What is said about the answer before: corrections, its order turned round, the last answers added up."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Plan
from tests.unit.offline.firm import drafted, plan, told

SAME_AS = [
    (["上月城北的运费收入", "不对,我要的是城南"], "上月城南的运费收入"),
    (["上月城北的运费收入", "不对，我要的是赔付金额"], "上月城北的赔付金额"),
    (["上月城北的运费收入", "我说的是9月"], "9月城北的运费收入"),
    (["freight revenue of North last month", "no, I meant claims paid"], "上月城北的赔付金额"),
    (["freight revenue of North last month", "I meant September"], "9月城北的运费收入"),
    (["freight revenue of North last month", "no, South"], "上月城南的运费收入"),
    (["上月各片区运费收入", "倒过来"], "上月各片区运费收入从低到高"),
    (["上月各片区运费收入排名", "反过来排"], "上月各片区运费收入从低到高"),
    (["上月各片区运费收入从低到高", "倒过来"], "上月各片区运费收入从高到低"),
    (["freight revenue by zone last month", "the other way round"], "上月各片区运费收入从低到高"),
    (["上月城北的运费收入", "除了城北,其他片区呢"], "上月除城北以外的运费收入"),
    (["freight revenue of North last month", "and excluding North?"], "上月除城北以外的运费收入"),
    (["上月城北的运费收入", "不是城北"], "上月运费收入"),
    (["上月城北和城南的运费收入", "除了城南"], "上月各片区城北的运费收入"),
    (["上月除城北外各片区运费收入", "不对,我要的是除城南外"], "上月除城南外各片区运费收入"),
    (["上月各片区运费收入", "不对,我要的是全部片区合计"], "上月运费收入"),
    (["上月各片区运费收入", "不对,按服务类型合计"], "上月各服务类型的运费收入"),
    (["上月各片区运费收入", "前三就行"], "上月运费收入前3的片区"),
    (["今年各片区运费收入", "再按月拆开"], "今年各片区按月的运费收入"),
    (["今年各片区运费收入", "各占多少"], "今年各片区的运费收入占比"),
    (["上月城北的运费收入", "城南呢", "两个加一起呢"], "上月城北和城南的运费收入合计"),
    (["上月城北的运费收入", "城南呢", "一共呢"], "上月城北和城南的运费收入合计"),
    (["上月城北的赔付率", "城南呢", "两个合计"], "上月城北和城南的赔付率合计"),
    (["freight revenue of North last month", "and South?", "both together"], "上月城北和城南的运费收入合计"),
    (["上月城北的运费收入", "城南呢", "河西呢", "三个加起来"], "上月城北、城南、河西的运费收入合计"),
    (["上月城北的运费收入", "城南呢", "河西呢", "两个加起来"], "上月城南和河西的运费收入合计"),
]


@pytest.mark.parametrize(("turns", "same"), SAME_AS, ids=[" / ".join(turns) for turns, _ in SAME_AS])
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


@pytest.mark.parametrize(
    "turns",
    [
        ["上月城北的运费收入", "不对"],
        ["上月运费收入前3的片区", "倒过来"],  # the last three, or the same three?
        ["上月各片区运费收入", "倒过来", "前三就行"],  # the first of this list, or the highest?
        ["今年各月运费收入", "倒过来"],
        ["今年城北运费收入", "各占多少"],
        ["上月城北的运费收入", "赔付金额呢", "两个加一起呢"],  # money of two measures
        ["上月城北的运费收入", "9月呢", "两个加一起呢"],
        ["上月城北的运费收入", "城南呢", "四个加起来"],
        ["上月城北的运费收入", "城南呢", "河西呢", "一共呢"],  # all three, or the last two?
    ],
)
def test_what_is_open_is_not_answered(turns: list[str]):
    made: Plan = plan(*told(turns))
    assert isinstance(made, Decline)


def test_the_words_of_a_correction_may_begin_a_question():
    assert drafted("我要的是上月城北的运费收入") == drafted("上月城北的运费收入")
