"""Rule 23 and EXISTS: detail queries, their anchor, and rows with or without others."""

from __future__ import annotations

import pytest

from tests.soundness.tiny import Books, books, link, metric, period, table


@pytest.fixture(scope="module")
def desk() -> Books:
    customers = table("customers", "customer_id:id name:name", "1 | Ann\n2 | Bob\n3 | Cy", key="customer_id")
    orders = table(
        "orders",
        "order_id:id customer_id:id day:date amount:amount",
        "1 | 1 | 2026-01-05 | 10\n2 | 1 | 2026-01-06 | 10\n3 | 2 | 2026-02-01 | 30\n4 | | 2026-02-02 | 30",
        key="order_id",
        time="day",
    )
    bills = table(
        "bills",
        "bill_id:id order_id:id day:date total:amount",
        "1 | 1 | 2026-01-07 | 10\n2 | 1 | 2026-01-08 | 5\n3 | 3 | 2026-02-03 | 30",
        key="bill_id",
        time="day",
    )
    visits = table("visits", "visit_id:id customer_id:id day:date", "1 | 1 | 2026-01-01", key="visit_id", time="day")
    return books(
        [customers, orders, bills, visits],
        [
            link("orders.customer_id", "customers.customer_id"),
            link("bills.order_id", "orders.order_id"),
            link("visits.customer_id", "customers.customer_id"),
        ],
        [metric("ordered", "SUM(orders.amount)"), metric("billed", "SUM(bills.total)")],
    )


def test_the_anchor_is_the_many_side(desk: Books):
    rows = desk.rows("SELECT customers.name, orders.order_id FROM m ORDER BY orders.order_id")
    assert rows == [("Ann", 1), ("Ann", 2), ("Bob", 3), (None, 4)]
    assert desk.checked("SELECT customers.name, orders.order_id FROM m ORDER BY 2").kind == "detail"


def test_equal_rows_stay_apart(desk: Books):
    # Two orders of 10: no implicit DISTINCT.
    where = period("2026-01-01", "2026-01-31")
    assert desk.rows(f"SELECT customers.name, orders.amount FROM m WHERE {where} ORDER BY 1") == [
        ("Ann", 10),
        ("Ann", 10),
    ]
    assert desk.rows(f"SELECT DISTINCT customers.name, orders.amount FROM m WHERE {where} ORDER BY 1") == [("Ann", 10)]


def test_fan_out_is_refused(desk: Books):
    assert desk.codes("SELECT orders.order_id, visits.visit_id FROM m ORDER BY 1") == ["FAN_OUT"]
    assert desk.codes("SELECT bills.bill_id, visits.visit_id, customers.name FROM m ORDER BY 1") == ["FAN_OUT"]


def test_period_is_the_anchor_s_time(desk: Books):
    # Order 1 was billed in January too; by bills of February only order 3's remains.
    where = period("2026-02-01", "2026-02-28")
    assert desk.rows(f"SELECT bills.bill_id, orders.order_id FROM m WHERE {where} ORDER BY 1") == [(3, 3)]
    assert desk.codes(f"SELECT customers.name FROM m WHERE {where} ORDER BY 1") == ["NO_TIME_AXIS"]


def test_rows_without_others(desk: Books):
    text = "SELECT orders.order_id FROM m WHERE {} ORDER BY 1"
    assert desk.rows(text.format("NOT EXISTS (SELECT 1 FROM bills)")) == [(2,), (4,)]
    assert desk.rows(text.format("EXISTS (SELECT 1 FROM bills)")) == [(1,), (3,)]  # each once, though 1 has two bills
    assert desk.rows(text.format("EXISTS (SELECT 1 FROM bills WHERE bills.total < 10)")) == [(1,)]
    # Orders of customers with a visit: they meet at the customer; order 4 has none.
    assert desk.rows(text.format("EXISTS (SELECT 1 FROM visits)")) == [(1,), (2,)]
    assert desk.rows(text.format("NOT EXISTS (SELECT 1 FROM visits)")) == [(3,), (4,)]


def test_measures_of_rows_without_others(desk: Books):
    assert desk.value("SELECT MEASURE(ordered) FROM m WHERE NOT EXISTS (SELECT 1 FROM bills)") == 40
    assert desk.value("SELECT MEASURE(ordered) FROM m WHERE EXISTS (SELECT 1 FROM bills)") == 40
    assert desk.value("SELECT MEASURE(ordered) FROM m") == 80


@pytest.mark.parametrize(
    "text",
    [
        "SELECT MEASURE(ordered) FILTER (WHERE EXISTS (SELECT 1 FROM secrets)) AS x FROM m",
        "SELECT EXISTS (SELECT 1 FROM bills) AS x FROM m",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM bills, visits) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM bills LIMIT 1) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM bills AS b) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE orders.order_id IN (SELECT order_id FROM bills) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM secrets) ORDER BY 1",
        "SELECT bill_id FROM m WHERE EXISTS (SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM visits)) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM bills WHERE period > DATE '2026-01-01') ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM bills WHERE MEASURE(billed) > 1) ORDER BY 1",
        "SELECT orders.order_id FROM m WHERE EXISTS (SELECT 1 FROM visits WHERE bills.total > 1) ORDER BY 1",
        "SELECT orders.order_id FROM m ORDER BY EXISTS (SELECT 1 FROM secrets)",
        "SELECT MEASURE(ordered) FILTER (WHERE period > DATE '2026-01-01') AS x FROM m",
    ],
)
def test_other_subqueries_are_refused(desk: Books, text: str):
    assert desk.codes(text)


def test_the_latest_row_per_group(desk: Books):
    rows = desk.rows(
        "SELECT customers.name, orders.order_id FROM m "
        "QUALIFY ROW_NUMBER() OVER (PARTITION BY customers.name ORDER BY orders.day DESC) = 1 ORDER BY orders.order_id"
    )
    assert rows == [("Ann", 2), ("Bob", 3), (None, 4)]


def test_details_are_drilled_from_a_number(desk: Books):
    where = f"{period('2026-01-01', '2026-01-31')} AND customers.name = 'Ann'"
    total = desk.value(f"SELECT MEASURE(ordered) FROM m WHERE {where}")
    rows = desk.rows(f"SELECT orders.order_id, orders.amount FROM m WHERE {where} ORDER BY 1")
    assert sum(row[1] for row in rows) == total == 20


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("customers.name = 5", "TYPE_MISMATCH"),
        ("orders.amount = 'x'", "TYPE_MISMATCH"),
        ("orders.day > 'soon'", "TYPE_MISMATCH"),
        ("orders.day > 20260101", "TYPE_MISMATCH"),
        ("orders.amount LIKE 'x%'", "TYPE_MISMATCH"),
        ("customers.name IN ('Ann', 3)", "TYPE_MISMATCH"),
        ("orders.amount = customers.name", "TYPE_MISMATCH"),
    ],
)
def test_literals_must_fit_their_fields(desk: Books, condition: str, code: str):
    assert desk.codes(f"SELECT MEASURE(ordered) FROM m WHERE {condition}") == [code]
    assert desk.codes(f"SELECT MEASURE(ordered) FILTER (WHERE {condition}) AS x FROM m") == [code]


def test_closed_lists_of_values_are_known():
    rows = "2026-01-01 | open | 1"
    cases = table("cases", "day:date state:text amount:amount", rows, time="day", values={"state": ("open", "closed")})
    found = books([cases], metrics=[metric("c", "SUM(cases.amount)")])
    assert found.codes("SELECT MEASURE(c) FROM m WHERE cases.state = 'opne'") == ["UNKNOWN_VALUE"]
    assert found.issue("SELECT MEASURE(c) FROM m WHERE cases.state IN ('closed', 'opne')")["suggestions"] == ("open",)
