"""Agreement on time: the range the reader resolved is the one the query counts.

Role: each range said must be counted by some number of the query, and no SELECT may range over anything else. A range
is counted where WHERE gives it, where a modifier moves WHERE's range onto it (PRIOR_YEAR of this year is 去年同期), or
as a bucket of a grouping by time. Ends beyond the loaded data are equal; of a balance only the end counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from sqlglot import exp

from bot.agree.said import Said
from bot.agree.written import Block, Chain, Written
from bot.ports import KEPT
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.parse.canonical import date_of
from semantic_layer.periods import Calendar, Grain, Period

Range = tuple[date | None, date | None]
MOST_TOLD = 3
_TO_DATE = {"YTD": Grain.YEAR, "QTD": Grain.QUARTER, "MTD": Grain.MONTH}
_COMPARES = frozenset({"PRIOR_YEAR", "PRIOR_PERIOD"})


def period_issues(said: Said, written: Written, given: Sequence[Period] | None) -> Iterator[Issue]:
    """At most one issue for the ranges, one for the comparison."""
    periods = said.periods
    if periods:
        wrong = _ranges(said, written)
    elif given is not None and not _is_open(said) and (given or not said.reading.is_follow_up):
        is_now = said.intent is not None and said.intent.now
        wrong = _invented(said, written, given, is_now)
    else:
        wrong = None
    if wrong is not None:
        yield wrong
    missing = _comparison(said, written)
    if missing is None and given is not None:
        missing = _year_before(said, written)
    if missing is not None:
        yield missing


def _ranges(said: Said, written: Written) -> Issue | None:
    match = _Match(written)
    inside = _inside(written)
    if inside and all(any(match.days(span, period) for span in inside) for period in said.periods):
        return (
            None if all((b.start, b.end) == (None, None) for b in written.blocks) else _disagrees(said.periods, inside)
        )
    counted = [(block, span) for block in written.blocks for span in _counted(block, written, said.is_derived)]
    parts = [span for block in written.blocks for span in _compared(block, said, written, match)]
    whole = _hull(said.periods) if said.intent is not None and said.intent.together else None
    added = whole is not None and any(
        match.same(block, span, whole) and not written.balance_only(block) for block, span in counted
    )
    for period in said.periods if not added else ():
        found = any(match.same(block, span, period) or match.bucket(block, period) for block, span in counted)
        found = found or any(_is_whole_part(block, period, said, match) for block in written.blocks)
        if not found and not any(_is_part(span, period) for span in parts):
            bases = [(block.start, block.end) for block in written.blocks]
            told = {_range_text(span) for span in bases} <= set(map(_range_text, map(_ends, said.periods)))
            return _disagrees(said.periods, [span for _, span in counted] if told else bases)
    for block in written.blocks:
        if not _is_allowed(block, said, written, match):
            return _disagrees(said.periods, [(block.start, block.end)])
    return None


def _is_open(said: Said) -> bool:
    """Words of time that nobody has resolved: any range is a guess, and asked about by the planner."""
    return said.intent is not None and bool(said.intent.unresolved or said.intent.states)


def _inside(written: Written) -> list[Range]:
    """The ranges of dates inside EXISTS: "customers without orders this year" is about the orders of this year."""
    found: list[Range] = []
    for node in written.tree.find_all(exp.Exists):
        for between in node.find_all(exp.Between):
            column = between.this.this if isinstance(between.this, exp.Cast) else between.this
            dataset = written.model.datasets.get(column.table) if isinstance(column, exp.Column) else None
            if dataset is not None and column.name == dataset.time_field:
                found.append((date_of(between.args["low"]), date_of(between.args["high"])))
    return found


def _ends(period: Period) -> Range:
    return period.start, period.end


def _is_allowed(block: Block, said: Said, written: Written, match: _Match) -> bool:
    """The SELECT ranges over what was said: one range, all of them together, or a base whose modifiers lead there."""
    base = (block.start, block.end)
    if any(match.same(block, base, period) for period in said.periods):
        return True
    hull = _hull(said.periods)
    if hull is not None and (block.grain or not said.relations) and match.same(block, base, hull):
        return True
    parts = _compared(block, said, written, match)
    if any(_is_part(span, period) for span in parts for period in said.periods):
        return True
    if any(_is_whole_part(block, period, said, match) for period in said.periods):
        return True
    if _is_compared_with(base, said, written, match):
        return True
    own = [chain for chain in block.chains if not _compares(chain)] or block.chains
    moved = [span for chain in own for span in _moved(base, chain, written)]
    return bool(moved) and all(any(match.same(block, span, period) for period in said.periods) for span in moved)


def _is_compared_with(base: Range, said: Said, written: Written, match: _Match) -> bool:
    """The range that a comparison asked for leads to, beside a SELECT of the one said."""
    if len(said.periods) != 1 or not any(match.same(b, (b.start, b.end), said.periods[0]) for b in written.blocks):
        return False
    period = said.periods[0]
    ends = {period.end, min(period.end, written.loaded_through or period.end)}
    for relation in said.relations:
        modifier = "PRIOR_YEAR" if relation.startswith("yoy") else "PRIOR_PERIOD"
        unit = relation.partition(":")[2]
        chain = Chain("", ((modifier, (unit,) if unit else ()),))
        if any(_walk((period.start, end), chain, written.calendar) == base for end in ends):
            return True
    return False


def _compares(chain: Chain) -> bool:
    return bool(chain.modifiers) and chain.modifiers[0][0] in _COMPARES


def _compared(block: Block, said: Said, written: Written, match: _Match) -> list[Range]:
    """The ranges a SELECT compares its own with, where the question sets two against each other: its own must be one
    of those said, or the one that goes without saying ("against last year")."""
    if not said.compares:
        return []
    base = (block.start, block.end)
    if len(said.periods) > 1 and not any(match.same(block, base, period) for period in said.periods):
        return []
    return [span for chain in block.chains if _compares(chain) for span in _moved(base, chain, written)]


def _is_part(span: Range, period: Period) -> bool:
    """The range is the first part of a period said: this year until now is set against the same part of last year."""
    start, end = span
    return start == period.start and end is not None and end <= period.end


def _hull(periods: Sequence[Period]) -> Period | None:
    """Several ranges that follow one another without a gap, as one."""
    ordered = sorted(periods, key=lambda period: period.start)
    for before, after in pairwise(ordered):
        if after.start > before.end + timedelta(days=1):
            return None
    return Period(ordered[0].start, max(period.end for period in ordered)) if len(ordered) > 1 else None


def _is_whole_part(block: Block, period: Period, said: Said, match: _Match) -> bool:
    """An average per month counts whole months; so does the lowest month, which one just begun would be by itself."""
    intent = said.intent
    least = intent is not None and (intent.ranked or "min" in intent.calcs) and intent.descending is not True
    grain = said.average_grain or (block.grain if least else "")
    return bool(grain) and match.whole_part(block, period, grain)


def _counted(block: Block, written: Written, lenient: bool) -> list[Range]:
    """The ranges that numbers of a SELECT count; for a question of computed things also the range they start from."""
    base = (block.start, block.end)
    spans = [span for chain in block.chains for span in _moved(base, chain, written)]
    starts_here = lenient and any(not c.modifiers or c.modifiers[0][0] not in _COMPARES for c in block.chains)
    if starts_here or not block.chains:
        spans.append(base)
    return spans


def _moved(base: Range, chain: Chain, written: Written) -> list[Range]:
    """Where a chain of modifiers moves a range: from the end as written, and from the end of the data."""
    ends = {base[1]}
    if base[1] is not None and written.loaded_through is not None:
        ends.add(min(base[1], written.loaded_through))
    found = [_walk((base[0], end), chain, written.calendar) for end in sorted(ends, key=str)]
    return [span for span in found if span is not None]


def _walk(base: Range, chain: Chain, calendar: Calendar) -> Range | None:
    start, end = base
    for name, arguments in chain.modifiers:
        if end is None:
            return None
        if name in _TO_DATE:
            period: Period | None = calendar.to_date(end, _TO_DATE[name])
        elif name == "TRAILING":
            period = calendar.trailing(end, int(arguments[0]), Grain(arguments[1].lower()))
        elif start is None:
            return None
        elif name == "PRIOR_YEAR":
            period = calendar.prior_year(start, end)
        elif name == "PRIOR_PERIOD":
            period = calendar.prior_period(start, end, Grain(arguments[0].lower()) if arguments else None)
        else:
            continue
        if period is None:
            return None
        start, end = period.start, period.end
    return start, end


def _invented(said: Said, written: Written, given: Sequence[Period], is_now: bool) -> Issue | None:
    """The question names no period: only a given one may stand in the query. A balance stands at its last closed day,
    and at a later one only where "now" is said."""
    match = _Match(written)
    for block in written.blocks:
        span = (block.start, block.end)
        if is_now and written.balance_only(block) and not match.is_last(block.end):
            return issue(IssueCode.DISAGREES_PERIOD, expected=str(written.loaded_through), found=_range_text(span))
        # A default range is of flows; a balance without a period stands where no range puts it.
        fitting = [period for period in given if period.as_of or not written.balance_only(block)]
        kept = [period for period in given if period.words == KEPT]
        if span == (None, None) and not kept:
            continue
        is_late = written.balance_only(block) and not kept and not is_now and written.is_after_closing(block.end)
        least = any(_is_whole_part(block, period, said, match) for period in fitting)
        if is_late or not (least or any(match.same(block, span, period) for period in fitting)):
            expected = str(written.closed_through) if is_late else _text(kept or given) or "–"
            return issue(IssueCode.DISAGREES_PERIOD, expected=expected, found=_range_text(span))
    return None


class _Match:
    """Equality of ranges as far as numbers go."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self._loaded = written.loaded_through
        firsts = [horizon.first for horizon in written.layer.horizons.values() if horizon.first]
        self._first = min(firsts, default=None)

    def same(self, block: Block, span: Range, period: Period) -> bool:
        """The range counts the same days of data as the period; of a balance, the same day."""
        start, end = span
        if not self._same_end(end, period.end):
            return False
        if self._same_start(start, period.start):
            return True
        if self._written.balance_only(block):
            return period.as_of or period.open_start or (start is not None and start >= period.start)
        return period.open_start and start is None

    def is_last(self, end: date | None) -> bool:
        """A balance's end is the last day loaded, which without a period its last closed day is not."""
        if end is None:
            return not self._written.is_after_closing(self._loaded)
        return self._loaded is None or end >= self._loaded

    def days(self, span: Range, period: Period) -> bool:
        """The range counts the same days of data as the period."""
        return self._same_end(span[1], period.end) and self._same_start(span[0], period.start)

    def bucket(self, block: Block, period: Period) -> bool:
        """The period is one or several whole buckets of the SELECT's grouping by time."""
        if not block.grain or block.start is None or block.end is None:
            return False
        if period.start < block.start or (period.end > block.end and not self._same_end(block.end, period.end)):
            return False
        calendar = self._written.calendar
        grain = Grain(block.grain)
        whole = calendar.bucket(period.end, grain).end
        starts = period.start == block.start or calendar.bucket(period.start, grain).start == period.start
        return starts and (period.end == whole or self._same_end(block.end, period.end))

    def whole_part(self, block: Block, period: Period, grain: str) -> bool:
        """An average per unit counts whole units alone: the range runs to the last unit that the data completes."""
        if block.start != period.start or block.end is None or self._loaded is None or block.end >= period.end:
            return False
        unit = self._written.calendar.bucket(block.end + timedelta(days=1), Grain(grain))
        return unit.start == block.end + timedelta(days=1) and unit.end > self._loaded

    def _same_end(self, left: date | None, right: date) -> bool:
        if left is None:
            return self._loaded is None or right >= self._loaded
        if left in self._written.common_ends and right > left:
            return True  # spend against budget: no further than both go
        return left == right or (self._loaded is not None and min(left, right) >= self._loaded)

    def _same_start(self, left: date | None, right: date) -> bool:
        if left is None:
            return self._first is not None and right <= self._first
        return left == right or (self._first is not None and max(left, right) <= self._first)


def _comparison(said: Said, written: Written) -> Issue | None:
    """同比 and 环比 need a number of the earlier period."""
    if not said.relations or len(said.periods) > 1 or len({(b.start, b.end) for b in written.blocks}) > 1:
        return None
    names = {name for block in written.blocks for chain in block.chains for name, _ in chain.modifiers}
    names |= {word for metric in written.used_metrics for word in _COMPARES if _stands_in(metric, word, written)}
    if any(node.key in ("lag", "lead") for node in written.tree.walk()):
        return None
    for relation in said.relations:
        wanted = "PRIOR_YEAR" if relation.startswith("yoy") else "PRIOR_PERIOD"
        if relation.startswith(("yoy", "mom")) and wanted not in names and not _is_year_before(wanted, names, said):
            return issue(IssueCode.DISAGREES_PERIOD, expected=wanted, found=", ".join(sorted(names)) or "–")
    return None


def _year_before(said: Said, written: Written) -> Issue | None:
    """去年同期 by itself: with the ranges given, which are those of now, only PRIOR_YEAR leads there."""
    names = {name for block in written.blocks for chain in block.chains for name, _ in chain.modifiers}
    if said.intent is None or not said.intent.year_before or "PRIOR_YEAR" in names:
        return None
    return issue(IssueCode.DISAGREES_PERIOD, expected="PRIOR_YEAR", found=", ".join(sorted(names)) or "–")


def _is_year_before(wanted: str, names: set[str], said: Said) -> bool:
    """Over a whole year, the period before and the year before are one."""
    return bool(names & _COMPARES) and said.reading.grain in ("year", "fiscal_year") and bool(wanted)


def _stands_in(metric: str, word: str, written: Written) -> bool:
    declared = written.model.metrics.get(metric)
    return declared is not None and word in declared.expression.upper()


def _disagrees(periods: Iterable[Period], spans: Iterable[Range]) -> Issue:
    found = ", ".join(dict.fromkeys(_range_text(span) for span in spans))
    return issue(IssueCode.DISAGREES_PERIOD, expected=_text(periods), found=found or "–")


def _text(periods: Iterable[Period]) -> str:
    texts = dict.fromkeys(_range_text((period.start, period.end)) for period in periods)
    return ", ".join(list(texts)[:MOST_TOLD])


def _range_text(span: Range) -> str:
    start, end = (day.isoformat() if day else "…" for day in span)
    return start if start == end and start != "…" else f"{start} – {end}"
