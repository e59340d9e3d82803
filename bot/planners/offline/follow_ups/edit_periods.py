"""The period of an edited query: another one, the unit before, the bucket shown, what to compare with.

Role: one step of `edits`; a phrase of several ranges is closed here too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.planners.offline.follow_ups.edit import Edit, Edited
from bot.planners.offline.follow_ups.pointed import is_as_of_now
from bot.planners.offline.follow_ups.years import ask_period, periods_like, unit_before
from bot.planners.offline.queries.reach import is_balance
from bot.planners.offline.queries.times import Span, choose_span, data_end, relation_to, year_before
from bot.planners.offline.questions_back.alternatives import is_point
from bot.planners.offline.stop import decline, not_understood
from bot.read.intent import Intent
from bot.turn import Draft
from semantic_layer.issues import IssueCode
from semantic_layer.periods import Grain, Period


def with_unit_before(edit: Edit, edited: Callable[[Edit], Draft]) -> Edit:
    """前一个月呢, "the previous month": the unit before that of the query before, or before today's? Asked."""
    meant = unit_before(edit.intent, edit.shape, edit.context.calendar)
    if meant is None:
        return edit
    piece, before = meant
    others = [one for one in edit.intent.periods if one.words != piece.text]
    rest = [one for one in edit.intent.unresolved if one is not piece]
    said = [one for one in edit.intent.periods if one.words == piece.text and one.start != before.start]
    said = [one for one in said if not _is_shown(one, edit)]  # nobody asks for what was just answered
    ways = (before, *said)
    edits = [replace(edit, intent=replace(edit.intent, periods=[*others, way], unresolved=rest)) for way in ways]
    if len(edits) == 1:
        return edits[0]
    raise ask_period(piece.text, ways, [edited(one) for one in edits])


def _is_shown(period: Period, edit: Edit) -> bool:
    return edit.shape.end == period.end and edit.shape.start in (None, period.start)


def with_periods(edit: Edit, edited: Callable[[Edit], Draft]) -> Edit:
    """A phrase of several ranges: the one of the calendar that the query before follows, else a question back."""
    piece = next((one for one in edit.intent.unresolved if one.time and one.time.candidates), None)
    if piece is None or piece.time is None:
        return edit
    rest = [one for one in edit.intent.unresolved if one is not piece]
    ways = periods_like(edit.shape, piece.time, edit.context.calendar)
    closed = [
        replace(edit, intent=replace(edit.intent, periods=[*edit.intent.periods, replace(way, words=piece.text)]))
        for way in ways
    ]
    closed = [replace(one, intent=replace(one.intent, unresolved=rest)) for one in closed]
    if len(closed) == 1:
        return with_periods(closed[0], edited)
    raise ask_period(piece.text, ways, [edited(one) for one in closed])


def lay_periods(edit: Edit, now: Edited) -> None:
    """Another period; or, beside a comparing word, what to compare with."""
    intent, calendar = edit.intent, edit.context.calendar
    if is_as_of_now(intent):
        if not all(is_balance(edit.context.layer.model, name) for name in now.metrics):
            raise not_understood(edit.question.text.strip())
        now.span = choose_span(intent, now.metrics, edit.question, edit.context)
        return
    if "bucket" in intent.follow:
        now.span, now.intent.grain = _bucket_shown(edit), ""
        now.intent.ranked, now.intent.limit, now.intent.when = False, None, False
        return
    if not intent.periods:
        if intent.relations and not _compares(intent) and now.span.end is not None:
            now.span = _shifted(now.span, intent.relations[0], edit, now.metrics)
            intent.relations.clear()
        return
    if "remove" in intent.follow:
        raise not_understood(edit.question.text.strip())  # 去掉8月: a period has no hole
    if "add" in intent.follow and not (intent.metrics or intent.groups or intent.values or intent.grain):
        raise decline(IssueCode.ASK_IN_FULL)  # 再加上9月: both months in one, or each of them?
    said = intent.periods[0]
    if len(intent.periods) == 1 and (intent.versus or intent.growth) and now.span.period is not None:
        point = said.as_of or said.open_start  # 比9月底: a month of a flow has no level to be set against
        relation = "" if point else relation_to(now.span.period, said, edit.context)
        if not relation:
            raise not_understood(said.words or "")
        intent.relations.append(relation)
        intent.versus = False
        return
    if _cumulates_anew(edit, now):
        raise decline(IssueCode.ASK_IN_FULL)  # "as of June" of a flow: since when?
    now.span = choose_span(intent, now.metrics, edit.question, edit.context)
    if now.span.grain is None and now.span.start and now.span.end:
        now.span = replace(now.span, grain=calendar.unit_of(now.span.start, now.span.end))


def _cumulates_anew(edit: Edit, now: Edited) -> bool:
    """Only the end is said of a flow, where the query before had a beginning: the year's, or that of the data?"""
    said = edit.intent.periods
    if len(said) != 1 or not is_point(said[0]) or said[0].end >= edit.question.today or edit.shape.start is None:
        return False
    return "cumulative" not in edit.intent.calcs and not all(
        is_balance(edit.context.layer.model, name) for name in now.metrics
    )


def _bucket_shown(edit: Edit) -> Span:
    """那个月, "that quarter": the one bucket that the last answer found."""
    rows, grain = edit.turn.first_rows[: edit.shape.limit], edit.shape.grain
    found = rows[0][0] if len(rows) == 1 and grain else None
    try:
        day = date.fromisoformat(str(found)[:10])
    except ValueError:
        raise not_understood(edit.question.text.strip()) from None
    unit = edit.context.calendar.bucket(day, Grain(grain))
    return Span(unit.start, unit.end, unit.grain)


def _compares(intent: Intent) -> bool:
    """Whether 去年同期 is compared with, rather than asked for itself."""
    return intent.versus or intent.growth or intent.difference or any(p.role == "compare" for p in intent.pieces)


def _shifted(span: Span, relation: str, edit: Edit, metrics: list[str]) -> Span:
    """The year before; the unit before that of the query, which must be one such unit, or begin with it. The month
    before a quarter may be its third, or the one before it began."""
    calendar = edit.context.calendar
    assert span.end is not None
    if relation == "yoy":
        return year_before(span, metrics, edit.question, edit.context)
    named = relation.partition(":")[2]
    same_part = any(piece.time is not None and piece.time.relation == relation for piece in edit.intent.pieces)
    if not named or same_part:  # 上月同期: as far as the data of this one has come
        through = data_end(metrics, edit.context, loaded=True) or edit.question.today
        end = min(span.end, through) if span.start is None or span.start <= through else span.end
        before = calendar.prior_period(span.start, end, Grain(named) if named else None) if span.start else None
        if before is None:
            raise not_understood(edit.question.text.strip())
        return Span(before.start, before.end, before.grain)
    unit = calendar.bucket(span.end, Grain(named))
    within = span.start == unit.start if span.start else span.end == unit.end
    if not within:
        raise decline(IssueCode.ASK_IN_FULL)
    before = calendar.shift(unit, -1, Grain(named))
    return Span(before.start if span.start else None, before.end, before.grain if span.start else None)
