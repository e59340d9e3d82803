"""One table each, from many trades, with columns that must not be added up: what a draft sums and leaves out."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from semantic_layer.loader import load_model
from semantic_layer.model_draft import draft_model

MONEY = "CAST((m * 7 + e * 3) % 11 + 5.25 AS DECIMAL(12,2))"
START = "CAST(DATE '2025-01-01' + INTERVAL (m) MONTH AS DATE)"
END = "LAST_DAY(DATE '2025-01-01' + INTERVAL (m) MONTH)"
DAY = "DATE '2025-01-01' + CAST(m AS INTEGER)"
EVENT = "DATE '2025-01-01' + CAST(i AS INTEGER)"

# table: (columns; "e" and "m" of a grid of members and dates, or "i" of events; the sums that are drafted, by kind)
TABLES = {
    "loan_positions": (
        f"{END} AS as_of_date, 'L' || e AS loan_id, {MONEY} AS principal, {MONEY} AS interest_paid, e / 100.0 AS apr",
        {"principal": "balance"},
    ),
    "bank_accounts": (f"{DAY} AS d, 'A' || e AS account_no, {MONEY} AS amount", {}),
    "fleet_month_end": (
        f"{END} AS month_end, 'T' || e AS truck, {MONEY} AS book_value, m * 100 + e AS engine_hours",
        {"book_value": "balance"},
    ),
    "subscriptions_monthly": (
        f"{START} AS month, 'P' || e AS plan, 9 + e AS active_subs, {MONEY} AS mrr, m % 5 AS new_subs, {MONEY} AS arpu",
        {"active_subs": "balance", "mrr": "balance", "new_subs": "flow"},
    ),
    "hr_monthly": (
        f"{END} AS month_end, 'D' || e AS dept, 9 + (m + e) % 4 AS employees, (m + e) % 3 AS hires, m % 2 AS sick_days",
        {"employees": "balance"},
    ),
    "meter_reads": (
        f"{DAY} AS reading_on, 'M' || e AS meter_no, 99 + m * 5 + e AS counted, {MONEY} AS consumption_kwh",
        {"consumption_kwh": "flow"},
    ),
    "store_daily": (
        f"{DAY} AS business_date, 'S' || e AS store, {MONEY} AS sales, {MONEY} AS avg_basket,"
        " 5 + m % 4 AS unique_visitors",
        {"sales": "flow"},
    ),
    "quotes": (
        f"{DAY} AS trade_date, 'T' || e AS ticker, {MONEY} AS open, {MONEY} AS close, 100 + m % 9 AS volume",
        {},
    ),
    "trial_balance": (
        f"{END} AS period_end, '10' || e AS gl_account, {MONEY} AS debit, {MONEY} AS closing_balance",
        {},
    ),
    "kpi_values": (
        f"{START} AS month, ['sales', 'margin'][1 + e % 2] AS metric, 'R' || e AS region, {MONEY} AS value",
        {},
    ),
    "进销存月报": (
        f"{END} AS 日期, 'P' || e AS 物料编码, 9 + e AS 期初数量, (m + e) % 5 AS 入库数量, 9 + (m + e) % 6 AS 期末数量",
        {"入库数量": "flow", "期末数量": "balance"},
    ),
    "费用月报": (
        f"{START} AS 月份, 'D' || e AS 部门, {MONEY} AS 本月金额, {MONEY} AS 累计金额,"
        f" {MONEY} AS 上年同期, {MONEY} AS 费用率",
        {"本月金额": "flow"},
    ),
    "shipments": (
        f"i AS shipment_id, {EVENT} AS ship_date, i % 9 AS pieces, i % 5 AS transit_days,"
        " CAST(i AS DOUBLE) AS temperature",
        {"pieces": "flow"},
    ),
    "employees": (
        f"i AS emp_id, 'E' || i AS full_name, {EVENT} AS hire_date, 99 + i AS salary, {EVENT} AS reviewed_on",
        {},
    ),
    "policies": (
        f"'P' || i AS policy_no, {EVENT} AS effective_date, {EVENT} AS expiry_date, i % 9 AS premium, i AS sum_insured",
        {"premium": "flow"},
    ),
    "inventory": ("'S' || i AS sku, i % 9 AS qty, i % 7 + 0.5 AS unit_cost, i % 31 + 0.5 AS stock_value", {}),
    "order_items": (
        "'O' || (i // 3) AS order_id, DATE '2025-01-01' + CAST(i // 3 AS INTEGER) AS order_date, i % 5 AS line_no,"
        " i % 7 + 0.5 AS line_total, (i // 3) % 9 + 20.5 AS order_total, 5.5 + (i // 3) % 4 AS shipping_fee",
        {"line_total": "flow"},
    ),
    "payments": (
        f"i AS payment_id, {EVENT} AS paid_on, 'I' || (i // 2) AS invoice_no, i % 9 + 0.5 AS amount,"
        " 50.5 + i // 2 AS invoice_total",
        {"amount": "flow"},
    ),
    "invoices": (  # a rent: the same amount again and again is no header's
        f"i AS invoice_no, 'C' || (i % 8) AS contract_no, {EVENT} AS issued_on, 100.5 + i % 8 AS net",
        {"net": "flow"},
    ),
    "journal": (f"i AS entry_id, {EVENT} AS posted, ['D', 'C'][1 + i % 2] AS dc, i % 9 + 0.5 AS amount", {}),
    "cash_book": (
        f"i AS entry_id, {EVENT} AS posted, ['in', 'out'][1 + i % 2] AS kind,"
        " (i % 9 + 0.5) * (1 - 2 * (i % 2)) AS amount",
        {"amount": "flow"},  # signed: what goes out is taken off
    ),
}


@pytest.mark.parametrize("table", TABLES)
def test_only_what_may_be_added_up_is(tmp_path: Path, table: str):
    columns, expected = TABLES[table]
    rows = "range(12) a(m), range(6) b(e)" if " m " in columns or "(m" in columns else "range(80) t(i)"
    source = tmp_path / "x.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute(f'CREATE TABLE "{table}" AS SELECT {columns} FROM {rows}')
    model = load_model([draft_model(source, tmp_path / "out").model_file])
    sums = [metric for metric in model.metrics.values() if metric.expression.startswith("SUM(")]
    found = {metric.expression[4:-1].partition(".")[2]: metric.kind.value for metric in sums}
    assert found == expected
