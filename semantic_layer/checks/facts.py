"""Facts: what checking finds out about a query beside its plan: issues, notes, and what the card names.

Role: filled by every step of checks, so that all issues of a query are told together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef
from semantic_layer.query import DateRange, Filter


@dataclass(slots=True)
class Facts:
    """What was found out about a block on the way. `adhoc`: it measures something that no metric defines."""

    issues: list[Issue] = field(default_factory=list)
    notes: list[Issue] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    fields: list[FieldRef] = field(default_factory=list)
    asked: DateRange | None = None
    adhoc: bool = False

    def report(self, code: IssueCode, **params: object) -> None:
        """Add an issue that stops the query, once."""
        found = issue(code, **params)
        if found not in self.issues:
            self.issues.append(found)

    def note(self, found: Issue | None) -> None:
        """Add what the card has to say of an answer that is given, once."""
        if found is not None and found not in self.notes:
            self.notes.append(found)
