"""过期的货压了多少钱: what goods tie up is the stock; 退货最凶: of a deed, the most of it."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company

MILL = Company("mill")
PARCELS = Company("parcels")


def test_goods_tie_up_what_the_stock_is_worth() -> None:
    made = MILL.drafted("10月底各仓位过期的货压了多少钱")
    assert made == MILL.drafted("10月底各仓位过期的库存金额")
    assert "MEASURE(stock_worth)" in made


@pytest.mark.parametrize(
    "text",
    [
        "10月超市的货压了多少袋",  # neither what was sent nor what lies there in sacks
        "10月各客户的货压了多少袋",
        "超市压了我们多少钱",  # not goods
        "10月压了多少钱",
        "过期的货压了多久",
        "10月过期的货占了多少",  # a share of them
    ],
)
def test_of_anything_else_it_says_nothing(text: str) -> None:
    assert not isinstance(MILL.plan(text), Draft)


def test_of_a_deed_the_fiercest_is_the_most() -> None:
    assert PARCELS.drafted("10月赔得最凶的客户") == PARCELS.drafted("10月赔得最多的客户")


@pytest.mark.parametrize("text", ["10月赔付率最凶的客户", "10月赔得比9月最凶的客户", "10月赔付金额最厉害的客户"])
def test_of_a_measure_it_may_be_the_worst_or_a_change(text: str) -> None:
    assert not isinstance(PARCELS.plan(text), Draft)
