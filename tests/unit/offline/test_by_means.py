"""The verb before a value that is a way or a means: 通过现金, 经由转账. Before another value it is not passed over."""

from __future__ import annotations

import pytest

from tests.unit.offline.company import OCTOBER, Company

MILL = Company("mill")


@pytest.mark.parametrize("text", ["10月通过现金收了多少", "10月经由现金收了多少钱", "通过现金收到的10月回款"])
def test_it_says_no_more_than_the_value(text: str) -> None:
    wanted = f"SELECT MEASURE(collections) AS collections FROM mill WHERE {OCTOBER} AND receipts.method = '现金'"
    assert MILL.drafted(text) == MILL.canonical(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "10月通过小麦收了多少",  # no way of paying
        "10月通过审批的销售额",
        "10月没通过现金收了多少",
        "10月超过现金的回款",
    ],
)
def test_before_anything_else_it_is_told_as_not_understood(text: str) -> None:
    MILL.declined(text)
