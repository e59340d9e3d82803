"""The made-up parcel carrier that most tests of reading and planning ask, and shorthand to ask it."""

from __future__ import annotations

from tests.unit.offline.company import OCTOBER, TODAY, YEAR, Company

__all__ = ["FIRM", "OCTOBER", "TODAY", "YEAR", "answered", "canonical", "context", "draft", "drafted", "options"]
__all__ += ["plan", "question", "read", "told"]

FIRM = Company("parcels")
context, question, read, plan = FIRM.context, FIRM.question, FIRM.read, FIRM.plan
draft, drafted, options, canonical = FIRM.draft, FIRM.drafted, FIRM.options, FIRM.canonical
answered, told = FIRM.answered, FIRM.told
