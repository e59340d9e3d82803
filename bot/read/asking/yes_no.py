"""Is our expense ratio higher than last year? 上月毛利率低于去年吗: a condition of one figure is the comparison itself.

Role: a pass of `interpret`. Of members a condition picks those that meet it; of one figure, asked with yes or no, both
values are the answer.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import Intent

_ASKED = re.compile(r"^\W*(is|are|was|were|did|do|does|has|have)\b|吗\W*$|是否|有没有|是不是", re.IGNORECASE)


def read_yes_no(intent: Intent, scene: Scene) -> None:
    """Turn the one condition against another time into the change against it."""
    listed = intent.groups or intent.grain or intent.when or intent.which or intent.counted or intent.ranked
    if listed or len(intent.thresholds) != 1 or not intent.metrics or not _ASKED.search(scene.question):
        return
    said = intent.thresholds[0]
    plain = said.number is None and not said.other and not said.fields
    if not plain or said.against in ("", "change", "period") or set(intent.relations) - {said.against}:
        return
    intent.thresholds.clear()
    intent.relations = [said.against]
    for piece in intent.pieces:
        if piece.role == "threshold":
            piece.role = "compare"
