"""Metrics whose name a sentence takes apart: "staff cost … budget" is the staff cost budget, whatever else is a budget.

Role: finds, for a word that names a metric, the metrics called by that word together with another metric's word of the
same question. The word is the last part of the name; names are compared without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.normal import norms_of
from bot.read.wording.plan_names import begins_as, is_plan
from semantic_layer.model import SemanticModel

_SPACE = re.compile(r"[\s_\-]+")


def compounds(word: str, others: Sequence[str], model: SemanticModel) -> tuple[str, ...]:
    """The metrics called by another word of the question and this one; for a plan, by how that word begins.

    "预算" beside "人工成本" → the metric called 人工成本预算, or 人工预算
    """
    own = norms_of(word)
    beside = [norms_of(other) for other in others if _joined(other) != _joined(word)]
    wanted = {_joined(other) + _joined(word) for other in others if other and _joined(other) != _joined(word)}
    if not own or not wanted:
        return ()
    return tuple(
        metric.name
        for metric in model.metrics.values()
        if not metric.hidden
        and any(
            _joined(text) in wanted or (is_plan(metric) and begins_as(norms_of(text), own, beside))
            for text in (metric.name, metric.label.zh, metric.label.en, *metric.synonyms)
            if text
        )
    )


def _joined(text: str) -> str:
    return _SPACE.sub("", text).casefold()
