"""Periods and grains as values.

Role: the one way the code speaks of time. Dates are inclusive and in the model's time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


class Grain(StrEnum):
    """From fine to coarse; `fiscal_*` follow the model's fiscal calendar (4-4-5 included)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    FISCAL_MONTH = "fiscal_month"
    FISCAL_QUARTER = "fiscal_quarter"
    FISCAL_HALF = "fiscal_half"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class Period:
    """A closed range of dates. `grain`: set where it is one whole (or begun) calendar unit."""

    start: date
    end: date
    grain: Grain | None = None
    complete: bool = True  # False: today or the data's end lies inside it, or it was clipped there
    as_of: bool = False  # said of a point in time ("截至6月底"): flows are cumulated to it, balances stand at it
    words: str = ""  # as the asker said it
    open_start: bool = False  # "截至6月底": only the end was said

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    def clipped(self, end: date) -> Period:
        """The same period ending no later than `end`, marked incomplete if that cut it."""
        if end >= self.end:
            return self
        return replace(self, end=end, complete=False)
