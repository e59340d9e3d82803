"""What a model chose by itself, without a word that says so: then it is offered, not run.

Role: a metric where the question names none, or names one that the layer lacks (差旅费, "travel expenses"); a second
metric computed with; one total where a word like "each" was not understood; the period before for the year before.
"""

from __future__ import annotations

import re

from bot.planners.model.examples import metrics_in
from bot.planners.model.likeness import units
from bot.read.wording.compounds import compounds
from bot.read.wording.unread import is_slip, names_of
from bot.turn import Reading
from semantic_layer.model import SemanticModel

_MEASURE = re.compile(
    r"[费额量率款本金税价润]$|(cost|expense|fee|income|rate|amount|tax|spend|price|profit|margin|sales)s?$",
    re.IGNORECASE,
)
_EACH = re.compile(r"[各每]|分别|\b(each|every|respectively|apiece)\b", re.IGNORECASE)
_YEAR = re.compile(r"\byears?\b|yoy|同比|年", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_FILTER = re.compile(r"\bFILTER\b", re.IGNORECASE)


def is_own_choice(sql: str, reading: Reading, model: SemanticModel) -> bool:
    """Something in the query that decides the number has no word of the question."""
    if reading.is_follow_up or not reading.unexplained:
        return False
    chosen = _chosen(sql, reading, model)
    unknown = [word for word in reading.unexplained if _MEASURE.search(word)]
    if unknown and chosen and not any(_shares(word, name, model) for word in unknown for name in chosen):
        return True
    named = _named(reading, model)
    apart = [name for name in chosen if not named & set(_WORD.findall(model.metrics[name].expression))]
    if apart and named and not any(_is_spoken(name, reading, model) for name in apart):
        return True
    text = sql.upper()
    is_one = "GROUP BY" not in text and len(_FILTER.findall(sql)) < 2
    if is_one and any(_EACH.search(word) for word in reading.unexplained):
        return True
    compares_years = any(_YEAR.search(word) for word in reading.unexplained)
    return compares_years and "PRIOR_PERIOD" in text and "PRIOR_YEAR" not in text


def _named(reading: Reading, model: SemanticModel) -> set[str]:
    """The metrics that the rules know to be named, with those their words make up together."""
    said = reading.intent.metrics if reading.intent is not None else ()
    words = [one.word for one in said]
    return {name for one in said for name in (*one.names, *compounds(one.word, words, model))}


def _chosen(sql: str, reading: Reading, model: SemanticModel) -> list[str]:
    named = _named(reading, model)
    return [name for name in metrics_in(sql) if name in model.metrics and name not in named]


def _shares(word: str, name: str, model: SemanticModel) -> bool:
    metric = model.metrics[name]
    texts = (*names_of(metric), metric.description.zh, metric.description.en)
    return any(units(word) & units(text) for text in texts)


def _is_spoken(name: str, reading: Reading, model: SemanticModel) -> bool:
    """A word that was not understood, or was taken for a slip, stands in the metric's name."""
    slips = [one.word for one in (reading.intent.values if reading.intent is not None else ()) if is_slip(one)]
    texts = [text.casefold() for text in names_of(model.metrics[name])]
    return any(_shares(word, name, model) for word in reading.unexplained) or any(
        len(word) > 2 and word.casefold() in text for word in slips for text in texts
    )
