"""Issues: typed problems with a question or a query, never a wrong number instead.

Role: the value every step returns when it cannot go on. An Issue carries a stable code and its
parameters; `bot/compose/text` words each code in both languages (a test demands it), so no user-visible
sentence stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class IssueCode(StrEnum):
    """Stable, documented codes (docs/issues.md). Add, never rename."""

    # What was written
    SYNTAX = "SYNTAX"
    NOT_ONE_STATEMENT = "NOT_ONE_STATEMENT"
    NOT_A_QUERY = "NOT_A_QUERY"
    TOO_LARGE = "TOO_LARGE"
    FORBIDDEN_SYNTAX = "FORBIDDEN_SYNTAX"
    FORBIDDEN_FUNCTION = "FORBIDDEN_FUNCTION"
    # Names
    UNKNOWN_MODEL = "UNKNOWN_MODEL"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    UNKNOWN_METRIC = "UNKNOWN_METRIC"
    AMBIGUOUS_FIELD = "AMBIGUOUS_FIELD"
    UNKNOWN_VALUE = "UNKNOWN_VALUE"
    # Shape
    AGGREGATE_IN_WHERE = "AGGREGATE_IN_WHERE"
    ROW_CONDITION_IN_HAVING = "ROW_CONDITION_IN_HAVING"
    MIXED_CONDITION = "MIXED_CONDITION"
    WINDOW_IN_WHERE = "WINDOW_IN_WHERE"
    MEASURE_OUTSIDE_MODEL = "MEASURE_OUTSIDE_MODEL"
    BAD_NESTING = "BAD_NESTING"
    NOT_GROUPED = "NOT_GROUPED"
    LIMIT_WITHOUT_ORDER = "LIMIT_WITHOUT_ORDER"
    # Time
    PERIOD_NOT_RANGE = "PERIOD_NOT_RANGE"
    NO_TIME_AXIS = "NO_TIME_AXIS"
    AFTER_LOADED = "AFTER_LOADED"
    BEFORE_FIRST = "BEFORE_FIRST"
    GRAIN_TOO_FINE = "GRAIN_TOO_FINE"
    NEEDS_GRAIN = "NEEDS_GRAIN"
    NO_SNAPSHOT = "NO_SNAPSHOT"
    BALANCE_TO_DATE = "BALANCE_TO_DATE"
    # Joins and additivity
    FIELD_NOT_SHARED = "FIELD_NOT_SHARED"
    AMBIGUOUS_PATH = "AMBIGUOUS_PATH"
    NO_PATH = "NO_PATH"
    NO_ANCHOR = "NO_ANCHOR"
    FAN_OUT = "FAN_OUT"
    NOT_ADDITIVE = "NOT_ADDITIVE"
    COUNT_OF_SEVERAL = "COUNT_OF_SEVERAL"
    INCOMPLETE_JOIN = "INCOMPLETE_JOIN"
    PIN_MIXED = "PIN_MIXED"
    PIN_CONFLICT = "PIN_CONFLICT"
    MISSING_RATE = "MISSING_RATE"
    OPEN_ITEMS_CURRENCY = "OPEN_ITEMS_CURRENCY"  # metric, field: applications in a currency of their own
    # Rights
    DENIED_METRIC = "DENIED_METRIC"
    DENIED_FIELD = "DENIED_FIELD"
    DENIED_DATASET = "DENIED_DATASET"
    DENIED_PERSON = "DENIED_PERSON"
    # Running
    TIMED_OUT = "TIMED_OUT"
    OUT_OF_MEMORY = "OUT_OF_MEMORY"
    RESULT_TOO_LARGE = "RESULT_TOO_LARGE"
    QUERY_FAILED = "QUERY_FAILED"
    WAREHOUSE_UNAVAILABLE = "WAREHOUSE_UNAVAILABLE"
    # Understanding
    EMPTY_QUESTION = "EMPTY_QUESTION"
    QUESTION_TOO_LONG = "QUESTION_TOO_LONG"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    NOT_IN_LAYER = "NOT_IN_LAYER"
    AMBIGUOUS_WORD = "AMBIGUOUS_WORD"
    AMBIGUOUS_PERIOD = "AMBIGUOUS_PERIOD"
    UNRESOLVED_PERIOD = "UNRESOLVED_PERIOD"
    NO_METRIC = "NO_METRIC"
    NO_PERIOD = "NO_PERIOD"
    NOTHING_TO_FOLLOW = "NOTHING_TO_FOLLOW"
    ASK_IN_FULL = "ASK_IN_FULL"
    SEPARATE_PERIODS = "SEPARATE_PERIODS"  # words, first, last: three or more that do not adjoin
    IN_A_ROW = "IN_A_ROW"
    SEVERAL_QUESTIONS = "SEVERAL_QUESTIONS"
    DISAGREES_PERIOD = "DISAGREES_PERIOD"
    DISAGREES_VALUE = "DISAGREES_VALUE"
    DISAGREES_ORDER = "DISAGREES_ORDER"
    DISAGREES_METRIC = "DISAGREES_METRIC"
    DISAGREES_GROUP = "DISAGREES_GROUP"  # expected, found
    DISAGREES_EXTRA = "DISAGREES_EXTRA"  # found
    WORD_LEFT_OUT = "WORD_LEFT_OUT"  # word
    VAGUE_BOUND = "VAGUE_BOUND"  # words: around 20k
    CAUSE_UNKNOWN = "CAUSE_UNKNOWN"  # candidates: the splits of the change that are offered
    LAST_NOT_ANSWERED = "LAST_NOT_ANSWERED"  # question, before
    CHANGES_DATA = "CHANGES_DATA"
    # Model endpoint
    MODEL_UNAVAILABLE = "MODEL_UNAVAILABLE"
    MODEL_GAVE_UP = "MODEL_GAVE_UP"
    MODEL_BUDGET = "MODEL_BUDGET"
    # More ways a query cannot be meant
    TYPE_MISMATCH = "TYPE_MISMATCH"  # field, type, value
    UNKNOWN_GRAIN = "UNKNOWN_GRAIN"  # grain, allowed
    DUPLICATE_NAME = "DUPLICATE_NAME"  # name
    DENIED_DETAIL = "DENIED_DETAIL"  # dataset
    NESTED_MEMBERS = "NESTED_MEMBERS"  # tree, members
    FILTER_CONTRADICTS = "FILTER_CONTRADICTS"  # metric, field, value: the metric's definition leaves the value out
    OUTSIDE_CALENDAR = "OUTSIDE_CALENDAR"  # detail: no fiscal year is declared for a date
    # Notes: nothing is wrong, but the card must say it
    DEFAULT_PATH = "DEFAULT_PATH"  # dataset, target, path
    PIN_APPLIED = "PIN_APPLIED"  # field, value
    FIELD_IGNORED = "FIELD_IGNORED"  # metric, field
    NOT_CLOSED = "NOT_CLOSED"  # metric, closed_through
    DATA_ENDS_EARLIER = "DATA_ENDS_EARLIER"  # metric, end, asked_end
    ALL_LOADED = "ALL_LOADED"  # metric, start, end: no period was asked
    SHORT_HISTORY = "SHORT_HISTORY"  # metric, first
    CANNOT_DRILL = "CANNOT_DRILL"  # column, reason: the rows behind a number cannot be listed
    READ_BY_MODEL = "READ_BY_MODEL"  # words, metrics: a language model took words that the layer does not know
    RATE_WITHOUT_BASE = "RATE_WITHOUT_BASE"  # column: a base at or below zero has no rate


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem. `params` are plain values (str, int, date, tuple of str) that the wording fills in."""

    code: IssueCode
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({inside})"


@dataclass(frozen=True, slots=True)
class Issues:
    """One or more problems, in the order found. Returned in place of a result."""

    items: tuple[Issue, ...]

    @classmethod
    def of(cls, code: IssueCode, **params: Any) -> Issues:
        """Build a single-issue result."""
        return cls((Issue(code, MappingProxyType(params)),))

    def __iter__(self):
        return iter(self.items)

    def codes(self) -> tuple[IssueCode, ...]:
        return tuple(item.code for item in self.items)


def issue(code: IssueCode, **params: Any) -> Issue:
    """Build one Issue from keyword parameters."""
    return Issue(code, MappingProxyType(params))
