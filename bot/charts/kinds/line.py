"""Lines over time: one or several series, gaps where there is no value, the past in grey dashes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.charts.frame import (
    Spec,
    axis_unit,
    colours,
    framed,
    legend,
    name_axis,
    ordinal,
    tooltip,
    value_axis,
    value_domain,
)
from bot.charts.labels import Board, lowest_of
from bot.charts.plot import Plot, Point, distinct
from bot.charts.theme import HEIGHT, WIDTH

_DASHES = [5, 4]


def draw(plot: Plot, points: list[Point], place: int, past: Sequence[str] = ()) -> Spec:
    """`points` in order of time; `place`: the column whose format the axis follows; `past`: names of grey series."""
    names = distinct([point["x"] for point in points])
    series = distinct([point["s"] for point in points if "s" in point])
    domain = value_domain(points, from_zero=False)
    _label(points, names, series, domain, past)
    encoding: dict[str, Any] = {
        "x": ordinal("x", names, axis=name_axis(names, WIDTH / len(names), cut=False)),
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"domain": domain, "nice": False, "zero": False},
            "axis": value_axis(plot, place),
        },
        "tooltip": tooltip(bool(series)),
    }
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.5, "point": {"size": 36 if len(names) <= 31 else 14}}
    if series:
        encoding |= _series(plot, series, past)
    else:
        mark["color"] = plot.theme.series[0]
        mark["point"]["color"] = plot.theme.series[0]
    layers: list[Spec] = [{"mark": mark, "encoding": encoding}]
    layers += texts(plot, {"x": encoding["x"], "y": encoding["y"]})
    return framed(
        plot, {"width": WIDTH, "height": HEIGHT, "data": {"values": points}, "layer": layers}, axis_unit(plot, place)
    )


def texts(plot: Plot, encoding: Spec) -> list[Spec]:
    """Two layers of value labels: above and below their marks."""
    sides = (("up", -8, "bottom"), ("down", 7, "top"))
    return [
        {
            "transform": [{"filter": f"isValid(datum.{side})"}],
            "mark": {"type": "text", "dy": shift, "baseline": baseline, "color": plot.theme.ink},
            "encoding": encoding | {"text": {"field": side, "type": "nominal"}},
        }
        for side, shift, baseline in sides
    ]


def _series(plot: Plot, series: Sequence[str], past: Sequence[str]) -> dict[str, Any]:
    scale = {"domain": list(series), "range": colours(plot, series, past)}
    encoding: dict[str, Any] = {
        "color": {"field": "s", "type": "nominal", "scale": scale, "legend": legend(series)},
    }
    if past:
        dashes = [_DASHES if name in past else [1, 0] for name in series]
        encoding["strokeDash"] = {
            "field": "s",
            "type": "nominal",
            "scale": {"domain": list(series), "range": dashes},
            "legend": None,
        }
    return encoding


def _label(
    points: list[Point], names: Sequence[str], series: Sequence[str], domain: Sequence[float], past: Sequence[str]
) -> None:
    """Labels of the present series first, then of the past where there is room."""
    board = Board(WIDTH, HEIGHT)
    if not series:
        board.place(points, names, domain, below=lowest_of(points))
        return
    if len(series) > 2:
        for name in series:
            board.place([point for point in points if point["s"] == name][-1:], names, domain)
        return
    for name in sorted(series, key=lambda name: name in past):
        own = [point for point in points if point["s"] == name]
        if name in past:
            continue
        board.place(own, names, domain, below=lowest_of(own))
