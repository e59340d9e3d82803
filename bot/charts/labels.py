"""Which value labels are drawn: as many as stand free, the telling ones first.

Role: places label boxes in pixels, greedily: last, highest, lowest, first, then the others from left to right. The
telling ones keep clear of other labels and of the plot's edges; the others also of lines and bars.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.charts.fonts import width
from bot.charts.plot import Point
from bot.charts.theme import LABEL_SIZE

_LINE = LABEL_SIZE * 1.3
_ABOVE = 8  # from the point to the label's lower edge
_FREE = 3
_OVERHANG = 8  # left of the plot, where the axis labels keep their padding
_STRIDE = 6  # pixels between two samples of a line

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Board:
    """What is taken on a plotting area: labels, and what other labels should not cover."""

    def __init__(
        self, plot_width: float, plot_height: float, names: Sequence[str], has_right_axis: bool = False
    ) -> None:
        self.width, self.height = plot_width, plot_height
        self.step = plot_width / max(len(names), 1)
        self.at = {name: (place + 0.5) * self.step for place, name in enumerate(names)}
        self.right_edge = plot_width if has_right_axis else plot_width + 200
        self.labels: list[Box] = []
        self.marks: list[Box] = []

    def block_line(self, points: Sequence[Point], domain: Sequence[float]) -> None:
        """The course of a line: labels of no special interest keep off it."""
        for one, two in pairwise(points):
            if one["v"] is None or two["v"] is None:
                continue
            x0, y0, x1, y1 = self.at[one["x"]], self._level(one, domain), self.at[two["x"]], self._level(two, domain)
            count = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) // _STRIDE))
            for place in range(count + 1):
                x, y = x0 + (x1 - x0) * place / count, y0 + (y1 - y0) * place / count
                self.marks.append((x - 1, y - 1, x + 1, y + 1))

    def block_bars(self, points: Sequence[Point], domain: Sequence[float]) -> None:
        """The bars: a label never stands on a neighbour."""
        zero = self._level({"v": 0.0}, domain)
        for point in points:
            if point["v"] is not None:
                ends = sorted((zero, self._level(point, domain)))
                middle, half = self.at[point["x"]], 0.35 * self.step
                self.marks.append((middle - half, ends[0], middle + half, ends[1]))

    def place(
        self, points: Sequence[Point], domain: Sequence[float], sides: Sequence[str] = (), strict: bool = False
    ) -> None:
        """Write `up`, `down` or `side` into each point whose label stands free. `sides`: the preferred one of each
        point, "up" if not given; `strict`: even telling labels keep off the marks."""
        special = telling(points)
        for index in [*special, *(place for place in range(len(points)) if place not in special)]:
            point = points[index]
            if point["v"] is None or not point["t"]:
                continue
            preferred = sides[index] if sides else "up"
            for side in dict.fromkeys([preferred, *(("up", "down", "side") if sides and not strict else ())]):
                box = self._box(point, domain, side)
                if self._is_free(box, keep_off_marks=strict or side == "side" or index not in special):
                    self.labels.append(box)
                    point[side] = point["t"]
                    break

    def _is_free(self, box: Box, keep_off_marks: bool) -> bool:
        if box[0] < -_OVERHANG or box[2] > self.right_edge or box[3] > self.height:
            return False
        taken = self.labels + (self.marks if keep_off_marks else [])
        return not any(_touch(box, other) for other in taken)

    def _level(self, point: Point, domain: Sequence[float]) -> float:
        low, high = domain
        return self.height * (1 - (point["v"] - low) / ((high - low) or 1.0))

    def _box(self, point: Point, domain: Sequence[float], side: str) -> Box:
        middle, level, wide = self.at[point["x"]], self._level(point, domain), width(point["t"], LABEL_SIZE)
        if side == "side":
            return (middle + _ABOVE, level - _LINE / 2, middle + _ABOVE + wide + _FREE, level + _LINE / 2)
        top = level + _ABOVE - 2 if side == "down" else level - _ABOVE - _LINE
        return (middle - wide / 2 - _FREE, top, middle + wide / 2 + _FREE, top + _LINE)


def telling(points: Sequence[Point]) -> list[int]:
    """The points of special interest: last, highest, lowest, first."""
    known = [index for index, point in enumerate(points) if point["v"] is not None]
    if not known:
        return []
    highest = max(known, key=lambda index: points[index]["v"])
    lowest = min(known, key=lambda index: points[index]["v"])
    return list(dict.fromkeys([known[-1], highest, lowest, known[0]]))


def line_sides(points: Sequence[Point]) -> list[str]:
    """Above a peak, below a trough: the side that the line leaves free."""
    sides = []
    for index, point in enumerate(points):
        near = [
            p["v"] for p in (*points[max(index - 1, 0) : index], *points[index + 1 : index + 2]) if p["v"] is not None
        ]
        is_trough = point["v"] is not None and bool(near) and sum(near) / len(near) > point["v"]
        sides.append("down" if is_trough else "up")
    return sides


def bar_sides(points: Sequence[Point]) -> list[str]:
    """Beyond the end of the bar."""
    return ["down" if (point["v"] or 0) < 0 else "up" for point in points]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
