"""The planted breaks: the only places where the books do not tie out. Listed in docs/demo.md and tested.

1. 2026-05: revenue of ¥1,200,000 accrued in the ledger without an invoice, taken back in red letters on 5 June 2026.
2. 2025-11: a void invoice of ¥86,000 net was posted to the ledger, and taken back on 10 December 2025.
3. 2026-09: a receipt of ¥500,000 stands under the wrong customer in the receivables snapshot; the total is right, and
   October's snapshot is right again.
"""

from __future__ import annotations

from datetime import date

from demo.generate.ledger import Ledger, Voucher
from demo.generate.receivables import Snapshot

ACCRUED, ACCRUED_ON, ACCRUED_BACK = 120_000_000, date(2026, 5, 31), date(2026, 6, 5)
VOIDED, VOIDED_ON, VOIDED_BACK = 8_600_000, date(2025, 11, 27), date(2025, 12, 10)
MISPLACED, MISPLACED_AT = 50_000_000, date(2026, 9, 30)


def post_breaks(ledger: Ledger) -> None:
    accrual = Voucher("E1", ACCRUED_ON, "normal", "GL", "暂估收入")
    accrual.debit("1122", ACCRUED)
    accrual.credit("600101", ACCRUED, "D14")
    ledger.post(accrual)
    ledger.reverse(accrual, ACCRUED_BACK, "冲回暂估收入")
    void = Voucher("E1", VOIDED_ON, "normal", "AR", "销售开票")
    tax = VOIDED * 13 // 100
    void.debit("1122", VOIDED + tax)
    void.credit("600101", VOIDED, "D12")
    void.credit("2221", tax)
    ledger.post(void)
    ledger.reverse(void, VOIDED_BACK, "作废发票冲回")


def misplace_receipt(snapshots: list[Snapshot]) -> tuple[str, str]:
    """Move ¥500,000 between the two largest balances of that month; returns the customers (too high, too low)."""
    rows = sorted((row for row in snapshots if row.month_end == MISPLACED_AT), key=lambda row: -row.balance)
    high, low = rows[0], rows[1]
    high.open_invoices += MISPLACED
    low.open_invoices -= MISPLACED
    return high.customer_id, low.customer_id
