"""What reading the periods of a text gives: mentions, in order, each with the exact range it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from semantic_layer.issues import Issue
from semantic_layer.periods import Grain, Period

MentionKind = Literal[
    "period",  # one stretch of time: a unit, a holiday, the last N units
    "range",  # from … to …, since …
    "as_of",  # a point in time: 截至…, as of …, 月末
    "relative",  # the same part of an earlier unit: 去年同期; `shift` says which
    "context",  # a year said apart, which another mention of the text is read in
    "compare",  # the words that set two periods against each other
    "grain",  # 按月, monthly; `asks` where the question is which one (哪个月)
    "average_grain",  # 月均, average per month
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the text (`text[start:end]`) that speaks of time.

    `period` is None for the kinds that are no stretch of time, and where `issue` says why it could not be told.
    """

    start: int
    end: int
    text: str
    period: Period | None
    kind: MentionKind
    issue: Issue | None = None
    grain: Grain | None = None  # of "grain" and "average_grain"
    shift: tuple[int, Grain | None] | None = None  # of "relative": (-1, YEAR) is 去年同期; None = the other's own grain
    candidates: tuple[Period, ...] = ()  # what an ambiguous phrase may mean
    asks: bool = False
    is_of_calendars: bool = False  # the candidates are the unit of the calendar and the fiscal one
    ends: tuple[Period, ...] = ()  # of a range from … to …: the two points, each as the unit said


@dataclass(frozen=True, slots=True)
class PeriodReading:
    """The mentions of one text, in order; they do not overlap."""

    mentions: tuple[Mention, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        """The ranges of time said, relative ones included where they could be told."""
        return tuple(mention.period for mention in self.mentions if mention.period is not None)

    @property
    def issues(self) -> tuple[Issue, ...]:
        return tuple(mention.issue for mention in self.mentions if mention.issue is not None)

    @property
    def grain(self) -> Grain | None:
        """The grain asked for, if any: the first said."""
        return next((mention.grain for mention in self.mentions if mention.kind == "grain"), None)
