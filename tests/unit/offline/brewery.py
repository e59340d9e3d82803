"""A made-up brewery with two plans, and shorthand to ask it: everything checked and agreed with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.turn import PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.company import OCTOBER, Company

__all__ = ["OCTOBER", "after", "context", "declined", "drafted", "options", "plan"]

BREWERY = Company("brewery", today=date(2026, 11, 4))
context, plan, drafted, options = BREWERY.context, BREWERY.plan, BREWERY.sql, BREWERY.options


def declined(text: str, history: Sequence[PriorTurn] = ()) -> tuple[IssueCode, str]:
    found = BREWERY.declined(text, history)
    return found.code, str(found.params.get("words", ""))


def after(text: str) -> list[PriorTurn]:
    return [PriorTurn(text, "answer", drafted(text))]
