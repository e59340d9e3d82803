"""A year said of a query over part of a year: that whole year, or the same part of it? After a fiscal year, which year?

Role: the ways a follow-up such as 去年呢 may be meant, and the question back between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.planners.offline.stop import Stop, ask
from bot.read.intent import Intent
from bot.read.pieces import Piece, TimeWord
from bot.turn import Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.periods import Calendar, Grain, Period
from semantic_layer.shape import QueryShape

_MOST_DAYS = 350  # a longer range is a year


def years_meant(intent: Intent, shape: QueryShape, today: date, calendar: Calendar) -> tuple[Period, ...]:
    """The ranges that the one year said may mean; () where it means just itself."""
    if (
        len(intent.periods) != 1
        or intent.versus
        or intent.growth
        or intent.difference
        or not (shape.start and shape.end)
    ):
        return ()
    said = intent.periods[0]
    whole = calendar.bucket(said.start, Grain.YEAR)
    if said.grain is not Grain.YEAR or said.start != whole.start or said.as_of or shape.grain:
        return ()
    other = _fiscal(said, shape, today, calendar) or _part(said, shape, calendar)
    if other is None or (other.start, other.end) == (said.start, said.end):
        return ()
    return replace(other, words=said.words), said


def periods_like(shape: QueryShape, said: TimeWord, calendar: Calendar) -> tuple[Period, ...]:
    """What a unit of two calendars may mean after a query: the one like the query's own, else both; after a part of a
    year the calendar year, of which `years_meant` then asks. Other phrases keep all their ranges."""
    if not said.is_of_calendars or not (shape.start and shape.end):
        return said.candidates
    whole = [
        one
        for one in said.candidates
        if one.grain is not None and _is_unit(shape.start, shape.end, one.grain, calendar)
    ]
    if len(whole) == 1 and (whole[0].start, whole[0].end) != (shape.start, shape.end):
        return tuple(whole)
    natural = said.candidates[0]
    return (natural,) if _part(natural, shape, calendar) is not None else said.candidates


def _is_unit(start: date, end: date, grain: Grain, calendar: Calendar) -> bool:
    unit = calendar.bucket(start, grain)
    return (unit.start, unit.end) == (start, end)


def _fiscal(said: Period, shape: QueryShape, today: date, calendar: Calendar) -> Period | None:
    """The fiscal year so called, after a question about a fiscal year."""
    if not calendar.is_fiscal or shape.start is None:
        return None
    before = calendar.bucket(shape.start, Grain.FISCAL_YEAR)
    if (before.start, before.end) != (shape.start, shape.end):
        return None
    current = calendar.bucket(today, Grain.FISCAL_YEAR)
    return calendar.shift(current, said.start.year - today.year, Grain.FISCAL_YEAR)


def _part(said: Period, shape: QueryShape, calendar: Calendar) -> Period | None:
    """The same part of the year said, after a question about part of another year."""
    assert shape.start is not None
    assert shape.end is not None
    years = said.start.year - shape.start.year
    if not years or (shape.end - shape.start).days > _MOST_DAYS or shape.end.year != shape.start.year:
        return None
    unit = calendar.unit_of(shape.start, shape.end)
    return calendar.shift(Period(shape.start, shape.end, unit), years, Grain.YEAR)


def ask_period(words: str, ways: Sequence[Period], drafts: Sequence[Draft]) -> Stop:
    """The question back, with the query of each range."""
    labels = tuple(f"{way.start} – {way.end}" for way in ways)
    options = tuple(Option(label, made.semantic_sql) for label, made in zip(labels, drafts, strict=True))
    return ask(issue(IssueCode.AMBIGUOUS_PERIOD, words=words, candidates=labels), options)


def unit_before(intent: Intent, shape: QueryShape, calendar: Calendar) -> tuple[Piece, Period] | None:
    """The unit before that of an earlier query, where the words say 前一个月 or "previous month" and the query is about
    one such unit."""
    if shape.end is None:
        return None
    for piece in intent.pieces:
        found = _BEFORE.fullmatch(piece.text.strip())
        grain = _GRAINS.get(found["zh"] or found["en"].lower()) if found else None
        if found is None or piece.time is None or grain is None:
            continue
        unit = calendar.bucket(shape.end, grain)
        if unit.end == shape.end and shape.start in (None, unit.start):
            before = calendar.shift(unit, -1, grain)
            return piece, replace(before, words=piece.text, as_of=shape.start is None)
    return None


_BEFORE = re.compile(
    r"(?:再?前一|再上|上一)个?(?P<zh>月|季度|年|周|天)|"
    r"(?:the\s+)?(?:previous|prior|preceding)\s+(?P<en>month|quarter|year|week|day)",
    re.IGNORECASE,
)
_GRAINS = {
    "月": Grain.MONTH, "季度": Grain.QUARTER, "年": Grain.YEAR, "周": Grain.WEEK, "天": Grain.DAY,
    "month": Grain.MONTH, "quarter": Grain.QUARTER, "year": Grain.YEAR, "week": Grain.WEEK, "day": Grain.DAY,
}  # fmt: skip
