"""From the generator's values to table rows: one function a table, each yields tuples in the order of `schema.py`.

Role: flattening only. Money becomes text with two decimals; None becomes NULL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from demo.generate.billing import Invoice
from demo.generate.cash import Cashbook, Receipt
from demo.generate.chart_of_accounts import ACCOUNTS
from demo.generate.ledger import Ledger
from demo.generate.money import vat, yuan
from demo.generate.names import DEPARTMENTS, ENTITIES
from demo.generate.orders import Order, Shipment
from demo.generate.parties import BIRTH_DAY, Customer, Product
from demo.generate.plans import Budget, Target
from demo.generate.receivables import Snapshot
from demo.generate.stock import StockRow

Rows = Iterator[tuple]
# Accounts that grow on the credit side; `amount` of an entry is positive on the account's own side.
CREDIT_SIDE = frozenset(a.account_id for a in ACCOUNTS if a.account_class in ("负债", "权益", "收入")) | {
    "1231",
    "1602",
}


def entities() -> Rows:
    yield from ENTITIES


def departments() -> Rows:
    yield from DEPARTMENTS


def accounts() -> Rows:
    yield from ACCOUNTS


def products(found: Iterable[Product]) -> Rows:
    for p in found:
        yield p.product_id, p.name, p.name_en, p.line, p.series, yuan(p.list_price), yuan(p.cost), p.launched


def customers(found: Iterable[Customer]) -> Rows:
    for c in found:
        limit = None if c.credit_limit is None else yuan(c.credit_limit)
        place = c.place
        yield (
            *(c.customer_id, c.name, c.kind, c.grade, place.region, place.province, place.city),
            *(c.terms, limit, c.account_manager, c.created, c.internal),
        )


def customer_history(found: Iterable[Customer]) -> Rows:
    """Half-open validity: `valid_to` is the first day on which the row no longer holds; NULL = until further notice."""
    for c in found:
        start = BIRTH_DAY
        for until, place in c.earlier:
            yield c.customer_id, start, until, place.region, place.province, place.city
            start = until
        yield c.customer_id, start, None, c.place.region, c.place.province, c.place.city


def _customer_id(customer: Customer | None) -> str | None:
    return customer.customer_id if customer else None


def sales_orders(found: Iterable[Order]) -> Rows:
    for o in found:
        key = (o.order_id, _customer_id(o.customer), o.dept_id, o.entity_id, o.channel)
        yield (*key, o.ordered, o.promised, o.status)


def order_lines(found: Iterable[Order]) -> Rows:
    for o in found:
        for line in o.lines:
            net, tax = line.net, vat(line.net)
            amounts = (line.list_price, line.list_amount, line.discount, net, tax, net + tax)
            yield (o.order_id, line.number, o.ordered, line.product.product_id, line.quantity, *map(yuan, amounts))


def shipments(found: Iterable[Shipment]) -> Rows:
    for s in found:
        quantity = sum(line.quantity for line in s.lines)
        net = yuan(sum(line.net for line in s.lines))
        yield s.shipment_id, s.order.order_id, s.shipped, s.delivered, s.warehouse, quantity, net


def invoices(found: Iterable[Invoice]) -> Rows:
    for i in found:
        order_id = i.shipment.order.order_id if i.shipment else None
        shipment_id = i.shipment.shipment_id if i.shipment else None
        original = i.original.invoice_id if i.original else None
        yield (
            *(i.invoice_id, i.invoice_no, i.kind, i.status, _customer_id(i.customer), i.dept_id, i.entity_id),
            *(order_id, shipment_id, original, i.invoiced, i.due),
            *(yuan(i.net), yuan(i.gross - i.net), yuan(i.gross), i.internal),
        )


def invoice_lines(found: Iterable[Invoice]) -> Rows:
    for i in found:
        for number, line in enumerate(i.lines, start=1):
            amounts = (line.net, line.tax, line.net + line.tax, line.cost)
            yield (i.invoice_id, number, i.invoiced, line.product.product_id, line.quantity, *map(yuan, amounts))


def receipts(found: Iterable[Receipt]) -> Rows:
    for r in found:
        key = (r.receipt_id, r.kind, _customer_id(r.customer), r.dept_id, r.entity_id)
        yield (*key, r.received, r.booked, r.method, yuan(r.amount))


def receipt_applications(book: Cashbook) -> Rows:
    for number, a in enumerate(book.applications, start=1):
        receipt_id = a.receipt.receipt_id if a.receipt else None
        yield f"{90000000 + number}", receipt_id, a.invoice.invoice_id, a.day, yuan(a.amount)


def ar_month_end(found: Iterable[Snapshot]) -> Rows:
    for s in found:
        amounts = (s.balance, s.open_invoices, s.open_credits, s.unapplied, s.allowance)
        yield (s.month_end, s.customer_id, *map(yuan, amounts))


def inventory_month_end(found: Iterable[StockRow]) -> Rows:
    for s in found:
        yield s.month_end, s.product.product_id, s.warehouse, s.quantity, yuan(s.quantity * s.product.cost)


def gl_vouchers(ledger: Ledger) -> Rows:
    for v in ledger.vouchers:
        reversed_id = v.reverses.voucher_id if v.reverses else None
        yield v.voucher_id, v.day, v.kind, v.source, v.entity_id, v.memo, reversed_id


def gl_entries(ledger: Ledger) -> Rows:
    for v in ledger.vouchers:
        for number, e in enumerate(v.entries, start=1):
            own_side = e.credit - e.debit if e.account_id in CREDIT_SIDE else e.debit - e.credit
            amounts = (e.debit, e.credit, own_side)
            yield (v.voucher_id, number, v.day, e.account_id, e.dept_id, *map(yuan, amounts))


def budgets(found: Iterable[Budget]) -> Rows:
    for b in found:
        yield b.month, b.dept_id, b.account_id, b.scenario, yuan(b.amount)


def kpi_targets(found: Iterable[Target]) -> Rows:
    for t in found:
        yield t.month, t.dept_id, t.kpi, yuan(t.amount)
