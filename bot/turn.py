"""The values of one turn: Question → Reading → Draft → Turn.

Role: frozen data between the steps of the pipeline; no behaviour beyond look-ups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal

from semantic_layer.access import Rights
from semantic_layer.issues import Issue
from semantic_layer.model import FieldRef
from semantic_layer.periods import Period
from semantic_layer.query import CheckedQuery, CompiledSql, ResultTable

Lang = Literal["zh", "en"]
PlannerName = Literal["offline", "model", "verified", "sql", "none"]


@dataclass(frozen=True, slots=True)
class PriorTurn:
    """What an earlier turn of the thread left behind; enough for a follow-up."""

    question: str
    kind: str  # answer | clarification | refusal | definition
    semantic_sql: str = ""
    text: str = ""
    options: tuple[Option, ...] = ()
    metrics: tuple[str, ...] = ()
    chart: str = ""  # chart kind asked for
    turn_id: str = ""
    first_rows: tuple[tuple[Any, ...], ...] = ()  # the result's first rows: "only those three"
    column_names: tuple[str, ...] = ()
    rights: Rights | None = None  # under which it was answered; None = not known


@dataclass(frozen=True, slots=True)
class Question:
    """One message. `today` is in the model's time zone; `rights` are the asker's, limited by the audience."""

    text: str
    lang: Lang
    today: date
    rights: Rights
    asker: str = ""
    thread: str = ""
    asked_at: datetime | None = None
    history: tuple[PriorTurn, ...] = ()  # oldest first, at most the last ten
    preferences: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({})
    )  # word -> metric/field chosen before
    lang_forced: bool = False
    shared: bool = False  # others read along: the rights are what all of them may see
    contact: str = ""  # whom to ask for access

    @property
    def last_query(self) -> str:
        """The semantic SQL of the last answer of the thread; "" where there is none."""
        return next((turn.semantic_sql for turn in reversed(self.history) if turn.semantic_sql), "")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question and what it was read as."""

    start: int
    end: int
    text: str
    kind: Literal[
        "metric",
        "field",
        "value",
        "dataset",
        "period",
        "grain",
        "number",
        "operator",
        "order",
        "limit",
        "compare",
        "share",
        "chart",
        "negation",
        "question",
        "filler",
        "follow",
        "definition",
        "model",
        "calc",
    ]
    target: Any = None  # metric name, FieldRef, (FieldRef, value), Period, …
    source: Literal["exact", "alias", "pinyin", "fuzzy", "value", "grammar", "remembered", "word"] = "exact"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """A value of a field that the question names. `negated`: everything but it."""

    field: FieldRef
    value: str
    negated: bool = False
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of the question are. Complete when `unexplained` is empty and nothing is ambiguous."""

    question: str
    lang: Lang
    spans: tuple[Span, ...] = ()
    metrics: tuple[str, ...] = ()
    fields: tuple[FieldRef, ...] = ()  # groupings named
    values: tuple[ValueMatch, ...] = ()
    periods: tuple[Period, ...] = ()
    grain: str = ""
    chart: str = ""  # chart kind asked for; "auto" = a chart, any
    limit: int | None = None
    descending: bool | None = None
    unexplained: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    is_follow_up: bool = False
    intent: Any = field(default=None, compare=False, repr=False)  # bot.read.Intent, for the offline planner


@dataclass(frozen=True, slots=True)
class Usage:
    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Narration:
    """What a narrator said of an answer's cells, unjudged; "" where it said nothing."""

    text: str = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on from a clarification: what a button says, and what it means."""

    label: str  # in the asker's language; says what makes it different
    semantic_sql: str = ""  # the query it stands for, or
    question: str = ""  # the words it stands for
    remember: tuple[str, str] | None = None  # (word, target) to remember for this person


@dataclass(frozen=True, slots=True)
class Draft:
    """A planner's proposal of semantic SQL."""

    semantic_sql: str
    planner: PlannerName
    chart: str = ""
    carried: tuple[str, ...] = ()  # what a follow-up took over from before, worded by compose: "metric:x", "filter:…"
    compare: str = ""  # what the question compares with: "yoy", "mom", ""
    remembered: tuple[tuple[str, str], ...] = ()  # (word, target) of choices made before that decided this reading
    verified_by: str = ""  # name of the verified query that matched
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Ask:
    """A planner cannot decide: one question back, with at most four options."""

    issue: Issue
    options: tuple[Option, ...] = ()
    usage: Usage = Usage()
    beside: tuple[Issue, ...] = ()  # what else to say: the language model could not be reached


@dataclass(frozen=True, slots=True)
class Decline:
    """A planner finds that the layer cannot answer; names what is missing."""

    issues: tuple[Issue, ...]
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Define:
    """The question asks about the layer, not the data: a definition, an owner, what can be asked, a greeting."""

    topic: Literal[
        "metric", "field", "metrics", "help", "greeting", "thanks", "difference", "elsewhere", "news", "value"
    ]
    names: tuple[str, ...] = ()


Plan = Draft | Ask | Decline | Define


@dataclass(frozen=True, slots=True)
class Card:
    """Provenance: what stands behind an answer, each line worded in the asker's language."""

    lines: tuple[tuple[str, str], ...]  # (heading, text)
    brief: tuple[tuple[str, str], ...] = ()  # what stands under an answer; the lines are a tap or a command away


@dataclass(frozen=True, slots=True)
class Chart:
    kind: str
    spec: Mapping[str, Any]  # Vega-Lite
    title: str
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in an answer's text that is no cell but computed from cells: the grounding test computes it again.

    `op`: growth (a, b), difference (a, b), share_of_sum (all cells; `count` of them, the largest), median (all cells),
    sum (all cells), count (`count` rows or buckets). `cells` are (row, column) positions of the result table."""

    text: str
    op: Literal["growth", "difference", "share_of_sum", "median", "sum", "count"]
    cells: tuple[tuple[int, int], ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    lang: Lang
    checked: CheckedQuery
    compiled: CompiledSql
    table: ResultTable
    label: Literal["verified", "governed", "exploratory"]
    planner: PlannerName
    card: Card
    chart: Chart | None = None
    wants_chart: bool = False  # asked for, or a trend or ranking
    notes: tuple[Issue, ...] = ()
    suggestions: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()  # the text's numbers that are computed from cells
    view: Any = field(default=None, compare=False, repr=False)  # headings and formats: bot.compose.Presentation
    narration_usage: Usage = Usage()  # what phrasing the answer cost, where a model did
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Clarification:
    text: str
    lang: Lang
    options: tuple[Option, ...]
    issues: tuple[Issue, ...]
    planner: PlannerName = "offline"
    kind: Literal["clarification"] = "clarification"


@dataclass(frozen=True, slots=True)
class Refusal:
    text: str
    lang: Lang
    issues: tuple[Issue, ...]
    planner: PlannerName = "offline"
    semantic_sql: str = ""
    kind: Literal["refusal"] = "refusal"


@dataclass(frozen=True, slots=True)
class Definition:
    text: str
    lang: Lang
    metrics: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    planner: PlannerName = "offline"
    kind: Literal["definition"] = "definition"


Outcome = Answer | Clarification | Refusal | Definition


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished turn: the outcome and how it came about."""

    question: Question
    outcome: Outcome
    turn_id: str
    timings_ms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    usage: Usage = Usage()
    reading: Reading | None = None
    draft: Draft | None = None
