"""Inventory by product and warehouse at each month end, and what production added.

Role: quantities move at invoicing and are valued at standard cost, so that cost of sales and stock tie out. Small
appliances pile up in 2026: stock that does not move. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from demo.generate.billing import Invoice
from demo.generate.names import WAREHOUSES
from demo.generate.parties import Product
from demo.generate.timeline import ALL_MONTHS, CLOSED_MONTHS, START, month_end, month_number, stream


@dataclass(slots=True)
class StockRow:
    month_end: date
    product: Product
    warehouse: str
    quantity: int


@dataclass(slots=True)
class Stock:
    opening_value: int  # fen, before the first month
    rows: list[StockRow]
    produced: dict[date, int]  # month -> fen


def sold_by_month(invoices: list[Invoice]) -> dict[tuple[str, date], int]:
    """Quantity sold to outside customers, less returns."""
    sold: dict[tuple[str, date], int] = defaultdict(int)
    for invoice in invoices:
        if invoice.counts:
            for line in invoice.lines:
                sold[line.product.product_id, invoice.invoiced.replace(day=1)] += line.quantity
    return sold


def _cover(product: Product, month: date) -> float:
    """Months of average sales kept in stock."""
    if product.line == "小家电" and month.year == 2026:
        return 1.6 + 0.32 * month.month
    return 1.5 if product.line == "空调" else 1.3


def _split(quantity: int) -> list[int]:
    shares = [quantity * share // 100 for _, share in WAREHOUSES]
    shares[0] += quantity - sum(shares)
    return shares


def make_stock(products: list[Product], invoices: list[Invoice]) -> Stock:
    rng = stream("stock")
    sold = sold_by_month(invoices)
    stock = Stock(0, [], defaultdict(int))
    for product in products:
        whole = [sold[product.product_id, month] for month in ALL_MONTHS[:-1]]
        usual = sum(whole) // max(1, sum(1 for quantity in whole if quantity))
        quantity = int(usual * 1.4) if product.launched < START else 0
        stock.opening_value += quantity * product.cost
        for month in CLOSED_MONTHS:
            left = quantity - sold[product.product_id, month]
            trend = 0.85 + 0.009 * month_number(month)
            target = int(usual * trend * _cover(product, month) * rng.uniform(0.9, 1.1))
            target = target if product.launched <= month_end(month) else 0
            quantity = max(left, target)
            stock.produced[month] += (quantity - left) * product.cost
            if quantity:
                for (warehouse, _), amount in zip(WAREHOUSES, _split(quantity), strict=True):
                    stock.rows.append(StockRow(month_end(month), product, warehouse, amount))
    stock.rows.sort(key=lambda row: (row.month_end, row.product.product_id))
    return stock
