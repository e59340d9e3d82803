"""Month end: taxes, other gains and losses, and the closing vouchers that empty the income statement.

Role: the last postings of each month. A ledger P&L that does not leave closing vouchers out is zero. Money in fen.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from demo.generate.chart_of_accounts import ACCOUNTS
from demo.generate.ledger import Ledger, Voucher
from demo.generate.timeline import CLOSED_MONTHS, CLOSED_THROUGH, month_end, next_month, stream

PNL = frozenset(account.account_id for account in ACCOUNTS if account.is_pnl)


def _totals(ledger: Ledger) -> dict[date, dict[tuple[str, str, str | None], int]]:
    """month -> (entity, account, department) -> debit minus credit, of everything posted so far."""
    totals: dict[date, dict[tuple[str, str, str | None], int]] = defaultdict(lambda: defaultdict(int))
    for voucher in ledger.vouchers:
        month = totals[voucher.day.replace(day=1)]
        for entry in voucher.entries:
            month[voucher.entity_id, entry.account_id, entry.dept_id] += entry.debit - entry.credit
    return totals


def post_other_results(ledger: Ledger) -> None:
    rng = stream("other results")
    for month in CLOSED_MONTHS:
        voucher = Voucher("E1", month_end(month), "normal", "GL", "营业外收支")
        gain, loss = rng.randint(5, 60) * 1_000_000, rng.randint(2, 30) * 1_000_000
        voucher.debit("1002", gain)
        voucher.credit("6301", gain)
        voucher.debit("6711", loss)
        voucher.credit("1002", loss)
        ledger.post(voucher)


def _pay_vat(ledger: Ledger, month: date, owed: int) -> None:
    due = next_month(month).replace(day=15)
    if due <= CLOSED_THROUGH and owed > 0:
        voucher = Voucher("E1", due, "normal", "GL", "缴纳税费")
        voucher.debit("2221", owed)
        voucher.credit("1002", owed)
        ledger.post(voucher)


def post_taxes(ledger: Ledger) -> None:
    """Surcharges of 0.6 % of external sales, income tax of 25 % of the month's profit if there is one."""
    for month, accounts in sorted(_totals(ledger).items()):
        external = -sum(amount for (_, account, _), amount in accounts.items() if account == "600101")
        profit = -sum(amount for (_, account, _), amount in accounts.items() if account in PNL)
        surcharge = external * 6 // 1000
        income_tax = max(0, (profit - surcharge) // 4)
        voucher = Voucher("E1", month_end(month), "normal", "GL", "计提税费")
        voucher.debit("6403", surcharge)
        voucher.debit("6801", income_tax)
        voucher.credit("2221", surcharge + income_tax)
        ledger.post(voucher)
        vat = -sum(amount for (_, account, _), amount in accounts.items() if account == "2221")
        _pay_vat(ledger, month, vat + surcharge + income_tax)


def post_closing(ledger: Ledger) -> None:
    """结转损益: each P&L account, department by department, against 本年利润."""
    for month, accounts in sorted(_totals(ledger).items()):
        for entity_id in ("E1", "E2"):
            voucher = Voucher(entity_id, month_end(month), "closing", "GL", "结转损益")
            total = 0
            for (entity, account_id, dept_id), amount in sorted(accounts.items(), key=lambda item: str(item[0])):
                if entity == entity_id and account_id in PNL:
                    total += amount
                    if amount > 0:
                        voucher.credit(account_id, amount, dept_id)
                    else:
                        voucher.debit(account_id, -amount, dept_id)
            if total > 0:
                voucher.debit("4103", total)
            else:
                voucher.credit("4103", -total)
            ledger.post(voucher)
