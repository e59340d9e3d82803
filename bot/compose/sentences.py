"""Sentences in the making: text together with the figures it computed from cells.

Role: `Said` collects parts; a figure that is no cell is recorded, so that the grounding test can compute it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from bot.compose.format import Format, format_cell, is_number, to_decimal
from bot.compose.present import Presentation
from bot.turn import Figure
from semantic_layer.model import Better, Unit
from semantic_layer.query import Cell, Column

_GROWTH = Column("growth", "computed", unit=Unit("percent"), is_growth=True)
_POINTS = Unit("points")


@dataclass
class Said:
    """Lines of an answer and the figures computed for them."""

    lines: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)

    def add(self, line: str, *figures: Figure) -> None:
        if line:
            self.lines.append(line)
            self.figures.extend(figures)


@dataclass(frozen=True, slots=True)
class Change:
    """A change as said: its size in words-ready form, which way it goes, and what it was computed from."""

    size: str
    direction: int  # 1, 0, -1
    kind: str  # growth, points, change
    figure: Figure | None = None


def change_from_cells(view: Presentation, now: tuple[int, int], before: tuple[int, int]) -> Change | None:
    """The change between two cells: points for rates, a growth rate on a positive base, else the difference."""
    new, old = _cell(view, now), _cell(view, before)
    if not (is_number(new) and is_number(old)):
        return None
    difference = to_decimal(new) - to_decimal(old)
    fmt = view.formats[now[1]]
    cells = (now, before)
    if fmt.unit.kind in ("percent", "points"):
        size = format_cell(abs(difference), _POINTS, view.lang)
        return Change(size, _sign(difference), "points", Figure(size, "difference", cells))
    if to_decimal(old) > 0:
        rate = difference / to_decimal(old)
        size = format_cell(abs(rate), _GROWTH, view.lang)
        return Change(size, _sign(rate), "growth", Figure(size, "growth", cells))
    size = difference_format(fmt).text(abs(difference))
    return Change(size, _sign(difference), "change", Figure(size, "difference", cells))


def change_from_column(view: Presentation, row: int, position: int) -> Change | None:
    """The change that the query itself computed: a growth rate, or a difference."""
    value = view.rows[row][position]
    if not is_number(value):
        return None
    column = view.columns[position]
    kind = "growth" if column.is_growth else "points" if column.unit.kind == "points" else "change"
    return Change(view.formats[position].size(value), _sign(to_decimal(value)), kind)


def difference_format(fmt: Format) -> Format:
    """How a difference of two cells of a column is written: like them."""
    return fmt


def say_direction(change: Change, against: str) -> str:
    """The key of the sentence: growth_up_year, points_down, change_up_period …"""
    way = {1: "up", 0: "flat", -1: "down"}[change.direction]
    kind = "growth" if way == "flat" else change.kind
    return f"{kind}_{way}_{against}" if against in ("year", "period") else f"{kind}_{way}"


def judged(change: Change, better: Better) -> str:
    """The key that says whether a change is good; "" where the metric does not say or nothing moved."""
    if better is Better.NEITHER or change.direction == 0:
        return ""
    is_good = (change.direction > 0) == (better is Better.HIGHER)
    return "favourable" if is_good else "unfavourable"


def _cell(view: Presentation, place: tuple[int, int]) -> Cell:
    return view.rows[place[0]][place[1]]


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)
