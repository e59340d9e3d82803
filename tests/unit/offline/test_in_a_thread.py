"""Whole questions in a thread that do not fit what was asked before; today of balances; how a list is turned round."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company
from tests.unit.offline.firm import answered, draft, drafted, plan, told


@pytest.mark.parametrize(
    ("turns", "alone"),
    [
        (["上月各服务类型运费收入", "现在应收账款多少"], "现在应收账款多少"),  # receivables are not told by service
        (["空运上月运费收入", "现在应收账款多少"], "现在应收账款多少"),
    ],
)
def test_a_whole_question_that_cannot_go_on_begins_anew(turns: list[str], alone: str) -> None:
    assert drafted(*told(turns)) == drafted(alone)


def test_one_that_can_goes_on() -> None:
    assert "城北" in drafted("理赔金额是多少", [answered("城北上月运费收入")])


def test_a_short_one_that_cannot_go_on_is_no_question_of_its_own() -> None:
    made = plan("应收账款呢", [answered("空运上月运费收入")])
    assert not isinstance(made, Draft) or "空运" in made.semantic_sql  # refused by the checks, by name


@pytest.mark.parametrize("text", ["今天应收账款多少", "receivables today", "今天应收账款最多的5个客户"])
def test_today_of_a_balance_is_now(text: str) -> None:
    assert drafted(text) == drafted(text.replace("今天", "现在").replace("today", "now"))


def test_today_of_a_flow_is_that_day() -> None:
    assert "BETWEEN DATE '2026-11-05' AND DATE '2026-11-05'" in draft("今天的运费收入").semantic_sql


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["freight revenue by zone last month", "sort it from small to large"], "上月各片区运费收入从小到大排"),
        (["freight revenue by zone last month", "biggest to smallest"], "上月各片区运费收入从大到小排"),
        (["上月各片区运费收入", "排一下"], "上月运费收入按片区排"),
    ],
)
def test_a_list_is_put_in_order(turns: list[str], same: str) -> None:
    assert drafted(*told(turns)) == drafted(same)


def test_a_bare_head_of_names_is_offered_with_those_that_fit() -> None:
    """时长 ends six names, of which one is of requests: of the others none can be told by their kind."""
    halls = [
        f"  - {{name: hours_{n}, label: {{zh: {n}号厅时长}}, expression: SUM(halls.floor_space), unit: CNY}}"
        for n in range(5)
    ]
    campus = Company("campus", more="\n".join(halls) + "\n")
    assert list(campus.options("上月报修时长多少")) == ["处理时长"]


@pytest.mark.parametrize("text", ["10月付了多少应收账款", "10月卖了多少应收账款"])
def test_what_came_in_is_no_balance(text: str) -> None:
    assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("上月各片区运费收入,用万元", "上月各片区运费收入"),
        ("上月空运方面的运费收入", "上月空运运费收入"),
        ("freight revenue for the full year 2025", "2025年运费收入"),
        ("10月赔付了多少赔付金额", "10月赔付金额"),
    ],
)
def test_words_that_say_nothing_more(text: str, same: str) -> None:
    assert drafted(text) == drafted(same)
