"""Which time buckets of a series do not cover their whole unit.

Role: first dates of buckets and the effective range in, rows out; such buckets are shown, but never compared.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.compose.present import Presentation
from semantic_layer.query import CheckedQuery, MeasurePeriod

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def bucket_end(first: date, grain: str) -> date:
    """The last day of the bucket that starts on `first`.

    >>> bucket_end(date(2024, 2, 1), "month"), bucket_end(date(2026, 4, 1), "fiscal_quarter")
    (datetime.date(2024, 2, 29), datetime.date(2026, 6, 30))
    """
    months = _MONTHS.get(grain.removeprefix("fiscal_"))
    if months is None:
        return first + timedelta(days=6 if grain == "week" else 0)
    after = first + timedelta(days=1)
    for _ in range(months):  # the first day of the month after next of `after`, so that week-based starts come near
        after = (after.replace(day=1) + timedelta(days=32)).replace(day=1)
    return after - timedelta(days=1) if first.day == 1 else after - timedelta(days=8)


def partial_buckets(view: Presentation, checked: CheckedQuery) -> dict[int, date]:
    """The rows whose bucket the data or the asked range cuts: row → the last day that it holds."""
    if view.time is None or not checked.periods:
        return {}
    column = view.columns[view.time]
    period = _main_period(view, checked)
    cut: dict[int, date] = {}
    for row, cells in enumerate(view.rows):
        first = cells[view.time]
        if not isinstance(first, date):
            continue
        last = bucket_end(first, column.grain)
        if period.end is not None and first <= period.end < last:
            cut[row] = period.end
        elif period.start is not None and first < period.start <= last:
            cut[row] = last
    return cut


def _main_period(view: Presentation, checked: CheckedQuery) -> MeasurePeriod:
    name = view.columns[view.main[0]].name if view.main else ""
    return next((period for period in checked.periods if period.column == name), checked.periods[0])
