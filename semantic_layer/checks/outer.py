"""Checking SELECTs over blocks: CTEs and subqueries (rules 25 and 26). Placeholder of the first version."""

from __future__ import annotations

from semantic_layer.access.rights import Rights
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.metrics import ModelIndex
from semantic_layer.model import Layer
from semantic_layer.periods import Calendar
from semantic_layer.query import CheckedQuery, SemanticQuery


class OuterChecker:
    """Checks a statement of several SELECTs."""

    def __init__(
        self, query: SemanticQuery, index: ModelIndex, layer: Layer, rights: Rights, calendar: Calendar
    ) -> None:
        del index, layer, rights, calendar
        self.query = query

    def check(self) -> CheckedQuery | Issues:
        return Issues.of(IssueCode.FORBIDDEN_SYNTAX, name="WITH")
