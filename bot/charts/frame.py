"""The parts that charts share: title, axes, legend, value domains and labels that fit.

Role: returns fragments of Vega-Lite. Everything that holds text is measured with the shipped font before it is placed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bot.charts.fonts import FAMILY, width, wrap
from bot.charts.plot import Plot, Point, numbers
from bot.charts.theme import LABEL_SIZE, SUBTITLE_SIZE, TITLE_SIZE, WIDTH, config
from bot.compose.wording import say

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
GAP = 8  # pixels that stay free between two texts
_LEGEND_SYMBOL = 34  # symbol and paddings of one entry
Spec = dict[str, Any]


def framed(plot: Plot, body: Spec, unit: str = "", total_width: float = WIDTH) -> Spec:
    """A whole spec: the body with schema, title, notes and configuration."""
    subtitle = plot.safe(plot.subtitle)
    if unit:
        subtitle = " · ".join(part for part in (subtitle, say("chart_unit", plot.lang, unit=unit)) if part)
    title = wrap(plot.safe(plot.title), TITLE_SIZE, total_width, bold=True)
    lines = wrap(subtitle, SUBTITLE_SIZE, total_width)
    for note in plot.all_notes():
        lines += wrap(plot.safe(note), SUBTITLE_SIZE, total_width)
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": lines},
        **body,
        "config": config(plot.theme),
    }


def value_domain(points: Sequence[Point], from_zero: bool = True, room: float = 0.12) -> list[float]:
    """The range of a value axis, with room for labels; bars always start from zero."""
    values = numbers(points) or [0.0]
    low, high = min(values), max(values)
    if from_zero or (low >= 0 and low < 0.5 * high):
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (0.0, 1.0) if high == 0 else (min(0.0, 2 * low), max(0.0, 2 * high))
    span = high - low
    return [
        low - (room * span if low < 0 or (not from_zero and low != 0) else 0.0),
        high + (room * span if high > 0 else 0),
    ]


def value_axis(plot: Plot, place: int, orient: str = "left") -> Spec:
    """The axis of a measure; a percent sign stands with the ticks, other units in the subtitle or legend."""
    axis: Spec = {"orient": orient, "format": ",.4~f", "domain": False, "ticks": False, "tickCount": 5, "title": None}
    if plot.format(place).unit.kind == "percent":
        axis["labelExpr"] = "datum.label + '%'"
    if orient == "right":
        axis["grid"] = False
    return axis


def axis_unit(plot: Plot, place: int) -> str:
    """The unit to name beside an axis without a percent sign."""
    fmt = plot.format(place)
    return "" if fmt.unit.kind == "percent" else fmt.unit_label()


def name_axis(names: Sequence[str], step: float, cut: bool) -> Spec:
    """A horizontal axis of names. `cut`: each is cut to its share of the width (categories); else as many are shown as
    stand free, the last always (buckets of time)."""
    axis: Spec = {"labelAngle": 0, "ticks": False, "title": None, "labelOverlap": False}
    if cut:
        return axis | {"labelLimit": math.floor(step - GAP)}
    widest = max((width(name, LABEL_SIZE) for name in names), default=0.0)
    every = max(1, math.ceil((widest + GAP) / step))
    return axis | {"values": list(names)[::-1][::every][::-1], "labelLimit": math.ceil(widest + 2)}


def fits(labels: Sequence[str], step: float, size: float = LABEL_SIZE) -> bool:
    """Whether every label is narrower than its step."""
    return all(width(label, size) + GAP <= step for label in labels)


def legend(names: Sequence[str], total_width: float = WIDTH) -> Spec:
    """A legend whose columns fit into the width."""
    limit = total_width - _LEGEND_SYMBOL
    widest = min(max(width(name, LABEL_SIZE) for name in names), limit)
    columns = max(1, min(len(names), int(total_width // (widest + _LEGEND_SYMBOL))))
    return {"title": None, "columns": columns, "labelLimit": math.floor(limit), "labelFont": FAMILY}


def colours(plot: Plot, names: Sequence[str], past: Sequence[str] = ()) -> list[str]:
    """One colour a series; what is past or the rest is grey."""
    palette = iter(plot.theme.series * 4)
    return [plot.theme.past if name in past else next(palette) for name in names]


def tooltip(with_series: bool) -> list[Spec]:
    """What a browser shows under the pointer: name, series, the label as everywhere else."""
    parts: list[Spec] = [{"field": "x", "type": "nominal", "title": " "}]
    if with_series:
        parts.append({"field": "s", "type": "nominal", "title": " "})
    return [*parts, {"field": "t", "type": "nominal", "title": " "}]


def ordinal(field: str, names: Sequence[str], **more: Any) -> Spec:
    """An encoding by name, in the order given."""
    return {"field": field, "type": "ordinal", "sort": None, "scale": {"domain": list(names)}, **more}
