"""What a result column is called: the metric's label and what was done to it.

Role: `headings(columns, model, lang)` gives one name per column, all different; used by text, table, chart and file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.compose.calendar_names import range_name, range_text
from bot.compose.expressions import modified
from bot.compose.pairs import MARK
from bot.compose.wording import dataset_label, field_label, metric_label, say
from semantic_layer.model import SemanticModel
from semantic_layer.query import Column, MeasurePeriod

_NOTHING: Mapping[str, str] = {}
_OF_YEAR = ("yoy", "prior_year", "last_year")  # whole words of an alias
_OF_PERIOD = ("mom", "qoq", "wow", "pop", "prior_period", "last_period")


def headings(
    columns: Sequence[Column],
    model: SemanticModel,
    lang: str,
    expressions: Mapping[str, str] = _NOTHING,
    periods: Sequence[MeasurePeriod] = (),
) -> tuple[str, ...]:
    """One heading per column; equal ones are told apart by their periods, else by number."""
    names = [heading(column, model, lang, expressions) for column in columns]
    counts = Counter(names)
    ranges = {period.column: _range(period, lang) for period in periods}
    told = {name: len({ranges.get(c.name) for c, n in zip(columns, names, strict=True) if n == name}) for name in names}
    distinct: list[str] = []
    for name, column in zip(names, columns, strict=True):
        if counts[name] == 1:
            distinct.append(name)
        elif told[name] == counts[name] and ranges.get(column.name):
            distinct.append(say("filtered_by", lang, name=name, values=ranges[column.name]))
        else:
            distinct.append(f"{name} ({1 + sum(one.startswith(f'{name} (') for one in distinct)})")
    return tuple(distinct)


def _range(period: MeasurePeriod, lang: str) -> str:
    if period.start is None or period.end is None:
        return range_text(period.start, period.end, lang)
    return range_name(period.start, period.end, lang) or range_text(period.start, period.end, lang)


def heading(column: Column, model: SemanticModel, lang: str, expressions: Mapping[str, str] = _NOTHING) -> str:
    """What one column is called. `expressions`: what those are called that are no metric, field or time."""
    if column.role == "time":
        return say(f"time_{column.grain or 'day'}", lang)
    if column.field is not None:
        return _group(column, model, lang)
    made = expressions.get(column.name) or _alias(column.name, model, lang)
    if not column.metric:
        return made
    name = metric_label(column.metric, model, lang)
    if column.role == "computed":
        return _computed(column, name, made, lang)
    for modifier in reversed(column.modifiers):
        name = modified(name, modifier, lang)
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
    """What a column compares with: "year", "period", "range" (another range that the query names), or "" where that
    cannot be told."""
    text = " ".join(column.modifiers).upper()
    if MARK in text:
        return "range"
    if "PRIOR_YEAR" in text:
        return "year"
    if "PRIOR_PERIOD" in text:
        return "period"
    alias = f"_{column.name.lower()}_"
    if any(f"_{mark}_" in alias for mark in _OF_YEAR) or any(mark in alias for mark in ("同比", "去年", "上年")):
        return "year"
    if any(f"_{mark}_" in alias for mark in _OF_PERIOD) or any(mark in alias for mark in ("环比", "上期")):
        return "period"
    return ""


def _computed(column: Column, name: str, made: str, lang: str) -> str:
    if column.is_share:
        return say("share", lang, name=name)
    against = comparison(column)
    if column.is_growth:
        return say(f"growth_{against}" if against else "growth", lang, name=name)
    if against:
        return say(f"change_{against}", lang, name=name)
    return made


def _alias(name: str, model: SemanticModel, lang: str) -> str:
    """The alias of a query in words, as a last resort: declared names at its start by their labels."""
    if not name.isascii():
        return name
    known = {metric: metric_label(metric, model, lang) for metric in model.metrics}
    known |= {dataset: dataset_label(dataset, model, lang) for dataset in model.datasets}
    for declared in sorted(known, key=len, reverse=True):
        if name == declared or name.startswith(f"{declared}_"):
            return f"{known[declared]} {name[len(declared) :].replace('_', ' ').strip()}".strip()
    return name.replace("_", " ")
