"""A line of the bench's report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, the figure with its unit, and what to hold it against."""

    what: str
    figure: str
    beside: str = ""

    def __str__(self) -> str:
        return f"{self.what:58} {self.figure:>14}  {self.beside}"
