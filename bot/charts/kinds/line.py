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
from bot.charts.labels import Board, line_sides
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
        "opacity": faded(),
        "tooltip": tooltip(bool(series)),
    }
    mark: dict[str, Any] = {"type": "line", "strokeWidth": 2.5, "point": {"size": 36 if len(names) <= 31 else 14}}
    if series:
        encoding |= _series(plot, series, past)
    else:
        mark["color"] = plot.theme.series[0]
        mark["point"]["color"] = plot.theme.series[0]
    layers = whole_and_partial(mark, encoding)
    layers += texts(plot, {"x": encoding["x"], "y": encoding["y"]})
    return framed(
        plot, {"width": WIDTH, "height": HEIGHT, "data": {"values": points}, "layer": layers}, axis_unit(plot, place)
    )


def whole_and_partial(mark: Spec, encoding: Spec) -> list[Spec]:
    """A line through whole buckets; one that is not whole stands alone, as a pale point."""
    whole = {"calculate": "datum.partial ? null : datum.v", "as": "whole"}
    line_y = {"y": encoding["y"] | {"field": "whole"}}
    alone: Spec = {"type": "point", "filled": True, "size": 60}
    if "color" in mark:
        alone["color"] = mark["color"]
    return [
        {
            "transform": [whole],
            "mark": mark,
            "encoding": {k: v for k, v in encoding.items() if k != "opacity"} | line_y,
        },
        {
            "transform": [{"filter": "datum.partial === true && isValid(datum.v)"}],
            "mark": alone,
            "encoding": {key: value for key, value in encoding.items() if key != "strokeDash"},
        },
    ]


def faded() -> Spec:
    """The opacity of a mark: pale where its bucket is not whole."""
    return {"condition": {"test": "datum.partial === true", "value": 0.45}, "value": 1}


def texts(plot: Plot, encoding: Spec) -> list[Spec]:
    """Layers of value labels: above, below and beside their marks."""
    sides: dict[str, Spec] = {
        "up": {"dy": -8, "baseline": "bottom"},
        "down": {"dy": 7, "baseline": "top"},
        "side": {"dx": 8, "align": "left", "baseline": "middle"},
    }
    return [
        {
            "transform": [{"filter": f"isValid(datum.{side})"}],
            "mark": {"type": "text", "color": plot.theme.ink} | placed,
            "encoding": encoding | {"text": {"field": side, "type": "nominal"}},
        }
        for side, placed in sides.items()
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
    """One series: its telling points. Two: those of the present one. More: the end of each line."""
    board = Board(WIDTH, HEIGHT, names)
    lines = [[point for point in points if point["s"] == name] for name in series] or [points]
    for line in lines:
        board.block_line([point for point in line if "partial" not in point], domain)
    if len(series) > 2:
        for line in lines:
            known = [point for point in line if point["v"] is not None]
            board.place(known[-1:], domain, ["side"])
        return
    for line, name in zip(lines, series or [""], strict=True):
        if name not in past:
            whole = [point for point in line if "partial" not in point]
            board.place(whole, domain, line_sides(whole))
            board.place([point for point in line if "partial" in point], domain, ["up"] * len(line))
