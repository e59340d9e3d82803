"""A metric's definition in words that people know: labels instead of names.

Role: model text in, display text out; nothing is evaluated. What the asker may not use stands as "…".
"""

from __future__ import annotations

import re

from bot.compose.wording import field_label, metric_label, say
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, Metric, SemanticModel

_TOKEN = re.compile(r"'(?:[^']|'')*'|[^\W\d]\w*(?:\.[^\W\d]\w*)?")


_HIDDEN = "…"


def labelled(expression: str, model: SemanticModel, lang: str, rights: Rights) -> str:
    """An expression with the labels of its fields and metrics; string literals stay as they are."""

    def put_label(match: re.Match[str]) -> str:
        word = match.group(0)
        if word.startswith("'"):
            return word
        dataset, _, field = word.partition(".")
        if field:
            known = dataset in model.datasets and field in model.datasets[dataset].fields
            if not known:
                return word
            if not rights.may_use_field(FieldRef(dataset, field)):
                return _HIDDEN
            place = field_label(FieldRef(dataset, ""), model, lang)
            return f"{place}.{field_label(FieldRef(dataset, field), model, lang)}"
        if word in model.metrics:
            return metric_label(word, model, lang) if rights.may_use_metric(word) else _HIDDEN
        if word in model.datasets:
            return field_label(FieldRef(word, ""), model, lang)
        return word

    return _TOKEN.sub(put_label, expression)


def formula_of(metric: Metric, model: SemanticModel, lang: str, rights: Rights) -> str:
    """The formula with labels, and the filter that is part of it."""
    text = labelled(" ".join(metric.expression.split()), model, lang, rights)
    if not metric.filter:
        return text
    condition = say("card_filter_in_definition", lang, text=labelled(metric.filter, model, lang, rights))
    return f"{text}{say('comma', lang)}{condition}"
