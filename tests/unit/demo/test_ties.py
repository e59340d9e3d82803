"""The books tie out at every month end, but for the planted breaks of docs/demo.md. All sums are exact decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTH_ENDS = """
    SELECT CAST(last_day(m) AS DATE) AS day
    FROM generate_series(DATE '2024-01-01', DATE '2026-10-01', INTERVAL 1 MONTH) AS t(m)
"""


def test_vouchers_balance(rows):
    assert (
        rows("""
        SELECT voucher_id, SUM(debit_amount - credit_amount) AS difference
        FROM gl_entries GROUP BY voucher_id HAVING SUM(debit_amount - credit_amount) <> 0
    """)
        == []
    )


def test_ledger_revenue_is_invoice_lines_but_for_two_planted_breaks(rows):
    differences = rows("""
        WITH ledger AS (
            SELECT DATE_TRUNC('month', posting_date) AS month, SUM(credit_amount - debit_amount) AS amount
            FROM gl_entries JOIN gl_vouchers USING (voucher_id)
            WHERE account_id = '600101' AND voucher_type <> 'closing' GROUP BY 1),
        billed AS (
            SELECT DATE_TRUNC('month', i.invoice_date) AS month, SUM(l.net_amount) AS amount
            FROM invoice_lines l JOIN invoices i USING (invoice_id)
            WHERE i.status = 'posted' AND NOT i.is_internal AND i.invoice_date <= DATE '2026-10-31' GROUP BY 1)
        SELECT CAST(month AS DATE), ledger.amount - billed.amount
        FROM ledger FULL JOIN billed USING (month) WHERE ledger.amount IS DISTINCT FROM billed.amount ORDER BY 1
    """)
    assert differences == [
        (date(2025, 11, 1), Decimal("86000.00")),
        (date(2025, 12, 1), Decimal("-86000.00")),
        (date(2026, 5, 1), Decimal("1200000.00")),
        (date(2026, 6, 1), Decimal("-1200000.00")),
    ]


def test_ledger_cost_is_the_cost_of_invoice_lines(rows):
    assert (
        rows("""
        WITH ledger AS (
            SELECT DATE_TRUNC('month', posting_date) AS month, SUM(debit_amount - credit_amount) AS amount
            FROM gl_entries JOIN gl_vouchers USING (voucher_id)
            WHERE account_id = '640101' AND voucher_type <> 'closing' GROUP BY 1),
        billed AS (
            SELECT DATE_TRUNC('month', i.invoice_date) AS month, SUM(l.cost_amount) AS amount
            FROM invoice_lines l JOIN invoices i USING (invoice_id)
            WHERE i.status = 'posted' AND NOT i.is_internal AND i.invoice_date <= DATE '2026-10-31' GROUP BY 1)
        SELECT month FROM ledger FULL JOIN billed USING (month) WHERE ledger.amount IS DISTINCT FROM billed.amount
    """)
        == []
    )


def test_internal_sales_have_no_profit_and_cancel(rows):
    [(revenue, cost, clearing)] = rows("""
        SELECT SUM(credit_amount - debit_amount) FILTER (WHERE account_id = '600109'),
               SUM(debit_amount - credit_amount) FILTER (WHERE account_id = '640109'),
               SUM(debit_amount - credit_amount) FILTER (WHERE account_id = '1241')
        FROM gl_entries JOIN gl_vouchers USING (voucher_id) WHERE voucher_type <> 'closing'
    """)
    assert revenue == cost > 0
    assert clearing == 0


RECEIVABLES_BY_CUSTOMER = f"""
    WITH ends AS ({MONTH_ENDS}),
    billed AS (
        SELECT day, customer_id, SUM(gross_amount) AS amount FROM ends JOIN invoices ON invoice_date <= day
        WHERE status = 'posted' AND NOT is_internal AND customer_id IS NOT NULL GROUP BY 1, 2),
    paid AS (
        SELECT day, customer_id, SUM(amount) AS amount FROM ends JOIN receipts ON receipt_date <= day
        WHERE customer_id IS NOT NULL GROUP BY 1, 2),
    owed AS (
        SELECT day, customer_id, COALESCE(billed.amount, 0) - COALESCE(paid.amount, 0) AS amount
        FROM billed FULL JOIN paid USING (day, customer_id))
    SELECT day, customer_id, COALESCE(balance, 0) - COALESCE(amount, 0) AS difference
    FROM owed FULL JOIN (SELECT month_end AS day, * EXCLUDE (month_end) FROM ar_month_end) USING (day, customer_id)
    WHERE COALESCE(balance, 0) <> COALESCE(amount, 0) ORDER BY difference
"""


def test_receivables_are_invoices_less_credit_notes_less_receipts_plus_refunds(rows):
    """By customer, at every month end. Credit notes and refunds are negative documents."""
    differences = rows(RECEIVABLES_BY_CUSTOMER)
    assert [(day, amount) for day, _, amount in differences] == [
        (date(2026, 9, 30), Decimal("-500000.00")),
        (date(2026, 9, 30), Decimal("500000.00")),
    ]


def test_receivables_snapshot_is_the_ledger_account_but_for_the_planted_breaks(rows):
    differences = rows(f"""
        WITH ends AS ({MONTH_ENDS}),
        ledger AS (
            SELECT day, SUM(debit_amount - credit_amount) AS amount
            FROM ends JOIN gl_entries ON posting_date <= day WHERE account_id = '1122' GROUP BY 1),
        snapshot AS (SELECT month_end AS day, SUM(balance) AS amount FROM ar_month_end GROUP BY 1)
        SELECT day, ledger.amount - snapshot.amount FROM ledger FULL JOIN snapshot USING (day)
        WHERE ledger.amount IS DISTINCT FROM snapshot.amount ORDER BY 1
    """)
    assert differences == [
        (date(2025, 11, 30), Decimal("97180.00")),
        (date(2026, 5, 31), Decimal("1200000.00")),
    ]


def test_snapshot_parts_make_the_balance_and_open_items_make_the_parts(rows):
    assert rows("SELECT 1 FROM ar_month_end WHERE balance <> open_invoices + open_credits - unapplied_cash") == []
    assert (
        rows("""
        WITH applied AS (
            SELECT invoice_id, SUM(amount) AS amount FROM receipt_applications
            WHERE applied_date <= DATE '2026-10-31' GROUP BY 1),
        open AS (
            SELECT customer_id, SUM(gross_amount - COALESCE(amount, 0)) AS amount
            FROM invoices LEFT JOIN applied USING (invoice_id)
            WHERE status = 'posted' AND NOT is_internal AND invoice_type = 'standard' AND customer_id IS NOT NULL
              AND invoice_date <= DATE '2026-10-31' GROUP BY 1)
        SELECT customer_id FROM open
        FULL JOIN (SELECT * FROM ar_month_end WHERE month_end = DATE '2026-10-31') USING (customer_id)
        WHERE COALESCE(open.amount, 0) <> COALESCE(open_invoices, 0)
    """)
        == []
    )


def test_allowance_and_inventory_are_their_ledger_accounts(rows):
    for account, sign, table, column in (
        ("1231", -1, "ar_month_end", "allowance"),
        ("1405", 1, "inventory_month_end", "amount"),
    ):
        differences = rows(f"""
            WITH ends AS ({MONTH_ENDS}),
            ledger AS (
                SELECT day, {sign} * SUM(debit_amount - credit_amount) AS amount
                FROM ends JOIN gl_entries ON posting_date <= day WHERE account_id = '{account}' GROUP BY 1),
            snapshot AS (SELECT month_end AS day, SUM({column}) AS amount FROM {table} GROUP BY 1)
            SELECT day FROM ledger FULL JOIN snapshot USING (day)
            WHERE COALESCE(ledger.amount, 0) <> COALESCE(snapshot.amount, 0)
        """)
        assert differences == [], account


def test_headers_are_the_sum_of_their_lines(rows):
    assert (
        rows("""
        SELECT invoice_id FROM invoices JOIN invoice_lines l USING (invoice_id)
        GROUP BY invoice_id, invoices.net_amount, invoices.tax_amount, invoices.gross_amount
        HAVING SUM(l.net_amount) <> invoices.net_amount OR SUM(l.tax_amount) <> invoices.tax_amount
            OR SUM(l.gross_amount) <> invoices.gross_amount
    """)
        == []
    )
    assert rows("SELECT 1 FROM order_lines WHERE net_amount <> list_amount - discount_amount") == []


def test_closing_empties_the_income_statement_of_every_month_and_department(rows):
    assert (
        rows("""
        SELECT DATE_TRUNC('month', posting_date), account_id, dept_id
        FROM gl_entries JOIN accounts USING (account_id) WHERE is_pnl
        GROUP BY 1, 2, 3 HAVING SUM(debit_amount - credit_amount) <> 0
    """)
        == []
    )


def test_the_account_tree_with_its_signs_gives_net_profit(rows):
    [(by_tree, by_sides)] = rows("""
        WITH RECURSIVE up AS (
            SELECT account_id AS leaf, parent_id, sign FROM accounts WHERE is_pnl
            UNION ALL
            SELECT up.leaf, a.parent_id, up.sign * a.sign FROM up JOIN accounts a ON a.account_id = up.parent_id
            WHERE up.parent_id <> '6000'),
        weight AS (SELECT leaf, sign FROM up WHERE parent_id = '6000')
        SELECT SUM(e.amount * weight.sign), SUM(credit_amount - debit_amount)
        FROM gl_entries e JOIN gl_vouchers USING (voucher_id) JOIN weight ON leaf = e.account_id
        WHERE voucher_type <> 'closing'
    """)
    assert by_tree == by_sides


def test_cash_never_runs_out(rows):
    [(lowest,)] = rows("""
        SELECT MIN(balance) FROM (
            SELECT SUM(SUM(debit_amount - credit_amount)) OVER (ORDER BY posting_date) AS balance
            FROM gl_entries WHERE account_id = '1002' GROUP BY posting_date)
    """)
    assert lowest > 0
