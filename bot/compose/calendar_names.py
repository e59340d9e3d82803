"""Names of calendar units and ranges: 2026-10, 2026Q3, FY26; "2026年10月", "October 2026".

Role: dates in, short text out. No arithmetic of periods: the period engine does that.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.compose.wording import say
from semantic_layer.model import CalendarSpec

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def bucket_name(first: date, grain: str, calendar: CalendarSpec | None = None) -> str:
    """The name of the bucket that starts on `first`, short and sortable.

    >>> bucket_name(date(2026, 10, 1), "month"), bucket_name(date(2026, 7, 1), "quarter")
    ('2026-10', '2026Q3')
    """
    match grain:
        case "month":
            return f"{first:%Y-%m}"
        case "quarter":
            return f"{first.year}Q{(first.month + 2) // 3}"
        case "half":
            return f"{first.year}H{1 if first.month <= 6 else 2}"
        case "year":
            return str(first.year)
        case "fiscal_year" | "fiscal_half" | "fiscal_quarter" | "fiscal_month":
            return _fiscal_name(first, grain, calendar or CalendarSpec())
        case _:
            return first.isoformat()


def _fiscal_name(first: date, grain: str, calendar: CalendarSpec) -> str:
    if calendar.pattern != "month":  # weeks: a bucket may start in the month before
        first = first + timedelta(days=15)
    months = (first.month - calendar.fiscal_year_start) % 12
    year = first.year if first.month >= calendar.fiscal_year_start else first.year - 1
    if calendar.fiscal_year_named_by == "end" and calendar.fiscal_year_start != 1:
        year += 1
    name = f"FY{year}"
    match grain:
        case "fiscal_half":
            return f"{name} H{months // 6 + 1}"
        case "fiscal_quarter":
            return f"{name} Q{months // 3 + 1}"
        case "fiscal_month":
            return f"{name} M{months + 1:02d}"
        case _:
            return name


def range_name(start: date, end: date, lang: str) -> str:
    """The calendar name of a range that is one whole unit; "" for any other.

    >>> range_name(date(2026, 10, 1), date(2026, 10, 31), "en"), range_name(date(2026, 7, 1), date(2026, 9, 30), "zh")
    ('October 2026', '2026年第3季度')
    """
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return ""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 1:
        return say("month", lang, year=start.year, month=start.month, month_name=_MONTHS[start.month - 1])
    if months == 3 and start.month % 3 == 1:
        return say("quarter", lang, year=start.year, quarter=(start.month + 2) // 3)
    if months == 6 and start.month in (1, 7):
        return say("half", lang, year=start.year, half=say("half_1" if start.month == 1 else "half_2", lang))
    if months == 12 and start.month == 1:
        return say("year", lang, year=start.year)
    return ""


def range_text(start: date | None, end: date | None, lang: str) -> str:
    """Exact dates of a range; an open end is said."""
    if start and end:
        return start.isoformat() if start == end else say("period_range", lang, start=start, end=end)
    if start:
        return say("period_from", lang, start=start)
    return say("period_to", lang, end=end) if end else say("period_all", lang)
