"""Gold results: what the case says is right, run by the harness itself and never through the code under test.

Role: `gold_sql` runs on the warehouse over the trusted door; rows and values are taken as written; only
`gold_semantic_sql` goes through the layer (its author vouches for it). Gold that fails or returns nothing is a broken
case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Accepted
from eval.match import Row
from semantic_layer.warehouse.trusted import Trusted

RunSemantic = Callable[[str], Sequence[Row] | str]  # rows, or what went wrong


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows that are right, or why the case is broken."""

    rows: tuple[tuple[Any, ...], ...] = ()
    fault: str = ""


def gold_of(accepted: Accepted, trusted: Trusted, run_semantic: RunSemantic) -> Gold:
    """The rows of one accepted result."""
    if accepted.gold_rows is not None:
        return _checked(accepted.gold_rows)
    if accepted.gold_value is not None:
        return Gold(((accepted.gold_value,),))
    if accepted.gold_sql is not None:
        return _checked(_run(trusted, accepted.gold_sql))
    outcome = run_semantic(accepted.gold_semantic_sql or "")
    return Gold(fault=f"gold_semantic_sql: {outcome}") if isinstance(outcome, str) else _checked(outcome)


def _run(trusted: Trusted, sql: str) -> Sequence[Row] | str:
    try:
        return trusted.rows(sql)
    except Exception as error:  # whatever the engine says, the case is broken and the run goes on
        return f"gold_sql fails: {error}".split("\n", 1)[0]


def _checked(rows: Sequence[Row] | str) -> Gold:
    if isinstance(rows, str):
        return Gold(fault=rows)
    if not rows:
        return Gold(fault="gold returns no rows")
    if all(cell is None for row in rows for cell in row):
        return Gold(fault="gold returns nothing but NULL")
    return Gold(tuple(tuple(row) for row in rows))
