"""A heat map: one measure by two groupings; values stand in the cells where they fit."""

from __future__ import annotations

from bot.charts.fonts import width
from bot.charts.frame import GAP, Spec, framed, name_axis, ordinal
from bot.charts.kinds.bars import ink_on
from bot.charts.plot import Plot, Point, distinct, numbers
from bot.charts.theme import LABEL_SIZE, WIDTH

MOST_ROWS = 20
_ROW = 30
_NAMES = 160


def draw(plot: Plot, points: list[Point], is_time: bool) -> Spec:
    """`x`: the columns, `s`: the rows of the map."""
    names, rows = distinct([p["x"] for p in points]), distinct([p["s"] for p in points])
    step = max(WIDTH - _NAMES, 1) / len(names)
    values = numbers(points) or [0.0]
    low, high = min(values), max(values)
    for point in points:
        label = point["t"] or "–"
        point["inside"] = label if width(label, LABEL_SIZE) + GAP / 2 <= step else ""
        share = 0.0 if point["v"] is None or high == low else (point["v"] - low) / (high - low)
        point["ink"] = plot.theme.ink if point["v"] is None else ink_on(_between(plot.theme.heat, share))
    x = ordinal("x", names, axis=name_axis(names, step, cut=not is_time) | {"orient": "top", "domain": False})
    axis = {"labelLimit": _NAMES, "ticks": False, "domain": False, "title": None, "labelOverlap": False}
    y = ordinal("s", rows, axis=axis)
    fill: Spec = {
        "field": "v",
        "type": "quantitative",
        "scale": {"range": list(plot.theme.heat), "domain": [low, high if high > low else low + 1]},
        "legend": None,
    }
    tips = [{"field": name, "type": "nominal", "title": " "} for name in ("s", "x", "t")]
    mark = {"type": "rect", "stroke": plot.theme.background, "strokeWidth": 2, "invalid": "filter"}
    layers: list[Spec] = [
        {"mark": mark, "encoding": {"x": x, "y": y, "color": fill, "tooltip": tips}},
        {
            "mark": {"type": "text"},
            "encoding": {
                "x": x,
                "y": y,
                "text": {"field": "inside", "type": "nominal"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        },
    ]
    body = {
        "width": WIDTH - _NAMES,
        "height": len(rows) * _ROW,
        "data": {"values": points},
        "layer": layers,
        "resolve": {"scale": {"color": "independent"}},
    }
    return framed(plot, body)


def _between(ends: tuple[str, str], share: float) -> str:
    """The colour at a share of the way between two."""
    pairs = [[int(end[place : place + 2], 16) for place in (1, 3, 5)] for end in ends]
    mixed = [round(first + (last - first) * share) for first, last in zip(*pairs, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)
