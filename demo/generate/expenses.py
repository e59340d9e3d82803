"""Expenses by department and account: the plan, what was spent, and their vouchers.

Role: budgets and actuals grow from one base plan, so budget execution says something. Marketing overspends in 2026, the
Overseas department has a budget and spends nothing, the Executive Office spends in 2026 without a budget.
Money in fen; base amounts below in thousand yuan a month at the level of January 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from demo.generate.ledger import Ledger, Voucher
from demo.generate.money import part
from demo.generate.names import SALES_DEPARTMENTS
from demo.generate.timeline import CLOSED_MONTHS, CLOSED_THROUGH, month_end, month_number, next_month, stream

SALES_BASE = {"D11": 950, "D12": 820, "D13": 900, "D14": 780, "D15": 640, "D16": 560}
BASE: dict[str, dict[str, int]] = {
    "D20": {"660101": 480, "660102": 1500, "660105": 900, "660103": 90},
    "D30": {"660401": 1650, "660402": 620, "660403": 310},
    "D41": {"660201": 310, "660203": 60, "660202": 25},
    "D42": {"660101": 520, "660104": 2100},
    "D50": {"660201": 420, "660202": 60, "660205": 180, "660301": 650, "660302": 55},
    "D60": {"660201": 280, "660202": 90, "660203": 30},
    "D70": {"660201": 350, "660202": 110, "660203": 140, "660204": 860},
}
for _dept, _size in SALES_BASE.items():
    BASE[_dept] = {"660101": _size, "660103": _size // 5, "660105": _size // 4, "660202": 18}
OVERSEAS = {"660101": 300, "660103": 120, "660102": 200}  # budget only, 2026


@dataclass(slots=True)
class Expense:
    month: date
    dept_id: str | None
    account_id: str
    amount: int


def planned(month: date, dept_id: str, account_id: str, thousands: int) -> int:
    """The plan in fen: growth of half a percent a month, campaigns in June and November, bonuses in January."""
    level = 1.0 + 0.005 * month_number(month)
    if account_id in ("660102", "660105"):
        level *= {5: 1.2, 6: 1.6, 10: 1.15, 11: 1.7}.get(month.month, 0.9)
    if account_id in ("660101", "660201", "660401") and month.month == 1:
        level *= 1.25
    if dept_id == "D30" and account_id == "660403":
        level *= 1.5 if month.month in (3, 9) else 0.9
    return part(thousands * 100_000, level) // 10_000 * 10_000


def _actual_factor(rng: Random, month: date, dept_id: str, account_id: str) -> float:
    factor = rng.uniform(0.9, 1.06)
    if dept_id == "D20" and month.year == 2026 and account_id in ("660102", "660105"):
        factor *= 1.12 + 0.02 * month.month  # campaigns beyond the plan, more so every month
    if account_id in ("660204", "660205"):
        return 1.0
    return factor


def make_expenses() -> list[Expense]:
    """Actual expenses of each closed month; some bank charges belong to no department."""
    rng = stream("expenses")
    found: list[Expense] = []
    for month in CLOSED_MONTHS:
        for dept_id, accounts in BASE.items():
            for account_id, thousands in accounts.items():
                amount = part(
                    planned(month, dept_id, account_id, thousands), _actual_factor(rng, month, dept_id, account_id)
                )
                found.append(Expense(month, dept_id, account_id, amount))
        found.append(Expense(month, None, "660302", rng.randint(1_500_000, 4_000_000)))
    return found


def _source(account_id: str) -> tuple[str, int]:
    """The voucher's source, and over how many vouchers a month the amount is spread."""
    if account_id in ("660101", "660201", "660401"):
        return "PAYROLL", 1
    if account_id in ("660204", "660205", "660301"):
        return "GL", 1
    return "EXPENSE", 4


def post_expenses(ledger: Ledger, expenses: list[Expense]) -> None:
    rng = stream("expense vouchers")
    for expense in expenses:
        source, count = _source(expense.account_id)
        left = expense.amount
        for turn in range(count):
            amount = left if turn == count - 1 else part(expense.amount, rng.uniform(0.15, 0.3))
            left -= amount
            day = (
                month_end(expense.month)
                if count == 1
                else expense.month.replace(day=rng.randint(7 * turn + 1, 7 * turn + 7))
            )
            voucher = Voucher("E2" if expense.dept_id == "D16" else "E1", day, "normal", source, "费用报销")
            voucher.debit(expense.account_id, amount, expense.dept_id)
            voucher.credit("1602" if expense.account_id == "660204" else "1002", amount)
            ledger.post(voucher)


def post_mistakes(ledger: Ledger) -> None:
    """About one wrong expense voucher a month, taken back in red letters the same or the next month."""
    rng = stream("mistakes")
    for month in CLOSED_MONTHS:
        dept_id = rng.choice([*SALES_DEPARTMENTS, "D20", "D30"])
        account_id = rng.choice(list(BASE[dept_id]))
        wrong = Voucher(
            "E2" if dept_id == "D16" else "E1", month.replace(day=rng.randint(5, 28)), "normal", "EXPENSE", "费用报销"
        )
        amount = rng.randint(10, 300) * 100_000
        wrong.debit(account_id, amount, dept_id)
        wrong.credit("1002", amount)
        ledger.post(wrong)
        back = month_end(month) if rng.random() < 0.6 else next_month(month).replace(day=3)
        ledger.reverse(wrong, min(back, CLOSED_THROUGH), "红字冲销")
