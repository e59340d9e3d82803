"""Words that nobody understood and what stands beside them: a "not" that was not read, a value taken for a slip.

Role: what planners and the agreement must not take for certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.read.intent import ValueSaid
from bot.turn import Reading
from semantic_layer.model import Metric, SemanticModel

_NOT = re.compile(
    r"\b(not|never|no|neither|nor|without|except|exclud\w*|minus|lack\w*)\b|n't\b|[不没非无未别除勿]", re.IGNORECASE
)
_NEGATED = re.compile(r"\b(un|non)[a-z-]{3,}|\bnot\b|\bwithout\b|[不非无未没]", re.IGNORECASE)
_KEPT_OUT = re.compile(r"\bNOT\b|<>|!=|\bIS DISTINCT FROM\b|\bIS NULL\b|= 0\b|\bFALSE\b", re.IGNORECASE)
_NAMED = re.compile(r"\bIS NOT NULL\b", re.IGNORECASE)


def is_slip(said: ValueSaid) -> bool:
    """The word is none of the value's names, only like one."""
    return bool(said.piece.links) and all(link.source == "fuzzy" for link in said.piece.links)


def says_not(reading: Reading) -> bool:
    """A word that turns something round is among those nobody understood."""
    return any(is_not(word) for word in reading.unexplained)


def is_not(word: str) -> bool:
    """A word that turns something round."""
    return _NOT.search(word) is not None


def shows_not(semantic_sql: str, chosen: Iterable[str], model: SemanticModel) -> bool:
    """The query leaves something out, or a metric that a planner chose by itself does by its name."""
    if _KEPT_OUT.search(_NAMED.sub("", semantic_sql)):
        return True
    metrics = (model.metrics[name] for name in chosen if name in model.metrics)
    return any(_NEGATED.search(text) for metric in metrics for text in names_of(metric))


def names_of(metric: Metric) -> tuple[str, ...]:
    """What a metric is called."""
    return (metric.name.replace("_", " "), metric.label.zh, metric.label.en, *metric.synonyms)
