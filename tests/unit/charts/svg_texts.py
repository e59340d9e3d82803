"""Text boxes of a drawn chart, from its SVG and the advances of the shipped font."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from bot.charts.fonts import width

_MOVE = re.compile(r"translate\(([-\d.e]+)[, ]+([-\d.e]+)\)")
_ASCENT, _DESCENT = 0.80, 0.12  # of the visible letters, in ems


@dataclass(frozen=True)
class TextBox:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: TextBox) -> bool:
        wide = min(self.right, other.right) - max(self.left, other.left)
        tall = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > 0.5 and tall > 0.5


def text_boxes(svg: str) -> tuple[list[TextBox], float, float]:
    """Every visible text, and the canvas's width and height. Texts are not rotated: that is asserted."""
    root = ElementTree.fromstring(svg)
    found: list[TextBox] = []
    _walk(root, 0.0, 0.0, found)
    return found, float(root.get("width", "0")), float(root.get("height", "0"))


def _walk(node: ElementTree.Element, x: float, y: float, found: list[TextBox]) -> None:
    transform = node.get("transform", "")
    assert "rotate" not in transform or "rotate(0)" in transform, transform
    move = _MOVE.search(transform)
    if move:
        x, y = x + float(move[1]), y + float(move[2])
    if node.tag.endswith("}text"):
        if node.get("opacity") != "0":
            found.extend(_lines(node, x, y))
        return
    for child in node:
        _walk(child, x, y, found)


def _lines(node: ElementTree.Element, x: float, y: float) -> list[TextBox]:
    size = float(node.get("font-size", "11px").removesuffix("px"))
    bold = node.get("font-weight") in ("bold", "700")
    lines: list[TextBox] = []
    parts = [child for child in node if child.tag.endswith("}tspan")] or [node]
    for part in parts:
        y += float(part.get("dy", "0")) if part is not node else 0.0
        text = "".join(part.itertext()).strip()
        if text:
            wide = width(text, size, bold)
            left = x - {"middle": wide / 2, "end": wide}.get(node.get("text-anchor", "start"), 0.0)
            lines.append(TextBox(text, left, y - _ASCENT * size, left + wide, y + _DESCENT * size))
    return lines
