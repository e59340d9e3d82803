"""The first lines of an answer: the number, or what the rows are and the first of them, and what stands beside it.

Role: `add_headline(said, view, …)` appends one to three lines and tells which extremes they name. Cells only; what is
computed from cells is recorded as a Figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from bot.compose.buckets import bucket_end
from bot.compose.calendar_names import range_name, range_text
from bot.compose.format import is_number, to_decimal
from bot.compose.headings import comparison
from bot.compose.present import Presentation
from bot.compose.sentences import Change, Said, change_from_cells, change_from_column, judged, say_direction
from bot.compose.titles import title_of
from bot.compose.wording import say
from bot.turn import Figure
from semantic_layer.model import Better
from semantic_layer.query import CheckedQuery, Column

Told = Literal["none", "highest", "both"]  # which extremes the headline names
_MOST_LISTED = 6
_FIRST_LISTED = 3
_TO_DATE = ("YTD", "QTD", "MTD", "TRAILING")
_YEARLY = frozenset({"month", "quarter", "half"})  # buckets with one of the same name a year before


def add_headline(said: Said, view: Presentation, checked: CheckedQuery, partial: Mapping[int, date]) -> Told:
    """The first lines; which of the largest and the smallest they name."""
    lang = view.lang
    if not view.rows:
        said.add(say("no_rows", lang))
        return "both"
    if view.is_detail or not view.main:
        said.add(title_of(view) + say("stop", lang), Figure(str(len(view.rows)), "count", count=len(view.rows)))
        return "both"
    if len(view.rows) == 1:
        _single(said, view, checked)
        return "both"
    if view.time is not None:
        _over_time(said, view, checked, partial)
        return "none"
    return _grouped(said, view, checked)


def _single(said: Said, view: Presentation, checked: CheckedQuery) -> None:
    lang, name = view.lang, view.name(0)
    for place in view.main:
        title = f"{name} {view.headings[place]}".strip()
        value = view.rows[0][place]
        if not is_number(value) and value is None:
            said.add(say("null_value", lang, name=title))
            continue
        said.add(say("headline", lang, name=title, colon=say("colon", lang), value=view.text(0, place)))
        _beside(said, view, checked, 0, place)
        if is_number(value) and value == 0:
            said.add(say("zero", lang, name=title))


# ---- what stands beside a cell


def _beside(said: Said, view: Presentation, checked: CheckedQuery, row: int, place: int) -> None:
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
        parts.append(_before(view, checked, row, place, other))
        if against and not _has_change(view, place, against):
            change = change_from_cells(view, (row, place), (row, other))
            if change is not None:
                parts.append(_phrase(view, change, view.columns[place].better, against))
                figures += [change.figure] if change.figure and change.direction else []
    _sentence(said, view, parts, figures)


def _sentence(said: Said, view: Presentation, parts: list[str], figures: list[Figure]) -> None:
    if parts:
        sentence = say("comma", view.lang).join(parts) + say("stop", view.lang)
        said.add(sentence[:1].upper() + sentence[1:], *figures)


def _before(view: Presentation, checked: CheckedQuery, row: int, place: int, other: int) -> str:
    """A value of an earlier period: the year before by that name, any other by its own calendar name."""
    lang, against = view.lang, comparison(view.columns[other])
    value = view.text(row, other)
    if against == "period" and not checked.grain:
        name = _range_before(checked, view.columns[place], view.columns[other], lang)
        if name:
            return say("beside_other", lang, name=name, value=value)
    key = f"beside_prior_{against}" if against else "beside_other"
    return say(key, lang, name=view.headings[other], value=value)


def _range_before(checked: CheckedQuery, now: Column, before: Column, lang: str) -> str:
    """The name of the period of a column, where it is a range other than that of the measure itself."""
    ranges = {p.column: (p.start, p.end) for p in checked.periods if not p.is_as_of}
    start, end = ranges.get(before.name, (None, None))
    if start is None or end is None or ranges.get(now.name) == (start, end):
        return ""
    return range_name(start, end, lang) or range_text(start, end, lang)


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


# ---- over time


def _over_time(said: Said, view: Presentation, checked: CheckedQuery, partial: Mapping[int, date]) -> None:
    """The latest whole bucket: its value with its comparisons, or its largest groups."""
    lang, time, place = view.lang, view.time or 0, view.main[0]
    count = Figure(str(len(view.rows)), "count", count=len(view.rows))
    title = say("grouped", lang, title=title_of(view), count=len(view.rows)) if view.groups else title_of(view)
    rows = [row for row in range(len(view.rows)) if row not in partial and is_number(view.rows[row][place])]
    if not rows:
        said.add(title + say("stop", lang), count)
        return
    latest = max(rows, key=lambda row: str(view.rows[row][time]))
    if view.groups:
        told = _largest_of(view, [row for row in rows if view.rows[row][time] == view.rows[latest][time]], place)
        named = say("latest_groups", lang, name=view.text(latest, time), list=told)
        said.add(f"{title}{say('stop', lang)}", count)
        said.add(named + say("stop", lang))
        return
    text = say("comma", lang).join(_named_value(view, latest, place) for place in view.main)
    told = say("latest", lang, name=view.name(latest), value=text)
    said.add(f"{title}{say('colon', lang)}{told}{say('stop', lang)}")
    if view.beside(place):
        _beside(said, view, checked, latest, place)
    else:
        _beside_buckets(said, view, rows, latest)


def _largest_of(view: Presentation, rows: list[int], place: int) -> str:
    """The largest groups of one bucket."""
    ordered = sorted(rows, key=lambda row: -to_decimal(view.rows[row][place]))
    shown = ordered if len(ordered) <= _MOST_LISTED else ordered[:_FIRST_LISTED]
    names = [" · ".join(view.text(row, group) for group in view.groups) for row in shown]
    items = [
        say("item", view.lang, name=name, value=view.text(row, place)) for name, row in zip(names, shown, strict=True)
    ]
    return say("list", view.lang).join(items) + (" …" if len(shown) < len(ordered) else "")


def _beside_buckets(said: Said, view: Presentation, rows: list[int], latest: int) -> None:
    """The latest bucket against the one before it and, where the series holds it, against that of the year before.
    Running totals have no such change."""
    place, time = view.main[0], view.time or 0
    column, grain = view.columns[place], view.columns[time].grain
    now = view.rows[latest][time]
    if any(modifier.startswith(_TO_DATE) for modifier in column.modifiers) or not isinstance(now, date):
        return
    found = {view.rows[row][time]: row for row in rows}
    before = [(found[day], "period") for day in found if _follows(day, now, grain)]
    if grain in _YEARLY and now.replace(year=now.year - 1) in found:
        before.append((found[now.replace(year=now.year - 1)], "year"))
    parts, figures = [], []
    for row, against in before:
        change = change_from_cells(view, (latest, place), (row, place))
        if change is not None:
            parts.append(_phrase(view, change, column.better, against))
            figures += [change.figure] if change.figure and change.direction else []
    _sentence(said, view, parts, figures)


def _follows(day: object, now: date, grain: str) -> bool:
    return isinstance(day, date) and day < now and bucket_end(day, grain) + timedelta(days=1) == now


# ---- by groups


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


def _grouped(said: Said, view: Presentation, checked: CheckedQuery) -> Told:
    lang, count = view.lang, len(view.rows)
    title, place = title_of(view), view.main[0]
    cut = checked.limit is not None and count >= checked.limit
    ordered_by = checked.order[0] if checked.order else None
    is_ranking = ordered_by is not None and ordered_by[0] == view.columns[place].name
    figure = Figure(str(count), "count", count=count)
    is_short = count <= _MOST_LISTED
    if is_ranking and cut and ordered_by is not None:
        title = say("top" if ordered_by[1] else "bottom", lang, title=title, count=count)
    elif not is_short:
        title = say("grouped", lang, title=title, count=count)
    falls = _falls(view, place)
    if not is_short and not is_ranking and not falls:
        said.add(title + say("stop", lang), figure)
        return "none"
    shown = count if is_short else _MOST_LISTED if is_ranking else _FIRST_LISTED
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
    if shown == count or (is_ranking and cut):
        return "both"
    return "highest" if falls else "none"


def _falls(view: Presentation, place: int) -> bool:
    """Whether the rows stand from the largest to the smallest."""
    values = [to_decimal(value) for _, value in view.values(place)]
    return len(values) > 1 and all(one >= two for one, two in pairwise(values))
