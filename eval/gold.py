"""Gold results: what the case says is right, run by the harness itself and never through the code under test.

Role: `gold_sql` runs on the warehouse over the trusted door; rows and values are taken as written; only
`gold_semantic_sql` goes through the layer (its author vouches for it), and where a case gives both SQLs they must
agree. Gold that fails or returns nothing is a broken case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Accepted, Case
from eval.match import Row, find_columns
from semantic_layer.warehouse.trusted import Trusted

RunSemantic = Callable[[str], Sequence[Row] | str]  # rows, or what went wrong


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows that are right, or why the case is broken."""

    rows: tuple[tuple[Any, ...], ...] = ()
    fault: str = ""


class GoldRunner:
    """Runs golds; a text that was run before is not run again."""

    def __init__(self, trusted: Trusted, run_semantic: RunSemantic) -> None:
        self._trusted = trusted
        self._run_semantic = run_semantic
        self._known: dict[tuple[str, str], Gold] = {}

    def of_case(self, case: Case) -> tuple[Gold, ...]:
        """Every accepted result of a case, the main one first. Several SQLs of one result must agree."""
        golds = tuple(self._one(accepted, case.tolerance) for accepted in case.golds())
        width = len(case.gold_columns) if case.gold_columns is not None else None
        if width is not None and golds and not golds[0].fault and len(golds[0].rows[0]) != width:
            return (Gold(fault=f"gold_columns names {width} columns, the gold has {len(golds[0].rows[0])}"), *golds[1:])
        return golds

    def _one(self, accepted: Accepted, tolerance: float) -> Gold:
        if accepted.gold_rows is not None:
            return _written(accepted.gold_rows)
        if accepted.gold_value is not None:
            return Gold(((accepted.gold_value,),))
        semantic = self._semantic(accepted.gold_semantic_sql) if accepted.gold_semantic_sql is not None else None
        if accepted.gold_sql is None:
            return semantic or Gold(fault="no gold")
        physical = self._physical(accepted.gold_sql)
        if physical.fault or semantic is None:
            return physical
        if semantic.fault:
            return semantic
        if find_columns(physical.rows, semantic.rows, max(tolerance, 1e-6), False) is None:
            return Gold(fault="gold_sql and gold_semantic_sql return different results")
        return physical

    def _physical(self, sql: str) -> Gold:
        return self._remembered("gold_sql", sql, self._run_sql)

    def _semantic(self, text: str) -> Gold:
        return self._remembered("gold_semantic_sql", text, self._run_semantic)

    def _remembered(self, kind: str, text: str, run: RunSemantic) -> Gold:
        if (kind, text) not in self._known:
            rows = run(text)
            self._known[kind, text] = Gold(fault=f"{kind} fails: {rows}") if isinstance(rows, str) else _result(rows)
        return self._known[kind, text]

    def _run_sql(self, sql: str) -> Sequence[Row] | str:
        try:
            return self._trusted.rows(sql)
        except Exception as error:  # whatever the engine says, the case is broken and the run goes on
            return str(error).split("\n", 1)[0]


def _result(rows: Sequence[Row]) -> Gold:
    if not rows:
        return Gold(fault="gold returns no rows")
    if all(cell is None for row in rows for cell in row):
        return Gold(fault="gold returns nothing but NULL")
    return Gold(tuple(tuple(row) for row in rows))


def _written(rows: Sequence[Row]) -> Gold:
    """Rows that stand in the case; NULL is meant there."""
    if not rows or not rows[0]:
        return Gold(fault="gold_rows holds no rows")
    if len({len(row) for row in rows}) > 1:
        return Gold(fault="gold_rows has rows of different length")
    return Gold(tuple(tuple(row) for row in rows))
