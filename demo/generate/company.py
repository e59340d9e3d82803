"""The whole company in memory: every step of the generator in order.

Role: `make_company()` is the one place that shows how the tables depend on each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from demo.generate import rows
from demo.generate.billing import Invoice, make_invoices
from demo.generate.breaks import misplace_receipt, post_breaks
from demo.generate.cash import Cashbook, make_cash
from demo.generate.closing import post_closing, post_other_results, post_taxes
from demo.generate.expenses import make_expenses, post_expenses, post_mistakes
from demo.generate.ledger import Ledger
from demo.generate.orders import Order, Shipment, make_orders, make_shipments
from demo.generate.parties import Customer, Product, make_customers, make_products
from demo.generate.plans import make_budgets, make_targets
from demo.generate.postings import (
    post_allowance,
    post_cash,
    post_internal_sales,
    post_opening,
    post_sales,
    post_stock,
)
from demo.generate.receivables import Snapshot, make_snapshots
from demo.generate.stock import Stock, make_stock


@dataclass(slots=True)
class Company:
    customers: list[Customer]
    products: list[Product]
    orders: list[Order]
    shipments: list[Shipment]
    invoices: list[Invoice]
    book: Cashbook
    snapshots: list[Snapshot]
    stock: Stock
    ledger: Ledger


def _keep_books(invoices: list[Invoice], book: Cashbook, snapshots: list[Snapshot], stock: Stock) -> Ledger:
    ledger = Ledger()
    post_opening(ledger, stock)
    post_sales(ledger, invoices)
    post_internal_sales(ledger, invoices)
    post_cash(ledger, book.receipts)
    post_stock(ledger, stock)
    post_allowance(ledger, snapshots)
    post_expenses(ledger, make_expenses())
    post_mistakes(ledger)
    post_other_results(ledger)
    post_breaks(ledger)
    post_taxes(ledger)
    post_closing(ledger)
    ledger.number()
    return ledger


def make_company() -> Company:
    customers = make_customers()
    products = make_products()
    outside = [customer for customer in customers if not customer.internal]
    orders = make_orders(outside, products)
    shipments = make_shipments(orders)
    invoices = make_invoices(shipments, customers[-1])
    book = make_cash(invoices)
    snapshots = make_snapshots(invoices, book)
    stock = make_stock(products, invoices)
    ledger = _keep_books(invoices, book, snapshots, stock)
    misplace_receipt(snapshots)
    return Company(customers, products, orders, shipments, invoices, book, snapshots, stock, ledger)


def tables_of(company: Company) -> dict[str, rows.Rows]:
    """Table name -> its rows."""
    return {
        "entities": rows.entities(),
        "departments": rows.departments(),
        "accounts": rows.accounts(),
        "products": rows.products(company.products),
        "customers": rows.customers(company.customers),
        "customer_history": rows.customer_history(company.customers),
        "sales_orders": rows.sales_orders(company.orders),
        "order_lines": rows.order_lines(company.orders),
        "shipments": rows.shipments(company.shipments),
        "invoices": rows.invoices(company.invoices),
        "invoice_lines": rows.invoice_lines(company.invoices),
        "receipts": rows.receipts(company.book.receipts),
        "receipt_applications": rows.receipt_applications(company.book),
        "ar_month_end": rows.ar_month_end(company.snapshots),
        "inventory_month_end": rows.inventory_month_end(company.stock.rows),
        "gl_vouchers": rows.gl_vouchers(company.ledger),
        "gl_entries": rows.gl_entries(company.ledger),
        "budgets": rows.budgets(make_budgets()),
        "kpi_targets": rows.kpi_targets(make_targets()),
    }
