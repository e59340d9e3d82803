"""Rule 34: amounts are converted row by row; a missing rate refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from semantic_layer.model import Conversion, OpenItems
from tests.soundness.tiny import Books, Table, books, link, metric, period, table

CONVERT = Conversion("currency", "rates", "code", "rate", "day", "kind")
RATES = """
USD | 2026-01-10 | average | 7
USD | 2026-02-10 | average | 8
USD | 2026-01-31 | closing | 7.5
USD | 2026-02-27 | closing | 9
USD | 2026-02-28 | closing | 10
"""


def converted(made: Table, field: str) -> Table:
    fields = dict(made.dataset.fields)
    fields[field] = replace(fields[field], convert=CONVERT)
    return replace(made, dataset=replace(made.dataset, fields=fields))


@pytest.fixture(scope="module")
def trade() -> Books:
    rates = table("rates", "code:text day:date kind:text rate:rate", RATES)
    sales = table(
        "sales",
        "day:date currency:text shop:text amount:amount",
        """
        2026-01-05 | CNY | a | 100
        2026-01-20 | USD | a | 10
        2026-02-20 | USD | a | 10
        2026-02-21 | USD | b | 1
        2026-03-01 | EUR | b | 1
        2026-03-02 | CNY | a | 5
        """,
        time="day",
    )
    levels = table(
        "levels",
        "day:date currency:text level:balance",
        "2026-01-31 | USD | 10\n2026-01-31 | CNY | 1\n2026-02-28 | USD | 10",
        time="day",
    )
    return books(
        [rates, converted(sales, "amount"), converted(levels, "level")],
        metrics=[
            metric("sales", "SUM(sales.amount)"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("both", "sales + sales"),
        ],
    )


def test_flows_take_the_rate_of_their_month(trade: Books):
    # 100 + 10 × 7 + 11 × 8: one rate for the whole range would give another number.
    assert trade.value(f"SELECT MEASURE(sales) FROM m WHERE {period('2026-01-01', '2026-02-28')}") == 258
    rows = trade.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(sales) AS s, YTD(MEASURE(sales)) AS y FROM m "
        f"WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 170, 170), ("2026-02-01", 88, 258)]


def test_balances_take_the_closing_rate_of_their_date(trade: Books):
    rows = trade.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(level) AS l FROM m "
        f"WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 76), ("2026-02-01", 100)]


def test_a_missing_rate_refuses(trade: Books):
    where = period("2026-03-01", "2026-03-31")
    text = f"SELECT sales.shop, MEASURE(sales) AS s, MEASURE(both) AS b FROM m WHERE {where} GROUP BY 1"
    # Shop b's euro has no rate: its total is unknown, not 0; and the probe tells.
    assert trade.rows(text) == [("a", 5, 10), ("b", None, None)]
    assert trade.probe(text, "missing_rate") == [(1,)]
    fine = f"SELECT MEASURE(sales) FROM m WHERE {period('2026-01-01', '2026-02-28')}"
    assert trade.probe(fine, "missing_rate") == [(0,)]


OPEN = OpenItems("bills", "amount", "due", "paid", "amount", "day")
BILLS = """
1 | 2026-01-05 | 2026-01-20 | USD | a | 100
2 | 2026-01-06 | 2026-03-01 | CNY | a | 50
3 | 2026-02-01 | 2026-02-10 | USD | b | 10
"""
PAID = "1 | 2026-01-25 | 30\n1 | 2026-02-20 | 70\n3 | 2026-02-20 | 4"


def items(bills: str = BILLS, apart: bool = False) -> Books:
    """Documents in two currencies; what was paid is in the currency of its document, or has one of its own."""
    rates = table("rates", "code:text day:date kind:text rate:rate", RATES)
    columns, last = "id:id day:date due:date currency:text shop:text amount:amount", date(2026, 2, 28)
    heads = table("bills", columns, bills, key="id", time="day", loaded_through=last)
    paid = table("paid", "bill_id:id day:date amount:amount", PAID, time="day")
    if apart:
        paid = converted(table("paid", "bill_id:id day:date amount:amount currency:text", "", time="day"), "amount")
    return books(
        [rates, converted(heads, "amount"), paid],
        [link("paid.bill_id", "bills.id")],
        [
            metric("open", "SUM(bills.amount)", "balance", open_items=OPEN),
            metric("open_bills", "COUNT(bills)", "balance", open_items=OPEN),
            metric("largest", "MAX(bills.amount)", "non_additive", open_items=OPEN),
            metric(
                "mean_age",
                "SUM(bills.amount * open_items.days_past_due) / SUM(bills.amount)",
                "ratio",
                open_items=OPEN,
            ),
        ],
    )


def test_open_items_take_the_closing_rate_of_the_as_of_date():
    made = items()
    # 31 January: (100 - 30) × 7.5 + 50; 28 February: bill 1 is settled, (10 - 4) × 10 + 50.
    rows = made.rows(
        "SELECT DATE_TRUNC('month', period) AS x, MEASURE(open) AS o, MEASURE(open_bills) AS n, MEASURE(largest) AS l "
        f"FROM m WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 575, 2, 525), ("2026-02-01", 110, 2, 60)]
    # 27 February: the rate of that day, 9, and not the later one.
    assert made.value("SELECT MEASURE(open) FROM m WHERE period <= DATE '2026-02-27'") == 6 * 9 + 50


def test_what_is_open_is_weighted_and_not_what_was_billed():
    # At 31 January bill 1 is 11 days late with 525 of it open, bill 2 due in 29 days with 50: (5775 - 1450) / 575.
    found = items().value("SELECT MEASURE(mean_age) FROM m WHERE period <= DATE '2026-01-31'")
    assert found == round((525 * 11 - 50 * 29) / 575, 6)


def test_an_open_document_without_a_rate_refuses():
    made = items(BILLS + "4 | 2026-02-02 | 2026-03-01 | EUR | b | 1")
    text = f"SELECT bills.shop, MEASURE(open) AS o FROM m WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    assert made.rows(text) == [("a", 50), ("b", None)]
    assert made.probe(text, "missing_rate") == [(1,)]


def test_applications_in_a_currency_of_their_own_are_refused():
    made = items(apart=True)
    text = f"SELECT MEASURE(open) FROM m WHERE {period('2026-01-01', '2026-02-28')}"
    assert made.codes(text) == ["OPEN_ITEMS_CURRENCY"]
    assert made.issue(text) == {"metric": "open", "field": "paid.amount"}
