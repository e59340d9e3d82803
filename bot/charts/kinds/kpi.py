"""Single numbers, large, with what stands beside them; a sparkline where there is a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.charts.fonts import width
from bot.charts.frame import Spec, framed, value_domain
from bot.charts.plot import Plot, Point
from bot.charts.theme import LABEL_SIZE

MOST_NUMBERS = 4
_WIDTH, _BIG = 520, 44
_BLOCK = 96
_SPARK = 70


def draw(plot: Plot, blocks: Sequence[tuple[str, str, str]], spark: list[Point] | None = None) -> Spec:
    """`blocks`: (name, number, what stands beside it); the name is left out where it is the title."""
    layers: list[Spec] = []
    top = 0
    for name, number, beside in blocks[:MOST_NUMBERS]:
        size = min(_BIG, _BIG * _WIDTH / max(width(number, _BIG, True), 1))
        layers.append(_text(name, top + 10, LABEL_SIZE + 1, plot.theme.muted))
        layers.append(_text(number, top + 46, size, plot.theme.ink, bold=True))
        layers.append(_text(beside, top + 82, LABEL_SIZE, plot.theme.muted))
        top += _BLOCK
    if spark:
        layers.append(_sparkline(plot, spark, top))
        top += _SPARK
    layers = [layer for layer in layers if layer is not None]
    return framed(plot, {"width": _WIDTH, "height": top, "layer": layers}, total_width=_WIDTH)


def _text(text: str, y: float, size: float, colour: str, bold: bool = False) -> Spec:
    mark: dict[str, Any] = {
        "type": "text",
        "text": text,
        "x": 0,
        "y": y,
        "align": "left",
        "baseline": "middle",
        "fontSize": size,
        "fontWeight": "bold" if bold else "normal",
        "color": colour,
        "limit": _WIDTH,
    }
    return {"data": {"values": [{}]}, "mark": mark}


def _sparkline(plot: Plot, points: list[Point], top: float) -> Spec:
    """A line without axes under the number."""
    low, high = value_domain(points, from_zero=False, room=0.05)
    span = (high - low) or 1.0
    step = _WIDTH / max(len(points) - 1, 1)
    drawn = [
        {"px": index * step, "py": None if p["v"] is None else top + _SPARK * (1 - (p["v"] - low) / span)}
        for index, p in enumerate(points)
    ]
    end = top + _SPARK
    position = {
        "x": {"field": "px", "type": "quantitative", "scale": {"domain": [0, _WIDTH], "nice": False}, "axis": None},
        "y": {"field": "py", "type": "quantitative", "scale": {"domain": [end, 0], "nice": False}, "axis": None},
    }
    mark = {"type": "line", "color": plot.theme.series[0], "strokeWidth": 2}
    return {"data": {"values": drawn}, "mark": mark, "encoding": position}
