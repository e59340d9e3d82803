"""Bars: columns, horizontal rankings, grouped, stacked and 100 %. Every value axis starts from zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.charts.fonts import width
from bot.charts.frame import (
    GAP,
    Spec,
    axis_unit,
    colours,
    fits,
    framed,
    legend,
    name_axis,
    ordinal,
    tooltip,
    value_axis,
    value_domain,
)
from bot.charts.kinds.line import faded, texts
from bot.charts.labels import Board, bar_sides
from bot.charts.plot import Plot, Point, distinct, numbers
from bot.charts.theme import HEIGHT, LABEL_SIZE, WIDTH
from bot.compose.format import format_cell
from semantic_layer.model import Unit
from semantic_layer.query import Column

BAR = 30  # height of one horizontal bar with its gap
_NAME_LIMIT = 220
_INSIDE = 10.5  # size of labels inside a segment
_SHARE = Column("share", "computed", unit=Unit("percent"), is_share=True)


def columns(plot: Plot, points: list[Point], place: int, is_time: bool, past: Sequence[str] = ()) -> Spec:
    """Vertical bars, grouped where points have series."""
    names = distinct([point["x"] for point in points])
    series = distinct([point["s"] for point in points if "s" in point])
    step = WIDTH / len(names)
    domain = value_domain(points)
    encoding: dict[str, Any] = {
        "x": ordinal("x", names, axis=name_axis(names, step, cut=not is_time)),
        "y": _value(plot, domain, place),
        "opacity": faded(),
        "tooltip": tooltip(bool(series)),
    }
    encoding["x"]["scale"] |= {"paddingInner": 0.3, "paddingOuter": 0.15}
    mark: dict[str, Any] = {"type": "bar", "color": plot.theme.series[0]}
    offset: Spec = {}
    if series:
        scale = {"domain": list(series), "range": colours(plot, series, past)}
        encoding["color"] = {"field": "s", "type": "nominal", "scale": scale, "legend": legend(series)}
        offset = {"xOffset": {"field": "s", "type": "nominal", "sort": None, "scale": {"domain": list(series)}}}
        if labels_fit(points, step, len(series)):
            _show_all(points)
    else:
        board = Board(WIDTH, HEIGHT, names)
        board.block_bars(points, domain)
        board.place(points, domain, bar_sides(points), strict=True)
    layers = [{"mark": mark, "encoding": encoding | offset}]
    layers += texts(plot, {"x": encoding["x"], "y": encoding["y"]} | offset)
    body = {"width": WIDTH, "height": HEIGHT, "data": {"values": points}, "layer": layers}
    return framed(plot, body, axis_unit(plot, place))


def labels_fit(points: Sequence[Point], step: float, series: int) -> bool:
    """Whether grouped columns are wide enough for their labels."""
    return fits([point["t"] for point in points], 0.7 * step / series + GAP)


def _show_all(points: list[Point]) -> None:
    for point in points:
        if point["v"] is not None:
            point["down" if point["v"] < 0 else "up"] = point["t"]


def _value(plot: Plot, domain: Sequence[float], place: int) -> Spec:
    return {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": list(domain), "nice": False},
        "axis": value_axis(plot, place),
    }


def ranking(plot: Plot, points: list[Point], past: Sequence[str] = ()) -> Spec:
    """Horizontal bars with every value written at its end; no value axis is needed."""
    names = distinct([point["x"] for point in points])
    series = distinct([point["s"] for point in points if "s" in point])
    domain = domain_with_labels(points)
    height = len(names) * (BAR if not series else 20 * len(series) + 12)
    axis = {"labelLimit": _NAME_LIMIT, "ticks": False, "domain": False, "labelColor": plot.theme.ink, "title": None}
    y = ordinal("x", names, axis=axis | {"labelOverlap": False})
    y["scale"] |= {"paddingInner": 0.3, "paddingOuter": 0.15}
    x: Spec = {"field": "v", "type": "quantitative", "scale": {"domain": domain, "nice": False}, "axis": None}
    encoding: dict[str, Any] = {"y": y, "x": x, "tooltip": tooltip(bool(series))}
    offset: Spec = {}
    if series:
        scale = {"domain": list(series), "range": colours(plot, series, past)}
        encoding["color"] = {"field": "s", "type": "nominal", "scale": scale, "legend": legend(series)}
        offset = {"yOffset": {"field": "s", "type": "nominal", "sort": None, "scale": {"domain": list(series)}}}
    layers: list[Spec] = [{"mark": {"type": "bar", "color": plot.theme.series[0]}, "encoding": encoding | offset}]
    for condition, align, shift in (("datum.v >= 0", "left", 5), ("datum.v < 0", "right", -5)):
        layers.append(
            {
                "transform": [{"filter": f"isValid(datum.v) && {condition}"}],
                "mark": {"type": "text", "align": align, "dx": shift, "color": plot.theme.ink},
                "encoding": {"y": y, "x": x, "text": {"field": "t", "type": "nominal"}} | offset,
            }
        )
    layers.append(_nothing(plot, y, offset))
    return framed(plot, {"width": WIDTH - 120, "height": height, "data": {"values": points}, "layer": layers})


def _nothing(plot: Plot, y: Spec, offset: Spec) -> Spec:
    """A dash where there is no value: missing is not zero."""
    return {
        "transform": [{"filter": "!isValid(datum.v)"}],
        "mark": {"type": "text", "align": "left", "dx": 5, "color": plot.theme.muted, "text": "–"},
        "encoding": {"y": y, "x": {"datum": 0, "type": "quantitative"}} | offset,
    }


def domain_with_labels(points: Sequence[Point]) -> list[float]:
    """The range of a horizontal axis on which the labels at both ends still fit."""
    values = numbers(points) or [0.0]
    low, high = min(*values, 0.0), max(*values, 0.0)
    if low == high:
        return [0.0, 1.0]
    plotted = WIDTH - 120
    left = max((width(p["t"], LABEL_SIZE) for p in points if (p["v"] or 0) < 0), default=0.0) + GAP if low < 0 else 0
    right = max((width(p["t"], LABEL_SIZE) for p in points if (p["v"] or 0) >= 0), default=0.0) + GAP
    per_pixel = (high - low) / max(plotted - left - right, plotted / 3)
    return [low - left * per_pixel, high + right * per_pixel]


def stacked(plot: Plot, points: list[Point], place: int, is_time: bool, share: bool = False) -> Spec:
    """Stacked columns; with `share` each column is 100 % and the labels are shares."""
    names = distinct([point["x"] for point in points])
    series = distinct([point["s"] for point in points])
    step = WIDTH / len(names)
    totals = {name: sum(p["v"] or 0.0 for p in points if p["x"] == name) for name in names}
    if share:
        _relabel(plot, points, totals)
    _hide_narrow(points, totals, step, share)
    _ink(points, colours(plot, series), series)
    x = ordinal("x", names, axis=name_axis(names, step, cut=not is_time))
    x["scale"] |= {"paddingInner": 0.25, "paddingOuter": 0.12}
    axis = value_axis(plot, place) | ({"format": ".0%"} if share else {})
    if share:
        axis.pop("labelExpr", None)
    y: Spec = {"field": "v", "type": "quantitative", "stack": "normalize" if share else "zero", "axis": axis}
    order = {"field": "order", "type": "quantitative"}
    scale = {"domain": list(series), "range": colours(plot, series)}
    color = {"field": "s", "type": "nominal", "scale": scale, "legend": legend(series)}
    bar = {"x": x, "y": y, "color": color, "order": order, "opacity": faded(), "tooltip": tooltip(True)}
    layers = [
        {"mark": "bar", "encoding": bar},
        {
            "mark": {"type": "text", "fontSize": _INSIDE},
            "encoding": {
                "x": x,
                "y": y | {"bandPosition": 0.5},
                "order": order,
                "detail": {"field": "s", "type": "nominal"},
                "text": {"field": "inside", "type": "nominal"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        },
    ]
    body = {"width": WIDTH, "height": HEIGHT, "data": {"values": points}, "layer": layers}
    return framed(plot, body, "" if share else axis_unit(plot, place))


def _relabel(plot: Plot, points: list[Point], totals: dict[str, float]) -> None:
    for point in points:
        total = totals[point["x"]]
        point["t"] = format_cell((point["v"] or 0.0) / total, _SHARE, plot.lang) if total and point["v"] else ""


def _hide_narrow(points: list[Point], totals: dict[str, float], step: float, share: bool) -> None:
    """A label stands inside its segment, or not at all."""
    highest = max(totals.values(), default=1.0) or 1.0
    for point in points:
        whole = totals[point["x"]] if share else highest
        tall = (point["v"] or 0.0) / (whole or 1.0) * HEIGHT >= _INSIDE * 1.6
        point["inside"] = point["t"] if tall and width(point["t"], _INSIDE) + 2 <= step * 0.75 else ""


def _ink(points: list[Point], fills: Sequence[str], series: Sequence[str]) -> None:
    for point in points:
        place = list(series).index(point["s"])
        point["order"] = place
        point["ink"] = ink_on(fills[place])


def ink_on(fill: str) -> str:
    """Black or white, whichever reads better on a colour."""
    red, green, blue = (int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else "#111111"
