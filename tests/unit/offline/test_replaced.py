"""What a value said in a follow-up replaces, and the bucket that was found."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Ask, Decline, PriorTurn
from tests.unit.offline.firm import answered, drafted, plan


def talk(turns: Sequence[str], rows: Sequence[tuple] = ()) -> list[PriorTurn]:
    history: list[PriorTurn] = []
    for text in turns:
        history.append(answered(text, rows, history))
    return history


def test_another_level_of_a_hierarchy_replaces():
    assert drafted("城北呢", talk(["上月城南站的运费收入"])) == drafted("上月城北的运费收入")
    assert drafted("what about South", talk(["freight revenue of 河西站 last month"])) == drafted("上月城南的运费收入")


def test_all_of_a_kind_drops_its_values():
    assert drafted("所有片区呢", talk(["上月城北的运费收入"])) == drafted("上月各片区的运费收入")
    assert drafted("全部网点", talk(["上月城北的运费收入"])) == drafted("上月各网点的运费收入")


def test_the_month_found_is_that_month():
    history = talk(["今年按月的运费收入", "哪个月最高"], [("2026-07-01", 9)])
    assert drafted("那个月的赔款", history) == drafted("7月赔款")
    assert drafted("claims paid in that month", history) == drafted("7月赔款")
    assert isinstance(
        plan("那个月的赔款", talk(["今年按月的运费收入"], [("2026-07-01", 9), ("2026-08-01", 8)])), Decline
    )
    assert isinstance(plan("那个月的赔款"), Decline | Ask)


def test_a_change_since_a_day_has_no_year_before():
    for text in ("how much has freight revenue grown since March", "自3月以来应收款增加了多少"):
        assert isinstance(plan(text), Decline | Ask), plan(text)
