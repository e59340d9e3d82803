"""Stop: how a planning step says that there will be no draft, and what to say instead."""

from __future__ import annotations

from typing import Any

from bot.turn import Ask, Decline, Plan
from semantic_layer.issues import Issue, IssueCode, issue


class Stop(Exception):
    """Carries the plan that ends planning, an Ask or a Decline: no error, but the planner's honest way out."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(repr(plan))
        self.plan = plan


def decline(code: IssueCode, **params: Any) -> Stop:
    return Stop(Decline((issue(code, **params),)))


def not_understood(words: str, *suggestions: str) -> Stop:
    """The words that nothing explains, or that fit nothing in this question."""
    return decline(IssueCode.NOT_UNDERSTOOD, words=words, suggestions=suggestions)


def several(words: str) -> Stop:
    """A second question that no one query holds together with the first: its words."""
    return decline(IssueCode.SEVERAL_QUESTIONS, words=words)


def ask(found: Issue, options: tuple = ()) -> Stop:
    return Stop(Ask(found, options))
