"""Scorers: each looks at one side of an outcome and says what is wrong with it."""

from __future__ import annotations

from eval.reasons import Reason
from eval.scorers.axes import score_chart
from eval.scorers.finding import Evidence, Finding, Scorer
from eval.scorers.kind import score_kind
from eval.scorers.leak import score_leak
from eval.scorers.result import score_result
from eval.scorers.said import score_grounding, score_period, score_text, score_unit

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
    """What is wrong, the gravest first, each reason once. That a value differs is left out where it is known why."""
    gravity = {reason: position for position, reason in enumerate(Reason)}
    findings = sorted((item for scorer in SCORERS for item in scorer(evidence)), key=lambda item: gravity[item.reason])
    once = list({item.reason: item for item in reversed(findings)}.values())[::-1]
    reasons = {item.reason for item in once}
    explained = reasons & {Reason.WRONG_PERIOD, Reason.WRONG_UNIT}
    return [item for item in once if not (item.reason is Reason.WRONG_VALUE and explained)]


__all__ = ["SCORERS", "Evidence", "Finding", "score"]
