"""Budgets and targets: month × department × account, and KPI targets of the sales departments.

Role: plans only; they know nothing of actuals but the base plan. Scenario `budget` is the year's first budget,
`forecast` the rolling forecast of 2026. Money in fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demo.generate.expenses import BASE, OVERSEAS, planned
from demo.generate.money import part
from demo.generate.orders import ORDERS_PER_MONTH, SEASON
from demo.generate.timeline import month_number, months, stream

PLAN_MONTHS = months(date(2024, 1, 1), date(2026, 12, 1))
# share of a month's sales that each department is to bring, and a month's sales at the level of January 2024
SALES_SHARE = {"D11": 0.185, "D12": 0.135, "D13": 0.205, "D14": 0.215, "D15": 0.17, "D16": 0.09}
SALES_LEVEL = 10_500_000_000


@dataclass(slots=True)
class Budget:
    month: date
    dept_id: str
    account_id: str
    scenario: str
    amount: int


@dataclass(slots=True)
class Target:
    month: date
    dept_id: str
    kpi: str  # orders | collections
    amount: int


def planned_sales(month: date, dept_id: str) -> int:
    """Net sales that the department is to bring, in fen, to the thousand yuan."""
    level = SEASON[month.month] * (1.0 + 0.011 * month_number(month)) * SALES_SHARE[dept_id]
    return part(SALES_LEVEL, level * ORDERS_PER_MONTH / 860) // 100_000 * 100_000


def make_budgets() -> list[Budget]:
    rng = stream("budgets")
    found: list[Budget] = []
    for month in PLAN_MONTHS:
        for dept_id, accounts in BASE.items():
            if dept_id == "D70" and month.year == 2026:
                continue  # spends without a budget
            for account_id, thousands in accounts.items():
                amount = planned(month, dept_id, account_id, thousands)
                found.append(Budget(month, dept_id, account_id, "budget", amount))
                if month.year == 2026:
                    revised = part(amount, rng.uniform(0.95, 1.08)) // 10_000 * 10_000
                    found.append(Budget(month, dept_id, account_id, "forecast", revised))
        if month.year == 2026:
            found += [Budget(month, "D80", a, "budget", planned(month, "D80", a, k)) for a, k in OVERSEAS.items()]
        for dept_id in SALES_SHARE:
            sales = planned_sales(month, dept_id)
            found.append(Budget(month, dept_id, "600101", "budget", sales))
            if month.year == 2026:
                found.append(Budget(month, dept_id, "600101", "forecast", part(sales, rng.uniform(0.93, 1.03))))
    return found


def make_targets() -> list[Target]:
    """Targets with tax: orders a little above the sales budget, collections a little below it."""
    found: list[Target] = []
    for month in PLAN_MONTHS:
        for dept_id in SALES_SHARE:
            gross = part(planned_sales(month, dept_id), 1.13)
            found.append(Target(month, dept_id, "orders", part(gross, 1.03) // 100_000 * 100_000))
            found.append(Target(month, dept_id, "collections", part(gross, 0.97) // 100_000 * 100_000))
    return found
