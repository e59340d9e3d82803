"""A made-up museum for verbs, and shorthand to ask what it measures."""

from __future__ import annotations

from tests.unit.offline.company import Company

MUSEUM = Company("museum")
staged = MUSEUM.plan


def measured(text: str) -> tuple[str, str]:
    """(what is measured, what it is narrowed to besides time) of a question that must be answered."""
    flat = MUSEUM.sql(text)
    metric = flat.split("MEASURE(", 1)[1].split(")", 1)[0]
    where = flat.split(" WHERE ", 1)[-1].split(" GROUP BY ")[0]
    conditions = [one for one in where.split(" AND ") if not one.startswith(("period", "DATE"))]
    return metric, " AND ".join(conditions)
