"""Ports: what the steps ask of one another and of the outside, as protocols.

Role: keeps planners replaceable. A planner proposes semantic SQL and never runs it; `Verify` is how it learns whether
its proposal would be accepted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.turn import Lang, Narration, Plan, Question, Reading
from semantic_layer.issues import Issue, Issues
from semantic_layer.model import FieldRef, Layer

Progress = Callable[[str], None]  # told the name of each step as it begins
Verify = Callable[[str], Awaitable[Issues | None]]  # semantic SQL → what is wrong with it; None = it may run
WordIssue = Callable[[Issue], str]  # one problem in words

KEPT = "kept"  # the words of a range that a query may take because the query before has it


class ValueSource(Protocol):
    """The values that the warehouse holds of an indexed field."""

    def values(self, field: FieldRef, limit: int) -> list[str]: ...

    def count(self, field: FieldRef) -> int: ...

    def counted(self, field: FieldRef, limit: int) -> list[tuple[str, int]]: ...


class PlanContext(Protocol):
    """What a planner may look at beside the question and its reading."""

    @property
    def layer(self) -> Layer: ...

    @property
    def index(self) -> ValueSource | None: ...


class Planner(Protocol):
    """Proposes a plan; a Draft it returns has passed `verify`."""

    async def plan(
        self,
        question: Question,
        reading: Reading,
        context: PlanContext,
        verify: Verify,
        progress: Progress | None = None,
    ) -> Plan: ...


@dataclass(frozen=True, slots=True)
class NarrationBrief:
    """What a narrator is told: the cells as people read them, the headings first."""

    lang: Lang
    subject: str
    scope: str
    table: tuple[tuple[str, ...], ...]


class Narrator(Protocol):
    """Phrases an answer's cells. Its words are judged before anybody reads them; it never raises for its endpoint."""

    async def narrate(self, brief: NarrationBrief) -> Narration: ...
