"""Intent: what a question asks for, in the terms of the layer, before anything is chosen or written.

Role: the interpreted form of a Reading, which the offline planner turns into semantic SQL. Words that may mean several
things keep all their candidates here; the planner chooses by what fits together, or asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from bot.read.pieces import Number, Piece
from semantic_layer.model import FieldRef
from semantic_layer.periods import Period


@dataclass(slots=True)
class MetricSaid:
    """A metric named; several candidates where the word belongs to several."""

    word: str
    names: tuple[str, ...]
    piece: Piece


@dataclass(slots=True)
class FieldSaid:
    """A field (or the entity of a dataset) named. `each`: a grouping word stands with it."""

    word: str
    refs: tuple[FieldRef, ...]
    piece: Piece
    each: bool = False
    dataset: str = ""  # where the word is a dataset's noun
    plural: bool = False
    beside: bool = False  # shown beside the members grouped by: their segment


@dataclass(slots=True)
class ValueSaid:
    """A value named; several candidates where it stands in several fields."""

    word: str
    targets: tuple[tuple[FieldRef, str], ...]
    piece: Piece
    negated: bool = False
    part: bool = False  # the part of a share: 甲 in 甲占收入的比重


@dataclass(slots=True)
class StateSaid:
    """What has (`absent` False) or has not (True) happened to a thing by a date or flag of its own; None: it happened
    within `period`, or within one of the `candidates`. Several `refs`: each may be meant."""

    word: str
    refs: tuple[FieldRef, ...]
    piece: Piece
    absent: bool | None = None
    period: Period | None = None
    candidates: tuple[Period, ...] = ()
    open_end: bool = False  # "since July": only the start was said, and a date may lie ahead


@dataclass(slots=True)
class Threshold:
    """A condition on a number: of the metric, of a numeric field, or of the age of open items."""

    op: str
    number: Number | None = None
    until: Number | None = None  # the upper end of a range
    against: str = ""  # "yoy", "mom:month", "change" (of the relation), "period" (one named)
    metrics: tuple[str, ...] = ()  # what is compared, where it stands beside the number
    fields: tuple[FieldRef, ...] = ()
    other: tuple[str, ...] = ()  # the metric it is compared with ("below budget")
    word: str = ""
    of_change: bool = False  # 同比增加超过10万: what is bounded is the change, by its direction
    of_plan: bool = False  # 没达标: of a rate of a plan, and of no other measure
    relative: bool = False  # of a change of a rate in percent: of its value before, and not in points
    guessed: bool = False  # "older than 60 days": nobody said overdue, so it is asked about


@dataclass(slots=True)
class Again:
    """A second clause that asks of a part: by which measures (those of the first, if none), under what conditions."""

    metrics: tuple[MetricSaid, ...]
    values: tuple[ValueSaid, ...]
    ages: tuple[Threshold, ...]
    text: str


@dataclass(slots=True)
class Intent:
    """Everything asked for. Lists are in the order said."""

    pieces: list[Piece]
    metrics: list[MetricSaid] = field(default_factory=list)
    groups: list[FieldSaid] = field(default_factory=list)
    numbers: list[FieldSaid] = field(default_factory=list)  # numeric fields named ("average weight")
    values: list[ValueSaid] = field(default_factory=list)
    nulls: list[tuple[FieldSaid, bool]] = field(default_factory=list)  # (field, True: "without" it)
    states: list[StateSaid] = field(default_factory=list)  # 还没到货, "shipped in September"
    by_own_date: bool = False  # 10月下单: a word names the very date that the period is of
    thresholds: list[Threshold] = field(default_factory=list)
    without: list[tuple[str, bool]] = field(default_factory=list)  # (dataset, True: rows that have none of it)
    counted: FieldSaid | None = None
    counts_most: bool = False  # members are ranked by the number of what is counted
    amount: FieldRef | None = None  # the amount of a row that is ordered by or compared, once asked
    anchors: list[FieldSaid] = field(default_factory=list)  # datasets of which rows are listed
    periods: list[Period] = field(default_factory=list)
    against: list[Period] = field(default_factory=list)  # the periods that thresholds compare with
    unresolved: list[Piece] = field(default_factory=list)  # phrases of time that stand for no one range
    grain: str = ""
    when: bool = False  # asks in which bucket of `grain`
    now: bool = False
    year_before: bool = False  # 去年同期 alone: the default range, a year earlier
    ever: bool = False  # of all the data, whatever the default period
    descending: bool | None = None
    quality: str = ""  # best | worst
    latest: bool | None = None  # the latest (True) or earliest rows of a list
    limit: int | None = None
    which: str = ""  # "one", "all"
    ranked: bool = False
    relations: list[str] = field(default_factory=list)  # yoy, mom, mom:month …
    growth: bool = False
    by_change: str = ""  # ordered by the change: rate, amount, either (to be asked)
    order_by: tuple[str, ...] = ()  # the metric that the superlative stands beside
    gap: bool = False  # ordered by how far a plan is passed or missed (gaps.py)
    difference: bool = False
    versus: bool = False
    share: str = ""  # share | of | parts
    calcs: set[str] = field(default_factory=set)
    per: str = ""  # grain of "average per month"
    chart: str = ""
    detail: bool = False
    future: bool = False
    cause: bool = False  # asks why
    follow: set[str] = field(default_factory=set)
    definition: set[str] = field(default_factory=set)
    joined: str = ""  # values of different fields in a list: "both" at once, or each "apart"
    portion: tuple[Piece, ...] = ()  # (part, whole): 销售费用中广告费占多少
    places: tuple[int, int] | None = None  # 第二大, 排第3到第5: first and last place
    over_members: str = ""  # mean | sum: one figure of the members' values (over_members.py)
    members: FieldSaid | None = None  # whose
    pointed: bool = False  # 最低的那个: a member of the answer before, not a ranking
    combined: bool = False  # the ranked ones are one figure: 前三大客户合计
    widened: Piece | None = None  # 全部渠道 in a thread that was narrowed to one of them: the filter goes
    percent: bool = False  # 百分之多少: only a percentage answers
    together: bool = False  # values are added up rather than shown apart
    again: list[Again] = field(default_factory=list)  # parts asked for beside the whole: 收入多少，外销多少
    whole_asked: bool = False  # 收入多少，外销占多少: the whole is asked for beside the share
    lost_again: str = ""  # a second question that no one query holds with the first
    unexplained: list[str] = field(default_factory=list)

    @property
    def constant(self) -> Decimal | None:
        """The number of the only threshold, for agreement."""
        only = self.thresholds[0] if len(self.thresholds) == 1 else None
        return only.number.value if only and only.number else None


def begins_within(intent: Intent) -> bool:
    """其中……: what is said stands within what was asked before. Further on, it is a part of what is asked here."""
    content = [piece for piece in intent.pieces if piece.role not in {"filler", "sign"} or piece.links]
    return bool(content) and content[0].is_word("follow", "within")
