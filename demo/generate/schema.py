"""The tables: names, columns and DuckDB types. The order of tables is the order of loading.

Role: constants; `rows.py` yields tuples in the order of these columns.
"""

from __future__ import annotations

TABLES: dict[str, str] = {
    "entities": "entity_id VARCHAR, entity_name VARCHAR, entity_name_en VARCHAR",
    "departments": "dept_id VARCHAR, dept_name VARCHAR, dept_name_en VARCHAR, parent_id VARCHAR, dept_type VARCHAR",
    "accounts": "account_id VARCHAR, account_name VARCHAR, account_name_en VARCHAR, parent_id VARCHAR, "
    "account_class VARCHAR, expense_category VARCHAR, sign INTEGER, is_pnl BOOLEAN",
    "products": "product_id VARCHAR, product_name VARCHAR, product_name_en VARCHAR, product_line VARCHAR, "
    "series VARCHAR, list_price DECIMAL(18,2), standard_cost DECIMAL(18,2), launch_date DATE",
    "customers": "customer_id VARCHAR, customer_name VARCHAR, customer_type VARCHAR, grade VARCHAR, region VARCHAR, "
    "province VARCHAR, city VARCHAR, payment_terms INTEGER, credit_limit DECIMAL(18,2), account_manager VARCHAR, "
    "created_date DATE, is_internal BOOLEAN",
    "customer_history": "customer_id VARCHAR, valid_from DATE, valid_to DATE, region VARCHAR, "
    "province VARCHAR, city VARCHAR",
    "sales_orders": "order_id VARCHAR, customer_id VARCHAR, dept_id VARCHAR, entity_id VARCHAR, channel VARCHAR, "
    "order_date DATE, promised_date DATE, status VARCHAR",
    "order_lines": "order_id VARCHAR, line_no INTEGER, order_date DATE, product_id VARCHAR, quantity INTEGER, "
    "list_price DECIMAL(18,2), list_amount DECIMAL(18,2), discount_amount DECIMAL(18,2), net_amount DECIMAL(18,2), "
    "tax_amount DECIMAL(18,2), gross_amount DECIMAL(18,2)",
    "shipments": "shipment_id VARCHAR, order_id VARCHAR, ship_date DATE, delivered_date DATE, warehouse VARCHAR, "
    "quantity INTEGER, net_amount DECIMAL(18,2)",
    "invoices": "invoice_id VARCHAR, invoice_no VARCHAR, invoice_type VARCHAR, status VARCHAR, customer_id VARCHAR, "
    "dept_id VARCHAR, entity_id VARCHAR, order_id VARCHAR, shipment_id VARCHAR, original_invoice_id VARCHAR, "
    "invoice_date DATE, due_date DATE, net_amount DECIMAL(18,2), tax_amount DECIMAL(18,2), "
    "gross_amount DECIMAL(18,2), is_internal BOOLEAN",
    "invoice_lines": "invoice_id VARCHAR, line_no INTEGER, invoice_date DATE, product_id VARCHAR, quantity INTEGER, "
    "net_amount DECIMAL(18,2), tax_amount DECIMAL(18,2), gross_amount DECIMAL(18,2), cost_amount DECIMAL(18,2)",
    "receipts": "receipt_id VARCHAR, receipt_type VARCHAR, customer_id VARCHAR, dept_id VARCHAR, entity_id VARCHAR, "
    "receipt_date DATE, booked_date DATE, method VARCHAR, amount DECIMAL(18,2)",
    "receipt_applications": "application_id VARCHAR, receipt_id VARCHAR, invoice_id VARCHAR, applied_date DATE, "
    "amount DECIMAL(18,2)",
    "ar_month_end": "month_end DATE, customer_id VARCHAR, balance DECIMAL(18,2), open_invoices DECIMAL(18,2), "
    "open_credits DECIMAL(18,2), unapplied_cash DECIMAL(18,2), allowance DECIMAL(18,2)",
    "inventory_month_end": "month_end DATE, product_id VARCHAR, warehouse VARCHAR, quantity INTEGER, "
    "amount DECIMAL(18,2)",
    "gl_vouchers": "voucher_id VARCHAR, voucher_date DATE, voucher_type VARCHAR, source VARCHAR, entity_id VARCHAR, "
    "memo VARCHAR, reversed_voucher_id VARCHAR",
    "gl_entries": "voucher_id VARCHAR, entry_no INTEGER, posting_date DATE, account_id VARCHAR, dept_id VARCHAR, "
    "debit_amount DECIMAL(18,2), credit_amount DECIMAL(18,2), amount DECIMAL(18,2)",
    "budgets": "budget_month DATE, dept_id VARCHAR, account_id VARCHAR, scenario VARCHAR, amount DECIMAL(18,2)",
    "kpi_targets": "target_month DATE, dept_id VARCHAR, kpi VARCHAR, target_amount DECIMAL(18,2)",
}
