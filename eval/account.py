"""From a scored turn to the plain values of a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.turn import Answer, Turn
from eval.match import Row, row_difference
from eval.results import CaseResult
from eval.scorers import Evidence, Finding
from eval.scorers.result import answer_rows, is_strictly_right
from eval.semantic import semantic_match

SHOWN_ROWS = 5
_PLAIN = (str, int, float, bool, type(None))


def account_for(blank: CaseResult, evidence: Evidence, findings: Sequence[Finding]) -> CaseResult:
    """The result of a case: what was found, what was said, what it took."""
    turn, outcome = evidence.turn, evidence.turn.outcome
    missing: list[Any] = []
    extra: list[Any] = []
    if isinstance(outcome, Answer) and findings and evidence.golds:
        missing, extra = row_difference(evidence.golds[0].rows, answer_rows(outcome), evidence.case.tolerance)
    return replace(
        blank,
        passed=not findings,
        kind=outcome.kind,
        reasons=tuple(finding.reason for finding in findings),
        details=tuple(finding.detail for finding in findings),
        label=outcome.label if isinstance(outcome, Answer) else "",
        planner=outcome.planner,
        text=outcome.text,
        semantic_sql=turn.draft.semantic_sql if turn.draft else "",
        reading=_reading(turn),
        missing=_plain(missing[:SHOWN_ROWS]),
        extra=_plain(extra[:SHOWN_ROWS]),
        semantic=_semantic(evidence),
        strict=is_strictly_right(evidence),
        timings_ms=dict(turn.timings_ms),
        model=turn.usage.model,
        calls=turn.usage.calls,
        input_tokens=turn.usage.input_tokens,
        output_tokens=turn.usage.output_tokens,
    )


def _semantic(evidence: Evidence) -> dict[str, bool] | None:
    """The semantic match, part by part, with whichever accepted query is nearest; None where the case gives none."""
    outcome = evidence.turn.outcome
    if not isinstance(outcome, Answer):
        return None
    wanted = [gold.gold_semantic_sql for gold in evidence.case.golds() if gold.gold_semantic_sql]
    matches = [semantic_match(gold, outcome.checked.query.text, evidence.layer.model) for gold in wanted]
    found = [dict(match) for match in matches if match is not None]
    return max(found, key=lambda match: sum(match.values()), default=None)


def _reading(turn: Turn) -> str:
    if turn.reading is None:
        return ""
    spans = [f"{span.text}={span.kind}" for span in turn.reading.spans]
    loose = [f"?{word}" for word in turn.reading.unexplained]
    return " ".join(spans + loose)


def _plain(rows: Sequence[Row]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(_cell(cell) for cell in row) for row in rows)


def _cell(cell: Any) -> Any:
    if isinstance(cell, float | Decimal):
        return float(cell)
    return cell if isinstance(cell, _PLAIN) else str(cell)
