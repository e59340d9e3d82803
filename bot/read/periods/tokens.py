"""Tokens: the words of time that the lexer finds, before they are put together.

Role: the vocabulary shared by both languages. A `Rule` is a pattern over the folded text and a builder of tokens; the
longest match at a position wins, and of equal ones the rule declared first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from semantic_layer.periods import Grain


class Kind(StrEnum):
    # Units, which combine: 2025年 + 三季度, Q3 + of last year
    YEAR = "year"  # n: the year; fiscal
    REL = "rel"  # grain, n: units from the one that holds today (上月 = -1)
    NUMBER = "number"  # grain, n: the n-th of its year (10月, Q3, week 40)
    DAY = "day"  # n: day of the month
    WEEKDAY = "weekday"  # n: ISO weekday; grain WEEK and `offset` where a week is said (上周三)
    HOLIDAY = "holiday"  # name
    PART = "part"  # n: 1-3 上旬 中旬 下旬, 4-5 上半月 下半月
    FIRST = "first"  # n, grain: the first n of what is around (前三季度)
    LAST = "last"  # n, grain: the last n of what is around
    # Alone
    ROLLING = "rolling"  # n, grain: n complete units before the current one; negative = to come
    AGO = "ago"  # n, grain
    TO_DATE = "to_date"  # grain
    NOW = "now"
    SAME = "same"  # n, grain: relative to the other period
    VAGUE = "vague"
    BAD = "bad"  # cannot be: 13月, Q5
    # Around units
    EDGE = "edge"  # name: end | start; grain where it is said (年末)
    EDGE_OF = "edge_of"  # the same before the unit: end of …
    WEEK_OF = "week_of"  # before or after: week of …, …那周
    DURING = "during"  # adds nothing: 期间, 当天
    SINCE = "since"  # before: since …
    ONWARD = "onward"  # after: …以来, …至今
    AS_OF = "as_of"
    BEFORE = "before"  # Chinese: after the unit; English: before it
    AFTER = "after"  # the same
    ENDED = "ended"  # n: months up to what follows: year ended 31 December
    ABOUT = "about"  # early, mid, late: no exact range
    FROM = "from"
    BETWEEN = "between"
    TO = "to"
    AND = "and"
    COMPARE = "compare"
    # Not a stretch of time
    GRAIN = "grain"
    AVERAGE = "average"
    BLOCK = "block"  # looks like one and is not: 90天以上


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    start: int
    end: int
    n: int = 0
    grain: Grain | None = None
    fiscal: bool = False
    name: str = ""
    offset: int | None = None
    lang: str = "zh"
    loose: bool = False  # means something only together with others


Builder = Callable[["re.Match[str]"], Sequence[Token] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    build: Builder


def fixed(pattern: str, kind: Kind, lang: str = "zh", **values: object) -> Rule:
    """A rule whose tokens are the same whatever matched."""

    def build(match: re.Match[str]) -> Sequence[Token]:
        return (Token(kind, match.start(), match.end(), lang=lang, **values),)  # type: ignore[arg-type]

    return Rule(re.compile(pattern), build)


def token(match: re.Match[str], kind: Kind, **values: object) -> tuple[Token, ...]:
    """One token over the whole match."""
    return (Token(kind, match.start(), match.end(), **values),)  # type: ignore[arg-type]


_LIMITS = {Grain.MONTH: 12, Grain.QUARTER: 4, Grain.HALF: 2, Grain.WEEK: 53, Grain.DAY: 31}


def numbered(match: re.Match[str], grain: Grain, n: int, **values: object) -> tuple[Token, ...]:
    """A numbered unit, or a bad one where there is no such number."""
    kind = Kind.DAY if grain is Grain.DAY else Kind.NUMBER
    return token(match, kind if 1 <= n <= _LIMITS[grain] else Kind.BAD, grain=grain, n=n, **values)
