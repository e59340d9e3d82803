"""Compose an Answer: the number first, what stands beside it, what is worth saying, what must be said.

Role: the step `compose` of the pipeline. Text comes from cells alone; figures computed from cells are recorded on the
answer, and `grounding.ungrounded_figures` traces every one of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from bot.compose.buckets import partial_buckets
from bot.compose.card import card_of
from bot.compose.caveats import add_caveats, with_notes
from bot.compose.facts import add_facts
from bot.compose.follow_ups import follow_ups
from bot.compose.format import is_number
from bot.compose.headings import comparison
from bot.compose.ordering import in_order
from bot.compose.present import Presentation, present
from bot.compose.sentences import Change, Said, change_from_cells, change_from_column, judged, say_direction
from bot.compose.titles import full_scope, title_of
from bot.compose.wording import say
from bot.turn import Answer, Draft, Figure, Question, Reading
from semantic_layer.model import Better, Layer
from semantic_layer.query import CheckedQuery, CompiledSql, ResultTable

_MOST_LISTED = 5
_FEWEST_FOR_CHART = 3
AnswerLabel = Literal["verified", "governed", "exploratory"]


def compose_answer(
    question: Question,
    draft: Draft,
    checked: CheckedQuery,
    compiled: CompiledSql,
    table: ResultTable,
    layer: Layer,
    reading: Reading | None = None,
    accounting: bool = False,
) -> Answer:
    """The answer without its chart (`bot.charts.add_chart` adds it). `accounting`: negatives in parentheses."""
    lang = question.lang
    checked, table = with_notes(checked, table), in_order(checked, table)
    view = present(checked, table, layer, lang, accounting)
    label = answer_label(draft, checked)
    partial = partial_buckets(view, checked)
    said = Said()
    told_extremes = _headline(said, view, checked, partial)
    is_cut = checked.limit is not None and len(view.rows) >= checked.limit
    words = _words(checked, reading)
    view = replace(view, scope=full_scope(question, checked, table, layer, words))
    said.add(say("scope", lang, scope=view.scope) if view.scope else "")
    add_facts(said, view, layer.model, partial.keys(), told_extremes, is_cut)
    add_caveats(said, view, checked, layer, label, partial)
    return Answer(
        text="\n".join(said.lines),
        lang=lang,
        checked=checked,
        compiled=compiled,
        table=table,
        label=label,
        planner=draft.planner,
        card=card_of(question, draft, checked, compiled, table, layer, label, view.headings, words),
        wants_chart=bool(draft.chart) or is_trend_or_ranking(view, checked),
        notes=checked.notes,
        suggestions=follow_ups(checked, view, layer, question),
        figures=tuple(said.figures),
        view=view,
    )


def answer_label(draft: Draft, checked: CheckedQuery) -> AnswerLabel:
    """How far the answer can be relied on."""
    return "verified" if draft.verified_by and checked.label == "governed" else checked.label


def is_trend_or_ranking(view: Presentation, checked: CheckedQuery) -> bool:
    """Whether a chart helps unasked: a series over time, or rows ordered by a measure."""
    if view.is_detail or len(view.rows) < _FEWEST_FOR_CHART or not view.main:
        return False
    if view.time is not None:
        return True
    numbers = {view.columns[place].name for place in view.measures}
    return bool(view.groups) and any(name in numbers for name, _ in checked.order)


def _words(checked: CheckedQuery, reading: Reading | None) -> str:
    """How the asker called the period, if the reading found exactly the range that was asked."""
    asked = checked.asked
    for period in reading.periods if reading else ():
        if asked and (period.start, period.end) == (asked.start, asked.end):
            return period.words
    return ""


def _headline(said: Said, view: Presentation, checked: CheckedQuery, partial: dict[int, date]) -> bool:
    """The first line or two; True if they already name the largest and the smallest."""
    lang = view.lang
    if not view.rows:
        said.add(say("no_rows", lang))
        return True
    if view.is_detail or not view.main:
        said.add(title_of(view) + say("stop", lang), Figure(str(len(view.rows)), "count", count=len(view.rows)))
        return True
    if len(view.rows) == 1:
        _single(said, view)
        return True
    if view.time is not None and not view.groups:
        _series(said, view, partial)
        return False
    return _grouped(said, view, checked)


def _single(said: Said, view: Presentation) -> None:
    lang, name = view.lang, view.name(0)
    for place in view.main:
        title = f"{name} {view.headings[place]}".strip()
        value = view.rows[0][place]
        if not is_number(value) and value is None:
            said.add(say("null_value", lang, name=title))
            continue
        said.add(say("headline", lang, name=title, colon=say("colon", lang), value=view.text(0, place)))
        _beside(said, view, 0, place)
        if is_number(value) and value == 0:
            said.add(say("zero", lang, name=title))


def _beside(said: Said, view: Presentation, row: int, place: int) -> None:
    """One sentence: the comparisons that the query brought for this cell."""
    lang = view.lang
    parts: list[str] = []
    figures: list[Figure] = []
    for other in view.beside(place):
        column = view.columns[other]
        if column.is_growth or column.role == "computed":
            if column.is_share:
                parts.append(say("beside_other", lang, name=view.headings[other], value=view.text(row, other)))
                continue
            change = change_from_column(view, row, other)
            parts.append(_phrase(view, change, column.better, comparison(column)) if change else say("no_base", lang))
            continue
        against = comparison(column)
        key = f"beside_prior_{against}" if against else "beside_other"
        parts.append(say(key, lang, name=view.headings[other], value=view.text(row, other)))
        if against and not _has_change(view, place, against):
            change = change_from_cells(view, (row, place), (row, other))
            if change is not None:
                parts.append(_phrase(view, change, view.columns[place].better, against))
                figures += [change.figure] if change.figure and change.direction else []
    if parts:
        sentence = say("comma", lang).join(parts) + say("stop", lang)
        said.add(sentence[:1].upper() + sentence[1:], *figures)


def _has_change(view: Presentation, place: int, against: str) -> bool:
    """Whether the query itself computed the change that a prior column could give."""
    columns = [view.columns[other] for other in view.beside(place)]
    return any(c.role == "computed" and not c.is_share and comparison(c) in (against, "") for c in columns)


def _phrase(view: Presentation, change: Change, better: Better, against: str) -> str:
    phrase = say(say_direction(change, against), view.lang, value=change.size)
    verdict = judged(change, better)
    phrase += say(verdict, view.lang) if verdict else ""
    if change.kind == "change" and change.figure is not None:  # a rate was wanted, the base allows none
        phrase += say("open", view.lang) + say("no_rate", view.lang) + say("close", view.lang)
    return phrase


def _series(said: Said, view: Presentation, partial: dict[int, date]) -> None:
    """The latest whole bucket, with its comparisons."""
    lang, time = view.lang, view.time or 0
    rows = [row for row in range(len(view.rows)) if row not in partial and is_number(view.rows[row][view.main[0]])]
    if not rows:
        said.add(title_of(view) + say("stop", lang))
        return
    latest = max(rows, key=lambda row: str(view.rows[row][time]))
    values = [_named_value(view, latest, place) for place in view.main]
    text = say("comma", lang).join(values)
    told = say("latest", lang, name=view.name(latest), value=text)
    said.add(f"{title_of(view)}{say('colon', lang)}{told}{say('stop', lang)}")
    _beside(said, view, latest, view.main[0])


def _listed_value(view: Presentation, row: int, place: int) -> str:
    """A cell of a list, with its share and its change in parentheses."""
    lang, notes = view.lang, []
    for other in view.beside(place):
        column = view.columns[other]
        if column.is_share:
            notes.append(view.text(row, other))
        elif column.is_growth or column.role == "computed":
            change = change_from_column(view, row, other)
            if change is not None:
                notes.append(say(say_direction(change, comparison(column)), lang, value=change.size))
    told = f"{say('open', lang)}{say('comma', lang).join(notes)}{say('close', lang)}" if notes else ""
    return _named_value(view, row, place) + told


def _named_value(view: Presentation, row: int, place: int) -> str:
    """A cell, with its metric's name where there are several."""
    text = view.text(row, place)
    return text if len(view.main) == 1 else say("item", view.lang, name=view.headings[place], value=text)


def _grouped(said: Said, view: Presentation, checked: CheckedQuery) -> bool:
    lang, count = view.lang, len(view.rows)
    title, place = title_of(view), view.main[0]
    cut = checked.limit is not None and count >= checked.limit
    ordered_by = checked.order[0] if checked.order else None
    is_ranking = ordered_by is not None and ordered_by[0] == view.columns[place].name
    figure = Figure(str(count), "count", count=count)
    if is_ranking and cut and ordered_by is not None:
        title = say("top" if ordered_by[1] else "bottom", lang, title=title, count=count)
    elif count > _MOST_LISTED:
        title = say("grouped", lang, title=title, count=count)
    if count > _MOST_LISTED and not is_ranking:
        said.add(title + say("stop", lang), figure)
        return False
    shown = min(count, _MOST_LISTED)
    items = [
        say(
            "item",
            lang,
            name=view.name(row),
            value=say("comma", lang).join(_listed_value(view, row, p) for p in view.main),
        )
        for row in range(shown)
    ]
    separator = say("semicolon" if len(view.main) > 1 else "list", lang)
    more = " …" if shown < count else ""
    said.add(f"{title}{say('colon', lang)}{separator.join(items)}{more}{'' if more else say('stop', lang)}", figure)
    return shown == count or (is_ranking and cut)
