"""Draw a chart: Vega-Lite to PNG or SVG, without a browser.

Role: the only module that imports vl_convert, and only when something is drawn. The shipped fonts are registered once.
Errors: OperatorError where the target cannot be written.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.charts.fonts import FOLDER
from bot.turn import Chart
from semantic_layer.errors import OperatorError

VEGA_LITE = "6.4"
_SCALE = 2  # pixels per unit: sharp on a phone


@cache
def _engine() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert


def warm() -> None:
    """Load the engine and draw nothing much, so that the first real chart is quick."""
    render_svg({"data": {"values": [{}]}, "mark": "point"})


def render_png(chart: Chart, path: Path) -> None:
    """Write the chart as PNG."""
    image = _engine().vegalite_to_png(vl_spec=dict(chart.spec), vl_version=VEGA_LITE, scale=_SCALE)
    try:
        path.write_bytes(image)
    except OSError as error:
        raise OperatorError(
            f"The chart cannot be written to {path}: {error.strerror}.", "Name another file."
        ) from error


def render_svg(spec: Any) -> str:
    """The chart as SVG text: for tests, which read its text boxes."""
    return _engine().vegalite_to_svg(vl_spec=dict(spec), vl_version=VEGA_LITE)
