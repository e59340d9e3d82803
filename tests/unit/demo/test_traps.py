"""The traps that break naive SQL are there, each large enough to change a number."""

from __future__ import annotations

from datetime import date


def one(rows, sql):
    [(value,)] = rows(sql)
    return value


def test_customers_that_changed_region_have_sales_on_both_sides(rows):
    found = rows("""
        SELECT h.region, c.region, SUM(i.net_amount)
        FROM invoices i JOIN customers c USING (customer_id)
        JOIN customer_history h ON h.customer_id = i.customer_id AND i.invoice_date >= h.valid_from
            AND (h.valid_to IS NULL OR i.invoice_date < h.valid_to)
        WHERE h.region <> c.region GROUP BY 1, 2
    """)
    assert len(found) >= 5
    assert all(amount > 0 for *_, amount in found)
    overlap = one(
        rows,
        """
        SELECT COUNT(*) FROM customer_history a JOIN customer_history b USING (customer_id)
        WHERE a.valid_from < b.valid_from AND (a.valid_to IS NULL OR a.valid_to > b.valid_from)
    """,
    )
    assert overlap == 0


def test_documents_without_customer(rows):
    for table in ("sales_orders", "invoices", "receipts"):
        assert one(rows, f"SELECT COUNT(*) FROM {table} WHERE customer_id IS NULL") > 500, table


def test_refunds_credit_notes_void_invoices_and_bounced_bills(rows):
    assert one(rows, "SELECT SUM(gross_amount) FROM invoices WHERE invoice_type = 'credit_note'") < -10_000_000
    assert one(rows, "SELECT SUM(amount) FROM receipts WHERE receipt_type = 'refund'") < -1_000_000
    assert one(rows, "SELECT COUNT(*) FROM receipts WHERE receipt_type = 'reversal'") > 5
    assert one(rows, "SELECT SUM(net_amount) FROM invoices WHERE status = 'void'") > 1_000_000
    assert (
        one(rows, "SELECT COUNT(*) FROM gl_vouchers WHERE voucher_type = 'reversal' AND reversed_voucher_id IS NULL")
        == 0
    )


def test_the_current_month_is_partial_and_the_ledger_ends_before_it(rows):
    for table, column in (
        ("sales_orders", "order_date"),
        ("order_lines", "order_date"),
        ("shipments", "ship_date"),
        ("invoices", "invoice_date"),
        ("invoice_lines", "invoice_date"),
        ("receipts", "receipt_date"),
        ("receipt_applications", "applied_date"),
    ):
        assert date(2026, 11, 1) <= one(rows, f"SELECT MAX({column}) FROM {table}") <= date(2026, 11, 3), table
    for table, column in (("gl_entries", "posting_date"), ("ar_month_end", "month_end")):
        assert one(rows, f"SELECT MAX({column}) FROM {table}") == date(2026, 10, 31), table
    assert one(rows, "SELECT MAX(invoice_date) FROM invoices") == date(2026, 11, 3)


def test_a_month_with_no_sales_in_the_west(rows):
    for table, column in (("sales_orders", "order_date"), ("invoices", "invoice_date")):
        found = rows(f"""
            SELECT COUNT(*) FROM {table} JOIN customers c USING (customer_id)
            JOIN customer_history h ON h.customer_id = {table}.customer_id AND {column} >= h.valid_from
                AND (h.valid_to IS NULL OR {column} < h.valid_to)
            WHERE '西部' IN (c.region, h.region) AND {column} BETWEEN DATE '2025-02-01' AND DATE '2025-02-28'
        """)
        assert found == [(0,)], table


def test_the_first_east_department_is_not_the_east(rows):
    [(department, region, both)] = rows("""
        SELECT SUM(net_amount) FILTER (WHERE dept_name = '华东一部'), SUM(net_amount) FILTER (WHERE region = '华东'),
               SUM(net_amount) FILTER (WHERE dept_name = '华东一部' AND region = '华东')
        FROM invoices JOIN departments USING (dept_id) LEFT JOIN customers USING (customer_id)
        WHERE status = 'posted' AND NOT invoices.is_internal
    """)
    assert both < department < region


def test_budget_without_actuals_and_actuals_without_budget(rows):
    assert one(rows, "SELECT COUNT(*) FROM gl_entries WHERE dept_id = 'D80'") == 0
    assert one(rows, "SELECT SUM(amount) FROM budgets WHERE dept_id = 'D80' AND YEAR(budget_month) = 2026") > 0
    assert one(rows, "SELECT COUNT(*) FROM budgets WHERE dept_id = 'D70' AND YEAR(budget_month) = 2026") == 0
    assert one(rows, "SELECT SUM(debit_amount) FROM gl_entries WHERE dept_id = 'D70' AND YEAR(posting_date) = 2026") > 0


def test_nulls_ids_like_numbers_and_customers_in_credit(rows):
    assert one(rows, "SELECT COUNT(*) FROM customers WHERE credit_limit IS NULL OR grade IS NULL") > 20
    assert one(rows, "SELECT COUNT(*) FROM products WHERE series IS NULL") == 1
    assert one(rows, "SELECT COUNT(*) FROM gl_entries WHERE dept_id IS NULL AND account_id = '660302'") > 30
    assert one(rows, "SELECT COUNT(*) FROM invoices WHERE NOT regexp_full_match(invoice_no, '[0-9]{12}')") == 0
    assert one(rows, "SELECT COUNT(*) FROM ar_month_end WHERE balance < 0") > 10


def test_two_dates_a_fact_differ(rows):
    assert one(rows, "SELECT COUNT(*) FROM receipts WHERE booked_date <> receipt_date") > 1000
    assert one(rows, "SELECT COUNT(*) FROM shipments WHERE DATE_TRUNC('month', delivered_date) > ship_date") > 1000


def test_orders_and_shipments_without_invoice(rows):
    assert (
        one(
            rows,
            """
        SELECT COUNT(*) FROM shipments s WHERE ship_date < DATE '2026-10-01'
        AND NOT EXISTS (SELECT 1 FROM invoices i WHERE i.shipment_id = s.shipment_id)
    """,
        )
        > 100
    )


def test_a_customer_without_any_order(rows):
    idle = "SELECT 1 FROM sales_orders o WHERE o.customer_id = c.customer_id"
    found = rows(f"SELECT created_date FROM customers c WHERE NOT is_internal AND NOT EXISTS ({idle})")
    assert (date(2026, 11, 2),) in found
