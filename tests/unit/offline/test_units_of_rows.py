"""A unit that is only declared at a field: it stands for what adds the field up, or for the field itself."""

from __future__ import annotations

import pytest

from tests.unit.offline.company import OCTOBER, YEAR, Company

MILL = Company("mill")


def test_a_measure_is_counted_in_the_unit_of_what_it_adds_up() -> None:
    assert MILL.sql("10月发了多少袋货") == f"SELECT MEASURE(volume) AS volume FROM mill WHERE {OCTOBER}"
    assert "MEASURE(output)" in MILL.sql("10月生产了多少袋")
    assert len(MILL.options("10月一共多少袋")) == 2


def test_told_apart_by_a_group_it_is_no_number_of_its_members() -> None:
    by = f"SELECT clients.client, MEASURE(volume) AS volume FROM mill WHERE {OCTOBER} GROUP BY clients.client"
    assert MILL.sql("10月每个客户发了多少袋") == by
    MILL.declined("各渠道有多少家")  # neither the number of channels nor of those who were sent something
    MILL.declined("10月各渠道多少家")


def test_in_a_thread_the_unit_says_the_measure_again() -> None:
    by = f"SELECT runs.line, MEASURE(output) AS output FROM mill WHERE {OCTOBER} GROUP BY runs.line"
    assert MILL.drafted(*MILL.told(["10月产量", "各磨线分别多少袋"])) == MILL.canonical(by)
    assert "volume" in MILL.drafted(*MILL.told(["10月产量", "10月发了多少袋"]))


@pytest.mark.parametrize("text", ["今年买了多少吨小麦", "小麦今年采购了多少吨"])
def test_an_amount_that_no_measure_is_counted_in_is_added_up(text: str) -> None:
    wanted = f"SELECT SUM(intakes.tonnes) AS sum_tonnes FROM mill WHERE {YEAR} AND intakes.grain = '小麦'"
    assert MILL.drafted(text) == MILL.canonical(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "今年卖了多少吨",  # of what was sold nothing is weighed
        "今年用了多少吨小麦",
        "今年买了多少度电",  # of the runs
        "今年比去年多买了多少吨",
        "平均每月买了多少吨",
        "采购额今年多少吨",
        "今年买了多少袋小麦",
    ],
)
def test_of_other_rows_it_stays_unknown(text: str) -> None:
    MILL.declined(text)


def test_where_the_measure_leaves_rows_out_the_amount_is_not_added_up() -> None:
    declared = """
  - {name: procurement, label: {zh: 进货额, en: Procurement}, expression: SUM(intakes.cost),
     filter: "intakes.grain = '小麦'"}
"""
    Company("mill", more=declared).declined("今年买了多少吨")
