"""Dates of a draft: by which date a table is counted, and whether its rows are events or states at regular dates."""

from __future__ import annotations

import re

from semantic_layer.model import FieldRole, FieldType
from semantic_layer.model_draft import vocabulary as says
from semantic_layer.model_draft.drafts import DATES, DatasetDraft, FieldDraft
from semantic_layer.model_draft.labels import singular
from semantic_layer.model_draft.profile import Database, quoted
from semantic_layer.model_draft.vocabulary import Sense

_MONTHLY = re.compile(r"month|period|(^|_)ym$|月|期间")
_MAIN_DATE = ("date", "day", "rq", "日期", "时间", "month", "月份", "期间", "posted", "posting", "document", "ym")
_CONTINUED = 0.5  # share of rows whose member stands at the next date too
_MOST_ROWS = 5_000_000


def propose_time(draft: DatasetDraft, database: Database) -> None:
    """Set time field, grain and whether it is a snapshot; ask where several dates offer themselves."""
    dates = [item for item in draft.fields if item.type in DATES and item.column.filled]
    draft.is_calendar = bool(dates) and _is_calendar(draft, dates)
    events = [item for item in dates if draft.is_calendar or not says.is_entity_date(item.column.name)]
    if draft.is_named and not draft.is_calendar:
        events = []  # a thing with a name is counted whole
    elif all(says.is_late_date(item.column.name) for item in events) and _has_amounts(draft):
        events = dates  # a contract's start is all there is
    if not events:
        if dates:
            named = ", ".join(item.name for item in dates)
            draft.questions.append(f"not counted by any date; should a metric be counted by {named}?")
        return
    chosen = min(events, key=lambda item: (_date_rank(item, draft), draft.fields.index(item)))
    draft.time_field = chosen.name
    _set_grain(draft, chosen)
    others = ", ".join(item.name for item in dates if item is not chosen)
    if others:
        draft.questions.append(f"counted by {chosen.name}; or by {others}?")
    draft.is_snapshot = not draft.is_calendar and _is_snapshot(draft, chosen, database)


def _is_calendar(draft: DatasetDraft, dates: list[FieldDraft]) -> bool:
    parts = sum(1 for f in draft.fields if says.is_ordinal(f.column.name))
    return parts >= 2 and any(d.column.distinct == d.column.filled == draft.table.rows for d in dates)


def _has_amounts(draft: DatasetDraft) -> bool:
    return any(f.is_number and f.sense == Sense.FLOW for f in draft.fields)


def _set_grain(draft: DatasetDraft, chosen: FieldDraft) -> None:
    column = chosen.column
    is_series = draft.table.rows >= 2 * column.distinct or bool(_MONTHLY.search(says.spoken(column.name)))
    whole_months = column.month_ends or column.month_starts
    if column.month_text or (whole_months and is_series):
        draft.time_grain = "month"


def _date_rank(item: FieldDraft, draft: DatasetDraft) -> int:
    """Lower is likelier the date of the event: the table's own date, then any date, then due dates and stamps."""
    name = says.spoken(item.column.name)
    stem = singular(says.subject(draft.table.name))
    if says.is_late_date(name) and not name.startswith(f"{stem}_"):
        return 5
    if says.is_entity_date(name):
        return 4
    if name.startswith(stem) or name in _MAIN_DATE:
        return 0
    plain = item.column.filled == draft.table.rows
    return (1 if item.type == FieldType.DATE and any(w in name for w in _MAIN_DATE) else 2) + (0 if plain else 1)


def _is_snapshot(draft: DatasetDraft, chosen: FieldDraft, database: Database) -> bool:
    """Regular dates, and most members of one date stand at the next too. Who the members are is the key without the
    date; a running number of its own does not count."""
    table, column = draft.table, chosen.column
    dates = column.distinct if chosen.type == FieldType.DATE else 0
    if not 2 <= dates <= table.rows or table.rows > _MOST_ROWS:
        return False
    if not _is_regular(draft, chosen, database):
        return False
    members = _members(draft, chosen)
    day = chosen.sql
    if not members:
        own = draft.primary_key in ((), (chosen.name,))  # with a number of its own, a row is an event
        return own and dates == table.rows
    keys = ", ".join(quoted(item.column.name) for item in members)
    continued, counted, most = database.rows(
        f"WITH days AS (SELECT d, LEAD(d) OVER (ORDER BY d) AS next FROM (SELECT DISTINCT {day} AS d"
        f" FROM {table.relation} WHERE {day} IS NOT NULL) AS x),"
        f" own AS (SELECT {keys}, {day} AS d, COUNT(*) AS n FROM {table.relation} GROUP BY ALL),"
        f" seen AS (SELECT own.*, LEAD(own.d) OVER (PARTITION BY {keys} ORDER BY own.d) AS later FROM own)"
        " SELECT COUNT(*) FILTER (WHERE seen.later = days.next), COUNT(*), MAX(seen.n) FROM seen"
        " JOIN days ON seen.d = days.d WHERE days.next IS NOT NULL"
    )[0]
    return bool(counted) and most == 1 and continued >= _CONTINUED * counted


def _is_regular(draft: DatasetDraft, chosen: FieldDraft, database: Database) -> bool:
    """Nine of ten steps from date to date are as long as the usual one, give or take a weekend or a month's end."""
    field = chosen.sql
    usual, near, steps = database.rows(
        f"WITH g AS (SELECT DATE_DIFF('day', LAG(d) OVER (ORDER BY d), d) AS step FROM (SELECT DISTINCT {field} AS d"
        f" FROM {draft.table.relation} WHERE {field} IS NOT NULL) AS x), m AS (SELECT MEDIAN(step) AS usual FROM g)"
        " SELECT ANY_VALUE(usual), COUNT(*) FILTER (WHERE ABS(step - usual) <= GREATEST(3, usual * 0.15)), COUNT(step)"
        " FROM g, m WHERE step IS NOT NULL"
    )[0]
    return bool(usual) and near >= 0.9 * steps


def _members(draft: DatasetDraft, chosen: FieldDraft) -> list[FieldDraft]:
    """The fields that say whose state a row is: the composite key, else the ids and names."""
    key = [draft.named(name) for name in draft.primary_key if name != chosen.name]
    if len(draft.primary_key) > 1 and chosen.name in draft.primary_key:
        return key
    roles = (FieldRole.ID, FieldRole.CATEGORY, FieldRole.NAME)
    own = {item.name for item in key} if len(draft.primary_key) == 1 else set()
    return [
        f for f in draft.fields
        if f.role in roles and f.name not in own and f.column.distinct < draft.table.rows and f.type != FieldType.DATE
    ]  # fmt: skip
