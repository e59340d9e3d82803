"""Dates of the demo: the span, its months, and the seeded random streams.

Role: shared by every step of the generator. Dates are plain `date`; a month is its first day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from random import Random

SEED = 20261105
START = date(2024, 1, 1)
LOADED_THROUGH = date(2026, 11, 3)  # business tables: orders to receipts
CLOSED_THROUGH = date(2026, 10, 31)  # ledger and month-end snapshots
TODAY = date(2026, 11, 5)


def stream(name: str) -> Random:
    """A random stream of its own for each step, so that a change in one leaves the others alone."""
    return Random(f"{SEED}:{name}")


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    return month_end(day) + timedelta(days=1)


def months(first: date, last: date) -> list[date]:
    """First days of the months from `first` to `last`, both included."""
    found = [first.replace(day=1)]
    while next_month(found[-1]) <= last:
        found.append(next_month(found[-1]))
    return found


ALL_MONTHS = months(START, LOADED_THROUGH)
CLOSED_MONTHS = months(START, CLOSED_THROUGH)


def month_number(day: date) -> int:
    """Months since the start of the data: January 2024 is 0."""
    return (day.year - START.year) * 12 + day.month - 1


def random_day(rng: Random, month: date, last: date = LOADED_THROUGH) -> date:
    """Any day of the month, none after `last`."""
    until = min(month_end(month), last)
    return month.replace(day=rng.randint(1, until.day))
