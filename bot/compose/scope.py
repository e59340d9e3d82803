"""What an answer covers, in words: the exact period, the filters, who may see what.

Role: CheckedQuery and Rights in, short texts out. Dates are always printed; a calendar name stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.compose.calendar_names import range_name, range_text
from bot.compose.format import format_literal, is_number, to_decimal
from bot.compose.formulas import labelled
from bot.compose.pairs import MARK
from bot.compose.value_names import shown_value
from bot.compose.wording import field_label, has_words, listed, metric_label, say
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.query import Cell, CheckedQuery, Column, Filter, MeasurePeriod, ResultTable

_MOST_VALUES = 5
_EXISTS = re.compile(r'(?P<not>NOT )?EXISTS\(SELECT 1 FROM "?(?P<dataset>\w+)"? WHERE (?P<rows>.*)\)$', re.DOTALL)
_RANGE = re.compile(
    r"(?:CAST\(\S+ AS DATE\)|\S+) BETWEEN CAST\('(?P<start>[\d-]+)' AS DATE\) AND CAST\('(?P<end>[\d-]+)' AS DATE\)$"
)


def period_text(checked: CheckedQuery, lang: str, today: date, words: str = "") -> str:
    """The period as asked, cut where the data ends: "上月(2026-10-01 至 2026-10-31)"; "" where there is no time."""
    start, end = effective_range(checked)
    if start is None and end is None:
        return "" if not checked.periods else say("period_all", lang)
    others = _other_ranges(checked, lang) if not checked.grain else []
    told = named_period(checked, lang, today, words, range_text(start, end, lang))
    return say("semicolon", lang).join([told, *others])


def named_period(checked: CheckedQuery, lang: str, today: date, words: str, dates: str) -> str:
    """The dates under the name of their period: as the asker called it, relative to today, or of the calendar."""
    asked, name = checked.asked, words
    if not name and asked and asked.start and asked.end:
        name = _relative(asked.start, asked.end, today, lang) or range_name(asked.start, asked.end, lang)
    return say("period_named", lang, name=name, range=dates) if name and name != dates else dates


def _other_ranges(checked: CheckedQuery, lang: str) -> list[str]:
    """Ranges of measures set side by side that the asked period does not hold: 2024 beside 2026."""
    asked = checked.asked
    if asked is None or asked.start is None or asked.end is None:
        return []
    beside = {column.name for column in checked.columns if is_comparison(column) and MARK not in column.modifiers}
    found = {
        (p.start, p.end): None
        for p in checked.periods
        if p.column not in beside
        and p.start
        and p.end
        and not p.is_as_of
        and (p.end < asked.start or p.start > asked.end)
    }
    return [
        say("period_named", lang, name=name, range=range_text(start, end, lang))
        if start and end and (name := range_name(start, end, lang))
        else range_text(start, end, lang)
        for start, end in found
    ]


def is_comparison(column: Column) -> bool:
    """Whether a column's own range is that of an earlier period, as its heading says."""
    return any(modifier.startswith("PRIOR_") for modifier in column.modifiers)


def stands_at_end(checked: CheckedQuery, day: date) -> bool:
    """Whether every measure is a balance that stands at the end of the asked period: the range then says no more."""
    end = effective_range(checked)[1]
    return day == end and bool(checked.periods) and all(p.is_as_of for p in checked.periods)


def period_and_day(
    checked: CheckedQuery, table: ResultTable | None, lang: str, today: date, words: str = ""
) -> list[str]:
    """The period, and the one day at which balances stand where it says more: "上月(截至 2026-10-31)" alone where
    nothing but balances stand at its end."""
    told = [period_text(checked, lang, today, words)]
    beside = {column.name for column in checked.columns if is_comparison(column)}
    found = as_of_dates(checked, table) if table is not None else {}
    days = {day for name, day in found.items() if name not in beside}
    if len(days) != 1:
        return told
    day = next(iter(days))
    stands = say("as_of", lang, date=day)
    if told[0] in (stands, range_text(None, day, lang)):
        return [stands]  # a range without a start says no more than the day
    return [named_period(checked, lang, today, words, stands)] if stands_at_end(checked, day) else [*told, stands]


def effective_range(checked: CheckedQuery) -> tuple[date | None, date | None]:
    """The dates the answer stands for: as asked, ending where the data of its measures ends."""
    asked = checked.asked
    start = asked.start if asked and asked.start else _least(p.start for p in checked.periods)
    ends = [p.end for p in checked.periods if p.end is not None]
    end = max(ends) if ends else (asked.end if asked else None)
    if not checked.periods:  # counted over an inner block: its notes say where the data ends
        noted = [item.params.get("end") for item in checked.notes if item.code is IssueCode.DATA_ENDS_EARLIER]
        known = [day for day in noted if isinstance(day, date)]
        end = min([*known, end]) if end and known else end
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


def without_empty_trees(checked: CheckedQuery, table: ResultTable) -> CheckedQuery:
    """The query to be told: a member of a tree that has nothing below it, as the probe found, is a plain value."""
    told = []
    for place, item in enumerate(checked.filters):
        is_leaf = table.probes.get(f"below:{place}") == ((0,),)
        several = len(item.values) > 1
        plain = {"WITHIN": "IN" if several else "=", "NOT WITHIN": "NOT IN" if several else "IS DISTINCT FROM"}
        told.append(replace(item, op=plain.get(item.op, item.op)) if is_leaf else item)  # type: ignore[arg-type]
    return replace(checked, filters=tuple(told))


def filter_texts(filters: Iterable[Filter], model: SemanticModel, lang: str) -> list[str]:
    """Each condition as a person says it, each once."""
    return list(dict.fromkeys(filter_text(item, model, lang) for item in filters))


def filter_text(item: Filter, model: SemanticModel, lang: str) -> str:
    """One condition: "大区 = …", with the metric it is limited to."""
    existence = _existence(item, model, lang)
    if existence:
        return existence
    label = field_label(item.field, model, lang)
    values = [_value_text(value, item.field, model, lang) for value in item.values]
    shown = listed(values[:_MOST_VALUES], lang)
    if len(values) > _MOST_VALUES:
        shown = say("filters_more", lang, text=shown, count=len(values))
    if item.op == "CONDITION":  # as the query wrote it, with labels
        shown = labelled(str(item.values[0]), model, lang, Rights.full()) if item.values else label
    key = f"filter_{item.op}"
    text = say(key, lang, field=label, values=shown) if has_words(key, lang) else f"{label} {item.op} {shown}"
    if item.scope:
        text = say("filter_scope", lang, text=text, metric=metric_label(item.scope, model, lang))
    return text


def _existence(item: Filter, model: SemanticModel, lang: str) -> str:
    """ "without Order (2026-01-01 – 2026-12-31)": rows that have none of another dataset in a range of dates; and which
    of its rows count."""
    found = _EXISTS.match(str(item.values[0])) if item.op == "CONDITION" and item.values else None
    dated = _RANGE.search(found["rows"]) if found is not None else None
    if found is None or dated is None or found["dataset"] not in model.datasets:
        return ""
    key = "filter_NOT EXISTS" if found["not"] else "filter_EXISTS"
    text = say(key, lang, field=field_label(FieldRef(found["dataset"], ""), model, lang))
    which = found["rows"][: dated.start()].removesuffix(" AND ").strip()
    told = labelled(which.removeprefix("(").removesuffix(")"), model, lang, Rights.full()) if which else ""
    shown = [f"{dated['start']} – {dated['end']}", told]
    return f"{text} ({'; '.join(part for part in shown if part)})"


def _value_text(value: Cell, ref: FieldRef, model: SemanticModel, lang: str) -> str:
    dataset = model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is not None and is_number(value):
        return str(value) if field.role == "id" else format_literal(to_decimal(value), field.unit, lang)
    return say("empty_value", lang) if value is None else shown_value(ref, str(value), model, lang)


def rights_texts(rights: Rights, model: SemanticModel, lang: str) -> list[str]:
    """The row rules that were applied for the asker."""
    texts = []
    for rule in rights.rows:
        label = field_label(rule.field, model, lang)
        if rule.values:
            values = listed((shown_value(rule.field, str(value), model, lang) for value in rule.values), lang)
            texts.append(say("rights_row", lang, field=label, values=values))
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
