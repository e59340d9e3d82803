"""read_periods: a text → its mentions of time, each with the exact range or the reason there is none.

Role: the last step of reading periods; resolves what the links say, relative mentions last, because they need the
other period. No question is too odd: what is not understood is an Issue, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.read.periods.calendars import is_of_no_calendar
from bot.read.periods.folding import fold
from bot.read.periods.lexer import tokens_of
from bot.read.periods.links import Said, link
from bot.read.periods.phrases import Parser
from bot.read.periods.reading import Mention, MentionKind, PeriodReading
from bot.read.periods.resolve import Found, Resolver, several
from bot.read.periods.spans import Spans
from bot.read.periods.tokens import Kind, Token
from semantic_layer.issues import IssueCode, issue
from semantic_layer.periods import Calendar, Grain, OutsideCalendar, Period

_AVERAGES = ("average", "avg", "mean ", "平均", "均值")
_BALANCES = ("余额", "结余", "balance")
_FORMS: dict[str, MentionKind] = {"range": "range", "since": "range", "as_of": "as_of", "now": "as_of"}
_Shift = tuple[int, Grain | None]
_SAME_DAY = re.compile(r"(?:the )?(?:same|corresponding|comparable|equivalent) (?:day|date)\b", re.IGNORECASE)


def read_periods(
    text: str,
    lang: str,  # noqa: ARG001 - kept for ties between the languages; there are none so far
    today: date,
    calendar: Calendar,
    data_through: date | None = None,
    anchor: Period | None = None,
) -> PeriodReading:
    """The mentions of time in `text`, in order and without overlaps.

    `today` and the dates are in the calendar's time zone. `data_through` only marks what it cuts as incomplete;
    nothing is shifted by it. `anchor` is the period of an earlier question: 去年同期 refers to it where this text
    names no period of its own. Both languages are tried on every text; `lang` has no say while nothing is tied.

    >>> from semantic_layer.model import CalendarSpec
    >>> reading = read_periods("24年Q3 销售", "zh", date(2026, 11, 5), Calendar(CalendarSpec()))
    >>> [(mention.text, str(mention.period.start), str(mention.period.end)) for mention in reading.mentions]
    [('24年Q3', '2024-07-01', '2024-09-30')]
    """
    folded = fold(text)
    said = link(Parser(folded, tokens_of(text, folded, calendar)).nodes(), folded)
    return PeriodReading(_Reader(text, folded, Resolver(calendar, today, data_through), anchor).mentions(said))


def resolve_relative(
    shift: tuple[int, Grain | None], anchor: Period, calendar: Calendar, through: date | None = None
) -> Period | None:
    """The same part of an earlier unit: `anchor` moved by `shift`. An incomplete anchor is first cut at `through`, so
    that equal parts are compared. None where a grain is needed, or the calendar does not reach that far."""
    n, grain = shift
    base = anchor
    if through is not None and not anchor.complete and anchor.start <= through < anchor.end:
        base = anchor.clipped(through)
    start, end = base.start, base.end
    try:
        for _ in range(-n):
            moved = (
                calendar.prior_year(start, end)
                if grain is Grain.YEAR
                else _before(start, end, grain or anchor.grain, calendar)
            )
            if moved is None:
                return None
            start, end = moved.start, moved.end
    except (ValueError, OverflowError, OutsideCalendar):
        return None
    return replace(anchor, start=start, end=end, grain=calendar.unit_of(start, end), complete=base == anchor, words="")


def _before(start: date, end: date, grain: Grain | None, calendar: Calendar) -> Period | None:
    return calendar.prior_period(start, end, grain)


class _Reader:
    """Resolves the links of one text into mentions."""

    def __init__(self, text: str, folded: str, resolver: Resolver, anchor: Period | None) -> None:
        self.text, self.folded = text, folded
        self.resolver = resolver
        self.calendar = resolver.calendar
        self.spans = Spans(resolver)
        self.fiscal: Spans | None = None
        if self.calendar.is_fiscal:
            self.fiscal = Spans(Resolver(self.calendar, resolver.today, resolver.data_through, is_fiscal=True))
        self.anchor = anchor

    def mentions(self, said: tuple[Said, ...]) -> tuple[Mention, ...]:
        plain = [self._plain(one) for one in said]
        found = [self._relative(said, plain, place) for place in range(len(said))]
        return tuple(mention for mention in found if mention is not None)

    # ---- what needs no other period

    def _plain(self, one: Said) -> Mention | None:
        node = one.node
        if node.form in (Kind.GRAIN, Kind.AVERAGE) and node.token:
            return self._grain(one, node.token)
        if one.is_comparing:
            return self._mention(one, None, "compare")
        if one.is_context:
            return self._mention(one, None, "context")
        if one.is_each_end and node.left and node.left.edge:
            return replace(self._mention(one, None, "grain"), grain=node.left.edge.grain)
        if node.form == Kind.SAME and node.token:
            return self._mention(one, None, "relative", shift=(node.token.n, node.token.grain))
        found = Found(reason="vague") if one.is_recurring else self.spans.resolve(node)
        if found is None:
            return None
        both = self._in_both_calendars(one, found)
        if both is not None:
            return replace(self._stretch(one, both), is_of_calendars=both.period is None)
        if one.other_year is not None and node.left is not None:
            in_that_year = self.resolver.point(node.left.with_parts((one.other_year, *node.left.parts)))
            found = self.resolver.finished(several(found.period, in_that_year.period))
        return self._stretch(one, self._opening_balance(one, found))

    def _in_both_calendars(self, one: Said, found: Found) -> Found | None:
        """This year, last quarter, YTD where the fiscal calendar is another: both ranges, unless they are one. None
        where the words name the calendar, or a unit that both have in common."""
        if self.fiscal is None or one.is_base or one.other_year is not None or not is_of_no_calendar(one.node):
            return None
        fiscal = self.fiscal.resolve(one.node)
        if fiscal is None or fiscal.period is None:
            return None
        if found.period is None:  # a bare Q3 has both already
            return found if fiscal.period in found.candidates else None
        return self.resolver.finished(several(found.period, fiscal.period))

    def _stretch(self, one: Said, found: Found) -> Mention:
        period = found.period
        kind = _FORMS.get(one.node.form, "as_of" if period and period.as_of else "period")
        if period is None:
            return self._unclear(one, kind, found)
        ends = self.spans.ends(one.node) if one.node.form == "range" else ()
        return replace(self._mention(one, replace(period, words=self._words(one)), kind), ends=ends)

    def _opening_balance(self, one: Said, found: Found) -> Found:
        """年初余额 and 较年初 mean the balance at the close of the day before; any other 年初 is asked about."""
        opening = found.candidates[0] if found.candidates else None
        following = self.folded[one.node.end : one.node.end + 16]
        edge = one.node.left.edge if one.node.left else None
        if opening is None or not opening.as_of or edge is None or edge.name != "start":
            return found
        if one.is_compared or any(word in following for word in _BALANCES):
            return Found(opening)
        return found

    def _grain(self, one: Said, token: Token) -> Mention:
        words = self._words(one).lower()
        averaged = words.startswith("per ") and any(word in self.folded[: token.start] for word in _AVERAGES)
        kind: MentionKind = "average_grain" if token.kind is Kind.AVERAGE or averaged else "grain"
        return replace(self._mention(one, None, kind), grain=token.grain, asks=token.name == "asks")

    # ---- what does

    def _relative(self, said: tuple[Said, ...], plain: list[Mention | None], place: int) -> Mention | None:
        mention, one = plain[place], said[place]
        if mention is None or not (one.is_base or mention.kind == "relative"):
            return mention
        other = self._other(said, plain, place)
        if one.is_base:
            return self._base(
                one, mention, said[other] if other is not None else None, plain[other] if other is not None else None
            )
        named = plain[other] if other is not None else None
        anchor = named.period if named else self.anchor
        shift: _Shift = mention.shift or (-1, Grain.YEAR)
        if one.node.left is not None and anchor is not None:  # 2024年同期
            year = self.resolver.point(one.node.left).period
            shift = (year.start.year - anchor.start.year, Grain.YEAR) if year else shift
        if _SAME_DAY.match(self._words(one)) and (anchor is None or anchor.days > 1):
            return self._unclear(one, "relative", Found(reason="needs_grain"))  # the same day as which?
        return self._shifted(mention, shift, anchor)

    def _base(self, one: Said, mention: Mention, other: Said | None, named: Mention | None) -> Mention:
        """比去年 with another period in the text: the same part of last year; alone, what the words say."""
        part = one.node.left.parts[0] if one.node.left else None
        anchor = named.period if named else self.anchor
        if part is None or part.grain is None or mention.period is None:
            return mention
        if anchor is None:
            return replace(mention, kind="relative", period=None, shift=(part.n, part.grain))
        if part.grain in (Grain.YEAR, Grain.FISCAL_YEAR):
            n = part.n - self._years_back(other, anchor)
            return self._shifted(mention, (n, Grain.YEAR), anchor) if n < 0 else mention
        if anchor.grain is not part.grain:
            return mention
        rel = other.node.left.parts[0] if other and other.node.left and len(other.node.left.parts) == 1 else None
        if rel is not None and rel.kind is Kind.REL:
            return self._shifted(mention, (part.n - rel.n, part.grain), anchor) if part.n < rel.n else mention
        shifted = self._shifted(mention, (-1, part.grain), anchor)
        if (mention.period.start, mention.period.end) == (anchor.start, anchor.end) or shifted.period is None:
            return shifted
        return self._unclear(one, "relative", several(shifted.period, mention.period))

    def _years_back(self, other: Said | None, anchor: Period) -> int:
        """How many years the other period's own words reach back: 去年10月比前年 is one year apart."""
        point = other.node.left if other else None
        if point is None or not point.has_year:
            return 0
        return anchor.start.year - self.resolver.today.year

    def _other(self, said: tuple[Said, ...], plain: list[Mention | None], place: int) -> int | None:
        """The period that a relative mention refers to: the nearest before it, else the nearest after."""
        order = [*range(place - 1, -1, -1), *range(place + 1, len(said))]
        for candidate in order:
            mention = plain[candidate]
            if mention is not None and mention.period is not None and not said[candidate].is_base:
                return candidate
        return None

    def _shifted(self, mention: Mention, shift: _Shift, anchor: Period | None) -> Mention:
        if anchor is None:
            return replace(mention, kind="relative", period=None, shift=shift)
        through = self.resolver.data_through or self.resolver.today
        period = resolve_relative(shift, anchor, self.calendar, through)
        if period is None:
            problem = issue(IssueCode.UNRESOLVED_PERIOD, words=mention.text, reason="needs_grain")
            return replace(mention, kind="relative", period=None, shift=shift, issue=problem)
        shift = (shift[0], shift[1] or anchor.grain)
        return replace(mention, kind="relative", period=replace(period, words=mention.text), shift=shift, issue=None)

    # ---- building

    def _words(self, one: Said) -> str:
        return self.text[one.node.start : one.node.end].strip()

    def _mention(
        self, one: Said, period: Period | None, kind: MentionKind, shift: tuple[int, Grain | None] | None = None
    ) -> Mention:
        raw = self.text[one.node.start : one.node.end]
        start = one.node.start + len(raw) - len(raw.lstrip())
        text = raw.strip()
        return Mention(start, start + len(text), text, period, kind, shift=shift)

    def _unclear(self, one: Said, kind: MentionKind, found: Found) -> Mention:
        ranges = tuple(f"{one.start} – {one.end}" for one in found.candidates)
        ambiguous = found.reason in ("several", "vague")
        code = IssueCode.AMBIGUOUS_PERIOD if ambiguous else IssueCode.UNRESOLVED_PERIOD
        params: dict[str, object] = {"words": self._words(one), "reason": found.reason}
        if ranges:
            params["candidates"] = ranges
        return replace(self._mention(one, None, kind), issue=issue(code, **params), candidates=found.candidates)
