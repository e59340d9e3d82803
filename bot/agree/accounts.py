"""Agreement on words that change what a number is: each of them shows in the query, or nothing is answered.

Role: a table, word class → what in the query shows it. A planner may pass over a word that carries nothing; a word that
stands here is never such a one. Both planners' drafts are held against it, after every other rule.

    百分之多少, what percent   a percentage among the columns
    多少天                     a measure in days
    增长, fell, 变化            an earlier value beside, or two ranges set against each other
    增速最高, fastest growth    ordered by the change
    完成率, achieved            a measure over its plan
    合计, combined              one figure
    最高, top                   ORDER BY, or the extreme
    累计, cumulative            a range that begins with the year, or a measure to date, from where the range begins
    走势, trend                 groups of time
    有多少客户, how many clients      a number of them
    平均每个客户                  a mean over the members, or a division
    还没到货, unpaid, shipped in September   a condition on that date
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from bot.agree.made_of import expanded, measures_in
from bot.agree.said import Said
from bot.agree.written import Block, Written
from bot.read.intent import Intent
from bot.read.pieces import Piece
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import MetricKind
from semantic_layer.periods import Grain

_PRIOR = frozenset({"PRIOR_YEAR", "PRIOR_PERIOD"})
_UNITS_TO_DATE = {"QTD": Grain.QUARTER, "MTD": Grain.MONTH}
_ROLLING = re.compile(r"滚动|rolling|trailing|moving", re.IGNORECASE)
_PERCENT = frozenset({"percent", "points"})
_CHANGE = re.compile(
    r"增|减(?!值|去)|降|涨|跌|升|滑|萎缩|变[化动]|提高|^掉|缩水|下挫|走[高低]|跳水|还是|"
    r"slump|plung|sl[ip]+d|slipped|dipped|sank|surge|soared|climb|jumped|\bor\b|"
    r"grow|grew|increas|decreas|declin|fell|fall|r[io]se|drop|chang|shr[iau]nk",
    re.IGNORECASE,
)


def account_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each word that the query does not show."""
    intent = said.intent
    if intent is None:
        return
    for piece in intent.pieces:
        if piece.role == "state" and not _has_condition(piece, written):
            yield issue(IssueCode.WORD_LEFT_OUT, word=piece.text)
        for is_of_class, shows in _TABLE:
            if is_of_class(piece, intent) and not shows(intent, written):
                yield issue(IssueCode.WORD_LEFT_OUT, word=piece.text)
                break


def _asks_percent(piece: Piece, _intent: Intent) -> bool:
    return piece.is_word("question", "percent", "points") and not piece.links


def _asks_days(piece: Piece, _intent: Intent) -> bool:
    return "天" in piece.text and piece.is_word("question", "how_much") and not piece.links


def _is_change(piece: Piece, intent: Intent) -> bool:
    if piece.role != "compare" or not piece.is_word("compare", "growth", "yoy", "mom") or piece.time is not None:
        return False
    return bool(_CHANGE.search(piece.text)) and not intent.definition


def _is_change_ranked(piece: Piece, intent: Intent) -> bool:
    return bool(intent.by_change) and piece.role in {"order", "limit"} and not piece.number


def _is_attained(piece: Piece, _intent: Intent) -> bool:
    return piece.is_word("attain") and piece.role == "attain"


def _is_combined(piece: Piece, intent: Intent) -> bool:
    return intent.combined and piece.role == "calc" and piece.is_word("calc", "sum")


def _is_superlative(piece: Piece, _intent: Intent) -> bool:
    return piece.role == "order" and piece.is_word("order", "desc", "asc", "best", "worst", "down", "up")


def _is_cumulated(piece: Piece, _intent: Intent) -> bool:
    return piece.role == "calc" and piece.is_word("calc", "cumulative")


def _is_trend(piece: Piece, _intent: Intent) -> bool:
    return piece.role == "calc" and piece.is_word("calc", "trend") and not piece.links


def _is_count(piece: Piece, intent: Intent) -> bool:
    return piece.role == "counted" and intent.counted is not None and intent.counted.piece is piece


def _is_mean_of_members(piece: Piece, intent: Intent) -> bool:
    return intent.over_members == "mean" and piece.role == "calc" and piece.is_word("calc", "average")


# ---- what shows them


def _has_percentage(_intent: Intent, written: Written) -> bool:
    columns = written.checked.columns
    if any(column.unit.kind in _PERCENT or column.is_growth or column.is_share for column in columns):
        return True
    scaled = any(written.model.metrics[name].unit.kind in _PERCENT for name in written.named)  # times 100
    return scaled or written.tree.find(exp.Div) is not None


def _has_days(_intent: Intent, written: Written) -> bool:
    named = [written.model.metrics[name] for name in written.named if name in written.model.metrics]
    return any(one.unit.kind == "days" or "天" in one.label.zh or "day" in one.label.en.casefold() for one in named)


def _has_earlier(_intent: Intent, written: Written) -> bool:
    if any(name in _PRIOR for block in written.blocks for chain in block.chains for name, _ in chain.modifiers):
        return True
    if written.tree.find(exp.Lag, exp.Lead) is not None:
        return True
    ranges = {(block.start, block.end) for block in written.blocks}
    spoken = any(part in name for name in written.named for part in ("growth", "change", "increase", "delta"))
    return len(ranges) > 1 or spoken


def _orders_by_change(_intent: Intent, written: Written) -> bool:
    items = {item.alias: item.this for item in written.tree.find_all(exp.Alias)}
    for order in written.tree.find_all(exp.Order):
        key = order.expressions[0].this
        made = items.get(key.name, key) if isinstance(key, exp.Column) else key
        names = {anonymous_name(node) for node in made.find_all(exp.Anonymous)}
        if made.find(exp.Sub, exp.Div) is not None or names & _PRIOR:
            return True
    return False


def _has_attainment(_intent: Intent, written: Written) -> bool:
    kinds = {written.model.metrics[name].kind for name in written.named}
    return MetricKind.RATIO in kinds or written.tree.find(exp.Div) is not None


def _has_condition(piece: Piece, written: Written) -> bool:
    """A condition on the date that the word names; or, of what is counted by it, the range."""
    refs = {(ref.dataset, ref.field) for ref in piece.state.refs} if piece.state is not None else set()
    for condition in written.tree.find_all(exp.Where, exp.Filter, exp.Case):
        for column in condition.find_all(exp.Column):
            found = written.field_of(column)
            if found is not None and (found.dataset, found.field) in refs:
                return True
    return any(written.model.datasets[dataset].time_field == field for dataset, field in refs) and any(
        block.start is not None or block.end is not None for block in written.blocks
    )


def _is_one_figure(_intent: Intent, written: Written) -> bool:
    return all(column.role not in {"group", "time"} for column in written.checked.columns)


def _is_ordered(_intent: Intent, written: Written) -> bool:
    return written.tree.find(exp.Order, exp.Max, exp.Min, exp.ArgMax, exp.ArgMin) is not None


def _is_to_date(_intent: Intent, written: Written) -> bool:
    """One figure from the start of the year on; by time, a measure to date or a running sum."""
    if any(_runs(window) for window in written.tree.find_all(exp.Window)):
        return True
    for block in written.blocks:
        for name, arguments in (modifier for chain in block.chains for modifier in chain.modifiers):
            if name in ("YTD", "FULL_YEAR") or (name == "TRAILING" and not block.grain):
                return True
            unit = _UNITS_TO_DATE.get(name)
            if unit is not None and _begins_with(block, unit, written):
                return True
            if name == "TRAILING" and len(arguments) == 2 and _is_rolling(_intent):
                return True
    if any(block.grain for block in written.blocks):
        return False
    starts = [block.start for block in written.blocks if block.start is not None]
    return not starts or any(written.calendar.to_date(start, Grain.YEAR).start == start for start in starts)


def _begins_with(block: Block, unit: Grain, written: Written) -> bool:
    """The range lies within one such unit, from its first day."""
    if block.start is None or block.end is None:
        return False
    whole = written.calendar.bucket(block.start, unit)
    return whole.start == block.start and block.end <= whole.end


def _runs(window: exp.Window) -> bool:
    """SUM(m) OVER (ORDER BY month): from the first bucket on."""
    order = window.args.get("order")
    if not isinstance(window.this, exp.Sum) or order is None:
        return False
    first = order.expressions[0]
    return not first.args.get("desc") and not measures_in(expanded(first.this))


def _is_rolling(intent: Intent) -> bool:
    return any(_ROLLING.search(piece.text) for piece in intent.pieces)


def _has_course(intent: Intent, written: Written) -> bool:
    """Groups of time; or, where a comparison is asked for as well, the value before."""
    if any(block.grain for block in written.blocks) or any(c.role == "time" for c in written.checked.columns):
        return True
    return bool(intent.relations or intent.chart) and _has_earlier(intent, written)


def _has_count(_intent: Intent, written: Written) -> bool:
    if written.tree.find(exp.Count) is not None:
        return True
    counted = any(anonymous_name(node) == "COUNT_ROWS" for node in written.tree.find_all(exp.Anonymous))
    return counted or any(written.model.metrics[name].unit.kind == "count" for name in written.named)


def _is_mean(_intent: Intent, written: Written) -> bool:
    kinds = {written.model.metrics[name].kind for name in written.named}
    return written.tree.find(exp.Avg, exp.Div) is not None or MetricKind.RATIO in kinds


_Class = Callable[[Piece, Intent], bool]
_Shown = Callable[[Intent, Written], bool]
_TABLE: tuple[tuple[_Class, _Shown], ...] = (
    (_asks_percent, _has_percentage),
    (_asks_days, _has_days),
    (_is_change, _has_earlier),
    (_is_change_ranked, _orders_by_change),
    (_is_attained, _has_attainment),
    (_is_combined, _is_one_figure),
    (_is_superlative, _is_ordered),
    (_is_cumulated, _is_to_date),
    (_is_trend, _has_course),
    (_is_count, _has_count),
    (_is_mean_of_members, _is_mean),
)
