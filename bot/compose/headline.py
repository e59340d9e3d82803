"""The first lines of an answer: the number, or what the rows are and the first of them, and what stands beside it.

Role: `add_headline(said, view, …)` appends one to three lines and tells which extremes they name. Cells only; what is
computed from cells is recorded as a Figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from sqlglot import exp

from bot.compose.beside import add_beside, add_sentence, name_among, phrase
from bot.compose.buckets import bucket_end
from bot.compose.format import is_number, to_decimal
from bot.compose.headings import comparison
from bot.compose.lookup import add_rows
from bot.compose.present import Presentation, runs_on
from bot.compose.sentences import Said, change_from_cells, change_from_column, say_direction
from bot.compose.titles import title_of
from bot.compose.wording import say
from bot.turn import Figure
from semantic_layer.query import CheckedQuery, Column

Told = Literal["none", "highest", "both"]  # which extremes the headline names
_MOST_LISTED = 6
_FIRST_LISTED = 3
_MOST_NUMBERS = 8  # of all measures, in one sentence
_MOST_MEASURES = 6
_YEARLY = frozenset({"month", "quarter", "half"})  # buckets with one of the same name a year before


def add_headline(said: Said, view: Presentation, checked: CheckedQuery, partial: Mapping[int, date]) -> Told:
    """The first lines; which of the largest and the smallest they name."""
    lang = view.lang
    if not view.rows:
        said.add(say("no_rows_within" if view.is_limited else "no_rows", lang))
        return "both"
    if view.is_detail or not view.main:
        add_rows(said, view, checked)
        return "both"
    if len(view.rows) == 1:
        _single(said, view, checked)
        return "both"
    if view.time is not None and not is_picked(view, checked):
        _over_time(said, view, checked, partial)
        return "none"
    return _grouped(said, view, checked)


def _single(said: Said, view: Presentation, checked: CheckedQuery) -> None:
    lang, name = view.lang, view.name(0)
    for place in (*view.main, *view.parts)[:_MOST_MEASURES]:
        title = f"{name} {view.headings[place]}".strip()
        value = view.rows[0][place]
        if not is_number(value) and value is None:
            said.add(say("null_value_within" if view.is_limited else "null_value", lang, name=title))
            add_beside(said, view, checked, 0, place, is_single=True)
            continue
        said.add(say("headline", lang, name=title, colon=say("colon", lang), value=view.text(0, place)))
        add_beside(said, view, checked, 0, place, is_single=True)
        if is_number(value) and value == 0:
            said.add(say("zero", lang, name=title))
    _more_measures(said, view)


def _more_measures(said: Said, view: Presentation) -> None:
    """How many measures the sentence leaves to the table."""
    more = len(view.main) - _MOST_MEASURES
    if more > 0:
        said.add(say("more_measures", view.lang, count=more), Figure(str(more), "count", count=more))


# ---- over time


def _over_time(said: Said, view: Presentation, checked: CheckedQuery, partial: Mapping[int, date]) -> None:
    """The latest whole bucket: its value with its comparisons, or its largest groups."""
    lang, time, place = view.lang, view.time or 0, view.main[0]
    count = Figure(str(len(view.rows)), "count", count=len(view.rows))
    title = say("grouped", lang, title=title_of(view), count=len(view.rows)) if view.groups else title_of(view)
    is_running = runs_on(view.columns[place])
    cut = () if is_running else partial
    rows = [row for row in range(len(view.rows)) if row not in cut and is_number(view.rows[row][place])]
    if not rows:
        said.add(title + say("stop", lang), count)
        return
    latest = max(rows, key=lambda row: str(view.rows[row][time]))
    if view.groups:
        told = _largest_of(view, [row for row in rows if view.rows[row][time] == view.rows[latest][time]], place)
        named = say("latest_groups", lang, name=view.bucket(latest), list=told)
        said.add(f"{title}{say('stop', lang)}", count)
        said.add(named + say("stop", lang))
        return
    text = say("comma", lang).join(_leading_value(view, latest, place) for place in view.main[:_MOST_MEASURES])
    said.add(f"{title}{say('colon', lang)}{_latest(view, latest, text, partial)}{say('stop', lang)}")
    _more_measures(said, view)
    if any(other != view.lead(place) for other in view.beside(place)):
        add_beside(said, view, checked, latest, place, is_single=False)
    else:
        _beside_buckets(said, view, rows, latest)


def _latest(view: Presentation, row: int, text: str, partial: Mapping[int, date]) -> str:
    """The latest bucket: a running total stands to a day; a whole one before a cut one is called whole."""
    lang, time = view.lang, view.time or 0
    if row in partial:
        return say("to_date", lang, date=partial[row], value=text)
    later = any(str(view.rows[one][time]) > str(view.rows[row][time]) for one in partial)
    grain = say(f"grain_{view.columns[time].grain.removeprefix('fiscal_') or 'day'}", lang)
    if later:
        return say("latest_whole", lang, name=view.text(row, time), value=text, grain=grain)
    return say("latest", lang, name=view.bucket(row), value=text)


def _largest_of(view: Presentation, rows: list[int], place: int) -> str:
    """The largest groups of one bucket."""
    ordered = sorted(rows, key=lambda row: -to_decimal(view.rows[row][place]))
    shown = ordered if len(ordered) <= _MOST_LISTED else ordered[:_FIRST_LISTED]
    names = [" · ".join(view.member(row, group) for group in view.groups) for row in shown]
    items = [
        say("item", view.lang, name=name, value=view.text(row, place)) for name, row in zip(names, shown, strict=True)
    ]
    return say("list", view.lang).join(items) + (" …" if len(shown) < len(ordered) else "")


def _beside_buckets(said: Said, view: Presentation, rows: list[int], latest: int) -> None:
    """The latest bucket against the one before it and, where the series holds it, against that of the year before.
    Running totals have no such change."""
    place, time = view.lead(view.main[0]), view.time or 0
    column, grain = view.columns[place], view.columns[time].grain
    now = view.rows[latest][time]
    if runs_on(column) or any(one.startswith("TRAILING") for one in column.modifiers) or not isinstance(now, date):
        return
    found = {view.rows[row][time]: row for row in rows}
    before = [(found[day], "period") for day in found if _follows(day, now, grain)]
    if grain in _YEARLY and now.replace(year=now.year - 1) in found:
        before.append((found[now.replace(year=now.year - 1)], "year"))
    parts, figures = [], []
    for row, against in before:
        change = change_from_cells(view, (latest, place), (row, place))
        if change is not None:
            parts.append(phrase(view, change, column.better, against))
            figures += [change.figure] if change.figure and change.direction else []
    add_sentence(said, view, parts, figures, name_among(view, place))


def _follows(day: object, now: date, grain: str) -> bool:
    return isinstance(day, date) and day < now and bucket_end(day, grain) + timedelta(days=1) == now


# ---- by groups


def _listed_value(view: Presentation, row: int, place: int, lead: int) -> str:
    """A cell of a list: what was asked of it first, the others in parentheses."""
    notes = [] if lead == place else [view.text(row, place)]
    told_base = comparison(view.columns[lead]) if _is_change(view.columns[lead]) else ""
    for other in view.beside(place):
        column = view.columns[other]
        if other == lead:
            continue
        if column.is_share:
            notes.append(view.text(row, other))
        elif column.is_growth or column.role == "computed":
            told = _change(view, row, other, told_base)
            notes += [told] if told else []
            told_base = comparison(column) if told else told_base
    first = _change(view, row, lead) if _is_change(view.columns[lead]) else ""
    return (first or _named_value(view, row, lead, place)) + _noted(view, notes + _parts(view, row))


def _is_change(column: Column) -> bool:
    return column.is_growth or (column.role == "computed" and not column.is_share and bool(comparison(column)))


def _change(view: Presentation, row: int, place: int, said: str = "") -> str:
    """A change and against what, unless that was just `said`."""
    change = change_from_column(view, row, place)
    if change is None:
        return ""
    against = comparison(view.columns[place])
    return say(say_direction(change, "" if against == said else against), view.lang, value=change.size)


def _leading_value(view: Presentation, row: int, place: int) -> str:
    """A cell of a series: the share with its amount, else the value."""
    lead = view.lead(place)
    return _named_value(view, row, lead, place) + _noted(
        view, _parts(view, row) if lead == place else [view.text(row, place)]
    )


def _parts(view: Presentation, row: int) -> list[str]:
    """What a rate that the query made divides, by name; nothing beside several measures."""
    if len(view.main) > 1:
        return []
    return [say("item", view.lang, name=view.headings[place], value=view.text(row, place)) for place in view.parts]


def _noted(view: Presentation, notes: list[str]) -> str:
    """Notes in parentheses."""
    return f"{say('open', view.lang)}{say('comma', view.lang).join(notes)}{say('close', view.lang)}" if notes else ""


def _named_value(view: Presentation, row: int, lead: int, place: int) -> str:
    """A cell, with its metric's name where there are several."""
    text = view.text(row, lead)
    return text if len(view.main) == 1 else say("item", view.lang, name=view.headings[place], value=text)


def ordered_by(view: Presentation, checked: CheckedQuery) -> int | None:
    """The measure by which the query orders the rows first."""
    name = checked.order[0][0] if checked.order else ""
    order = checked.query.tree.args.get("order")
    if not name and isinstance(order, exp.Order):  # a computed column has no name of its own there
        first = order.expressions[0].this
        name = first.name if isinstance(first, exp.Column) and not first.table else _alias_of(first, checked.query.tree)
    return next((place for place in view.measures if view.columns[place].name == name), None)


def _alias_of(made: exp.Expr, tree: exp.Expr) -> str:
    """The column that an expression in ORDER BY makes; "" where none does."""
    text = made.unnest().sql()
    items = tree.expressions if isinstance(tree, exp.Select) else []
    return next((one.alias for one in items if isinstance(one, exp.Alias) and one.this.unnest().sql() == text), "")


def is_picked(view: Presentation, checked: CheckedQuery) -> bool:
    """Whether the rows are the best or the worst buckets of a series: a ranking, in which nothing runs on."""
    return view.time is not None and checked.limit is not None and ordered_by(view, checked) is not None


def _grouped(said: Said, view: Presentation, checked: CheckedQuery) -> Told:
    lang, count = view.lang, len(view.rows)
    cut = checked.limit is not None and count >= checked.limit
    order = ordered_by(view, checked)
    place = view.main[0]
    lead = order if order in view.beside(place) else view.lead(place)
    figure = Figure(str(count), "count", count=count)
    is_short = count <= _MOST_LISTED and count * len(view.main) <= _MOST_NUMBERS
    title = title_of(view)
    if order is not None and cut:
        title = title_of(view, lead if order in (place, lead) else order)
        title = say("top" if checked.order[0][1] else "bottom", lang, title=title, count=count)
    elif not is_short:
        title = say("grouped", lang, title=title, count=count)
    falls = _falls(view, place)
    if not is_short and order is None and not falls:
        said.add(title + say("stop", lang), figure)
        return "none"
    most = _MOST_LISTED if order is not None and len(view.main) == 1 else _FIRST_LISTED
    shown = count if is_short else min(count, most)
    values = [
        [_listed_value(view, row, p, lead if p == place else view.lead(p)) for p in view.main[:_MOST_MEASURES]]
        for row in range(shown)
    ]
    items = [
        say("item", lang, name=view.name(row), value=say("comma", lang).join(told)) for row, told in enumerate(values)
    ]
    separator = say("semicolon" if len(view.main) > 1 else "list", lang)
    more = " …" if shown < count else ""
    said.add(f"{title}{say('colon', lang)}{separator.join(items)}{more}{'' if more else say('stop', lang)}", figure)
    _more_measures(said, view)
    if shown == count or (order is not None and cut):
        return "both"
    return "highest" if falls else "none"


def _falls(view: Presentation, place: int) -> bool:
    """Whether the rows stand from the largest to the smallest."""
    values = [value for _, value in view.values(place)]
    return len(values) > 1 and all(one >= two for one, two in pairwise(values))  # type: ignore[operator]
