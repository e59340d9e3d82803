"""What the answer says: its unit, its period, its text, and its figures traced to cells."""

from __future__ import annotations

from bot.compose.grounding import ungrounded_figures
from bot.turn import Answer
from eval.reasons import Reason
from eval.scorers.finding import Evidence, Finding


def score_unit(evidence: Evidence) -> list[Finding]:
    """The first measure's unit, where the case names one."""
    outcome, wanted = evidence.turn.outcome, evidence.case.unit
    if wanted is None or not isinstance(outcome, Answer):
        return []
    units = [c.unit.code or c.unit.kind for c in outcome.table.columns if c.role in ("measure", "computed")]
    return [] if wanted in units else [Finding(Reason.WRONG_UNIT, f"unit {units or 'none'} instead of {wanted}")]


def score_period(evidence: Evidence) -> list[Finding]:
    """The asked range, where the case names one."""
    outcome, wanted = evidence.turn.outcome, evidence.case.period
    if wanted is None or not isinstance(outcome, Answer):
        return []
    asked = outcome.checked.asked
    got = (asked.start, asked.end) if asked else (None, None)
    if got == wanted or (asked and asked.end == wanted[1] and outcome.checked.periods[0].is_as_of):
        return []
    return [Finding(Reason.WRONG_PERIOD, f"{got[0]}..{got[1]} instead of {wanted[0]}..{wanted[1]}")]


def score_text(evidence: Evidence) -> list[Finding]:
    """Texts that must or must not appear."""
    text = evidence.turn.outcome.text
    absent = [part for part in evidence.case.contains if part not in text]
    present = [part for part in evidence.case.lacks if part in text]
    findings = [Finding(Reason.WRONG_TEXT, f"does not say {part!r}") for part in absent]
    return findings + [Finding(Reason.WRONG_TEXT, f"says {part!r}") for part in present]


def score_grounding(evidence: Evidence) -> list[Finding]:
    """Every figure of the text must be traceable to a cell."""
    outcome = evidence.turn.outcome
    loose = ungrounded_figures(outcome) if isinstance(outcome, Answer) else []
    return [Finding(Reason.UNGROUNDED, f"figures without a cell: {', '.join(loose)}")] if loose else []
