"""Which value labels are drawn: as many as stand free, the telling ones first.

Role: places label boxes in pixels, greedily: last, highest, lowest, first, then the others from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.charts.fonts import width
from bot.charts.plot import Point
from bot.charts.theme import LABEL_SIZE

_LINE = LABEL_SIZE * 1.3
_ABOVE = 8  # from the point to the label's lower edge
_FREE = 3

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Board:
    """The boxes placed so far on a plotting area."""

    def __init__(self, plot_width: float, plot_height: float) -> None:
        self.width, self.height = plot_width, plot_height
        self.boxes: list[Box] = []

    def place(
        self, points: Sequence[Point], names: Sequence[str], domain: Sequence[float], below: Sequence[int] = ()
    ) -> None:
        """Write `up` or `down` into each point whose label stands free; `below`: points labelled under the mark."""
        step = self.width / max(len(names), 1)
        at = {name: (place + 0.5) * step for place, name in enumerate(names)}
        for index in _telling(points):
            point = points[index]
            if point["v"] is None or not point["t"]:
                continue
            side = "down" if index in below else "up"
            box = self._box(at[point["x"]], point, domain, side)
            if not any(_touch(box, other) for other in self.boxes):
                self.boxes.append(box)
                point[side] = point["t"]

    def _box(self, middle: float, point: Point, domain: Sequence[float], side: str) -> Box:
        low, high = domain
        level = self.height * (1 - (point["v"] - low) / ((high - low) or 1.0))
        half = width(point["t"], LABEL_SIZE) / 2 + _FREE
        top = level + _ABOVE - 2 if side == "down" else level - _ABOVE - _LINE
        return (middle - half, top, middle + half, top + _LINE)


def _telling(points: Sequence[Point]) -> list[int]:
    known = [index for index, point in enumerate(points) if point["v"] is not None]
    if not known:
        return []
    highest = max(known, key=lambda index: points[index]["v"])
    lowest = min(known, key=lambda index: points[index]["v"])
    return list(dict.fromkeys([known[-1], highest, lowest, known[0], *known]))


def lowest_of(points: Sequence[Point]) -> list[int]:
    """The point whose label stands below a line: its lowest, if it is neither first nor last to rise from."""
    known = [index for index, point in enumerate(points) if point["v"] is not None]
    if len(known) < 3:
        return []
    return [min(known, key=lambda index: points[index]["v"])]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
