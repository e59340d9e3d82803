"""Every chart of the gallery, read back from its SVG: nothing clipped, nothing overlapping, nothing undrawable."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot.charts import render_svg
from bot.charts.fonts import advances
from bot.charts.gallery import Case, cases
from tests.unit.charts.svg_texts import TextBox, text_boxes

CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_texts_lie_on_the_canvas_and_apart(case: Case) -> None:
    boxes, wide, tall = text_boxes(render_svg(case.chart().spec))
    assert len(boxes) >= 2
    for box in boxes:
        assert box.left >= 0, box
        assert box.right <= wide, box
        assert box.top >= 0, box
        assert box.bottom <= tall, box
    assert [(one.text, two.text) for one, two in combinations(boxes, 2) if one.touches(two)] == []
    assert {c for box in boxes for c in box.text if ord(c) not in advances()} == set()


def test_a_collision_would_be_seen() -> None:
    text = "<text transform='translate({x},20)' font-size='12px' text-anchor='middle'>重叠的字</text>"
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>{}</svg>"
    boxes, wide, _ = text_boxes(svg.format(text.format(x=30) + text.format(x=50)))
    assert boxes[0].touches(boxes[1])
    assert boxes[1].right > wide
    assert not TextBox("a", 0, 0, 10, 10).touches(TextBox("b", 10, 0, 20, 10))
