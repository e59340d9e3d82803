"""Why a result is wrong: what the query says against what the gold query says, and hypotheses that are run.

Role: the first source that explains the difference is believed, in this order: a classical mistake of aggregation
(found by computing that very mistake), the semantic SQL of answer and gold part by part, the physical SQL of both, the
rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.turn import Answer
from eval.match import Row, row_difference
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding
from eval.scorers.hypotheses import aggregation_mistake
from eval.scorers.physical import physical_differences
from eval.semantic import Parts, differing, parts_of

PART_REASON = {
    "metrics": Reason.WRONG_METRIC,
    "fields": Reason.WRONG_GRAIN,
    "filters": Reason.WRONG_FILTER,
    "period": Reason.WRONG_PERIOD,
    "grain": Reason.WRONG_GRAIN,
}


def diagnose(evidence: Evidence, gold: Sequence[Row], got: Sequence[Row]) -> list[Finding]:
    """Every mistake found by the first source that finds any; WRONG_VALUE where none does."""
    answer = evidence.turn.outcome
    assert isinstance(answer, Answer)
    mistake = aggregation_mistake(evidence, answer, got)
    if mistake is not None:
        return [mistake]
    semantic = _semantic_differences(evidence, answer)
    if semantic:
        return semantic
    rows = _row_differences(evidence, gold, got)
    if evidence.case.gold_sql:
        physical = physical_differences(evidence.case.gold_sql, answer, evidence.layer.model)
        causes = [item for item in physical if item.reason is not Reason.WRONG_JOIN or not rows]
        if causes:
            return causes
    return rows or [Finding(Reason.WRONG_VALUE, _how_many(evidence, gold, got))]


def _semantic_differences(evidence: Evidence, answer: Answer) -> list[Finding]:
    if not evidence.case.gold_semantic_sql:
        return []
    model = evidence.layer.model
    wanted = parts_of(evidence.case.gold_semantic_sql, model)
    mine = parts_of(answer.checked.query.text, model)
    if wanted is None or mine is None:
        return []
    off = [name for name in differing(wanted, mine) if name != "metrics" or wanted.metrics - mine.metrics]
    return [Finding(PART_REASON[name], _said(name, wanted, mine)) for name in off]


def _said(name: str, wanted: Parts, mine: Parts) -> str:
    want, have = (", ".join(sorted(getattr(parts, name))) or "none" for parts in (wanted, mine))
    return f"{name}: {have} instead of {want}"


def _row_differences(evidence: Evidence, gold: Sequence[Row], got: Sequence[Row]) -> list[Finding]:
    """Rows that lack or are too many while all others are right."""
    missing, extra = row_difference(gold, got, evidence.case.tolerance)
    if missing and not extra:
        return [Finding(Reason.MISSING_ROWS, f"{len(missing)} of {len(gold)} rows are missing")]
    if extra and not missing:
        return [Finding(Reason.EXTRA_ROWS, f"{len(extra)} rows too many")]
    return []


def _how_many(evidence: Evidence, gold: Sequence[Row], got: Sequence[Row]) -> str:
    missing, _ = row_difference(gold, got, evidence.case.tolerance)
    return f"{len(missing)} of {len(gold)} rows differ"
