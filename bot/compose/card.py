"""The card: what stands behind an answer, line by line.

Role: everything a person needs to defend the number in a meeting; (heading, text) in the asker's language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.compose.calendar_names import range_name, range_text
from bot.compose.conditions import thresholds
from bot.compose.formulas import formula_of
from bot.compose.scope import (
    as_of_dates,
    filter_texts,
    period_and_day,
    rights_texts,
    through_dates,
)
from bot.compose.value_names import shown_value, value_names
from bot.compose.wording import field_label, has_words, listed, metric_label, say, word_issue
from bot.turn import Card, Draft, Question
from semantic_layer.access import Rights
from semantic_layer.issues import Issue, IssueCode
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.query import CheckedQuery, CompiledSql, ResultTable

_IN_TEXT = frozenset(  # and the path of a relationship, which is for who checks the number
    {
        IssueCode.PIN_APPLIED,
        IssueCode.DATA_ENDS_EARLIER,
        IssueCode.NOT_CLOSED,
        IssueCode.RATE_WITHOUT_BASE,
        IssueCode.DEFAULT_PATH,
        IssueCode.READ_BY_MODEL,
    }
)
_FIELD = re.compile(r"[^\W\d]\w*\.[^\W\d]\w*")
_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_MOST_DEFINED = 3
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    limits = [item.text for item in thresholds(checked, model, lang)]
    notes = [word_issue(item, lang, layer) for item in checked.notes if item.code is not IssueCode.PIN_APPLIED]
    verified = say("card_verified_by", lang, name=draft.verified_by) if draft.verified_by else ""
    semicolon = say("semicolon", lang)
    definitions = _definitions(checked, model, lang, question.rights)
    period = _periods(question, checked, table, headings, words)
    pinned, carried = semicolon.join(_pins(checked, pins, model, lang)), semicolon.join(_carried(draft, model, lang))
    remembered = _remembered(draft, model, lang)
    through = _through(checked, layer, lang)
    rights = "card_rights_shared" if question.shared else "card_rights"
    lines: list[tuple[str, str]] = [
        *definitions,
        ("card_period", period),
        ("card_date", _dates(checked, model, lang)),
        ("card_calendar", _calendar(model, lang) if checked.periods else ""),
        ("card_through", through),
        ("card_filters", semicolon.join([*filter_texts(asked, model, lang), *limits])),
        ("card_pins", pinned),
        ("card_carried", carried),
        ("card_remembered", remembered),
        ("card_notes", " ".join(dict.fromkeys(notes))),
        (rights, semicolon.join(rights_texts(question.rights, model, lang))),
        ("card_label", semicolon.join(part for part in (say(f"label_{label}", lang), verified) if part)),
        ("card_source", listed(sorted(compiled.tables), lang)),
    ]
    told = dict(definitions)
    is_wide = len(checked.metrics) > _MOST_DEFINED
    marks = (
        say(f"short_{label}", lang),
        "" if is_wide else told["card_version"],
        f"{say('card_through', lang)} {through}" * bool(through),
    )
    brief = [
        ("card_definition", _first_lines(told["card_definition"] or told["card_formula"])),
        (
            "card_period",
            semicolon.join(part for part in period_and_day(checked, table, lang, question.today, words) if part),
        ),
        ("card_pins", pinned),
        ("card_carried", carried),
        ("card_remembered", remembered),
        ("card_notes", " ".join(dict.fromkeys(word_issue(item, lang, layer) for item in _untold(checked)))),
        ("card_label", " · ".join(part for part in marks if part)),
    ]
    return Card(_worded(lines, lang), _worded(brief, lang))


def _first_lines(text: str) -> str:
    """The definitions of the first metrics; the whole card holds all."""
    lines = text.split("\n")
    return "\n".join(lines[:_MOST_DEFINED]) + ("\n…" if len(lines) > _MOST_DEFINED else "")


def _worded(lines: Sequence[tuple[str, str]], lang: str) -> tuple[tuple[str, str], ...]:
    return tuple((say(key, lang), text) for key, text in lines if text)


def _untold(checked: CheckedQuery) -> list[Issue]:
    """The notes that the text under its number does not say anyway."""
    return [item for item in checked.notes if item.code not in _IN_TEXT]


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
    told = period_and_day(checked, table, lang, question.today, words)
    as_of = as_of_dates(checked, table)
    parts = told[:1] if told[0] else []
    ranges: dict[str, list[str]] = {}
    for period in checked.periods:
        day = as_of.get(period.column)
        text = say("as_of", lang, date=day) if day else range_text(period.start, period.end, lang)
        ranges.setdefault(text, []).append(period.column)
    if len(ranges) > 1:
        names = dict(zip((column.name for column in checked.columns), headings, strict=False))
        parts += [
            f"{listed((names.get(c, c) for c in columns), lang)}{say('colon', lang)}{text}"
            for text, columns in ranges.items()
        ]
    else:
        parts += told[1:]
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
        shown = shown_value(field, str(value), model, lang) if isinstance(field, FieldRef) else value
        texts.append(f"{label} = {shown}")
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
        texts.append(say(key, lang, text=_taken_over(kind, text, model, lang) or _named(text or kind, model, lang)))
    return texts


def _remembered(draft: Draft, model: SemanticModel, lang: str) -> str:
    """What a choice made before decided, and how to forget it."""
    texts = [
        say("remembered_choice", lang, word=word, name=_chosen_name(name, model, lang))
        for word, name in draft.remembered
    ]
    return say("semicolon", lang).join(texts) + say("remembered_forget", lang) if texts else ""


def _chosen_name(name: str, model: SemanticModel, lang: str) -> str:
    """A metric or a field by its label; a calendar by its own word."""
    key = f"chosen_{name}"
    return say(key, lang) if has_words(key, lang) else _named(name, model, lang)


def _taken_over(kind: str, text: str, model: SemanticModel, lang: str) -> str:
    """A range "2026-10-01/2026-10-31", a condition or a unit of time in words; "" for any other name."""
    if kind == "filter":
        first = _FIELD.search(text)
        names = value_names(FieldRef(*first[0].split(".")), model, lang) if first else {}
        labelled = _FIELD.sub(lambda found: _named(found[0], model, lang), text)
        return _LITERAL.sub(lambda found: names.get(found[1], found[1]), labelled)
    if kind == "group" and has_words(f"time_{text}", lang):
        return say(f"time_{text}", lang)
    if kind != "period":
        return ""
    ends = [_day(part) for part in text.split("/")]
    if len(ends) != 2 or ends == [None, None]:
        return ""
    start, end = ends
    dates = range_text(start, end, lang)
    name = range_name(start, end, lang) if start and end else ""
    return say("period_named", lang, name=name, range=dates) if name else dates


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if _ISO.fullmatch(text) else None
