"""Charts: a result's shape becomes a Vega-Lite spec, and the spec a PNG with the project's own font.

Role: the front door. `choose_chart` decides and describes, `add_chart` puts it on an answer, `render_png` draws.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.charts.choose import KINDS, choose_chart
from bot.charts.render import render_png, render_svg
from bot.compose import full_scope, presentation_of
from bot.turn import Answer, Draft, Question

if TYPE_CHECKING:
    from semantic_layer.model import Layer

__all__ = ["KINDS", "add_chart", "choose_chart", "render_png", "render_svg"]


def add_chart(answer: Answer, question: Question, draft: Draft, layer: Layer) -> Answer:
    """The answer with the chart that suits it, or the one asked for."""
    subtitle = presentation_of(answer).scope
    if not subtitle:
        subtitle = full_scope(question, answer.checked, answer.table, layer)
    chart = choose_chart(answer.checked, answer.table, layer, answer.lang, draft.chart, subtitle=subtitle)
    return answer if chart is None else replace(answer, chart=chart)
