"""Units of no said calendar: this year, last quarter, H1, YTD, which a fiscal calendar has as well.

Role: tells from a node whether its words leave open which calendar they follow; `reader` then takes both. A year with
its number (2026) is of the calendar, FY26 is fiscal, and months, weeks and days are the same in both.
"""

from __future__ import annotations

from bot.read.periods.phrases import Node, Point
from bot.read.periods.resolve import CALENDAR, YEARLY
from bot.read.periods.tokens import Kind, Token

_UNITS = (Kind.REL, Kind.NUMBER)


def is_of_no_calendar(node: Node) -> bool:
    """Whether all units of a node are years, halves or quarters of no said kind."""
    points = [point for point in (node.left, node.right) if point is not None]
    if node.form in (Kind.TO_DATE, Kind.ROLLING) and node.token is not None:
        return node.token.grain in YEARLY and node.token.name != CALENDAR and all(_is_open(point) for point in points)
    return bool(points) and node.form in {"point", "since", "to_date", "as_of", "range"} and all(map(_is_open, points))


def _is_open(point: Point) -> bool:
    if not point.parts:
        return point.edge is not None and point.edge.grain in YEARLY
    return all(_is_open_unit(part) for part in point.parts)


def _is_open_unit(part: Token) -> bool:
    return part.kind in _UNITS and part.grain in YEARLY and not part.fiscal and part.name != CALENDAR
