"""The period reader's mentions as pieces of a question.

Role: text → stretches of time for `segment`, and phrases of the model (`default_period`) → a period.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.read.asking.superlatives import RATE
from bot.read.context import ReadContext
from bot.read.intent import Intent
from bot.read.periods import Mention, read_periods
from bot.read.pieces import TimeWord
from bot.read.segment import Given
from bot.read.walk import is_joint
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import MetricKind, SemanticModel
from semantic_layer.periods import Calendar, Grain, Period
from semantic_layer.periods.calendar import FISCAL_OF


def read_times(text: str, lang: str, today: date, context: ReadContext) -> list[Given]:
    """Every mention of time in the text, in order."""
    text = text.replace("里头", "里面")  # 门店里头9月 is not 头9月
    reading = read_periods(text, lang, today, context.calendar, context.data_through)
    return [Given(mention.start, mention.end, time=_word(mention)) for mention in reading.mentions]


def read_phrase(phrase: str, today: date, context: ReadContext) -> Period | None:
    """The one period that a phrase such as "this year" stands for, the calendar's where it names no calendar; None if
    it stands for none."""
    reading = read_periods(phrase, "en", today, context.calendar, context.data_through)
    if not reading.periods and len(reading.mentions) == 1 and reading.mentions[0].is_of_calendars:
        return reading.mentions[0].candidates[0]
    return reading.periods[0] if len(reading.periods) == 1 else None


_LOAD_MAY_LAG = timedelta(days=3)  # a weekend
_UNITS = (
    ("month", re.compile("month|月")),
    ("quarter", re.compile("quarter|季")),
    ("week", re.compile("week|周|星期")),
)


def anchor_relations(intent: Intent, today: date, calendar: Calendar) -> None:
    """ "Same quarter last year" where no other period is said: this quarter's of last year; or, beside a word that
    compares, this quarter against it."""
    for piece in intent.pieces:
        word = piece.time
        if intent.periods or word is None or word.kind != "relation" or word.relation != "yoy" or word.period:
            continue
        grain = next((name for name, unit in _UNITS if unit.search(piece.text.casefold())), "")
        if not intent.metrics or not (grain or _stands_alone(intent)):
            continue
        if not grain:
            intent.year_before = True  # the default range, which is the metric's: a year earlier
            intent.relations.remove("yoy")
            piece.role = "period"
            return
        unit = calendar.bucket(today, Grain(grain))
        compares = intent.versus or intent.growth or intent.difference or intent.thresholds
        if compares or any(other.role == "compare" for other in intent.pieces):
            intent.periods.append(replace(unit, words=piece.text, complete=False))
            continue
        before = calendar.prior_year_bucket(unit)
        fiscal = _fiscal_year_before(unit, today, calendar)
        if before is not None and fiscal is not None and (fiscal.start, fiscal.end) != (before.start, before.end):
            piece.time = TimeWord("unresolved", candidates=(before, fiscal), is_of_calendars=True)
            piece.role = "unresolved"
            intent.unresolved.append(piece)
            intent.relations.remove("yoy")
        elif before is not None:
            intent.periods.append(replace(before, words=piece.text))
            intent.relations.remove("yoy")
            piece.role = "period"


def _fiscal_year_before(unit: Period, today: date, calendar: Calendar) -> Period | None:
    """The fiscal unit of today, a year earlier; None where no calendar but the natural one is known."""
    grain = FISCAL_OF.get(unit.grain) if unit.grain else None
    return calendar.prior_year_bucket(calendar.bucket(today, grain)) if calendar.is_fiscal and grain else None


def _stands_alone(intent: Intent) -> bool:
    """去年同期净利润: when, and nothing that it is set against."""
    compares = intent.versus or intent.growth or intent.difference or intent.thresholds or intent.calcs or intent.per
    compares = compares or intent.ever or intent.now or intent.against or len(intent.relations) > 1 or intent.unresolved
    compares = compares or any(piece.role == "compare" for piece in intent.pieces)
    return not compares and not any(is_joint(piece) for piece in intent.pieces)


_FROM = re.compile(r"(?:[从由自]|\b(?:from|between)\b)(?=\s*$)|^(?:[从由自]|(?:from|between)\b)", re.IGNORECASE)


def read_change(intent: Intent, text: str, model: SemanticModel) -> None:
    """从6月底到9月底增加了多少: where a change is asked for, a range is its two points, each a period of its own."""
    if not (intent.growth or intent.difference) or intent.relations or intent.grain or len(intent.periods) != 1:
        return
    piece = next((one for one in intent.pieces if one.role == "period" and one.time and one.time.ends), None)
    if piece is None or piece.time is None or "trend" in intent.calcs:
        return
    first, last = piece.time.ends
    if (first.start, first.end) == (last.start, last.end):
        return
    kinds = {model.metrics[name].kind for said in intent.metrics for name in said.names}
    opened = _FROM.search(text[: piece.start]) or _FROM.match(piece.text)
    if opened or first.as_of or last.as_of or kinds == {MetricKind.BALANCE}:
        intent.periods = [replace(one, words=piece.text) for one in (first, last)]
        words = " ".join(one.text for one in intent.pieces if one.role in {"compare", "order"})
        if intent.by_change == "rate" and not RATE.search(words):
            intent.by_change = "either"  # grew most from one point to another: by the amount, or by the rate?


_SINCE_THE_END = re.compile(
    r"\bsince\s+(?:the\s+)?(?:end|close)\s+of\b|\bsince\s+\w+[- ]end\b|[底末]以来|^自.*[底末]"
    r"|\bend\b.*\bto (?:now|date|today|the present)\b|[底末](?:到|至)(?:现在|目前|今|如今|今天|当前|今日)",
    re.IGNORECASE,
)


def read_since(intent: Intent, context: ReadContext) -> None:
    """How much a balance has grown since the end of January: from that day to its last closed one. Since January would
    leave open from which of its days, and a flow has no level to start from."""
    names = [name for said in intent.metrics for name in said.names]
    changed = (intent.growth or intent.difference) and not intent.relations and len(intent.periods) == 1
    model = context.layer.model
    if not changed or not names or intent.grain or intent.when or "trend" in intent.calcs:
        return
    said, calendar = intent.periods[0], context.calendar
    unit = calendar.bucket(said.start, Grain.MONTH)
    balances = all(model.metrics[name].kind is MetricKind.BALANCE for name in names)
    last = _last_closed(names, context)
    if not balances or last is None or unit.end != said.start or not _SINCE_THE_END.search(said.words):
        return
    month = calendar.bucket(last, Grain.MONTH)
    if month.start > unit.end:
        whole = month if month.end == last else replace(month, end=last, grain=None)
        intent.periods = [replace(one, words=said.words) for one in (unit, whole)]


def read_today(intent: Intent, today: date, context: ReadContext) -> None:
    """今天的应收, "overdue today", where last night's load is the latest there is: as of now. The day is told."""
    names = [name for said in intent.metrics for name in said.names]
    compared = intent.versus or intent.growth or intent.difference or intent.relations or intent.grain or intent.when
    if len(intent.periods) != 1 or not names or compared:
        return
    said, loaded = intent.periods[0], min(_days(names, context, closed=False) or [date.max])
    balances = all(context.layer.model.metrics[name].kind is MetricKind.BALANCE for name in names)
    if balances and said.start == said.end == today and loaded < today <= loaded + _LOAD_MAY_LAG:
        intent.periods, intent.now = [], True
        for piece in intent.pieces:
            piece.role = "now" if piece.role == "period" else piece.role


def _last_closed(names: Sequence[str], context: ReadContext) -> date | None:
    """The last closed day of the rows that the metrics are made of; None where it is not known of all."""
    return min(_days(names, context, closed=True), default=None)


def _days(names: Sequence[str], context: ReadContext, closed: bool) -> list[date]:
    """The day through which each dataset of the metrics is closed, or loaded; [] where one of them is not known."""
    found: list[date] = []
    for dataset in {one for name in names for one in base_datasets(context.layer.model, name)}:
        told, declared = context.layer.horizons.get(dataset), context.layer.model.datasets[dataset]
        loaded = (told.loaded_through if told else None) or declared.loaded_through
        last = (told.closed_through if told else None) or declared.closed_through
        day = (last if closed else None) or loaded
        if day is None:
            return []
        found.append(day)
    return found


def _word(mention: Mention) -> TimeWord:
    grain = mention.grain.value if mention.grain else ""
    match mention.kind:
        case "grain":
            return TimeWord("asked_grain" if mention.asks else "grain", grain=grain)
        case "average_grain":
            return TimeWord("average", grain=grain)
        case "compare" | "context":
            return TimeWord(mention.kind)
        case "relative" if mention.issue is None and (relation := _relation(mention)):
            return TimeWord("relation", relation=relation, period=mention.period)
    if mention.period is None:
        return TimeWord("unresolved", candidates=mention.candidates, is_of_calendars=mention.is_of_calendars)
    return TimeWord("period", period=mention.period, ends=mention.ends)


def _relation(mention: Mention) -> str:
    """yoy or mom:grain of one step back; "" for anything further."""
    n, grain = mention.shift or (0, None)
    if n != -1:
        return ""
    if grain in (Grain.YEAR, Grain.FISCAL_YEAR):
        return "yoy"
    return f"mom:{grain.value}" if grain else "mom"
