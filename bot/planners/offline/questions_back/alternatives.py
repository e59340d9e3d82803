"""Questions that leave one thing open: growth against what, which of two ranges a phrase of time means.

Role: Intent → complete intents, each with the words that set it apart; the planner offers them as options.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from bot.planners.offline.queries.reach import is_balance
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.times import read_phrase
from bot.turn import Question
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.periods import Grain, Period

_COMPARING = frozenset({"对比", "比较", "对照", "compare", "comparing"})
_BASES = (("yoy", "同比(与去年同期比)", "Year over year"), ("mom", "环比(与上一期比)", "Against the period before"))
_KINDS = (("amount", "按增减额", "By the amount"), ("rate", "按增减幅度(百分比)", "By the rate, in percent"))
CALENDAR = "@calendar"  # the key of a choice between the calendar's years and the fiscal ones
CALENDARS = ("calendar_year", "fiscal_year")  # in the order of a reading's candidates
_THROUGH = re.compile(r"(through|thru)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Open:
    """What is open: the issue to ask with, and (label, intent) for each way to close it. `remember`: what choosing each
    way is remembered as, where it says something of the asker's next questions too."""

    issue: Issue
    ways: tuple[tuple[str, Intent], ...]
    remember: tuple[tuple[str, str], ...] = ()


def left_open(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """The first thing the intent leaves open; None where it is complete."""
    lang = question.lang
    for piece in intent.unresolved:
        if piece.time is not None and len(piece.time.candidates) > 1:  # one alone is only a part of what was said
            return _period(intent, piece, context)
    if _cumulates(intent, question, context):
        return _since_when(intent, context)
    if _is_unanchored(intent):
        return _which_unit(intent, question.today, context)
    if intent.growth and not intent.relations and len(intent.periods) < 2 and intent.metrics:
        return _from_to(intent, lang) or growth_of(intent, lang)
    if intent.by_change == "either" and intent.metrics:
        return _rate_or_amount(intent, lang)
    return _points_or_percent(intent, lang, context)


def read_base_as_period(intent: Intent, question: Question, context: ReadContext) -> Intent:
    """对比上月甲与乙: what is compared are the values, and 上月 is when; the period reader alone cannot tell."""
    pieces = intent.pieces
    named = [said for said in intent.values if not said.negated]
    if intent.periods or len(named) < 2 or len(intent.relations) != 1:
        return intent
    for place, piece in enumerate(pieces[1:], 1):
        before = pieces[place - 1]
        if piece.role == "relation" and piece.time and before.text.casefold() in _COMPARING and place == 1:
            period = read_phrase(piece.text, question.today, context)
            if period is not None:
                return replace(intent, periods=[period], relations=[], versus=True)
    return intent


def _is_unanchored(intent: Intent) -> bool:
    """环比 without any period or grouping by time: of which month, or which quarter?"""
    spoken = [relation for relation in intent.relations if relation.startswith("mom")]
    timed = any(piece.time and piece.time.kind == "relation" for piece in intent.pieces)
    return bool(spoken and intent.metrics and not (intent.periods or intent.grain or timed or intent.calcs))


def _which_unit(intent: Intent, today: date, context: ReadContext) -> Open:
    """The last complete month or quarter, or the one begun."""
    relation = next(relation for relation in intent.relations if relation.startswith("mom"))
    grains = [relation.partition(":")[2]] if ":" in relation else ["month", "quarter"]
    ways: list[tuple[str, Intent]] = []
    for grain in grains:
        begun = context.calendar.bucket(today, Grain(grain))
        for unit in (context.calendar.shift(begun, -1, Grain(grain)), begun):
            ways.append((f"{unit.start} – {unit.end}", replace(intent, periods=[unit])))
    word = next((piece.text for piece in intent.pieces if piece.role == "compare"), "")
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=word, candidates=labels), tuple(ways))


def _period(intent: Intent, piece: Piece, context: ReadContext) -> Open:
    assert piece.time is not None
    if piece.time.is_of_calendars:
        return _of_calendars(intent, piece)
    ways: list[tuple[str, Intent]] = []
    for period in _fitting_grain(piece.time.candidates, intent.grain, context):
        rest = [other for other in intent.unresolved if other is not piece]
        closed = replace(intent, periods=[*intent.periods, period], unresolved=rest)
        ways.append((f"{period.start} – {period.end}" if not period.open_start else f"– {period.end}", closed))
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=piece.text, candidates=labels), tuple(ways))


def _of_calendars(intent: Intent, piece: Piece) -> Open:
    """The calendar's unit or the fiscal one; all such words of a question are of one kind, and so are the asker's."""
    ways: list[tuple[str, Intent]] = []
    for kind in CALENDARS:
        closed = of_calendar(intent, kind)
        said = closed.periods[len(intent.periods) :]
        ways.append((" + ".join(f"{period.start} – {period.end}" for period in said), closed))
    labels = tuple(label for label, _ in ways)
    found = issue(IssueCode.AMBIGUOUS_PERIOD, words=piece.text, candidates=labels)
    return Open(found, tuple(ways), tuple((CALENDAR, kind) for kind in CALENDARS))


def of_calendar(intent: Intent, kind: str) -> Intent:
    """The years, quarters … that nobody called fiscal or not, as those of one calendar."""
    alike = [one for one in intent.unresolved if one.time is not None and one.time.is_of_calendars]
    place = CALENDARS.index(kind)
    periods = [replace(one.time.candidates[place], words=one.text) for one in alike if one.time is not None]
    rest = [one for one in intent.unresolved if one not in alike]
    return replace(intent, periods=[*intent.periods, *periods], unresolved=rest)


def _cumulates(intent: Intent, question: Question, context: ReadContext) -> bool:
    """截至9月底的收入: of a flow only the end was said. Until today, the default period says since when."""
    model = context.layer.model
    if len(intent.periods) != 1 or not is_point(intent.periods[0]) or intent.periods[0].end >= question.today:
        return False
    names = [name for said in intent.metrics for name in said.names]
    return bool(names) and not all(is_balance(model, name) for name in names) and "cumulative" not in intent.calcs


def is_point(period: Period) -> bool:
    return period.open_start and period.as_of


def _since_when(intent: Intent, context: ReadContext) -> Open:
    """Since the year began, or since the data began."""
    said = intent.periods[0]
    year = context.calendar.to_date(said.end, Grain.YEAR)
    ways = [
        (f"{year.start} – {said.end}", replace(intent, periods=[replace(said, start=year.start, open_start=False)])),
        (f"… – {said.end}", replace(intent, periods=[replace(said, as_of=False)])),
    ]
    if _THROUGH.match(said.words):
        ways = ways[:1]  # "through June" begins with the year
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=said.words, candidates=labels), tuple(ways))


def _fitting_grain(candidates: tuple[Period, ...], grain: str, context: ReadContext) -> tuple[Period, ...]:
    """近三年 by year means whole years: the ranges that begin and end with a bucket of the grain, where one does."""
    if not grain:
        return candidates
    unit = Grain(grain)
    bucket = context.calendar.bucket
    whole = tuple(
        one for one in candidates if bucket(one.start, unit).start == one.start and bucket(one.end, unit).end == one.end
    )
    return whole or candidates


def _from_to(intent: Intent, lang: str) -> Open | None:
    """1月到9月增长了多少: from the one to the other, or all of it against the year before? (With 从 the former.)"""
    ends = next((piece.time.ends for piece in intent.pieces if piece.time and piece.time.ends), ())
    if len(intent.periods) != 1 or len(ends) != 2 or intent.grain or not intent.growth:
        return None
    first, last = ends
    label = f"{first.start} – {first.end} → {last.start} – {last.end}"
    ways = ((label, replace(intent, periods=[first, last])), *growth_of(intent, lang).ways)
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=intent.periods[0].words, candidates=labels), ways)


def _rate_or_amount(intent: Intent, lang: str) -> Open:
    """ "Increased most": by the amount, or in percent?"""
    said = [piece for piece in intent.pieces if piece.role == "compare" and piece.words]
    word = next((piece.text for piece in said if not piece.is_word("compare", "versus")), said[0].text if said else "")
    ways = tuple((zh if lang == "zh" else en, replace(intent, by_change=name)) for name, zh, en in _KINDS)
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=tuple(label for label, _ in ways)), ways)


def _points_or_percent(intent: Intent, lang: str, context: ReadContext) -> Open | None:
    """毛利率下降超过3%: three points of the rate, or three percent of what it was?"""
    names = [name for said in intent.metrics for name in said.names]
    rates = bool(names) and all(context.layer.model.metrics[name].unit.kind == "percent" for name in names)
    for place, said in enumerate(intent.thresholds):
        if not (rates and said.of_change and not said.relative and said.number and said.number.unit == "percent"):
            continue
        amount = f"{abs(said.number.value).normalize():f}"
        zh, en = (
            (f"{amount} 个百分点", f"变动前的 {amount}%"),
            (f"{amount} percentage points", f"{amount}% of the value before"),
        )
        readings = (replace(said, number=replace(said.number, unit="points")), replace(said, relative=True))
        ways = tuple(
            (label, replace(intent, thresholds=[*intent.thresholds[:place], one, *intent.thresholds[place + 1 :]]))
            for label, one in zip(zh if lang == "zh" else en, readings, strict=True)
        )
        return Open(issue(IssueCode.AMBIGUOUS_WORD, word=said.word, candidates=tuple(one for one, _ in ways)), ways)
    return None


def growth_of(intent: Intent, lang: str) -> Open:
    """增长 without a base: against the year before, or the period before."""
    word = next((piece.text for piece in intent.pieces if piece.is_word("compare", "growth")), "")
    ways = tuple((zh if lang == "zh" else en, replace(intent, relations=[name])) for name, zh, en in _BASES)
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), ways)
