"""Receipts, refunds, bounced bills, and what each was applied to.

Role: the third step of order to cash, and where receivables age. An invoice is open for its gross amount minus
everything applied to it so far. Applications are signed: positive against an invoice, negative against a credit note or
to take one back. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.generate.billing import Invoice
from demo.generate.money import part
from demo.generate.parties import Customer
from demo.generate.timeline import ALL_MONTHS, CLOSED_THROUGH, LOADED_THROUGH, month_end, random_day, stream

PAY_DAYS = (8, 15, 22, 28)  # customers pay in batches on these days of the month


@dataclass(slots=True)
class Receipt:
    receipt_id: str
    kind: str  # receipt | refund | reversal
    customer: Customer | None
    dept_id: str
    entity_id: str
    received: date
    booked: date
    method: str
    amount: int


@dataclass(slots=True)
class Application:
    receipt: Receipt | None  # None: a credit note set off against its invoice
    invoice: Invoice
    day: date
    amount: int


class Cashbook:
    """Receipts and applications as they come up; nothing after the data's end is kept."""

    def __init__(self) -> None:
        self.receipts: list[Receipt] = []
        self.applications: list[Application] = []
        self.rng = stream("cash")

    def receive(self, kind: str, like: Invoice, day: date, amount: int) -> Receipt | None:
        if day > LOADED_THROUGH:
            return None
        method = "现金" if like.customer is None else self.rng.choices(["银行转账", "承兑汇票", "支票"], [75, 20, 5])[0]
        booked = min(day + timedelta(days=self.rng.choice([0, 0, 0, 1, 2])), month_end(day), LOADED_THROUGH)
        receipt = Receipt("", kind, like.customer, like.dept_id, like.entity_id, day, booked, method, amount)
        self.receipts.append(receipt)
        return receipt

    def apply(self, receipt: Receipt | None, invoice: Invoice, day: date, amount: int) -> None:
        if day <= LOADED_THROUGH:
            self.applications.append(Application(receipt, invoice, day, amount))
            invoice.settled.append((day, amount))


def open_amount(invoice: Invoice, day: date) -> int:
    return invoice.gross - sum(amount for when, amount in invoice.settled if when <= day)


def _pay_day(wanted: date) -> date:
    """The next batch day of the month, or the first of the next month's."""
    for day in PAY_DAYS:
        if wanted.day <= day:
            return wanted.replace(day=day)
    return (month_end(wanted) + timedelta(days=1)).replace(day=PAY_DAYS[0])


def _delay(rng: Random, customer: Customer, invoiced: date) -> int | None:
    """Days past due until payment; None: not within the data. In 2026 the East pays later every month."""
    late = customer.place.region == "华东" and customer.region_at(invoiced) == "华东" and invoiced >= date(2025, 12, 1)
    if late:
        worse = (invoiced.year - 2025) * 12 + invoiced.month - 11
        if rng.random() < 0.012 * worse:
            return None
        return int(rng.triangular(-5, 12 + 9 * worse, 8))
    if rng.random() < 0.0015:
        return None
    return int(rng.triangular(-18, 34, 2))


def _settle_cash_sale(book: Cashbook, invoice: Invoice) -> None:
    receipt = book.receive("receipt" if invoice.gross > 0 else "refund", invoice, invoice.invoiced, invoice.gross)
    book.apply(receipt, invoice, invoice.invoiced, invoice.gross)


def _settle_credit_note(book: Cashbook, note: Invoice) -> None:
    """Set off against its invoice where that is still open for as much, else paid back some days later."""
    original = note.original
    assert original is not None
    if open_amount(original, LOADED_THROUGH) >= -note.gross:
        book.apply(None, original, note.invoiced, -note.gross)
        book.apply(None, note, note.invoiced, note.gross)
        return
    day = note.invoiced + timedelta(days=book.rng.randint(5, 40))
    receipt = book.receive("refund", note, day, note.gross)
    book.apply(receipt, note, day, note.gross)


def _plan_payments(book: Cashbook, invoices: list[Invoice]) -> dict[tuple[str, str, date], list[tuple[Invoice, int]]]:
    """Which invoices each customer pays on which day, and how much of them."""
    planned: dict[tuple[str, str, date], list[tuple[Invoice, int]]] = defaultdict(list)
    for invoice in invoices:
        customer = invoice.customer
        assert customer is not None
        delay = _delay(book.rng, customer, invoice.invoiced)
        if delay is None:
            continue
        day = _pay_day(max(invoice.due + timedelta(days=delay), invoice.invoiced + timedelta(days=1)))
        owed = open_amount(invoice, LOADED_THROUGH)
        if book.rng.random() < 0.05:
            first = part(owed, 0.6)
            rest = _pay_day(day + timedelta(days=book.rng.randint(15, 50)))
            planned[customer.customer_id, invoice.dept_id, rest].append((invoice, owed - first))
            owed = first
        planned[customer.customer_id, invoice.dept_id, day].append((invoice, owed))
    return planned


def _pay(book: Cashbook, items: list[tuple[Invoice, int]], day: date) -> None:
    """One receipt for a batch; some are applied days later, and stand as unapplied cash until then."""
    wait = book.rng.randint(2, 9) if book.rng.random() < 0.12 else 0
    receipt = book.receive("receipt", items[0][0], day, sum(amount for _, amount in items))
    for invoice, amount in items:
        book.apply(receipt, invoice, day + timedelta(days=wait), amount)
    bounced = receipt is not None and receipt.method == "承兑汇票" and book.rng.random() < 0.012
    if bounced and day < CLOSED_THROUGH - timedelta(days=40):
        back = day + timedelta(days=book.rng.randint(wait + 5, 30))
        reversal = book.receive("reversal", items[0][0], back, -sum(amount for _, amount in items))
        for invoice, amount in items:
            book.apply(reversal, invoice, back, -amount)


def _advances(book: Cashbook, invoices: list[Invoice]) -> None:
    """A few customers pay in advance; the money is never applied, and half of it goes back."""
    for month in ALL_MONTHS[:-1]:
        for _ in range(2):
            like = book.rng.choice(invoices)
            amount = book.rng.randint(20, 200) * 100_000
            day = random_day(book.rng, month)
            if like.customer is None or like.customer.created > day:
                continue
            book.receive("receipt", like, day, amount)
            if book.rng.random() < 0.5:
                book.receive("refund", like, day + timedelta(days=book.rng.randint(20, 90)), -amount)


def make_cash(invoices: list[Invoice]) -> Cashbook:
    """Settle what counts; internal invoices are offset in the intercompany account and never reach cash."""
    book = Cashbook()
    counted = [invoice for invoice in invoices if invoice.counts]
    notes = [invoice for invoice in counted if invoice.kind == "credit_note"]
    for invoice in counted:
        if invoice.customer is None:
            _settle_cash_sale(book, invoice)
    early = [note for note in notes if note.customer is not None and book.rng.random() < 0.7]
    for note in early:
        _settle_credit_note(book, note)
    named = [invoice for invoice in counted if invoice.kind == "standard" and invoice.customer is not None]
    for (_, _, day), items in sorted(_plan_payments(book, named).items()):
        _pay(book, items, day)
    settled = {id(note) for note in early}
    for note in notes:
        if note.customer is not None and id(note) not in settled:
            _settle_credit_note(book, note)
    _advances(book, named)
    book.receipts.sort(key=lambda r: (r.received, r.customer.customer_id if r.customer else "", r.amount, r.kind))
    for number, receipt in enumerate(book.receipts, start=1):
        receipt.receipt_id = f"{70000000 + number}"
    return book
