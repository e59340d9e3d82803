"""A follow-up and the query it makes out of an earlier one.

Role: what the steps of an edit share; each step lays one kind of word over the query.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.planners.offline.follow_ups.recall import Recalled
from bot.planners.offline.queries.times import Span
from bot.planners.offline.resolve import Said
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.turn import PriorTurn, Question
from semantic_layer.model import FieldRef
from semantic_layer.shape import QueryShape


@dataclass(frozen=True, slots=True)
class Edit:
    """A follow-up: its words, the query it stands on, the turn that gave it."""

    intent: Intent
    shape: QueryShape
    turn: PriorTurn
    question: Question
    context: ReadContext
    settled: bool = False  # what a value replaces is decided
    gone: tuple[Said, ...] = ()  # values of the query before that no longer hold


@dataclass(slots=True)
class Edited:
    """The query being edited."""

    intent: Intent
    metrics: list[str]
    groups: list[FieldRef]
    values: list[Said]
    span: Span
    base: Recalled
    marked: list[bool] = field(default_factory=list)
    pinned: FieldRef | None = None  # of the members that the answer before showed, and that are kept
