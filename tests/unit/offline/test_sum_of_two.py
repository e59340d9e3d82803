"""10月销售额 … 9月呢 … 两个月一共多少: the last two answers as one number, where they may be added up."""

from __future__ import annotations

import pytest

from semantic_layer.issues import IssueCode
from tests.unit.offline.company import Company

MILL = Company("mill")
BOTH = "period BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'"


@pytest.mark.parametrize("text", ["两个月一共多少", "两个月加起来呢", "这两个月合计是多少?", "两个月总共多少钱"])
def test_two_periods_that_adjoin_are_one(text: str) -> None:
    assert MILL.drafted(*MILL.told(["10月销售额", "9月呢", text])) == MILL.canonical(
        f"SELECT MEASURE(sales) AS sales FROM mill WHERE {BOTH}"
    )


def test_what_narrows_both_stays() -> None:
    made = MILL.drafted(*MILL.told(["10月超市的销售额", "9月呢", "两个月一共多少"]))
    wanted = f"SELECT MEASURE(sales) AS sales FROM mill WHERE {BOTH} AND clients.channel = '超市'"
    assert made == MILL.canonical(wanted)


@pytest.mark.parametrize(
    "turns",
    [
        ["10月销售额", "8月呢"],  # September lies between
        ["10月动销客户数", "9月呢"],  # the same client in both
        ["9月底库存金额", "10月底呢"],
        ["10月销售额", "10月回款"],
        ["10月超市的销售额", "10月食堂的呢"],  # not of two months
        ["二季度销售额", "三季度呢"],
        ["2025年各月销售额"],  # twelve of them
        ["10月销售额"],
    ],
)
def test_anything_else_is_to_be_asked_in_full(turns: list[str]) -> None:
    text, history = MILL.told([*turns, "两个月一共多少"])
    assert MILL.plan(text, history).issues[0].code is IssueCode.ASK_IN_FULL  # type: ignore[union-attr]
