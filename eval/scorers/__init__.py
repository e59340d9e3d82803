"""Scorers: each looks at one side of an outcome and says what is wrong with it."""

from __future__ import annotations

from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding, Scorer
from eval.scorers.kind import score_kind
from eval.scorers.result import score_result
from eval.scorers.said import score_chart, score_grounding, score_leak, score_period, score_text, score_unit

SCORERS: tuple[Scorer, ...] = (
    score_leak,
    score_kind,
    score_result,
    score_period,
    score_unit,
    score_grounding,
    score_chart,
    score_text,
)


def score(evidence: Evidence) -> list[Finding]:
    """All findings, the gravest first."""
    gravity = {reason: position for position, reason in enumerate(Reason)}
    findings = [finding for scorer in SCORERS for finding in scorer(evidence)]
    return sorted(findings, key=lambda finding: gravity[finding.reason])


__all__ = ["SCORERS", "Evidence", "Finding", "score"]
