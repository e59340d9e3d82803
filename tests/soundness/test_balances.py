"""Rules 5 and 12-15: balances on snapshots, carried forward, from movements, and open items."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.model import CarryForward, OpenItems
from tests.soundness.tiny import Books, books, link, metric, period, table


@pytest.fixture(scope="module")
def accounts() -> Books:
    """Month-end balances; customer 2 settles in October and has no row any more; no snapshot in September."""
    customers = table("customers", "customer_id:id region:text", "1 | East\n2 | West\n3 | East", key="customer_id")
    balances = table(
        "balances",
        "customer_id:id day:date kind:text balance:balance",
        """
        1 | 2026-07-31 | book | 100
        2 | 2026-07-31 | book | 50
        1 | 2026-08-31 | book | 120
        2 | 2026-08-31 | book | 60
        1 | 2026-10-31 | book | 90
        3 | 2026-10-31 | book | 10
        1 | 2026-11-02 | draft | 999
        """,
        time="day",
        closed_through=date(2026, 10, 31),
    )
    bills = table(
        "bills", "customer_id:id day:date amount:amount", "1 | 2026-08-05 | 300\n2 | 2026-10-05 | 60", time="day"
    )
    return books(
        [customers, balances, bills],
        [link("balances.customer_id", "customers.customer_id"), link("bills.customer_id", "customers.customer_id")],
        [
            metric("owed", "SUM(balances.balance)", "balance", filter="balances.kind = 'book'"),
            metric("billed", "SUM(bills.amount)"),
            metric("dso", "owed / billed * PERIOD_DAYS()", "ratio"),
            metric("turns", "billed / AVG_BALANCE(owed)", "ratio"),
            metric("mean", "AVG_BALANCE(owed, month)", "non_additive"),
            metric("opening", "OPENING(owed)", "balance"),
            metric("movement", "owed - OPENING(owed)", "non_additive"),
        ],
    )


def test_a_balance_is_never_added_over_time(accounts: Books):
    # July 150, August 180, October 100: the last one in the range, not 430.
    assert accounts.value(f"SELECT MEASURE(owed) FROM m WHERE {period('2026-07-01', '2026-10-31')}") == 100


def test_one_as_of_date_for_all_groups(accounts: Books):
    # West's last row is of August: its settled balance must not come back in October.
    rows = accounts.rows(
        f"SELECT customers.region, MEASURE(owed) AS o FROM m WHERE {period('2026-07-01', '2026-10-31')} GROUP BY 1"
    )
    assert rows == [("East", 100)]
    where = f"{period('2026-07-01', '2026-10-31')} AND customers.region = 'West'"
    assert accounts.value(f"SELECT MEASURE(owed) FROM m WHERE {where}") is None


def test_the_as_of_date_knows_the_metrics_own_filter(accounts: Books):
    # A draft of 2 November exists, but no book balance: as-of stays 31 October, and it is told.
    text = f"SELECT MEASURE(owed) FROM m WHERE {period('2026-10-01', '2026-11-02')}"
    assert accounts.value(text) == 100
    assert accounts.probe(text, "as_of:owed") == [("2026-10-31",)]


def test_no_snapshot_in_the_range_names_the_neighbours(accounts: Books):
    text = f"SELECT MEASURE(owed) FROM m WHERE {period('2026-09-01', '2026-09-30')}"
    assert accounts.value(text) is None
    assert accounts.probe(text, "as_of:owed") == [(None,)]
    assert accounts.probe(text, "snapshot:owed") == [("2026-08-31", "2026-10-31")]


def test_buckets_without_snapshot_are_null(accounts: Books):
    rows = accounts.rows(
        f"SELECT DATE_TRUNC('month', period) AS m, MEASURE(owed) AS o FROM m "
        f"WHERE {period('2026-07-01', '2026-10-31')} GROUP BY 1"
    )
    assert rows == [("2026-07-01", 150), ("2026-08-01", 180), ("2026-09-01", None), ("2026-10-01", 100)]
    rows = accounts.rows(
        f"SELECT DATE_TRUNC('quarter', period) AS q, MEASURE(owed) AS o FROM m "
        f"WHERE {period('2026-07-01', '2026-10-31')} GROUP BY 1"
    )
    assert rows == [("2026-07-01", 180), ("2026-10-01", 100)]


def test_without_period_a_balance_stands_at_the_closed_date(accounts: Books):
    assert accounts.value("SELECT MEASURE(owed) FROM m") == 100
    (found,) = accounts.checked("SELECT MEASURE(owed) FROM m").periods
    assert (str(found.end), found.is_as_of, found.closed) == ("2026-10-31", True, True)


def test_opening_average_and_days(accounts: Books):
    where = period("2026-08-01", "2026-08-31")
    # August: opening 150 (31 July), closing 180, billed 300, 31 days.
    assert accounts.value(f"SELECT MEASURE(opening) FROM m WHERE {where}") == 150
    assert accounts.value(f"SELECT MEASURE(turns) FROM m WHERE {where}") == round(300 / 165, 6)
    assert accounts.value(f"SELECT MEASURE(dso) FROM m WHERE {where}") == round(180 / 300 * 31, 6)
    assert accounts.value(f"SELECT MEASURE(movement) FROM m WHERE {where}") == 30


def test_a_missing_opening_is_null(accounts: Books):
    # October's opening would be of September, which has no snapshot.
    assert accounts.value(f"SELECT MEASURE(turns) FROM m WHERE {period('2026-10-01', '2026-10-31')}") is None
    # A customer without a row at an opening that exists had nothing: 0, not NULL.
    rows = accounts.rows(
        f"SELECT customers.customer_id AS c, MEASURE(movement) AS x FROM m WHERE {period('2026-08-01', '2026-08-31')} "
        "GROUP BY 1"
    )
    assert rows == [(1, 20), (2, 10)]


def test_mean_of_month_ends(accounts: Books):
    # August alone: (150 + 180) / 2. August to October lacks September: NULL rather than a mean of the others.
    assert accounts.value(f"SELECT MEASURE(mean) FROM m WHERE {period('2026-08-01', '2026-08-31')}") == 165
    assert accounts.value(f"SELECT MEASURE(mean) FROM m WHERE {period('2026-08-01', '2026-10-31')}") is None


def test_prior_year_of_a_balance_without_history_is_null(accounts: Books):
    where = period("2026-10-01", "2026-10-31")
    assert accounts.rows(f"SELECT MEASURE(owed), PRIOR_YEAR(MEASURE(owed)) FROM m WHERE {where}") == [(100, None)]
    # Without a snapshot the difference is unknown: not 100 - 0.
    assert accounts.value(f"SELECT MEASURE(owed) - PRIOR_YEAR(MEASURE(owed)) FROM m WHERE {where}") is None


@pytest.mark.parametrize("name", ["YTD", "QTD", "MTD"])
def test_a_balance_has_no_year_to_date(accounts: Books, name: str):
    where = period("2026-10-01", "2026-10-31")
    assert accounts.codes(f"SELECT {name}(MEASURE(owed)) FROM m WHERE {where}") == ["BALANCE_TO_DATE"]


def test_as_of_a_day_compares_with_the_same_day_before(accounts: Books):
    # "As of 31 August" says no start: a month before is 31 July (150), against 180; a year before there was nothing.
    text = "SELECT MEASURE(owed) AS o, PRIOR_PERIOD(MEASURE(owed), month) AS p, PRIOR_YEAR(MEASURE(owed)) AS y FROM m "
    assert accounts.rows(text + "WHERE period <= DATE '2026-08-31'") == [(180, 150, None)]


def test_the_asker_s_filter_does_not_move_the_as_of_date(accounts: Books):
    where = f"{period('2026-07-01', '2026-10-31')} AND customers.customer_id = 2"
    assert accounts.value(f"SELECT MEASURE(owed) FROM m WHERE {where}") is None


def test_carry_forward_only_where_declared_and_not_for_ever():
    rows = "1 | 2026-08-31 | 10\n2 | 2026-10-31 | 7\n3 | 2026-05-31 | 1000"
    levels = table("levels", "item:id day:date level:balance", rows, time="day")
    found = books(
        [levels],
        metrics=[
            metric("plain", "SUM(levels.level)", "balance"),
            metric("carried", "SUM(levels.level)", "balance", carry_forward=CarryForward(("item",), 90)),
        ],
    )
    where = period("2026-10-01", "2026-10-31")
    # Item 1 is 61 days old: carried. Item 3 is 153 days old: not.
    assert found.rows(f"SELECT MEASURE(plain), MEASURE(carried) FROM m WHERE {where}") == [(7, 17)]
    where = period("2026-08-01", "2026-10-31")
    by_month = f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(carried) AS c FROM m WHERE {where} GROUP BY 1"
    assert found.rows(by_month) == [("2026-08-01", 10), ("2026-09-01", 10), ("2026-10-01", 17)]


def test_balances_from_movements_begin_at_the_beginning():
    rows = "A | 2025-12-31 | 100\nA | 2026-01-15 | -30\nB | 2026-02-10 | 5\nA | 2026-03-01 | 1"
    moves = table("moves", "place:text day:date amount:amount", rows, time="day", loaded_through=date(2026, 3, 31))
    found = books([moves], metrics=[metric("stock", "SUM(moves.amount)", "balance", from_inception=True)])
    assert found.value(f"SELECT MEASURE(stock) FROM m WHERE {period('2026-02-01', '2026-02-28')}") == 75
    by_month = found.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(stock) AS s, PRIOR_PERIOD(MEASURE(stock)) AS p FROM m "
        f"WHERE {period('2026-01-01', '2026-03-31')} GROUP BY 1"
    )
    assert by_month == [("2026-01-01", 70, 100), ("2026-02-01", 75, 70), ("2026-03-01", 76, 75)]
    by_place = found.rows(
        f"SELECT moves.place, DATE_TRUNC('month', period) AS x, MEASURE(stock) AS s FROM m "
        f"WHERE {period('2026-01-01', '2026-03-31')} GROUP BY 1, 2"
    )
    assert by_place[:2] == [("A", "2026-01-01", 70), ("B", "2026-01-01", None)]
    assert by_place[-1] == ("B", "2026-03-01", 5)


@pytest.fixture(scope="module")
def items() -> Books:
    """Three bills; payments, one taken back; 2 is overdue by 91 days at the end of October."""
    bills = table(
        "bills",
        "bill_id:id region:text day:date due:date amount:amount",
        """
        1 | East | 2026-08-01 | 2026-08-31 | 100
        2 | East | 2026-07-01 | 2026-08-01 | 200
        3 | West | 2026-10-20 | 2026-11-20 | 300
        4 | West | 2026-06-01 | 2026-06-30 | 70
        """,
        key="bill_id",
        time="day",
        loaded_through=date(2026, 11, 30),
    )
    paid = table(
        "paid",
        "bill_id:id day:date amount:amount",
        """
        1 | 2026-09-10 | 100
        1 | 2026-10-15 | -40
        2 | 2026-11-05 | 150
        4 | 2026-07-15 | 70
        """,
        time="day",
        loaded_through=date(2026, 11, 30),
    )
    open_ = OpenItems("bills", "amount", "due", "paid", "amount", "day")
    late = OpenItems("bills", "amount", "due", "paid", "amount", "day", age="overdue")
    old = OpenItems("bills", "amount", "due", "paid", "amount", "day", age="91")
    return books(
        [bills, paid],
        [link("paid.bill_id", "bills.bill_id")],
        [
            metric("open", "SUM(bills.amount)", "balance", open_items=open_),
            metric("late", "SUM(bills.amount)", "balance", open_items=late),
            metric("old", "SUM(bills.amount)", "balance", open_items=old),
            metric("open_count", "COUNT(bills)", "balance", open_items=open_),
            metric("late_share", "late / open", "ratio"),
            metric("billed", "SUM(bills.amount)"),
        ],
    )


def test_open_items_as_of_any_past_date(items: Books):
    # 30 September: bill 1 is paid, 2 open. 31 October: bill 1 reopened with 40, 3 new.
    assert items.value("SELECT MEASURE(open) FROM m WHERE period <= DATE '2026-09-30'") == 200
    assert items.value("SELECT MEASURE(open) FROM m WHERE period <= DATE '2026-10-31'") == 540
    assert items.value("SELECT MEASURE(open) FROM m WHERE period <= DATE '2026-11-30'") == 390
    # Settled documents do not count.
    assert items.value("SELECT MEASURE(open_count) FROM m WHERE period <= DATE '2026-09-30'") == 1


def test_overdue_and_over_ninety_days(items: Books):
    # At 30 October bill 2 is 90 days past due: not yet over 90. On the 31st it is 91.
    assert items.rows("SELECT MEASURE(late), MEASURE(old) FROM m WHERE period <= DATE '2026-10-30'") == [(240, None)]
    assert items.rows("SELECT MEASURE(late), MEASURE(old) FROM m WHERE period <= DATE '2026-10-31'") == [(240, 200)]
    assert items.value("SELECT MEASURE(late_share) FROM m WHERE period <= DATE '2026-10-31'") == round(240 / 540, 6)
    # Due on the as-of date is not overdue.
    assert items.value("SELECT MEASURE(late) FROM m WHERE period <= DATE '2026-08-01'") is None


def test_aging_buckets(items: Books):
    rows = items.rows(
        "SELECT open_items.aging_bucket AS b, MEASURE(open) AS o, MEASURE(open_count) AS n FROM m "
        "WHERE period <= DATE '2026-10-31' GROUP BY 1"
    )
    assert rows == [("61-90", 40, 1), ("90+", 200, 1), ("not_due", 300, 1)]
    where = "period <= DATE '2026-10-31' AND open_items.days_past_due > 60"
    assert items.value(f"SELECT MEASURE(open) FROM m WHERE {where}") == 240


def test_open_items_by_month_and_group(items: Books):
    rows = items.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, bills.region, MEASURE(open) AS o FROM m "
        f"WHERE {period('2026-09-01', '2026-11-30')} GROUP BY 1, 2"
    )
    assert rows == [
        ("2026-09-01", "East", 200), ("2026-09-01", "West", None),
        ("2026-10-01", "East", 240), ("2026-10-01", "West", 300),
        ("2026-11-01", "East", 90), ("2026-11-01", "West", 300),
    ]  # fmt: skip


def test_age_fields_exist_only_with_open_items(items: Books):
    text = "SELECT open_items.aging_bucket, MEASURE(billed) FROM m WHERE period <= DATE '2026-10-31' GROUP BY 1"
    assert items.codes(text) == ["FIELD_NOT_SHARED"]
