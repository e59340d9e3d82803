"""Result match: right answers written differently pass, wrong ones never do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from eval.match import Ratio, find_columns, row_difference, same_cell, unit_factor

TOLERANCE = 1e-6


def right(gold, got, ordered=False) -> bool:
    return find_columns(gold, got, TOLERANCE, ordered) is not None


@pytest.mark.parametrize(
    ("gold", "got"),
    [
        ([("a", 1), ("b", 2)], [("b", 2.0), ("a", 1.0)]),
        ([("a", 1)], [(Decimal("1.00"), "a")]),
        ([("a", 1)], [("a", "extra", 1)]),
        ([(date(2026, 1, 1), 5)], [("2026-01", 5)]),
        ([(datetime(2026, 1, 1), 5)], [(date(2026, 1, 1), 5)]),
        ([(12.5,)], [(Ratio(0.125),)]),
        ([(0.125,)], [(Ratio(0.125),)]),
        ([("a", None)], [("a", None)]),
        ([(1, 1), (1, 2)], [(1, 1), (2, 1)]),
        ([(100000000.01,)], [(100000000.010001,)]),
    ],
)
def test_the_same_values_written_differently_are_right(gold, got):
    assert right(gold, got)


@pytest.mark.parametrize(
    ("gold", "got"),
    [
        ([(1,)], [(1,), (1,)]),
        ([("a", 1), ("b", 2)], [("a", 2), ("b", 1)]),
        ([("a", 1)], [("a", None)]),
        ([("a", 0)], [("a", None)]),
        ([(12.5,)], [(0.125,)]),  # no percent column: a factor of 100 is wrong
        ([(0.125,)], [(12.5,)]),
        ([(1.0,)], [(1.00001,)]),
        ([("a",)], [("b",)]),
        ([(1, 2)], [(1,)]),
    ],
)
def test_other_values_are_wrong(gold, got):
    assert not right(gold, got)


def test_order_counts_only_where_asked():
    assert right([(1,), (2,)], [(2,), (1,)])
    assert not right([(1,), (2,)], [(2,), (1,)], ordered=True)


def test_a_factor_of_ten_thousand_is_named():
    assert unit_factor([("a", 5.0), ("b", 7.0)], [("a", 50_000), ("b", 70_000)], TOLERANCE) == 10_000
    assert unit_factor([("a", 5.0)], [("a", 6.0)], TOLERANCE) is None


def test_the_difference_names_rows_on_both_sides():
    missing, extra = row_difference([("a", 1), ("b", 2)], [("a", 1), ("c", 3)], TOLERANCE)
    assert missing == [("b", 2)]
    assert extra == [["c", 3]]


def test_true_equals_one_and_null_equals_only_null():
    assert same_cell(True, 1, TOLERANCE)
    assert not same_cell(None, 0, TOLERANCE)
