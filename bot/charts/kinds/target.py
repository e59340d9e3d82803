"""Actual bars against target ticks, by name."""

from __future__ import annotations

from bot.charts.frame import Spec, framed, legend, ordinal, tooltip
from bot.charts.kinds.bars import BAR, domain_with_labels
from bot.charts.plot import Plot, Point
from bot.charts.theme import WIDTH


def draw(plot: Plot, actual: list[Point], target: list[Point], names: tuple[str, str]) -> Spec:
    """`names`: what the bars and the ticks stand for."""
    rows = [point["x"] for point in actual]
    goal = {point["x"]: point["v"] for point in target}
    for point in actual:
        point["end"] = max(point["v"] or 0.0, goal.get(point["x"]) or 0.0)
        against = next((p["t"] for p in target if p["x"] == point["x"]), "")
        point["t"] = " / ".join(part or "–" for part in (point["t"], against))
    domain = domain_with_labels([point | {"v": point["end"]} for point in actual])
    axis = {"labelLimit": 220, "ticks": False, "domain": False, "labelColor": plot.theme.ink, "labelOverlap": False}
    y = ordinal("x", rows, axis=axis | {"title": None})
    y["scale"] |= {"paddingInner": 0.35, "paddingOuter": 0.2}
    x: Spec = {"field": "v", "type": "quantitative", "scale": {"domain": domain, "nice": False}, "axis": None}
    fills = [plot.theme.series[0], plot.theme.ink]
    colour = {"type": "nominal", "scale": {"domain": list(names), "range": fills}, "legend": legend(names)}
    layers: list[Spec] = [
        {
            "data": {"values": actual},
            "mark": {"type": "bar", "opacity": 1},
            "encoding": {"y": y, "x": x, "color": colour | {"datum": names[0]}, "tooltip": tooltip(False)},
        },
        {
            "data": {"values": target},
            "mark": {"type": "tick", "thickness": 3, "size": BAR * 0.9, "opacity": 1},
            "encoding": {"y": y, "x": x, "color": colour | {"datum": names[1]}, "tooltip": tooltip(False)},
        },
        {
            "data": {"values": actual},
            "mark": {"type": "text", "align": "left", "dx": 6, "color": plot.theme.ink},
            "encoding": {"y": y, "x": x | {"field": "end"}, "text": {"field": "t", "type": "nominal"}},
        },
    ]
    return framed(plot, {"width": WIDTH - 120, "height": len(rows) * (BAR + 4), "layer": layers})
