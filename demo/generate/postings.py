"""Posting of sales, cash, stock and allowance to the ledger.

Role: one voucher a day and legal entity for invoices and for cash, one a month for the rest. What is posted here is the
sum of the documents, to the fen. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from demo.generate.billing import Invoice
from demo.generate.cash import Receipt
from demo.generate.ledger import Ledger, Voucher
from demo.generate.receivables import Snapshot
from demo.generate.stock import Stock
from demo.generate.timeline import CLOSED_THROUGH, START, month_end, next_month


def _by_day(documents: Iterable[tuple[date, str, object]]) -> dict[tuple[date, str], list]:
    grouped: dict[tuple[date, str], list] = defaultdict(list)
    for day, entity_id, document in documents:
        if day <= CLOSED_THROUGH:
            grouped[day, entity_id].append(document)
    return dict(sorted(grouped.items()))


def _by_department(invoices: list[Invoice], what: str) -> list[tuple[str, int]]:
    totals: dict[str, int] = defaultdict(int)
    for invoice in invoices:
        totals[invoice.dept_id] += sum(getattr(line, what) for line in invoice.lines)
    return sorted(totals.items())


def post_sales(ledger: Ledger, invoices: list[Invoice]) -> None:
    outside = [invoice for invoice in invoices if invoice.counts]
    for (day, entity_id), group in _by_day((i.invoiced, i.entity_id, i) for i in outside).items():
        sale = Voucher(entity_id, day, "normal", "AR", "销售开票")
        sale.debit("1122", sum(invoice.gross for invoice in group))
        for dept_id, net in _by_department(group, "net"):
            sale.credit("600101", net, dept_id)
        sale.credit("2221", sum(invoice.gross - invoice.net for invoice in group))
        ledger.post(sale)
        cost = Voucher(entity_id, day, "normal", "AR", "结转销售成本")
        for dept_id, amount in _by_department(group, "cost"):
            cost.debit("640101", amount, dept_id)
        cost.credit("1405", sum(amount for _, amount in _by_department(group, "cost")))
        ledger.post(cost)


def post_internal_sales(ledger: Ledger, invoices: list[Invoice]) -> None:
    for invoice in invoices:
        if not invoice.internal:
            continue
        cost = sum(line.cost for line in invoice.lines)
        sale = Voucher("E1", invoice.invoiced, "normal", "AR", "内部销售")
        sale.debit("1241", invoice.gross)
        sale.credit("600109", invoice.net)
        sale.credit("2221", invoice.gross - invoice.net)
        sale.debit("640109", cost)
        sale.credit("1405", cost)
        ledger.post(sale)
        purchase = Voucher("E2", invoice.invoiced, "normal", "AP", "内部采购")
        purchase.debit("1405", invoice.net)
        purchase.debit("2221", invoice.gross - invoice.net)
        purchase.credit("1241", invoice.gross)
        ledger.post(purchase)


def post_cash(ledger: Ledger, receipts: list[Receipt]) -> None:
    for (day, entity_id), group in _by_day((r.received, r.entity_id, r) for r in receipts).items():
        total = sum(receipt.amount for receipt in group)
        voucher = Voucher(entity_id, day, "normal", "AR", "收款")
        voucher.debit("1002", total)
        voucher.credit("1122", total)
        ledger.post(voucher)


def post_stock(ledger: Ledger, stock: Stock) -> None:
    """Production and purchases of the month; paid in the month after."""
    for month, cost in sorted(stock.produced.items()):
        tax = cost * 9 // 100  # input VAT on the purchased part only
        bought = Voucher("E1", month_end(month), "normal", "AP", "生产入库")
        bought.debit("1405", cost)
        bought.debit("2221", tax)
        bought.credit("2202", cost + tax)
        ledger.post(bought)
        due = next_month(month).replace(day=20)
        if due <= CLOSED_THROUGH:
            paid = Voucher("E1", due, "normal", "AP", "支付货款")
            paid.debit("2202", cost + tax)
            paid.credit("1002", cost + tax)
            ledger.post(paid)


def post_allowance(ledger: Ledger, snapshots: list[Snapshot]) -> None:
    """Bring the allowance to what the snapshot says; a fall is a gain on the same account."""
    wanted: dict[date, int] = defaultdict(int)
    for row in snapshots:
        wanted[row.month_end] += row.allowance
    before = 0
    for day, amount in sorted(wanted.items()):
        voucher = Voucher("E1", day, "normal", "GL", "计提坏账准备")
        voucher.debit("6701", amount - before, "D50")
        voucher.credit("1231", amount - before)
        ledger.post(voucher)
        before = amount


def post_opening(ledger: Ledger, stock: Stock) -> None:
    """The books open with cash, stock and plant; receivables from before stayed in the old system."""
    cash, plant = 26_000_000_000, 30_000_000_000
    voucher = Voucher("E1", START, "opening", "GL", "期初余额")
    voucher.debit("1002", cash)
    voucher.debit("1405", stock.opening_value)
    voucher.debit("1601", plant)
    voucher.credit("4001", cash + plant + stock.opening_value)
    ledger.post(voucher)
    second = Voucher("E2", START, "opening", "GL", "期初余额")
    second.debit("1002", 2_000_000_000)
    second.credit("4001", 2_000_000_000)
    ledger.post(second)
