"""Metrics whose name a sentence takes apart: "staff cost … budget" is the staff cost budget, whatever else is a budget.

Role: finds, for a word that names a metric, the metrics called by that word together with another metric's word of the
same question. The word is the last part of the name; names are compared without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from semantic_layer.model import SemanticModel

_SPACE = re.compile(r"[\s_\-]+")


def compounds(word: str, others: Sequence[str], model: SemanticModel) -> tuple[str, ...]:
    """The metrics called by another word of the question and this one.

    "预算" beside "人工成本" → the metric called 人工成本预算
    """
    own = _joined(word)
    wanted = {other + own for other in map(_joined, others) if other and other != own}
    if not own or not wanted:
        return ()
    return tuple(
        metric.name
        for metric in model.metrics.values()
        if not metric.hidden
        and wanted & {_joined(text) for text in (metric.name, metric.label.zh, metric.label.en, *metric.synonyms)}
    )


def _joined(text: str) -> str:
    return _SPACE.sub("", text).casefold()
