"""Another measure after the one that was found: of that one where the words say so, else asked; a plan beside what was
shown goes no further than both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turn import Ask, Draft, PriorTurn
from tests.unit.offline.firm import answered, draft, plan


def found(text: str, *cells: str) -> PriorTurn:
    """The answer to a question that found one row."""
    return replace(answered(text), first_rows=(cells,))


SHOP = ("去年赔付率最高的网点", "城北一站", "0.2")
MONTH = ("2025年运费收入最高的月份", "2025-11-01", "100")


@pytest.mark.parametrize("text", ["运费收入呢", "freight revenue?", "今年的运费收入呢"])
def test_of_whom_is_asked(text: str) -> None:
    made = plan(text, [found(*SHOP)])
    assert isinstance(made, Ask)
    of_it, again = made.options
    assert "depot_name = '城北一站'" in of_it.semantic_sql
    assert "LIMIT" not in of_it.semantic_sql
    assert "ORDER BY freight_revenue DESC NULLS LAST\nLIMIT 1" in again.semantic_sql
    assert of_it.label.startswith("城北一站 · ")


def test_of_which_month_is_asked() -> None:
    made = plan("赔付率多少", [found(*MONTH)])
    assert isinstance(made, Ask)
    assert [option.label for option in made.options] == ["2025-11 · 赔付率", "赔付率最高的"]


@pytest.mark.parametrize("text", ["那时候赔付率多少", "当月赔付率呢", "claim ratio then?"])
def test_then_is_the_unit_found(text: str) -> None:
    sql = draft(text, [found(*MONTH)]).semantic_sql
    assert "period BETWEEN DATE '2025-11-01' AND DATE '2025-11-30'" in sql
    assert "LIMIT" not in sql


@pytest.mark.parametrize(
    ("turn", "text"),
    [(SHOP, "9月呢"), (SHOP, "城南的呢"), (MONTH, "2024年呢"), (SHOP, "前三的呢")],
)
def test_another_period_or_value_is_found_anew(turn: tuple[str, ...], text: str) -> None:
    assert not isinstance(plan(text, [found(*turn)]), Ask)


def test_this_month_elsewhere_is_this_month() -> None:
    made = plan("当月运费收入", [answered("上月运费收入")])
    assert isinstance(made, Draft)
    assert "2026-11-01" in made.semantic_sql


def test_of_the_first_few_it_is_asked_as_well() -> None:
    three = replace(
        answered("去年运费收入最高的3个网点"),
        first_rows=(("城北一站", "3"), ("城北二站", "2"), ("城南站", "1")),
    )
    made = plan("赔付率呢", [three])
    assert isinstance(made, Ask)
    of_them, again = made.options
    assert "depot_name IN ('城北一站', '城北二站', '城南站')" in of_them.semantic_sql
    assert "ORDER BY claim_ratio DESC NULLS LAST\nLIMIT 3" in again.semantic_sql


@pytest.mark.parametrize("text", ["两个合计", "合计", "加起来", "what do they total"])
def test_parts_of_a_whole_are_not_added_up_by_the_last_one(text: str) -> None:
    told = [answered("上月空运占运费收入多少"), answered("上月陆运占运费收入多少")]
    assert not isinstance(plan(text, told), Draft)


def test_all_of_them_after_two_may_be_more_than_the_two() -> None:
    told = [answered("上月城北运费收入"), answered("上月城南运费收入")]
    assert not isinstance(plan("全部呢", told), Draft)
    assert "IN ('城北', '城南')" in draft("两个合计", told).semantic_sql


def test_of_another_measure_this_month_is_the_one_asked_of() -> None:
    sql = draft("当月赔付率呢", [answered("8月运费收入")]).semantic_sql
    assert "period BETWEEN DATE '2026-08-01' AND DATE '2026-08-31'" in sql
