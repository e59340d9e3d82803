"""The card: what stands behind an answer, line by line.

Role: everything a person needs to defend the number in a meeting; (heading, text) in the asker's language.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.compose.calendar_names import range_text
from bot.compose.formulas import formula_of
from bot.compose.scope import (
    as_of_dates,
    filter_texts,
    period_text,
    rights_texts,
    through_dates,
)
from bot.compose.wording import field_label, listed, metric_label, say, word_issue
from bot.turn import Card, Draft, Question
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.query import CheckedQuery, CompiledSql, ResultTable


def card_of(
    question: Question,
    draft: Draft,
    checked: CheckedQuery,
    compiled: CompiledSql,
    table: ResultTable,
    layer: Layer,
    label: str,
    headings: Sequence[str],
    words: str = "",
) -> Card:
    """All lines that have something to say."""
    lang, model = question.lang, layer.model
    asked = [item for item in checked.filters if item.source == "question"]
    pins = [item for item in checked.filters if item.source in ("pin", "metric")]
    notes = [word_issue(item, lang, layer) for item in checked.notes if item.code is not IssueCode.PIN_APPLIED]
    verified = say("card_verified_by", lang, name=draft.verified_by) if draft.verified_by else ""
    semicolon = say("semicolon", lang)
    lines: list[tuple[str, str]] = [
        *_definitions(checked, model, lang, question.rights),
        ("card_period", _periods(question, checked, table, headings, words)),
        ("card_date", _dates(checked, model, lang)),
        ("card_calendar", _calendar(model, lang) if checked.periods else ""),
        ("card_through", _through(checked, layer, lang)),
        ("card_filters", semicolon.join(filter_texts(asked, model, lang))),
        ("card_pins", semicolon.join(_pins(checked, pins, model, lang))),
        ("card_carried", semicolon.join(_carried(draft, model, lang))),
        ("card_notes", " ".join(dict.fromkeys(notes))),
        ("card_rights", semicolon.join(rights_texts(question.rights, model, lang))),
        ("card_label", semicolon.join(part for part in (say(f"label_{label}", lang), verified) if part)),
        ("card_source", listed(sorted(compiled.tables), lang)),
    ]
    return Card(tuple((say(key, lang), text) for key, text in lines if text))


def _definitions(checked: CheckedQuery, model: SemanticModel, lang: str, rights: Rights) -> list[tuple[str, str]]:
    definitions, formulas, versions = [], [], []
    metrics = [model.metrics[name] for name in checked.metrics if name in model.metrics]
    for metric in metrics:
        name = metric_label(metric.name, model, lang)
        prefix = f"{name}{say('colon', lang)}"
        if metric.description.text(lang):
            definitions.append(prefix + metric.description.text(lang))
        formulas.append(f"{name} = {formula_of(metric, model, lang, rights)}")
        version = say("card_version_text", lang, version=metric.version, owner=metric.owner or None)
        versions.append(version if len(metrics) == 1 else prefix + version)
    return [
        ("card_definition", "\n".join(definitions)),
        ("card_formula", "\n".join(formulas)),
        ("card_version", say("semicolon", lang).join(dict.fromkeys(versions))),
    ]


def _periods(question: Question, checked: CheckedQuery, table: ResultTable, headings: Sequence[str], words: str) -> str:
    """The asked period, then each measure's own range or as-of date where they differ."""
    lang = question.lang
    asked = period_text(checked, lang, question.today, words)
    as_of = as_of_dates(checked, table)
    parts = [asked] if asked else []
    ranges: dict[str, list[str]] = {}
    for period in checked.periods:
        day = as_of.get(period.column)
        text = say("as_of", lang, date=day) if day else range_text(period.start, period.end, lang)
        ranges.setdefault(text, []).append(period.column)
    if len(ranges) > 1 or (as_of and ranges):
        names = dict(zip((column.name for column in checked.columns), headings, strict=False))
        parts += [
            text
            if len(ranges) == 1
            else f"{listed((names.get(c, c) for c in columns), lang)}{say('colon', lang)}{text}"
            for text, columns in ranges.items()
        ]
    return say("semicolon", lang).join(dict.fromkeys(parts))


def _dates(checked: CheckedQuery, model: SemanticModel, lang: str) -> str:
    """The date by which each metric is counted."""
    fields: dict[str, list[str]] = {}
    for period in checked.periods:
        if period.time_field:
            label = say("card_time_field", lang, field=_named(period.time_field, model, lang))
            fields.setdefault(label, []).append(metric_label(period.metric, model, lang))
    if len(fields) == 1:
        return next(iter(fields))
    return say("semicolon", lang).join(
        f"{listed(dict.fromkeys(names), lang)} {label}" for label, names in fields.items()
    )


def _calendar(model: SemanticModel, lang: str) -> str:
    calendar = model.calendar
    text = say(
        "card_calendar_text",
        lang,
        month=calendar.fiscal_year_start,
        weekday=say(f"weekday_{calendar.week_start}", lang),
        zone=calendar.time_zone,
    )
    if calendar.pattern == "month":
        return text
    return text + say("comma", lang) + say("card_calendar_pattern", lang, pattern=calendar.pattern)


def _through(checked: CheckedQuery, layer: Layer, lang: str) -> str:
    """How far the data of each metric goes, and how far the books are closed."""
    dates = through_dates(checked, layer)
    parts = []
    if len(set(dates.values())) == 1:
        parts.append(next(iter(dates.values())).isoformat())
    else:
        parts += [f"{metric_label(name, layer.model, lang)} {day.isoformat()}" for name, day in dates.items()]
    closed = {
        horizon.closed_through
        for period in checked.periods
        if (horizon := layer.horizons.get(period.time_field.partition(".")[0])) and horizon.closed_through
    }
    parts += [say("card_closed", lang, date=day) for day in sorted(closed)]
    return say("comma", lang).join(parts)


def _pins(checked: CheckedQuery, pins: list, model: SemanticModel, lang: str) -> list[str]:
    texts = filter_texts(pins, model, lang)
    for item in checked.notes:
        if item.code is not IssueCode.PIN_APPLIED:
            continue
        field, value = item.params.get("field"), item.params.get("value")
        label = field_label(field, model, lang) if isinstance(field, FieldRef) else _named(str(field), model, lang)
        texts.append(f"{label} = {value}")
    return list(dict.fromkeys(texts))


def _named(text: str, model: SemanticModel, lang: str) -> str:
    dataset, _, field = text.partition(".")
    if field and dataset in model.datasets and field in model.datasets[dataset].fields:
        return field_label(FieldRef(dataset, field), model, lang)
    return metric_label(text, model, lang)


def _carried(draft: Draft, model: SemanticModel, lang: str) -> list[str]:
    """What a follow-up took over: "metric:x", "filter:…", "period:…", "group:…"."""
    texts = []
    for item in draft.carried:
        kind, _, text = item.partition(":")
        key = f"carried_{kind}" if kind in ("metric", "filter", "period", "group") else "carried_other"
        texts.append(say(key, lang, text=_named(text or kind, model, lang)))
    return texts
