"""Why a case failed: deterministic reason codes."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """In order of gravity: the first that holds is the case's headline."""

    LEAK = "LEAK"
    ERROR = "ERROR"
    TIMEOUT = "TIMEOUT"
    SHOULD_REFUSE = "SHOULD_REFUSE"
    SHOULD_CLARIFY = "SHOULD_CLARIFY"
    SHOULD_ANSWER = "SHOULD_ANSWER"
    WRONG_KIND = "WRONG_KIND"
    WRONG_ISSUE = "WRONG_ISSUE"
    WRONG_OPTIONS = "WRONG_OPTIONS"
    EMPTY = "EMPTY"
    SUMMED_BALANCE = "SUMMED_BALANCE"
    AVERAGED_RATIO = "AVERAGED_RATIO"
    WRONG_UNIT = "WRONG_UNIT"
    WRONG_PERIOD = "WRONG_PERIOD"
    WRONG_FILTER = "WRONG_FILTER"
    WRONG_METRIC = "WRONG_METRIC"
    WRONG_GRAIN = "WRONG_GRAIN"
    WRONG_JOIN = "WRONG_JOIN"
    MISSING_ROWS = "MISSING_ROWS"
    EXTRA_ROWS = "EXTRA_ROWS"
    WRONG_ORDER = "WRONG_ORDER"
    WRONG_VALUE = "WRONG_VALUE"
    WRONG_COLUMNS = "WRONG_COLUMNS"
    UNGROUNDED = "UNGROUNDED"
    WRONG_CHART = "WRONG_CHART"
    WRONG_TEXT = "WRONG_TEXT"
    BROKEN_CASE = "BROKEN_CASE"


# The numbers are right all the same.
COSMETIC = frozenset({Reason.WRONG_COLUMNS, Reason.WRONG_CHART, Reason.WRONG_TEXT})
