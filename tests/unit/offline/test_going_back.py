"""Back to a grouping said before, an edit behind it; and 列一下 beside what is listed by."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.firm import answered, drafted, plan, told

SAME_AS = [
    (["今年各片区运费收入", "按服务类型分呢", "还是回到按片区，去掉城北再看"], "今年除城北外各片区运费收入"),
    (["今年各片区运费收入", "按服务类型分呢", "还是回到按片区"], "今年各片区运费收入"),
    (["上月各片区运费收入", "按服务类型分呢", "回到按片区,9月的"], "9月各片区运费收入"),
    (["上月各片区运费收入", "只看城北,按服务类型", "换回按片区"], "上月各片区运费收入"),
    (["freight revenue by zone last month", "by service", "go back to by zone"], "上月各片区运费收入"),
    (
        ["freight revenue by zone last month", "just North, by service", "back to all zones, but for September"],
        "9月各片区运费收入",
    ),
    (["freight revenue by zone last month", "by service", "back to the first one"], "上月各片区运费收入"),
    (["上月各片区运费收入", "按服务类型列出来"], "上月各服务类型的运费收入"),
    (["上月各片区运费收入", "按月列一下,今年的"], "今年各片区各月的运费收入"),
    (["freight revenue by zone last month", "list it by service"], "上月各服务类型的运费收入"),
    (["上月各片区运费收入", "去掉城北"], "上月除城北外各片区运费收入"),
]


@pytest.mark.parametrize(("turns", "same"), SAME_AS, ids=[" / ".join(turns) for turns, _ in SAME_AS])
def test_it_says_the_same_as_the_whole_question(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


@pytest.mark.parametrize(
    "turns",
    [
        ["上月各片区运费收入", "按服务类型分呢", "9月呢", "还是回到按片区"],  # of which month?
        ["freight revenue by zone last month", "claims paid", "back to by zone"],  # of which measure?
        ["今年各片区各月的运费收入", "回到按片区"],  # it was never by zone alone
        ["freight revenue by zone last month", "by service", "back to all zones but for South"],
        ["freight revenue by zone last month", "by service", "back to all zones, but for South"],
        ["上月各片区运费收入", "按月列出明细"],  # rows, or months?
    ],
    ids=lambda turns: " / ".join(turns),
)
def test_what_is_open_is_not_answered(turns: list[str]):
    assert isinstance(plan(*told(turns)), (Decline, Ask))


def test_the_grouping_itself_may_be_taken_away():
    history = [answered("上月各片区运费收入")]
    assert drafted("去掉片区", history) == drafted("上月运费收入")
