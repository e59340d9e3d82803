"""Pieces: the stretches a question is cut into, each with everything it may mean.

Role: the value between cutting (`segment`) and interpreting (`interpret`). A piece is explained once it has a role;
a piece that carries content and never gets one is what the question's `unexplained` lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.read.lexicon import Link
from bot.read.words import Word
from semantic_layer.model import FieldRef
from semantic_layer.periods import Period

NumberUnit = Literal["", "percent", "points", "money", "days", "times"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: `value` has 万, k, m … multiplied in; a percentage is not divided by 100."""

    value: Decimal
    unit: NumberUnit = ""
    scaled: bool = False  # written with 万, million …: an amount, not a count


@dataclass(frozen=True, slots=True)
class TimeWord:
    """What the period reader found: a period, a grain to group by, or a relation between periods."""

    kind: Literal["period", "grain", "asked_grain", "average", "relation", "compare", "context", "unresolved"]
    period: Period | None = None
    grain: str = ""
    candidates: tuple[Period, ...] = ()  # of an ambiguous phrase
    is_of_calendars: bool = False  # the candidates are the calendar's unit and the fiscal one, in this order
    ends: tuple[Period, ...] = ()  # of a range from … to …: its two points
    relation: str = ""  # "yoy", "mom", "mom:month", …: the same period a year before, the period before


@dataclass(frozen=True, slots=True)
class State:
    """What has happened to a thing, by a date or a flag of its own. `absent`: True = it has not, False = it has, None =
    it did within the time that stands beside it."""

    refs: tuple[FieldRef, ...]
    absent: bool | None


@dataclass(slots=True)
class Piece:
    """One stretch. `start`/`end`: characters of the question. `role`: what it was taken for, "" = not yet."""

    start: int
    end: int
    text: str
    links: tuple[Link, ...] = ()
    words: tuple[Word, ...] = ()
    number: Number | None = None
    time: TimeWord | None = None
    deed: bool = False  # a dataset said by what has or has not happened: 没开票, "not invoiced"
    guessed: bool = False  # of a deed: it is asked whether that is what is meant
    aside: tuple[Link, ...] = ()  # what else it may mean, where its neighbours called for one kind
    role: str = ""
    known: bool = True  # False: no dictionary has it
    state: State | None = None  # 还没到货, "shipped in September": what has or has not happened (states)
    own: tuple[str, ...] = ()  # of the metrics counted in a unit, those called so: 单数 for 多少单
    instead_of: tuple[str, ...] = ()  # the measures of the answer before that this one may take the place of
    verb: str = ""  # what the verb was about that a metric was read from (words/verbs.py)

    def word(self, kind: str, *targets: str) -> str | None:
        """The target of the first word of this kind (with one of the targets, if given); None if there is none."""
        for word in self.words:
            if word.kind == kind and (not targets or word.target in targets):
                return word.target
        return None

    def is_word(self, kind: str, *targets: str) -> bool:
        return self.word(kind, *targets) is not None

    def metrics(self) -> tuple[str, ...]:
        return tuple(str(link.target) for link in self.links if link.kind == "metric")

    def fields(self) -> tuple[FieldRef, ...]:
        return tuple(link.target for link in self.links if isinstance(link.target, FieldRef))

    def values(self) -> tuple[tuple[FieldRef, str], ...]:
        return tuple(link.target for link in self.links if isinstance(link.target, tuple))

    def datasets(self) -> tuple[str, ...]:
        return tuple(str(link.target) for link in self.links if link.kind == "dataset")
