"""Rule 33: parent-child trees."""

from __future__ import annotations

import pytest

from semantic_layer.model import FieldRef, Tree
from tests.soundness.tiny import Books, books, link, metric, table


@pytest.fixture(scope="module")
def chart() -> Books:
    """profit = sales − costs (staff + rent); one voucher is posted on the inner node `costs` itself."""
    accounts = table(
        "accounts",
        "account:id parent:id title:name sign:int",
        """
        1 |   | profit | 1
        2 | 1 | sales  | 1
        3 | 1 | costs  | -1
        4 | 3 | staff  | 1
        5 | 3 | rent   | 1
        """,
        key="account",
        trees=(Tree("chart", "account", "parent", "title"), Tree("signed", "account", "parent", "title", sign="sign")),
    )
    vouchers = table("vouchers", "account:id amount:amount", "2 | 100\n4 | 30\n5 | 20\n3 | 5\n | 7")
    return books(
        [accounts, vouchers],
        [link("vouchers.account", "accounts.account")],
        [
            metric("a", "SUM(vouchers.amount)"),
            metric("all_rows", "SUM(vouchers.amount)", ignore=(FieldRef("accounts", "title"),)),
            metric("part", "a / all_rows", "ratio"),
        ],
    )


def test_a_member_takes_its_children_along(chart: Books):
    assert chart.value("SELECT MEASURE(a) FROM m WHERE WITHIN(accounts.chart, 'costs')") == 55
    assert chart.value("SELECT MEASURE(a) FROM m WHERE WITHIN(accounts.chart, '3')") == 55  # by its key


def test_each_row_counts_once_however_many_members_hold_it(chart: Books):
    # staff lies within costs: 55, not 85.
    assert chart.value("SELECT MEASURE(a) FROM m WHERE WITHIN(accounts.chart, 'costs', 'staff')") == 55


@pytest.mark.parametrize(("members", "below"), [("'costs'", 2), ("'3'", 2), ("'rent'", 0), ("'rent', 'profit'", 2)])
def test_what_stands_below_a_member_is_counted(chart: Books, members: str, below: int):
    for condition in (f"WITHIN(accounts.chart, {members})", f"NOT WITHIN(accounts.chart, {members})"):
        assert chart.probe(f"SELECT MEASURE(a) FROM m WHERE {condition}", "below:0") == [(below,)]


def test_a_level_of_the_tree(chart: Books):
    rows = chart.rows("SELECT TREE_LEVEL(accounts.chart, 2) AS l, MEASURE(a) AS a FROM m GROUP BY 1")
    assert rows == [("costs", 55), ("sales", 100), (None, 7)]
    # On level 3 rows posted on an inner node stand under that node.
    rows = chart.rows("SELECT TREE_LEVEL(accounts.chart, 3) AS l, MEASURE(a) AS a FROM m GROUP BY 1")
    assert rows == [("costs", 5), ("rent", 20), ("sales", 100), ("staff", 30), (None, 7)]


def test_signs_apply_on_the_way_up(chart: Books):
    rows = chart.rows("SELECT TREE_LEVEL(accounts.signed, 1) AS l, MEASURE(a) AS a FROM m GROUP BY 1")
    assert rows == [("profit", 45), (None, 7)]
    rows = chart.rows("SELECT TREE_LEVEL(accounts.signed, 2) AS l, MEASURE(a) AS a FROM m GROUP BY 1")
    assert rows == [("costs", 55), ("sales", 100), (None, 7)]


def test_nested_members_side_by_side_have_no_total(chart: Books):
    member = "TREE_MEMBER(accounts.chart, 'costs', 'staff') AS k"
    assert chart.rows(f"SELECT {member}, MEASURE(a) AS a FROM m GROUP BY 1") == [("costs", 55), ("staff", 30)]
    assert chart.codes(f"SELECT {member}, MEASURE(a) / TOTAL(MEASURE(a)) AS s FROM m GROUP BY 1") == ["NESTED_MEMBERS"]
    inner = f"SELECT {member}, MEASURE(a) AS a FROM m GROUP BY 1"
    assert chart.codes(f"SELECT SUM(a) AS s FROM ({inner}) AS members") == ["NOT_ADDITIVE"]


def test_a_tree_is_named_by_its_functions_only(chart: Books):
    assert chart.codes("SELECT accounts.chart, MEASURE(a) FROM m GROUP BY 1") == ["UNKNOWN_FIELD"]
    assert chart.codes("SELECT MEASURE(a) FROM m WHERE WITHIN(accounts.title, 'x')") == ["UNKNOWN_FIELD"]
    assert chart.codes("SELECT TREE_LEVEL(accounts.chart, 0) AS l, MEASURE(a) FROM m GROUP BY 1") == ["SYNTAX"]


def test_a_cycle_in_the_data_ends():
    accounts = table(
        "accounts", "account:id parent:id title:name", "1 | 2 | a\n2 | 1 | b", key="account",
        trees=(Tree("chart", "account", "parent", "title"),),
    )  # fmt: skip
    vouchers = table("vouchers", "account:id amount:amount", "1 | 1")
    found = books(
        [accounts, vouchers], [link("vouchers.account", "accounts.account")], [metric("a", "SUM(vouchers.amount)")]
    )
    assert found.value("SELECT MEASURE(a) FROM m WHERE WITHIN(accounts.chart, 'b')") == 1


def test_a_member_asked_by_its_tree_is_ignored_like_the_same_member_asked_by_name(chart: Books):
    # costs with its children: 55 of all 162, not 55 of 55.
    assert chart.value("SELECT MEASURE(part) FROM m WHERE WITHIN(accounts.chart, 'costs')") == pytest.approx(55 / 162)
