"""A made-up orchard that ships crates, for the tests of what is lacking, denied and counted; shorthand to ask it."""

from __future__ import annotations

from tests.unit.offline.company import Company

YEAR = "BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
OCTOBER = "BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
ORCHARD = Company("orchard")
context, plan, sql = ORCHARD.context, ORCHARD.plan, ORCHARD.sql


def offered(text: str) -> list[str]:
    """The queries of a question that must be asked back."""
    return list(ORCHARD.options(text).values())
