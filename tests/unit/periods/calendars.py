"""The calendars that the period tests share."""

from __future__ import annotations

from datetime import date

from semantic_layer.model import CalendarSpec
from semantic_layer.periods import Calendar, Period

NATURAL = Calendar(CalendarSpec())
APRIL = Calendar(CalendarSpec(fiscal_year_start=4))  # FY2026 ends in March 2026
JULY_BY_START = Calendar(CalendarSpec(fiscal_year_start=7, fiscal_year_named_by="start"))
SUNDAY = Calendar(CalendarSpec(week_start=7))
# FY2024 has 53 weeks (29 January 2023 is a Sunday, 4 February 2024 is 53 weeks later).
RETAIL = Calendar(
    CalendarSpec(
        pattern="4-5-4",
        week_start=7,
        fiscal_year_first_day={2024: date(2023, 1, 29), 2025: date(2024, 2, 4), 2026: date(2025, 2, 2)},
    )
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def span(period: Period | None) -> str:
    """`start..end`, or "" for none."""
    return f"{period.start}..{period.end}" if period else ""
