"""The period of a query: what was said, else the declared default, else a question back.

Role: Intent → the range to write and what it is compared with. Dates are inclusive. A period the layer has no data for
is left as said: the checks name the date through which the data is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from bot.planners.offline.queries.reach import is_balance, is_dateless
from bot.planners.offline.stop import decline, not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.times import read_phrase
from bot.turn import Question
from semantic_layer.issues import IssueCode
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import MetricKind
from semantic_layer.periods import Calendar, Grain, OutsideCalendar, Period

_TREND_DAYS = 31  # up to here a trend is by day
_TREND_MONTHS = 1100  # up to here by month, then by year


@dataclass(frozen=True, slots=True)
class Span:
    """The range of a query; None = open. `relation`: what the two periods said amount to (yoy, mom:month)."""

    start: date | None = None
    end: date | None = None
    grain: Grain | None = None
    relation: str = ""
    other: Period | None = None  # a second period that is no prior year or prior period of the first
    grouped: str = ""  # two or more neighbouring units said in a list: group by this grain

    @property
    def period(self) -> Period | None:
        return Period(self.start, self.end, self.grain) if self.start and self.end else None


def choose_span(intent: Intent, metrics: Sequence[str], question: Question, context: ReadContext) -> Span:
    """The range for these metrics. Stops where no default is declared."""
    periods = list(intent.periods)
    if len(periods) > 1:
        _refuse_points(periods, intent, metrics, context)
        flows = all(context.layer.model.metrics[name].kind is MetricKind.FLOW for name in metrics)
        return _of_several(periods, intent, context, bool(metrics) and flows and adds_up_periods(intent))
    if periods:
        span = _span(periods[0])
        flows = metrics and not all(is_balance(context.layer.model, name) for name in metrics)
        if periods[0].open_start and flows and periods[0].end >= question.today:
            return replace(_default(intent, metrics, question, context), relation=span.relation)
        balances = metrics and all(is_balance(context.layer.model, name) for name in metrics)
        loaded = data_end(metrics, context, loaded=True) if balances else None
        if balances and periods[0].as_of and _is_beyond(periods[0], question.today, loaded):
            return replace(span, start=periods[0].end, grain=None)  # nobody knows that day yet: the checks say so
        if periods[0].as_of and balances:
            return replace(span, start=None, grain=None)  # 9月末 and 截至9月底 are one point in time
        if balances and not intent.grain and not intent.relations and not compared_with(intent):
            return replace(span, grouped=units_of(periods[0], context))
        return span
    span = _default(intent, metrics, question, context)
    return year_before(span, metrics, question, context) if intent.year_before else span


def year_before(span: Span, metrics: Sequence[str], question: Question, context: ReadContext) -> Span:
    """去年同期: the range as far as its data has come, a year earlier; this year's ten months are not a whole year."""
    through = data_end(metrics, context, loaded=True) or question.today
    end = min(span.end, through) if span.end and (span.start is None or span.start <= through) else span.end or through
    before = context.calendar.prior_year(span.start or end, end)
    return Span(before.start if span.start else None, before.end, before.grain if span.start else None)


_UNITS = (
    (Grain.MONTH, re.compile(r"个月|\bmonths\b", re.IGNORECASE)),
    (Grain.QUARTER, re.compile(r"个季度?|\bquarters\b", re.IGNORECASE)),
    (Grain.WEEK, re.compile(r"[个\d一二三四五六七八九十两][周星]|\bweeks\b", re.IGNORECASE)),
    (Grain.YEAR, re.compile(r"[\d一二三四五六七八九十两]年(?!\d)|\byears\b", re.IGNORECASE)),
)
_ADDED = re.compile(
    r"合计|总计|总共|一共|共计|总和|加总|加(起来|在一起|一起|到一起)|combined|together|altogether", re.IGNORECASE
)
_YEAR = re.compile(r"年|\byear\b", re.IGNORECASE)  # 最近一年, "the past year": month by month
_ROLLING = re.compile(r"近|过去|最近|前|\b(last|past|previous|latest|trailing)\b", re.IGNORECASE)


def units_of(period: Period, context: ReadContext) -> str:
    """近三个月 of a balance: not the last day alone, but each of the units said; "" for a range of one unit."""
    for grain, unit in _UNITS:
        if unit.search(period.words) and _ROLLING.search(period.words):
            buckets = list(context.calendar.buckets(period.start, period.end, grain))
            if len(buckets) > 1 and buckets[0].start == period.start:
                return grain.value
    year = period.grain is None and _YEAR.search(period.words) and _ROLLING.search(period.words)
    return Grain.MONTH.value if year else ""


def _is_beyond(point: Period, today: date, loaded: date | None) -> bool:
    """Whether a point in time is still to come, or its unit (its day, where only that is said) lies after the data."""
    first = point.end if point.open_start else point.start
    is_now = point.open_start and point.end == today  # 截至目前: as far as the data goes
    return point.end > today or (loaded is not None and loaded < first and not is_now)


def compared_with(intent: Intent) -> bool:
    """Whether the range stands for its end: ranked, conditioned, or set against another."""
    words = intent.versus or intent.growth or intent.difference or intent.share or intent.calcs or intent.per
    return bool(words or intent.ranked or intent.thresholds or intent.which or intent.when)


def _span(period: Period) -> Span:
    start = None if period.open_start else period.start
    return Span(start, period.end, period.grain)


def _refuse_points(periods: list[Period], intent: Intent, metrics: Sequence[str], context: ReadContext) -> None:
    """A flow has no level at a point in time, so none changes from one to another: which days would count?"""
    flows = not all(is_balance(context.layer.model, name) for name in metrics)
    if flows and (intent.growth or intent.difference) and any(p.as_of or p.grain is Grain.DAY for p in periods):
        words = ", ".join(dict.fromkeys(period.words for period in periods))
        raise decline(IssueCode.AMBIGUOUS_PERIOD, words=words, candidates=())


def _of_several(periods: list[Period], intent: Intent, context: ReadContext, added: bool) -> Span:
    """Two periods: this year and last year, October and September, or two that only stand side by side."""
    ordered = sorted(periods, key=lambda period: (period.start, period.end))
    later, earlier = ordered[-1], ordered[-2]
    same_grain = later.grain is not None and all(period.grain == later.grain for period in ordered)
    compared = intent.versus or intent.growth or intent.difference
    if compared and (later.start, later.end) == (earlier.start, earlier.end):  # a range against itself never differs
        raise decline(IssueCode.AMBIGUOUS_PERIOD, words=", ".join(p.words for p in periods), candidates=())
    if len(ordered) == 2 and compared:
        relation = relation_to(later, earlier, context)
        if relation:
            return replace(_span(later), relation=relation)
    if same_grain and _are_neighbours(ordered, context):
        assert later.grain is not None
        if added and not compared and not intent.grain:
            return Span(ordered[0].start, later.end, None)
        return Span(ordered[0].start, later.end, None, grouped=later.grain.value)
    if added and not compared:
        raise not_understood(" ".join(piece.text for piece in intent.pieces if piece.is_word("calc", "sum")))
    if len(ordered) == 2:
        relation = relation_to(later, earlier, context)
        if relation:
            return replace(_span(later), relation=relation)
        if not compared and (_holds(later, earlier) or _holds(earlier, later)):
            raise decline(IssueCode.AMBIGUOUS_PERIOD, words=", ".join(p.words for p in periods), candidates=())
        return replace(_span(later), other=earlier)
    if all(left.end < right.start for left, right in pairwise(ordered)):
        words = tuple(dict.fromkeys(period.words for period in ordered))
        raise decline(IssueCode.SEPARATE_PERIODS, words=words, first=words[0], last=words[-1])
    raise decline(IssueCode.AMBIGUOUS_PERIOD, words=", ".join(p.words for p in periods), candidates=())


def adds_up_periods(intent: Intent) -> bool:
    """8月和9月合计: one figure of both. A total for each month says so otherwise."""
    said = [piece for piece in intent.pieces if piece.is_word("calc", "sum") and piece.role == "calc"]
    return any(_ADDED.fullmatch(piece.text) for piece in said)


def _holds(outer: Period, inner: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def relation_to(later: Period, earlier: Period, context: ReadContext) -> str:
    """yoy or mom:grain where the earlier period is just that of the later one."""
    calendar = context.calendar
    if later.grain is None or later.grain != earlier.grain:
        before = calendar.prior_year(later.start, later.end)
        return "yoy" if (before.start, before.end) == (earlier.start, earlier.end) else ""
    unit = calendar.bucket(later.start, later.grain)
    if later.grain not in (Grain.YEAR, Grain.FISCAL_YEAR):
        previous = calendar.shift(unit, -1, later.grain)
        if previous.start == earlier.start:
            return f"mom:{later.grain.value}"
    year_before = calendar.prior_year(unit.start, unit.end)
    return "yoy" if year_before.start == earlier.start else ""


def _are_neighbours(ordered: list[Period], context: ReadContext) -> bool:
    """Whether units follow one another without a gap, and more than one was said."""
    for left, right in pairwise(ordered):
        assert left.grain is not None
        following = context.calendar.shift(context.calendar.bucket(left.start, left.grain), 1, left.grain)
        if following.start != right.start:
            return False
    return True


# ---- defaults


def _default(intent: Intent, metrics: Sequence[str], question: Question, context: ReadContext) -> Span:
    model = context.layer.model
    yearly = intent.grain.endswith("year") and not _said_relation(intent) and _begin_is_known(metrics, context)
    if (intent.ever or yearly) and metrics and not all(is_balance(model, name) for name in metrics):
        return Span()
    said = _said_relation(intent)
    if said and not intent.grain:
        unit = context.calendar.bucket(question.today, Grain(said))
        return Span(unit.start, unit.end, unit.grain)
    if metrics and all(is_dateless(model, name) for name in metrics):
        return Span()
    if metrics and all(is_balance(model, name) for name in metrics):
        return _last_closed(intent, metrics, question, context)
    phrases = [model.metrics[name].default_period for name in metrics if model.metrics[name].default_period]
    phrase = phrases[0] if phrases else model.default_period
    if not phrase:
        raise decline(IssueCode.NO_PERIOD, metric=metrics[0] if metrics else "")
    period = read_phrase(phrase, question.today, context)
    if period is None:
        raise decline(IssueCode.NO_PERIOD, metric=metrics[0] if metrics else "")
    return _span(period)


def _begin_is_known(metrics: Sequence[str], context: ReadContext) -> bool:
    """每年的利润 is of every year there is, where the warehouse tells the first."""
    datasets = {dataset for name in metrics for dataset in base_datasets(context.layer.model, name)}
    told = [context.layer.horizons.get(name) for name in datasets]
    return bool(told) and all(one is not None and one.first is not None for one in told)


def own_grain(grain: str, span: Span, calendar: Calendar) -> str:
    """By quarter within a fiscal year means fiscal quarters: the units in which the range begins. One that begins in
    both, or in neither, keeps the grain said."""
    if grain not in {"quarter", "half", "year"} or span.start is None or not calendar.is_fiscal:
        return grain
    natural, fiscal = Grain(grain), Grain(f"fiscal_{grain}")
    try:
        begins = calendar.bucket(span.start, fiscal).start == span.start
    except OutsideCalendar:
        return grain
    return fiscal.value if begins and calendar.bucket(span.start, natural).start != span.start else grain


def _said_relation(intent: Intent) -> str:
    """比上月 without a period of its own is about this month: the grain of such a relation, "" if there is none."""
    relations = [piece for piece in intent.pieces if piece.role == "relation"]
    named = [piece.time.relation if piece.time else piece.word("shift") or "" for piece in relations]
    grains = [relation.partition(":")[2] for relation in named if relation.startswith("mom:")]
    return grains[0] if grains else ""


def _last_closed(intent: Intent, metrics: Sequence[str], question: Question, context: ReadContext) -> Span:
    """A balance without a period stands at its last closed day; "now" at the last day loaded."""
    end = data_end(metrics, context, loaded=intent.now) or question.today
    if intent.relations or intent.growth or intent.grain or "trend" in intent.calcs:
        if intent.grain or "trend" in intent.calcs:
            return _default_flow_range(question, context, end)
        month = context.calendar.bucket(end, Grain.MONTH)
        return Span(month.start, end if end < month.end else month.end, Grain.MONTH)
    return Span(None, end)


def _default_flow_range(question: Question, context: ReadContext, end: date) -> Span:
    """A trend of a balance needs a range: the model's default, else the year of its last day."""
    phrase = context.layer.model.default_period
    period = read_phrase(phrase, question.today, context) if phrase else None
    if period is not None:
        return _span(period)
    year = context.calendar.bucket(end, Grain.YEAR)
    return Span(year.start, end)


def bounded(span: Span, question: Question, context: ReadContext, compared: bool, grain: str) -> Span:
    """A point in time as a range, where one is needed: its month to compare with another, the default range (else its
    year) to go through by `grain`."""
    if span.start is not None or span.end is None or not (compared or grain):
        return span
    if grain:
        whole = _default_flow_range(question, context, span.end)
        start = (
            whole.start
            if whole.start and whole.start <= span.end
            else context.calendar.bucket(span.end, Grain.YEAR).start
        )
        return replace(span, start=start)
    month = context.calendar.bucket(span.end, Grain.MONTH)
    return replace(span, start=month.start, grain=Grain.MONTH if span.end == month.end else None)


def data_end(metrics: Sequence[str], context: ReadContext, loaded: bool) -> date | None:
    """The last day all operands of the metrics have: loaded, or closed where the books say so. None = unknown."""
    model = context.layer.model
    days = [horizon(dataset, context, loaded) for name in metrics for dataset in base_datasets(model, name)]
    return min((day for day in days if day is not None), default=None)


def horizon(dataset: str, context: ReadContext, loaded: bool) -> date | None:
    declared = context.layer.model.datasets[dataset]
    told = context.layer.horizons.get(dataset)
    through = (told.loaded_through if told else None) or declared.loaded_through
    closed = (told.closed_through if told else None) or declared.closed_through
    return through if loaded else closed or through


def trend_grain(span: Span, time_grains: Sequence[str]) -> str:
    """The grain of a trend nobody named: days within a month, months up to three years, then years."""
    if span.start is None or span.end is None:
        return "month"
    days = (span.end - span.start).days + 1
    grain = "day" if days <= _TREND_DAYS else "month" if days <= _TREND_MONTHS else "year"
    order = ["day", "week", "month", "quarter", "year"]
    coarsest = max((order.index(name) for name in time_grains if name in order), default=0)
    return order[max(order.index(grain), coarsest)]
