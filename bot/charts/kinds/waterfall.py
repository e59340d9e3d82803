"""A bridge: steps up and down from an opening to a closing total."""

from __future__ import annotations

from bot.charts.frame import Spec, axis_unit, framed, name_axis, ordinal, tooltip, value_axis
from bot.charts.kinds.line import texts
from bot.charts.labels import Board
from bot.charts.plot import Plot, Point
from bot.charts.theme import HEIGHT, WIDTH


def draw(plot: Plot, steps: list[Point], place: int) -> Spec:
    """`steps`: points in order; `whole` marks one that stands on zero (opening, closing)."""
    _stack(plot, steps)
    names = [point["x"] for point in steps]
    lows = [min(point["from"], point["to"]) for point in steps]
    highs = [max(point["from"], point["to"]) for point in steps]
    low, high = min(*lows, 0.0), max(*highs, 0.0)
    room = 0.12 * ((high - low) or 1.0)
    domain = [low - (room if low < 0 else 0.0), high + room]
    tops = [{"x": p["x"], "v": max(p["from"], p["to"]), "t": p["t"]} for p in steps]
    Board(WIDTH, HEIGHT, names).place(tops, domain)
    x = ordinal("x", names, axis=name_axis(names, WIDTH / len(names), cut=True))
    x["scale"] |= {"paddingInner": 0.35, "paddingOuter": 0.2}
    scale = {"domain": domain, "nice": False}
    y: Spec = {"field": "from", "type": "quantitative", "scale": scale, "axis": value_axis(plot, place)}
    bar: Spec = {
        "mark": {"type": "bar"},
        "encoding": {
            "x": x,
            "y": y,
            "y2": {"field": "to"},
            "color": {"field": "fill", "type": "nominal", "scale": None},
            "tooltip": tooltip(False),
        },
    }
    zero: Spec = {"mark": {"type": "rule", "color": plot.theme.past}, "encoding": {"y": {"datum": 0, "scale": scale}}}
    labels = texts(plot, {"x": x, "y": {"field": "v", "type": "quantitative", "scale": scale}})
    layers = [bar, zero, *({"data": {"values": tops}} | layer for layer in labels)]
    body = {"width": WIDTH, "height": HEIGHT, "data": {"values": steps}, "layer": layers}
    return framed(plot, body, axis_unit(plot, place))


def _stack(plot: Plot, steps: list[Point]) -> None:
    """Where each bar starts and ends, and its colour."""
    level = 0.0
    for point in steps:
        value = point["v"] or 0.0
        if point.get("whole"):
            point["from"], point["to"], level = 0.0, value, value
            point["fill"] = plot.theme.series[0]
        else:
            point["from"], point["to"] = level, level + value
            level += value
            point["fill"] = plot.theme.good if value >= 0 else plot.theme.bad
