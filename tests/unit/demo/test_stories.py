"""The stories that the demo can tell, in hand-written SQL. Each would be gone if its numbers were even."""

from __future__ import annotations

import pytest

SOLD = """
    SELECT YEAR(l.invoice_date) AS year, MONTH(l.invoice_date) AS month, p.product_line, c.region,
           l.net_amount AS net, l.cost_amount AS cost
    FROM invoice_lines l JOIN invoices i USING (invoice_id) JOIN products p USING (product_id)
    LEFT JOIN customers c USING (customer_id)
    WHERE i.status = 'posted' AND NOT i.is_internal AND MONTH(l.invoice_date) <= 10
"""


def test_total_profit_grows_while_one_product_line_loses_money(rows):
    profit = dict(
        rows("""
        SELECT YEAR(posting_date), SUM(credit_amount - debit_amount)
        FROM gl_entries JOIN gl_vouchers USING (voucher_id) JOIN accounts USING (account_id)
        WHERE is_pnl AND voucher_type <> 'closing' AND MONTH(posting_date) <= 10 GROUP BY 1
    """)
    )
    assert profit[2024] < profit[2025] < profit[2026]
    margins = dict(rows(f"SELECT product_line, SUM(net - cost) FROM ({SOLD}) WHERE year = 2026 GROUP BY 1"))
    assert [line for line, amount in margins.items() if amount < 0] == ["小家电"]
    [(earlier,)] = rows(f"SELECT SUM(net - cost) FROM ({SOLD}) WHERE year = 2025 AND product_line = '小家电'")
    assert earlier > 0


def test_the_south_buys_sales_with_discounts_and_its_margin_falls(rows):
    found = {
        (region, year): (float(margin), float(net))
        for region, year, margin, net in rows(
            f"SELECT region, year, 1 - SUM(cost) / SUM(net), SUM(net) FROM ({SOLD}) GROUP BY 1, 2"
        )
    }
    assert found["华南", 2026][0] < found["华南", 2025][0] - 0.03
    assert found["华南", 2026][1] > found["华南", 2025][1] * 1.2 > 0
    for region in ("华东", "华北", "西部"):
        assert found[region, 2026][0] > found[region, 2025][0]
    discounts = dict(
        rows("""
        SELECT YEAR(o.order_date), CAST(SUM(discount_amount) / SUM(list_amount) AS DOUBLE)
        FROM order_lines l JOIN sales_orders o USING (order_id) JOIN customers USING (customer_id)
        WHERE region = '华南' GROUP BY 1
    """)
    )
    assert discounts[2025] < 0.065
    assert discounts[2026] > 0.13


@pytest.mark.parametrize("region", ["华南", "华北", "西部"])
def test_receivables_age_in_the_east(rows, region):
    found = dict(
        rows("""
        WITH open AS (
            SELECT i.invoice_id, c.region, i.due_date, i.gross_amount - COALESCE((
                SELECT SUM(a.amount) FROM receipt_applications a
                WHERE a.invoice_id = i.invoice_id AND a.applied_date <= DATE '2026-10-31'), 0) AS amount
            FROM invoices i JOIN customers c USING (customer_id)
            WHERE invoice_type = 'standard' AND status = 'posted' AND NOT i.is_internal
              AND invoice_date <= DATE '2026-10-31')
        SELECT region, CAST(SUM(amount) FILTER (WHERE due_date < DATE '2026-10-31') / SUM(amount) AS DOUBLE)
        FROM open GROUP BY 1
    """)
    )
    assert found["华东"] > found[region] + 0.2


def test_marketing_overspends_its_budget_and_others_do_not(rows):
    found = dict(
        rows("""
        WITH spent AS (
            SELECT dept_id, SUM(debit_amount - credit_amount) AS amount
            FROM gl_entries JOIN gl_vouchers USING (voucher_id) JOIN accounts USING (account_id)
            WHERE expense_category IS NOT NULL AND voucher_type <> 'closing' AND YEAR(posting_date) = 2026 GROUP BY 1),
        planned AS (
            SELECT dept_id, SUM(amount) AS amount FROM budgets JOIN accounts USING (account_id)
            WHERE expense_category IS NOT NULL AND scenario = 'budget'
              AND budget_month BETWEEN DATE '2026-01-01' AND DATE '2026-10-01' GROUP BY 1)
        SELECT dept_name, CAST(spent.amount / planned.amount AS DOUBLE)
        FROM spent JOIN planned USING (dept_id) JOIN departments USING (dept_id)
    """)
    )
    assert found.pop("市场部") > 1.12
    assert max(found.values()) < 1.02


def test_small_appliances_pile_up(rows):
    found = dict(
        rows("""
        SELECT month_end, SUM(amount) FROM inventory_month_end JOIN products USING (product_id)
        WHERE product_line = '小家电' AND month_end IN (DATE '2025-10-31', DATE '2026-10-31') GROUP BY 1
    """)
    )
    before, after = (found[day] for day in sorted(found))
    assert after > before * 3
