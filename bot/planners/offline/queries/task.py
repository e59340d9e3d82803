"""Task: one planning, what is asked, how its names are read, and where."""

from __future__ import annotations

from dataclasses import dataclass

from bot.planners.offline.queries.times import Span
from bot.planners.offline.resolve import Choice
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.turn import Question
from semantic_layer.shape import Condition


@dataclass(frozen=True, slots=True)
class Task:
    """One planning: what is asked, how its names are read, and where."""

    intent: Intent
    choice: Choice
    question: Question
    context: ReadContext
    span: Span | None = None  # a follow-up's period
    kept: tuple[Condition, ...] = ()  # a follow-up's conditions that are not values
    kept_having: tuple[str, ...] = ()
    rest: str = ""  # what is left of a plan still running: of the "whole", or as far as "both" go; "" asks

    @property
    def model(self):
        return self.context.layer.model


def words_of(intent: Intent, *roles: str) -> str:
    return " ".join(piece.text for piece in intent.pieces if piece.role in roles)
