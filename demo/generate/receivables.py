"""Receivables by customer at each month end, with age and allowance.

Role: the snapshot that the closing process stores. A customer without any balance has no row: nothing is revived.
balance = open invoices + open credit notes (negative) - unapplied cash. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from demo.generate.billing import Invoice
from demo.generate.cash import Cashbook, open_amount
from demo.generate.money import part
from demo.generate.timeline import CLOSED_MONTHS, month_end

# days past due (at least) -> share of the open amount that is provided for
ALLOWANCE = ((181, 0.5), (91, 0.2), (61, 0.08), (31, 0.03), (1, 0.01))


@dataclass(slots=True)
class Snapshot:
    month_end: date
    customer_id: str
    open_invoices: int = 0
    open_credits: int = 0
    unapplied: int = 0
    allowance: int = 0

    @property
    def balance(self) -> int:
        return self.open_invoices + self.open_credits - self.unapplied


def _allowance(amount: int, days_past_due: int) -> int:
    for least, rate in ALLOWANCE:
        if days_past_due >= least:
            return part(amount, rate)
    return 0


def _unapplied(book: Cashbook, day: date) -> dict[str, int]:
    left: dict[str, int] = defaultdict(int)
    for receipt in book.receipts:
        if receipt.customer and receipt.received <= day:
            left[receipt.customer.customer_id] += receipt.amount
    for application in book.applications:
        if application.receipt and application.receipt.customer and application.day <= day:
            left[application.receipt.customer.customer_id] -= application.amount
    return left


def _closed_on(invoice: Invoice) -> date | None:
    """The day after which the document is never open again, if there is one."""
    return max(day for day, _ in invoice.settled) if invoice.settled and open_amount(invoice, date.max) == 0 else None


def make_snapshots(invoices: list[Invoice], book: Cashbook) -> list[Snapshot]:
    counted = [(invoice, _closed_on(invoice)) for invoice in invoices if invoice.counts and invoice.customer]
    found: list[Snapshot] = []
    for month in CLOSED_MONTHS:
        day = month_end(month)
        rows: dict[str, Snapshot] = {}
        for invoice, closed in counted:
            if invoice.invoiced > day or (closed and closed <= day):
                continue
            assert invoice.customer is not None
            row = rows.setdefault(invoice.customer.customer_id, Snapshot(day, invoice.customer.customer_id))
            amount = open_amount(invoice, day)
            if invoice.kind == "standard":
                row.open_invoices += amount
                row.allowance += _allowance(amount, (day - invoice.due).days)
            else:
                row.open_credits += amount
        for customer_id, amount in _unapplied(book, day).items():
            if amount:
                rows.setdefault(customer_id, Snapshot(day, customer_id)).unapplied = amount
        found += [row for _, row in sorted(rows.items()) if row.open_invoices or row.open_credits or row.unapplied]
    return found
