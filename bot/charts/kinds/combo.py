"""Two measures of different units: columns on the left axis, a line on the right one."""

from __future__ import annotations

from bot.charts.frame import Spec, axis_unit, framed, legend, name_axis, ordinal, tooltip, value_axis, value_domain
from bot.charts.kinds.line import faded, texts, whole_and_partial
from bot.charts.labels import Board, bar_sides, line_sides
from bot.charts.plot import Plot, Point, distinct, numbers
from bot.charts.theme import HEIGHT, WIDTH
from bot.compose.wording import say


def draw(plot: Plot, bars: list[Point], line: list[Point], bar_place: int, line_place: int, is_time: bool) -> Spec:
    """`bars` and `line` are points of the two columns over the same names."""
    names = distinct([point["x"] for point in bars])
    labels = [_named(plot, place) for place in (bar_place, line_place)]
    fills = [plot.theme.pale, plot.theme.series[3]]
    colour = {"scale": {"domain": labels, "range": fills}, "legend": legend(labels), "type": "nominal"}
    x = ordinal("x", names, axis=name_axis(names, WIDTH / len(names), cut=not is_time))
    x["scale"] |= {"paddingInner": 0.3, "paddingOuter": 0.15}
    bar_domain = value_domain(bars, room=0.4)
    line_domain = _upper_half(value_domain(line, from_zero=False, room=0.2))
    board = Board(WIDTH, HEIGHT, names, has_right_axis=True)
    board.block_line(line, line_domain)
    board.place(line, line_domain, line_sides(line))
    board.block_bars(bars, bar_domain)
    board.place(bars, bar_domain, bar_sides(bars), strict=True)
    left = _value(plot, bar_domain, bar_place, "left")
    right = _value(plot, line_domain, line_place, "right")
    lowest = min(numbers(line), default=0.0)
    right["axis"]["labelExpr"] = (
        f"datum.value < {lowest - 0.2 * abs(lowest):.6g} ? '' : {right['axis'].get('labelExpr', 'datum.label')}"
    )
    extra: Spec = {"opacity": faded(), "tooltip": tooltip(False)}
    bar_layer: list[Spec] = [
        {
            "mark": {"type": "bar"},
            "encoding": {"x": x, "y": left, "color": colour | {"datum": labels[0]}} | extra,
        },
        *texts(plot, {"x": x, "y": left}),
    ]
    line_mark: Spec = {"type": "line", "strokeWidth": 2.5, "point": {"size": 40}}
    line_layer: list[Spec] = [
        *whole_and_partial(line_mark, {"x": x, "y": right, "color": colour | {"datum": labels[1]}} | extra),
        *texts(plot, {"x": x, "y": right}),
    ]
    body = {
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {"data": {"values": bars}, "layer": bar_layer},
            {"data": {"values": line}, "layer": line_layer},
        ],
        "resolve": {"scale": {"y": "independent"}},
    }
    return framed(plot, body)


def _upper_half(domain: list[float]) -> list[float]:
    """A range that lifts the line above most of the bars."""
    low, high = domain
    return [low - 0.8 * (high - low), high]


def _named(plot: Plot, place: int) -> str:
    unit = axis_unit(plot, place)
    name = plot.heading(place)
    return say("chart_axis_unit", plot.lang, name=name, unit=unit) if unit else name


def _value(plot: Plot, domain: list[float], place: int, orient: str) -> Spec:
    return {
        "field": "v",
        "type": "quantitative",
        "scale": {"domain": domain, "nice": False, "zero": False},
        "axis": value_axis(plot, place, orient),
    }
