"""The right kind of outcome: answered, asked back or refused, with the right issue and the right options."""

from __future__ import annotations

from bot.turn import Clarification, Outcome, Refusal
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding
from semantic_layer.issues import IssueCode

SLOW = frozenset({IssueCode.TIMED_OUT})
FAILED = frozenset(
    {IssueCode.QUERY_FAILED, IssueCode.WAREHOUSE_UNAVAILABLE, IssueCode.OUT_OF_MEMORY, IssueCode.MODEL_UNAVAILABLE}
)
SATISFIED_BY = {"no-data": "refusal", "unanswerable": "refusal"}
SHOULD = {
    "answer": Reason.SHOULD_ANSWER,
    "clarification": Reason.SHOULD_CLARIFY,
    "refusal": Reason.SHOULD_REFUSE,
    "no-data": Reason.SHOULD_REFUSE,
    "unanswerable": Reason.SHOULD_REFUSE,
    "definition": Reason.WRONG_KIND,
}


def score_kind(evidence: Evidence) -> list[Finding]:
    """The kind, then the issue codes and options the case names."""
    case, outcome = evidence.case, evidence.turn.outcome
    wanted = {SATISFIED_BY.get(kind, kind) for kind in case.kind}
    if outcome.kind not in wanted:
        failure = _failure(outcome)
        if failure is not None:
            return [failure]
        return [Finding(SHOULD[case.kind[0]], f"expected {' or '.join(case.kind)}, got {outcome.kind}")]
    findings: list[Finding] = []
    if case.issue and isinstance(outcome, Refusal | Clarification):
        codes = {str(item.code) for item in outcome.issues}
        if not codes & set(case.issue):
            said = ", ".join(sorted(codes)) or "none"
            findings.append(Finding(Reason.WRONG_ISSUE, f"expected {' or '.join(case.issue)}, got {said}"))
    if case.options and isinstance(outcome, Clarification):
        labels = [option.label for option in outcome.options]
        absent = [wanted for wanted in case.options if not any(wanted in label for label in labels)]
        if absent:
            findings.append(Finding(Reason.WRONG_OPTIONS, f"not offered: {', '.join(absent)}"))
    return findings


def _failure(outcome: Outcome) -> Finding | None:
    """A refusal for want of time or because something broke says nothing about understanding."""
    codes = {item.code for item in outcome.issues} if isinstance(outcome, Refusal) else set()
    for reason, causes in ((Reason.TIMEOUT, SLOW), (Reason.ERROR, FAILED)):
        if codes & causes:
            return Finding(reason, f"refused: {', '.join(sorted(codes & causes))}")
    return None
