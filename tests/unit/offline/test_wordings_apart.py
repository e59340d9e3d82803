"""Wordings that came to another number than their neighbours: each beside what it must not be taken for."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from tests.unit.offline.firm import canonical, drafted, plan, sql


@pytest.mark.parametrize(
    ("wording", "same_as"),
    [
        ("2025年分片区看,每个片区运费收入前3的客户", "2025年每个片区运费收入前3的客户"),
        ("2025年四个季度里运费收入最低的是哪个季度", "2025年哪个季度运费收入最低"),
        ("of the four quarters of 2025, which one had the lowest freight revenue?", "2025年哪个季度运费收入最低"),
        ("2025年12个月中运费收入最高的3个月", "2025年运费收入最高的3个月"),
        ("MoM growth rate of freight revenue, Oct 2026", "2026年10月运费收入环比增长率"),
        ("percentage change in freight revenue from September to October 2026", "2026年10月运费收入环比增长率"),
        ("YoY change in freight revenue in October 2026, as an amount", "2026年10月运费收入同比增长额"),
        ("2026年10月运费收入同比增加了多少钱", "2026年10月运费收入同比增长额"),
        ("how much freight revenue came from Air last month?", "上月空运运费收入"),
        ("freight revenue that came from North last month", "上月城北运费收入"),
        ("5 highest clients by 2025 freight revenue", "2025年运费收入最高的5个客户"),
        ("which five North depots had the highest freight revenue last month?", "上月城北运费收入最高的5个网点"),
        ("the quarter of 2025 with the lowest freight revenue", "2025年哪个季度运费收入最低"),
        ("month with the most claims paid last year", "去年哪个月赔付金额最高"),
        ("上月剔除城北后的运费收入", "上月除城北以外的运费收入"),
        ("上月运费收入大于等于50万的网点", "上月运费收入不低于50万的网点"),
        ("上月赔付率小于等于百分之五的网点", "上月赔付率不超过5%的网点"),
        ("freight revenue for the month of July", "7月运费收入"),
        ("freight revenue in 10/2026", "2026年10月运费收入"),
        ("receivables at each month end in Q3 2026", "2026年三季度各月末应收款"),
        ("how much cash did we collect in October?", "10月回收金额多少"),
        ("how much freight revenue value of Air last month", "上月空运运费收入"),
    ],
)
def test_wordings_that_say_the_same(wording: str, same_as: str) -> None:
    assert canonical(drafted(wording)) == canonical(drafted(same_as))


def test_an_amount_asked_for_stands_beside_the_rate() -> None:
    assert "- PRIOR_YEAR(" in drafted("2026年10月运费收入同比增长额")
    assert "- PRIOR_YEAR(" not in drafted("2026年10月运费收入同比增长率")


def test_what_came_from_a_member_is_its_share_of_what_stands_before() -> None:
    text = drafted("what share of Air freight revenue came from North last month?")
    part, _, where = text.partition(" FROM ")
    assert "城北" in part
    assert "城北" not in where
    assert "空运" in where


@pytest.mark.parametrize(
    "text",
    [
        "how many claims were settled last month?",
        "the quarter of 2025 freight revenue was lowest in two",
        "values of freight revenue last month",
        "今年四个片区里运费收入最高的",
        "2025年五个季度里运费收入最低的是哪个",
        "freight revenue by zone as an amount",
    ],
)
def test_a_number_nobody_can_hold_against_anything_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(text), Draft)


def test_a_growth_rate_against_what_is_asked() -> None:
    assert isinstance(plan("growth rate of freight revenue in October 2026"), Ask)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("今年运费收入最低的月份", "2026-10-31"),
        ("今年四个季度里运费收入最低的是哪个季度", "2026-09-30"),
        ("今年运费收入最高的月份", "2026-12-31"),
        ("去年运费收入最低的月份", "2025-12-31"),
        ("今年赔付率最低的月份", "2026-12-31"),
    ],
)
def test_the_lowest_unit_is_one_that_is_over(text: str, last: str) -> None:
    """Of a ratio, one that has begun is as good as any other."""
    assert f"DATE '{last}'" in sql(text)


def test_beside_a_bound_on_a_measure_no_row_is_bounded() -> None:
    assert not isinstance(plan("今年赔付率低于5%且运费超过1万的网点"), Draft)
