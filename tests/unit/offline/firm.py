"""The made-up parcel carrier that most tests of reading and planning ask, and shorthand to ask it."""

from __future__ import annotations

from tests.unit.offline.company import OCTOBER, TODAY, YEAR, Company

__all__ = ["FIRM", "OCTOBER", "TODAY", "YEAR", "answered", "asked", "canonical", "choices", "context"]
__all__ += ["declined", "draft", "drafted", "left_out", "plan", "question", "read", "sql", "told"]

FIRM = Company("parcels")
context, question, read, plan = FIRM.context, FIRM.question, FIRM.read, FIRM.plan
draft, drafted, sql, canonical = FIRM.draft, FIRM.drafted, FIRM.sql, FIRM.canonical
asked, choices, declined = FIRM.asked, FIRM.choices, FIRM.declined
answered, told = FIRM.answered, FIRM.told


def left_out(text: str) -> list[str]:
    """The words that the offline planner's own draft would leave out."""
    found = FIRM.disagreed(text, FIRM.draft(text).semantic_sql)
    return [str(item.params.get("word")) for item in found or () if item.code == "WORD_LEFT_OUT"]
