"""Colours, sizes and the Vega-Lite configuration of every chart, light and dark.

Role: constants. The palette is Okabe and Ito's, safe for the colour-blind; grey is kept for the past and the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.charts.fonts import FAMILY

WIDTH = 640  # of the plotting area, in pixels
HEIGHT = 300
TITLE_SIZE = 17
SUBTITLE_SIZE = 12
LABEL_SIZE = 12
MARGIN = 16


@dataclass(frozen=True, slots=True)
class Theme:
    background: str
    ink: str
    faint: str  # grid
    muted: str  # secondary text
    past: str  # prior periods, others
    series: tuple[str, ...]
    good: str
    bad: str
    heat: tuple[str, str]
    pale: str  # bars behind a line


LIGHT = Theme(
    background="#ffffff",
    ink="#1f2933",
    faint="#e4e7eb",
    muted="#616e7c",
    past="#a3adb8",
    series=("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#7a5c00", "#5b5b9f"),
    good="#009e73",
    bad="#d55e00",
    heat=("#eaf3fa", "#0072b2"),
    pale="#a9cfe8",
)
DARK = Theme(
    background="#161b22",
    ink="#e6edf3",
    faint="#30363d",
    muted="#9aa7b4",
    past="#6e7b88",
    series=("#56b4e9", "#e69f00", "#2fc79a", "#f2854a", "#e3a0c4", "#9ad0f5", "#d6b656", "#a9a9e8"),
    good="#2fc79a",
    bad="#f2854a",
    heat=("#1d2a38", "#56b4e9"),
    pale="#2f5875",
)


def config(theme: Theme) -> dict[str, Any]:
    """The `config` of a spec."""
    return {
        "font": FAMILY,
        "background": theme.background,
        "padding": MARGIN,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "fontSize": TITLE_SIZE,
            "fontWeight": "bold",
            "subtitleFontSize": SUBTITLE_SIZE,
            "color": theme.ink,
            "subtitleColor": theme.muted,
            "subtitlePadding": 6,
            "lineHeight": TITLE_SIZE + 6,
            "subtitleLineHeight": SUBTITLE_SIZE + 5,
            "offset": 14,
        },
        "axis": {
            "labelFontSize": LABEL_SIZE,
            "labelColor": theme.muted,
            "title": None,
            "domainColor": theme.past,
            "tickColor": theme.past,
            "gridColor": theme.faint,
            "labelPadding": 6,
        },
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "title": None,
            "labelFontSize": LABEL_SIZE,
            "labelColor": theme.ink,
            "symbolSize": 90,
            "offset": 10,
            "columnPadding": 14,
        },
        "text": {"fontSize": LABEL_SIZE, "color": theme.ink},
        "mark": {"invalid": "break-paths-show-domains"},
    }
