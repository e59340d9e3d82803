"""A stockroom: two names of the same goods, a measure beside the one answered, days asked of what is no days."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft, PriorTurn
from tests.unit.offline.company import Company

ROOM = Company("stockroom")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("top 3 articles by issued pieces in October", "goods.name_en"),
        ("10月出库件量前三的货品", "goods.name_zh"),
        ("10月各英文名的出库件量", "goods.name_en"),
    ],
)
def test_one_of_two_names_of_the_same_rows_is_shown(text: str, field: str):
    assert f"GROUP BY {field}" in ROOM.sql(text)


def _stock() -> PriorTurn:
    return ROOM.answered("10月底各库位的存货金额", (("东库", 5), ("西库", 4)))


def test_the_measure_of_the_same_rows_is_offered_first():
    made = ROOM.asked("换成件量", [_stock()])
    assert made.options[0].label == "存货件量"
    assert "MEASURE(stock_pieces)" in made.options[0].semantic_sql
    assert "GROUP BY stock.site" in made.options[0].semantic_sql


def test_an_option_that_was_not_confirmed_is_no_answer():
    asked = ROOM.asked("换成件量", [_stock()])
    turn = PriorTurn("换成件量", "clarification", options=asked.options[:1])
    made = ROOM.asked("东库呢", [_stock(), turn])
    assert "MEASURE(stock_pieces)" in made.options[0].semantic_sql
    assert "'东库'" in made.options[0].semantic_sql


def test_days_are_asked_of_what_is_in_days():
    assert "MEASURE(turn_days)" in ROOM.sql("10月周转天数是多少天")


def test_a_share_is_not_seen_by_what_it_is_a_share_of():
    assert isinstance(ROOM.plan("10月领用比例按库区"), Draft)
    assert isinstance(ROOM.plan("10月各出库类型的领用比例"), Decline)
    before = ROOM.answered("10月领用比例")
    assert isinstance(ROOM.plan("按出库类型", [before]), Decline)
    assert isinstance(ROOM.plan("按库区", [before]), Draft)
