"""The books that golden queries run on: small, but with every structure the compiler knows."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from semantic_layer.model import FieldRef, OpenItems, Tree
from tests.soundness.tiny import Books, Table, books, link, metric, table

REGIONS = ("East", "West", "North", None)


def _customers() -> Table:
    rows = "\n".join(f"{n} | Customer {n} | {REGIONS[n % 4] or ''}" for n in range(1, 13))
    return table("customers", "customer_id:id name:name region:text", rows, key="customer_id")


def _invoices() -> Table:
    rows = []
    for n in range(1, 121):
        day = date(2025, 1 + n % 12, 1 + n * 7 % 28) if n % 2 else date(2026, 1 + n % 10, 1 + n * 5 % 28)
        due = date(day.year, day.month, 28)
        customer = n % 13 or ""
        rows.append(f"{n} | {customer} | {day} | {due} | {'void' if n % 17 == 0 else 'posted'} | {100 + n * 37 % 911}")
    columns = "invoice_id:id customer_id:id day:date due:date status:text amount:amount"
    return table("invoices", columns, "\n".join(rows), key="invoice_id", time="day", loaded_through=date(2026, 10, 31))


def _receipts() -> Table:
    rows = [
        f"{n} | {n * 3 % 120 + 1} | {date(2026, 1 + n % 10, 1 + n * 11 % 28)} | {50 + n * 13 % 300}"
        for n in range(1, 60)
    ]
    columns = "receipt_id:id invoice_id:id day:date amount:amount"
    return table("receipts", columns, "\n".join(rows), key="receipt_id", time="day", loaded_through=date(2026, 10, 31))


def _balances() -> Table:
    rows = [
        f"{customer} | {date(2026, month, 28)} | {customer * 100 + month * 7}"
        for month in range(1, 11)
        for customer in range(1, 13)
        if (customer + month) % 5
    ]
    return table("balances", "customer_id:id day:date balance:balance", "\n".join(rows), time="day", time_grain="month")


def _teams() -> Table:
    rows = "1 | | All\n2 | 1 | Sales\n3 | 1 | Staff\n4 | 2 | Field"
    return table(
        "teams", "team:id parent:id title:name", rows, key="team", trees=(Tree("org", "team", "parent", "title"),)
    )


def _costs() -> Table:
    rows = "\n".join(
        f"{n % 4 + 1} | {date(2026, 1 + n % 10, 15)} | {'plan' if n % 3 else 'actual'} | {10 + n}" for n in range(1, 61)
    )
    columns = "team:id day:date scenario:text amount:amount"
    return table("costs", columns, rows, time="day", pins={"scenario": "actual"}, loaded_through=date(2026, 10, 31))


@lru_cache(maxsize=1)
def ledger() -> Books:
    """The golden books."""
    items = OpenItems("invoices", "amount", "due", "receipts", "amount", "day")
    return books(
        [_customers(), _invoices(), _receipts(), _balances(), _teams(), _costs()],
        [
            link("invoices.customer_id", "customers.customer_id"),
            link("receipts.invoice_id", "invoices.invoice_id"),
            link("balances.customer_id", "customers.customer_id"),
            link("costs.team", "teams.team"),
        ],
        [
            metric("billed", "SUM(invoices.amount)", filter="invoices.status <> 'void'"),
            metric("invoice_count", "COUNT(invoices)"),
            metric("payers", "COUNT(DISTINCT invoices.customer_id)", "distinct"),
            metric("received", "SUM(receipts.amount)"),
            metric("collection_rate", "received / billed", "ratio"),
            metric("gap", "billed - received"),
            metric("owed", "SUM(balances.balance)", "balance"),
            metric("dso", "owed / billed * PERIOD_DAYS()", "ratio"),
            metric("turns", "billed / AVG_BALANCE(owed)", "ratio"),
            metric("open", "SUM(invoices.amount)", "balance", open_items=items),
            metric("cost", "SUM(costs.amount)"),
            metric("billed_all", "billed", ignore=(FieldRef("teams", "title"),)),
            metric("cost_rate", "cost / billed_all", "ratio"),
        ],
    )
