"""What a result column is called: the metric's label and what was done to it.

Role: `headings(columns, model, lang)` gives one name per column, all different; used by text, table, chart and file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bot.compose.wording import field_label, has_words, metric_label, say
from semantic_layer.model import SemanticModel
from semantic_layer.query import Column

_MODIFIER = re.compile(r"^(\w+)(?:\((.*)\))?$")


def headings(columns: Sequence[Column], model: SemanticModel, lang: str) -> tuple[str, ...]:
    """One heading per column; equal ones are told apart by the alias of the query."""
    names = [heading(column, model, lang) for column in columns]
    counts = Counter(names)
    distinct = [
        name if counts[name] == 1 else f"{name} · {column.name}" for name, column in zip(names, columns, strict=True)
    ]
    return tuple(distinct)


def heading(column: Column, model: SemanticModel, lang: str) -> str:
    """What one column is called."""
    if column.role == "time":
        return say(f"time_{column.grain or 'day'}", lang)
    if column.field is not None:
        return _group(column, model, lang)
    if not column.metric:
        return _alias(column.name)
    name = metric_label(column.metric, model, lang)
    if column.role == "computed":
        return _computed(column, name, lang)
    for modifier in reversed(column.modifiers):
        name = _modified(name, modifier, lang)
    return name


def _group(column: Column, model: SemanticModel, lang: str) -> str:
    """A field by its label; an entity grouped by its display name by the entity's."""
    ref = column.field
    assert ref is not None
    dataset = model.datasets.get(ref.dataset)
    if column.role == "group" and dataset is not None and dataset.display == ref.field and not ref.role:
        return dataset.label.text(lang) or field_label(ref, model, lang)
    return field_label(ref, model, lang)


def comparison(column: Column) -> str:
    """What a column compares with: "year", "period", or "" where that cannot be told."""
    text = " ".join(column.modifiers).upper()
    if "PRIOR_YEAR" in text:
        return "year"
    if "PRIOR_PERIOD" in text:
        return "period"
    alias = column.name.lower()
    if any(mark in alias for mark in ("yoy", "prior_year", "last_year", "同比", "去年", "上年")):
        return "year"
    if any(mark in alias for mark in ("mom", "qoq", "wow", "pop", "prior_period", "last_period", "环比", "上期")):
        return "period"
    return ""


def _computed(column: Column, name: str, lang: str) -> str:
    if column.is_share:
        return say("share", lang, name=name)
    against = comparison(column)
    if column.is_growth:
        return say(f"growth_{against}" if against else "growth", lang, name=name)
    if against:
        return say(f"change_{against}", lang, name=name)
    return _alias(column.name)


def _modified(name: str, modifier: str, lang: str) -> str:
    match = _MODIFIER.match(modifier.strip())
    key, arguments = (match.group(1).lower(), match.group(2) or "") if match else (modifier.lower(), "")
    match key:
        case "trailing":
            count, _, grain = (part.strip() for part in arguments.partition(","))
            grain_word = say(f"grain_{grain.lower()}", lang) if has_words(f"grain_{grain.lower()}", lang) else grain
            return say("trailing", lang, name=name, count=count, grain=grain_word)
        case "filter":
            return say("filtered_by" if arguments else "filtered", lang, name=name, values=arguments)
        case _:
            return say(key, lang, name=name) if has_words(key, lang) else name


def _alias(name: str) -> str:
    return name.replace("_", " ") if name.isascii() else name
