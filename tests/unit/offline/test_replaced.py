"""What a value said in a follow-up replaces, and the bucket that was found."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.firm import answered, drafted, plan, told


@pytest.mark.parametrize(
    ("first", "text", "same"),
    [
        ("上月城南站的运费收入", "城北呢", "上月城北的运费收入"),  # another level of a hierarchy
        ("freight revenue of 河西站 last month", "what about South", "上月城南的运费收入"),
        ("上月城北的运费收入", "所有片区呢", "上月各片区的运费收入"),  # all of a kind
        ("上月城北的运费收入", "全部网点", "上月各网点的运费收入"),
    ],
)
def test_a_value_is_replaced_by_another_level_or_by_all_of_a_kind(first: str, text: str, same: str):
    assert drafted(text, [answered(first)]) == drafted(same)


def test_the_month_found_is_that_month():
    _, history = told(["今年按月的运费收入", "哪个月最高", "那个月的赔款"], [("2026-07-01", 9)])
    assert drafted("那个月的赔款", history) == drafted("7月赔款")
    assert drafted("claims paid in that month", history) == drafted("7月赔款")
    two_months = answered("今年按月的运费收入", [("2026-07-01", 9), ("2026-08-01", 8)])
    assert isinstance(plan("那个月的赔款", [two_months]), Decline)
    assert isinstance(plan("那个月的赔款"), Decline | Ask)


def test_a_change_since_a_day_has_no_year_before():
    for text in ("how much has freight revenue grown since March", "自3月以来应收款增加了多少"):
        assert isinstance(plan(text), Decline | Ask), plan(text)
