"""What an answer covers, in words: the exact period, the filters, who may see what.

Role: CheckedQuery and Rights in, short texts out. Dates are always printed; a calendar name stands before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.compose.calendar_names import range_name, range_text
from bot.compose.format import format_cell, is_number
from bot.compose.wording import field_label, has_words, listed, metric_label, say
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.query import Cell, CheckedQuery, Filter, MeasurePeriod, ResultTable

_MOST_VALUES = 5


def period_text(checked: CheckedQuery, lang: str, today: date, words: str = "") -> str:
    """The period as asked, cut where the data ends: "上月(2026-10-01 至 2026-10-31)"; "" where there is no time."""
    start, end = effective_range(checked)
    if start is None and end is None:
        return "" if not checked.periods else say("period_all", lang)
    asked = checked.asked
    named_from = asked if asked and asked.start and asked.end else None
    name = words
    if not name and named_from and named_from.start and named_from.end:
        name = _relative(named_from.start, named_from.end, today, lang)
        name = name or range_name(named_from.start, named_from.end, lang)
    dates = range_text(start, end, lang)
    return say("period_named", lang, name=name, range=dates) if name and name != dates else dates


def effective_range(checked: CheckedQuery) -> tuple[date | None, date | None]:
    """The dates the answer stands for: as asked, ending where the data of its measures ends."""
    asked = checked.asked
    start = asked.start if asked and asked.start else _least(p.start for p in checked.periods)
    ends = [p.end for p in checked.periods if p.end is not None]
    end = max(ends) if ends else (asked.end if asked else None)
    if asked and asked.end and end and end > asked.end:
        end = asked.end
    return start, end


def _least(days: Iterable[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known else None


def _relative(start: date, end: date, today: date, lang: str) -> str:
    """上月, this year … where the range is that unit of today's."""
    month = today.replace(day=1)
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    year = date(today.year, 1, 1)
    units = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this_month": (month, _add_months(month, 1)),
        "last_month": (_add_months(month, -1), month),
        "this_quarter": (quarter, _add_months(quarter, 3)),
        "last_quarter": (_add_months(quarter, -3), quarter),
        "this_year": (year, _add_months(year, 12)),
        "last_year": (_add_months(year, -12), year),
    }
    for key, (first, after) in units.items():
        last = after if key in ("today", "yesterday") else after - timedelta(days=1)
        if (start, end) == (first, last):
            return say(key, lang)
    return ""


def _add_months(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def as_of_dates(checked: CheckedQuery, table: ResultTable) -> Mapping[str, date]:
    """The balance date of each column that has a single one, by column name: from the probe, else from the check."""
    found = {p.column: p.end for p in checked.periods if p.is_as_of and p.end is not None and not checked.grain}
    for name, rows in table.probes.items():
        kind, _, column = name.partition(":")
        dates = {row[-1] for row in rows if row and isinstance(row[-1], date)}
        if kind == "as_of" and len(dates) == 1:
            found[column] = next(iter(dates))
        elif kind == "as_of" and len(dates) > 1:
            found.pop(column, None)
    return found


def filter_texts(filters: Iterable[Filter], model: SemanticModel, lang: str) -> list[str]:
    """Each condition as a person says it, each once."""
    return list(dict.fromkeys(filter_text(item, model, lang) for item in filters))


def filter_text(item: Filter, model: SemanticModel, lang: str) -> str:
    """One condition: "大区 = …", with the metric it is limited to."""
    label = field_label(item.field, model, lang)
    values = [_value_text(value, item.field, model, lang) for value in item.values]
    shown = listed(values[:_MOST_VALUES], lang)
    if len(values) > _MOST_VALUES:
        shown = say("filters_more", lang, text=shown, count=len(values))
    key = f"filter_{item.op}"
    text = say(key, lang, field=label, values=shown) if has_words(key, lang) else f"{label} {item.op} {shown}"
    if item.scope:
        text = say("filter_scope", lang, text=text, metric=metric_label(item.scope, model, lang))
    return text


def _value_text(value: Cell, ref: FieldRef, model: SemanticModel, lang: str) -> str:
    dataset = model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is not None and is_number(value):
        return str(value) if field.role == "id" else format_cell(value, field.unit, lang)
    return say("empty_value", lang) if value is None else str(value)


def rights_texts(rights: Rights, model: SemanticModel, lang: str) -> list[str]:
    """The row rules that were applied for the asker."""
    texts = []
    for rule in rights.rows:
        label = field_label(rule.field, model, lang)
        if rule.values:
            texts.append(say("rights_row", lang, field=label, values=listed(rule.values, lang)))
        else:
            texts.append(say("rights_nothing", lang, field=label))
    return texts


def through_dates(checked: CheckedQuery, layer: Layer) -> dict[str, date]:
    """How far the data of each metric's dataset goes, by metric."""
    found: dict[str, date] = {}
    for period in checked.periods:
        dataset = period.time_field.partition(".")[0]
        horizon = layer.horizons.get(dataset)
        declared = layer.model.datasets.get(dataset)
        through = (horizon.loaded_through if horizon else None) or (declared.loaded_through if declared else None)
        if through is not None:
            found[period.metric] = min(through, found.get(period.metric, through))
    return found


def incomplete_periods(checked: CheckedQuery) -> list[MeasurePeriod]:
    """The measures whose data ends before the asked end."""
    return [period for period in checked.periods if not period.complete]
