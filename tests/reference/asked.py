"""A question to the reference: groups, dates, tests and columns, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.reference.dates import NATURAL, Calendar
from tests.reference.formula import Expr, Test

BUCKET = "period"  # the key that stands for the time bucket


@dataclass(frozen=True)
class Asked:
    """`groups`: fields; `grain`: of the time grouping, which comes first. Rows come ordered by the keys."""

    columns: tuple[Expr, ...]
    groups: tuple[str, ...] = ()
    grain: str = ""
    start: date | None = None
    end: date | None = None
    tests: tuple[Test, ...] = ()
    calendar: Calendar = NATURAL

    @property
    def keys(self) -> tuple[str, ...]:
        return ((BUCKET,) if self.grain else ()) + self.groups

    @property
    def is_dated(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True)
class Cell:
    """One bucket (`key` its first date) or the whole range. None = open."""

    key: date | None
    start: date | None
    end: date | None
