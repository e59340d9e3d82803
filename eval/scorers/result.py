"""The right result: rows equal to any accepted gold, else the reason that explains the difference."""

from __future__ import annotations

from bot.turn import Answer
from eval.gold import Gold
from eval.match import Ratio, Row, find_columns, row_difference, same_rows, unit_factor
from eval.reasons import Reason
from eval.scorers.diagnose import diagnose
from eval.scorers.finding import Evidence, Finding


def score_result(evidence: Evidence) -> list[Finding]:
    """Nothing if the answer's rows are right; else one finding with the most telling reason."""
    outcome, case = evidence.turn.outcome, evidence.case
    golds = [gold for gold in evidence.golds if not gold.fault]
    if not isinstance(outcome, Answer) or not golds:
        return []
    got = answer_rows(outcome)
    if any(is_right(gold, got, case.tolerance, case.ordered, case.strict) for gold in golds):
        return []
    return [_explain(evidence, golds[0], got)]


def is_right(gold: Gold, got: list[Row], tolerance: float, ordered: bool, strict: bool = False) -> bool:
    """Whether the answer's rows hold the gold's values; strictly, column by column in the same places."""
    if strict:
        return same_rows(gold.rows, got, tolerance, ordered)
    return find_columns(gold.rows, got, tolerance, ordered) is not None


def answer_rows(answer: Answer) -> list[Row]:
    """The answer's rows, numbers of percent columns marked as ratios."""
    is_ratio = [column.unit.kind in ("percent", "points") for column in answer.table.columns]
    return [
        [Ratio(cell) if ratio and cell is not None else cell for cell, ratio in zip(row, is_ratio, strict=True)]
        for row in answer.table.rows
    ]


def _explain(evidence: Evidence, gold: Gold, got: list[Row]) -> Finding:
    case = evidence.case
    if not got or all(cell is None for row in got for cell in row):
        return Finding(Reason.EMPTY, "the answer holds no value")
    if case.ordered and is_right(gold, got, case.tolerance, ordered=False):
        return Finding(Reason.WRONG_ORDER, "the right rows in another order")
    if case.strict and is_right(gold, got, case.tolerance, case.ordered):
        return Finding(Reason.WRONG_COLUMNS, "the right values with other columns beside them")
    factor = unit_factor(gold.rows, got, case.tolerance)
    if factor is not None:
        return Finding(Reason.WRONG_UNIT, f"every number is {factor:g} times what it should be")
    explained = diagnose(evidence, got)
    if explained is not None:
        return explained
    missing, extra = row_difference(gold.rows, got, case.tolerance)
    if missing and not extra:
        return Finding(Reason.MISSING_ROWS, f"{len(missing)} of {len(gold.rows)} rows are missing")
    if extra and not missing:
        return Finding(Reason.EXTRA_ROWS, f"{len(extra)} rows too many")
    return Finding(Reason.WRONG_VALUE, f"{len(missing)} of {len(gold.rows)} rows differ")
