"""A follow-up on an answer that is no one block says the same as the whole question told anew; else it is asked for."""

from __future__ import annotations

import pytest

from bot.turn import Decline, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import declined, draft, drafted, plan, told

SAME_AS = [
    (["今年运费收入每个片区最高的2个网点", "去年呢"], "去年运费收入每个片区最高的2个网点"),
    (["今年运费收入每个片区最高的2个网点", "去年呢", "前年呢"], "前年运费收入每个片区最高的2个网点"),
    (["今年运费收入每个片区最高的2个网点", "赔付金额呢"], "今年赔付金额每个片区最高的2个网点"),
    (["运费收入每个片区最高的2个网点", "上月呢"], "上月运费收入每个片区最高的2个网点"),
    (["今年空运运费收入每个片区最高的2个网点", "陆运呢"], "今年陆运运费收入每个片区最高的2个网点"),
    (
        ["top 2 depots in each zone by freight revenue this year", "what about last year?"],
        "top 2 depots in each zone by freight revenue last year",
    ),
    (["上月平均每个网点的运费收入", "9月呢"], "9月平均每个网点的运费收入"),
    (["今年前三大客户运费收入合计", "去年呢"], "去年前三大客户运费收入合计"),
    (["上月城北和城南的运费收入差多少", "9月呢"], "9月城北和城南的运费收入差多少"),
    (["列出上月超过100万的账单", "9月呢"], "列出9月超过100万的账单"),
]


@pytest.mark.parametrize(("turns", "same"), SAME_AS, ids=[" / ".join(turns) for turns, _ in SAME_AS])
def test_the_question_before_is_told_anew(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


@pytest.mark.parametrize(
    "turns",
    [
        ["今年运费收入每个片区最高的2个网点", "空运呢"],  # nothing of its kind stands in the question before
        ["今年运费收入每个片区最高的2个网点", "前3呢"],
        ["上月城北和城南的运费收入差多少", "河西呢"],  # in the place of which of the two?
        ["上月平均每个网点的运费收入", "赔付率呢"],  # no mean of ratios
        ["从6月底到9月底应收增加了多少", "城北呢"],
    ],
)
def test_what_cannot_be_told_is_asked_for_in_full(turns: list[str]):
    assert declined(*told(turns)).code is IssueCode.ASK_IN_FULL


def test_an_answer_that_its_question_alone_does_not_give_is_not_told_anew():
    other = draft("去年运费收入每个片区最高的2个网点").semantic_sql
    made = plan("上月呢", [PriorTurn("今年运费收入每个片区最高的2个网点", "answer", other)])
    assert isinstance(made, Decline)


def test_after_a_question_that_was_refused_the_same_is_asked_of_another_period():
    refused = [PriorTurn("上周各片区运费收入", "refusal")]
    assert drafted("上月呢", refused) == drafted("上月各片区运费收入")
    assert isinstance(plan("上月", refused), Decline)
    assert isinstance(plan("上月呢", [PriorTurn("上周各片区利润怎样", "refusal")]), Decline)
