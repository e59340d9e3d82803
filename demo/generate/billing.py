"""Invoices, credit notes and the monthly invoice to the sister company.

Role: the second step of order to cash. A credit note is a negative document of its own that names its original.
Void invoices keep their amounts but count for nothing. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.generate.money import part, vat
from demo.generate.orders import Shipment, after_silence
from demo.generate.parties import Customer, Product
from demo.generate.timeline import CLOSED_MONTHS, LOADED_THROUGH, month_end, stream


@dataclass(slots=True)
class InvoiceLine:
    product: Product
    quantity: int
    net: int
    cost: int

    @property
    def tax(self) -> int:
        return vat(self.net)


@dataclass(slots=True)
class Invoice:
    invoice_id: str
    invoice_no: str
    kind: str  # standard | credit_note
    customer: Customer | None
    dept_id: str
    entity_id: str
    invoiced: date
    due: date
    lines: list[InvoiceLine]
    shipment: Shipment | None = None
    original: Invoice | None = None
    status: str = "posted"
    internal: bool = False
    settled: list[tuple[date, int]] = field(default_factory=list)  # applications, for the snapshots

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def gross(self) -> int:
        return sum(line.net + line.tax for line in self.lines)

    @property
    def counts(self) -> bool:
        """Posted and with an outside customer: what revenue and receivables are made of."""
        return self.status == "posted" and not self.internal


class Numbers:
    """Consecutive document numbers; a credit note has the next number of the same sequence."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, day: date) -> tuple[str, str]:
        self.last += 1
        return f"{30000000 + self.last}", f"{day:%Y%m}{self.last:06d}"


def _invoice(numbers: Numbers, shipment: Shipment, day: date) -> Invoice:
    order = shipment.order
    invoice_id, invoice_no = numbers.next(day)
    terms = order.customer.terms if order.customer else 0
    lines = [
        InvoiceLine(line.product, line.quantity, line.net, line.quantity * line.product.cost) for line in shipment.lines
    ]
    return Invoice(
        invoice_id=invoice_id,
        invoice_no=invoice_no,
        kind="standard",
        customer=order.customer,
        dept_id=order.dept_id,
        entity_id=order.entity_id,
        invoiced=day,
        due=day + timedelta(days=terms),
        lines=lines,
        shipment=shipment,
    )


def _standard(rng: Random, numbers: Numbers, shipments: list[Shipment]) -> list[Invoice]:
    """An invoice for each shipment within days; 1.5 % are forgotten; 1 in 500 is void and written anew."""
    planned: list[tuple[date, Shipment]] = []
    for shipment in shipments:
        cash = shipment.order.customer is None
        if not cash and rng.random() < 0.015:
            continue
        day = shipment.shipped + timedelta(days=0 if cash else rng.randint(0, 4))
        day = after_silence(shipment.order.customer, day)
        if day <= LOADED_THROUGH:
            planned.append((day, shipment))
    planned.sort(key=lambda item: (item[0], item[1].shipment_id))
    found: list[Invoice] = []
    for day, shipment in planned:
        invoice = _invoice(numbers, shipment, day)
        if rng.random() < 0.002:
            invoice.status = "void"
            found.append(invoice)
            invoice = _invoice(numbers, shipment, day)
        found.append(invoice)
    return found


def _credit_note(rng: Random, numbers: Numbers, original: Invoice, day: date) -> Invoice:
    line = rng.choice(original.lines)
    share = 1.0 if line.quantity == 1 else rng.uniform(0.1, 0.7)
    quantity = max(1, int(line.quantity * share))
    net = part(line.net, quantity / line.quantity)
    back = InvoiceLine(line.product, -quantity, -net, -quantity * line.product.cost)
    invoice_id, invoice_no = numbers.next(day)
    return Invoice(
        invoice_id=invoice_id,
        invoice_no=invoice_no,
        kind="credit_note",
        customer=original.customer,
        dept_id=original.dept_id,
        entity_id=original.entity_id,
        invoiced=day,
        due=day,
        lines=[back],
        shipment=original.shipment,
        original=original,
    )


def _credit_notes(rng: Random, numbers: Numbers, invoices: list[Invoice]) -> list[Invoice]:
    found: list[Invoice] = []
    for original in invoices:
        chance = 0.05 if original.invoiced >= date(2026, 1, 1) and original.dept_id == "D16" else 0.025
        if original.status == "void" or rng.random() >= chance:
            continue
        day = after_silence(original.customer, original.invoiced + timedelta(days=rng.randint(8, 60)))
        if day <= LOADED_THROUGH:
            found.append(_credit_note(rng, numbers, original, day))
    return found


def _internal(numbers: Numbers, invoices: list[Invoice], sister: Customer) -> list[Invoice]:
    """At each month end E1 bills E2, at cost, for the goods that E2 sold on: no profit inside the group."""
    sold: dict[date, dict[str, InvoiceLine]] = defaultdict(dict)
    for invoice in invoices:
        if invoice.entity_id != "E2" or not invoice.counts:
            continue
        month = sold[invoice.invoiced.replace(day=1)]
        for line in invoice.lines:
            total = month.setdefault(line.product.product_id, InvoiceLine(line.product, 0, 0, 0))
            total.quantity += line.quantity
            total.net += line.cost
            total.cost += line.cost
    found: list[Invoice] = []
    for month in CLOSED_MONTHS:
        day = month_end(month)
        invoice_id, invoice_no = numbers.next(day)
        lines = [line for _, line in sorted(sold[month].items()) if line.quantity]
        invoice = Invoice(invoice_id, invoice_no, "standard", sister, "D16", "E1", day, day, lines, internal=True)
        found.append(invoice)
    return found


def make_invoices(shipments: list[Shipment], sister: Customer) -> list[Invoice]:
    """All documents in order of date and number."""
    rng = stream("billing")
    numbers = Numbers()
    invoices = _standard(rng, numbers, shipments)
    invoices += _credit_notes(rng, numbers, invoices)
    invoices += _internal(numbers, invoices, sister)
    invoices.sort(key=lambda invoice: (invoice.invoiced, invoice.invoice_id))
    return invoices
