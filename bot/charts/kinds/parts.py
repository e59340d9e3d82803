"""A pie of at most five parts: shares are written in the legend, where nothing can collide."""

from __future__ import annotations

from bot.charts.fonts import cut, width
from bot.charts.frame import Spec, colours, framed
from bot.charts.plot import Plot, Point, numbers
from bot.charts.theme import LABEL_SIZE
from bot.compose.format import format_cell
from semantic_layer.model import Unit
from semantic_layer.query import Column

MOST_PARTS = 5
_SIZE = 240
_LEGEND = 380  # pixels for name, value and share
_SHARE = Column("share", "computed", unit=Unit("percent"), is_share=True)


def is_drawable(points: list[Point]) -> bool:
    """Whether a pie is honest: two to five parts, none negative or missing, something to divide."""
    values = numbers(points)
    return 2 <= len(points) <= MOST_PARTS and len(values) == len(points) and min(values) >= 0 and sum(values) > 0


def draw(plot: Plot, points: list[Point], is_share: bool) -> Spec:
    """`is_share`: the values are shares already."""
    total = sum(numbers(points))
    for point in points:
        share = "" if is_share else f"  {format_cell(point['v'] / total, _SHARE, plot.lang)}"
        value = f"  {point['t']}{share}"
        size = LABEL_SIZE + 1
        point["entry"] = cut(point["x"], size, _LEGEND - width(value, size)) + value
    entries = [point["entry"] for point in points]
    legend = {
        "orient": "right",
        "direction": "vertical",
        "title": None,
        "labelLimit": _LEGEND + 4,
        "labelFontSize": LABEL_SIZE + 1,
        "rowPadding": 10,
        "symbolType": "square",
        "symbolSize": 140,
        "offset": 24,
    }
    encoding = {
        "theta": {"field": "v", "type": "quantitative", "stack": True},
        "order": {"field": "place", "type": "quantitative"},
        "color": {
            "field": "entry",
            "type": "nominal",
            "sort": None,
            "scale": {"domain": entries, "range": colours(plot, entries)},
            "legend": legend,
        },
    }
    for place, point in enumerate(points):
        point["place"] = place
    mark = {"type": "arc", "innerRadius": _SIZE * 0.28, "stroke": plot.theme.background, "strokeWidth": 2}
    return framed(
        plot, {"width": _SIZE, "height": _SIZE, "data": {"values": points}, "mark": mark, "encoding": encoding}
    )
