"""A made-up ferry line with a fiscal year from March, and shorthand to ask it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.company import Company

FERRY = Company("ferry")
context, plan, sql, asked = FERRY.context, FERRY.plan, FERRY.sql, FERRY.asked


def declined(text: str, history: Sequence[PriorTurn] = ()) -> IssueCode:
    return FERRY.declined(text, history).code
