"""What must be said of a result: not complete, not closed, empty cells, cut lists, ties, exploratory.

Role: `add_caveats(said, …)` appends one short sentence each; nothing here is optional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlglot import exp

from bot.compose.format import is_number
from bot.compose.headline import ordered_by
from bot.compose.present import Presentation, runs_on
from bot.compose.scope import effective_range, incomplete_periods
from bot.compose.sentences import Said
from bot.compose.wording import field_label, listed, say, word_issue
from bot.turn import Figure
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef, FieldType, Layer
from semantic_layer.query import Cell, CheckedQuery, ResultTable

_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})


def with_notes(checked: CheckedQuery, table: ResultTable) -> CheckedQuery:
    """The query with the notes that only its result tells: where a growth has no base (rule 19)."""
    found = [
        issue(IssueCode.RATE_WITHOUT_BASE, column=column.name)
        for column in checked.columns
        if any(cell for row in table.probes.get(f"base:{column.name}", ()) for cell in row)
    ]
    return replace(checked, notes=(*checked.notes, *found)) if found else checked


def add_caveats(
    said: Said,
    view: Presentation,
    checked: CheckedQuery,
    layer: Layer,
    label: str,
    partial: Mapping[int, date],
    today: date,
) -> None:
    """Append every caveat that applies, each once."""
    is_running = bool(view.main) and runs_on(view.columns[view.main[0]])
    lines = [
        *[word_issue(item, view.lang, layer) for item in checked.notes if item.code is IssueCode.READ_BY_MODEL],
        *_incomplete(view, checked, partial, today),
        *_noted(view, checked, layer),
        *(
            [] if is_running else _partial(view, checked, partial)
        ),  # a running total stands to a day, which the first line names
        *_not_closed(view, checked, layer),
        *_goes_on(view, checked, layer),
        *_empty(view, checked, said),
        *_cut(view, checked, said),
        *_ties(view, checked, said),
        *_without_base(view, checked),
    ]
    if label == "exploratory":
        lines += [*_by_date(view, checked, layer), say("exploratory", view.lang)]
    for line in dict.fromkeys(lines):
        said.add(line)


def _by_date(view: Presentation, checked: CheckedQuery, layer: Layer) -> list[str]:
    """Rows of several dates, counted or averaged within a period by no metric: by which date they are in it."""
    if checked.asked is None or checked.kind != "aggregate":
        return []
    owners = {c.table for node in checked.query.tree.find_all(exp.AggFunc) for c in node.find_all(exp.Column)}
    datasets = [layer.model.datasets[name] for name in owners if name in layer.model.datasets]
    if len(datasets) != 1 or not datasets[0].time_field:
        return []
    dates = [one for one in datasets[0].fields.values() if one.type in _DATES and not one.hidden]
    own = FieldRef(datasets[0].name, datasets[0].time_field)
    return [say("by_date", view.lang, date=field_label(own, layer.model, view.lang))] if len(dates) > 1 else []


def _noted(view: Presentation, checked: CheckedQuery, layer: Layer) -> list[str]:
    """What is counted over the rows of an inner block: where its data ends and what is not closed stands in notes."""
    codes = (IssueCode.DATA_ENDS_EARLIER, IssueCode.NOT_CLOSED)
    noted = [item for item in checked.notes if item.code in codes] if not checked.periods else []
    return [word_issue(item, view.lang, layer) for item in noted]


def _incomplete(view: Presentation, checked: CheckedQuery, partial: Mapping[int, date], today: date) -> list[str]:
    """The period is not whole: it is not over (said once, where its last bucket says it too), or data is missing."""
    places = (*view.main, *view.parts)
    places = tuple(place for place in places if not _is_made(view, place)) or places
    main = {view.columns[place].name for place in places} or {period.column for period in checked.periods}
    cut = [period for period in incomplete_periods(checked) if period.end is not None and period.column in main]
    is_running = bool(view.main) and runs_on(view.columns[view.main[0]])
    if not cut or (is_running and all(period.end in partial.values() for period in cut)):
        return []
    if len({(period.end, period.asked_end) for period in cut}) == 1 and len(cut) == len(main):
        asked = cut[0].asked_end if cut[0].asked_end != cut[0].end else None
        if asked is not None and asked >= today:  # nobody expects data of days to come
            return [] if cut[0].end in partial.values() else [say("incomplete_running", view.lang, date=cut[0].end)]
        return [say("incomplete", view.lang, date=cut[0].end, asked=asked)]
    names = {column.name: heading for column, heading in zip(view.columns, view.headings, strict=True)}
    told = [say("through", view.lang, name=names.get(p.column, p.column), date=p.end) for p in cut]
    return [say("incomplete_several", view.lang, list=say("comma", view.lang).join(dict.fromkeys(told)))]


def _is_made(view: Presentation, place: int) -> bool:
    """A column made of others: its data ends where theirs does, which they say."""
    return view.columns[place].role == "computed"


def _partial(view: Presentation, checked: CheckedQuery, partial: Mapping[int, date]) -> list[str]:
    """The first bucket, where the range begins inside it, and the last, where data or range end inside it."""
    start = effective_range(checked)[0]
    rows = sorted(partial, key=lambda row: str(view.rows[row][view.time or 0]))
    begun = [row for row in rows if start is not None and _first_day(view, row) < start]
    told = [say("first_bucket", view.lang, bucket=view.bucket(row), date=start) for row in begun[:1]]
    cut = [row for row in rows if row not in begun][-1:]
    return told + [say("last_bucket", view.lang, bucket=view.bucket(row), date=partial[row]) for row in cut]


def _first_day(view: Presentation, row: int) -> date:
    cell = view.rows[row][view.time or 0]
    return cell if isinstance(cell, date) else date.max


def _not_closed(view: Presentation, checked: CheckedQuery, layer: Layer) -> list[str]:
    lines = []
    for period in checked.periods:
        if period.closed:
            continue
        dataset = period.time_field.partition(".")[0]
        horizon = layer.horizons.get(dataset)
        declared = layer.model.datasets.get(dataset)
        closed = (horizon.closed_through if horizon else None) or (declared.closed_through if declared else None)
        lines.append(say("not_closed", view.lang, date=closed) if closed else say("not_closed_plain", view.lang))
    return lines


def _goes_on(view: Presentation, checked: CheckedQuery, layer: Layer) -> list[str]:
    """A balance at the last closed day, which nobody asked for by a range, while the data goes on: "now" is another."""
    for period in checked.periods:
        horizon = layer.horizons.get(period.time_field.partition(".")[0])
        if not (period.is_as_of and period.end and horizon and horizon.loaded_through) or view.time is not None:
            continue
        asked = period.start is not None or period.asked_end not in (None, period.end)
        if not asked and period.end == horizon.closed_through and horizon.loaded_through > period.end:
            return [say("goes_on", view.lang, date=horizon.loaded_through)]
    return []


def _empty(view: Presentation, checked: CheckedQuery, said: Said) -> list[str]:
    """NULL is not zero: said wherever a measure of several rows has empty cells, but for what lies beyond its data."""
    if len(view.rows) < 2:
        return []
    ends = {period.column: period.end for period in checked.periods}
    count = sum(
        1
        for row in view.rows
        for place in view.main
        if not is_number(row[place]) and not _lies_beyond(view, row, ends.get(view.columns[place].name))
    )
    if not count:
        return []
    said.figures.append(Figure(str(count), "count", count=count))
    return [say("null_cells", view.lang, count=count)]


def _lies_beyond(view: Presentation, row: Sequence[Cell], end: date | None) -> bool:
    first = row[view.time] if view.time is not None else None
    return isinstance(first, date) and end is not None and first > end


def _cut(view: Presentation, checked: CheckedQuery, said: Said) -> list[str]:
    count = len(view.rows)
    if view.table.truncated:
        said.figures.append(Figure(str(count), "count", count=count))
        return [say("truncated", view.lang, count=f"{count:,}")]
    if checked.limit is None or count < checked.limit or count < 2:
        return []
    if ordered_by(view, checked) is not None:
        return []  # the headline says "the highest ten"
    said.figures.append(Figure(str(count), "count", count=count))
    return [say("limited", view.lang, count=count)]


def _without_base(view: Presentation, checked: CheckedQuery) -> list[str]:
    """Why a growth has no rate, under the name its column is shown by."""
    names = {column.name: heading for column, heading in zip(view.columns, view.headings, strict=True)}
    told = [item.params["column"] for item in checked.notes if item.code is IssueCode.RATE_WITHOUT_BASE]
    found = [issue(IssueCode.RATE_WITHOUT_BASE, column=names.get(name, name)) for name in told]
    return [word_issue(item, view.lang) for item in found]


def _ties(view: Presentation, checked: CheckedQuery, said: Said) -> list[str]:
    """A tie at the cut, as the probe found it: names, a count or a flag."""
    rows = view.table.probes.get("tie", ())
    cells = [cell for row in rows for cell in row]
    if not any(cells) or checked.limit is None:
        return []
    said.figures.append(Figure(str(checked.limit), "count", count=checked.limit))
    names = [cell for cell in cells if isinstance(cell, str)]
    if names:
        return [say("tie_named", view.lang, count=checked.limit, names=listed(names[:5], view.lang))]
    return [say("tie", view.lang, count=checked.limit)]
