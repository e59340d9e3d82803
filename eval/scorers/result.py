"""The right result: rows equal to any accepted gold, else the reason that explains the difference."""

from __future__ import annotations

from decimal import Decimal

from bot.turn import Answer
from eval.gold import Gold
from eval.match import Ratio, Row, find_columns, same_rows, unit_factor
from eval.reasons import Reason
from eval.scorers.diagnose import diagnose
from eval.scorers.finding import Evidence, Finding
from semantic_layer.query import Cell


def score_result(evidence: Evidence) -> list[Finding]:
    """Nothing if the answer's rows are right; else what is wrong with them."""
    outcome, case = evidence.turn.outcome, evidence.case
    golds = [gold for gold in evidence.golds if not gold.fault]
    if not isinstance(outcome, Answer) or not golds:
        return []
    got = answer_rows(outcome)
    if any(is_right(gold, got, case.tolerance, case.ordered, case.strict) for gold in golds):
        names = tuple(column.name for column in outcome.table.columns)
        if case.strict and case.gold_columns is not None and names != case.gold_columns:
            return [Finding(Reason.WRONG_COLUMNS, f"columns {', '.join(names)}, not {', '.join(case.gold_columns)}")]
        return []
    if _is_empty(outcome):
        return [Finding(Reason.EMPTY, "the answer holds no value")]
    return _explain(evidence, golds[0], got)


def _is_empty(answer: Answer) -> bool:
    """No rows, or no value in any measure (in any cell, where there is no measure)."""
    measures = [place for place, column in enumerate(answer.table.columns) if column.role in ("measure", "computed")]
    places = measures or range(len(answer.table.columns))
    return all(row[place] is None for row in answer.table.rows for place in places)


def is_right(gold: Gold, got: list[Row], tolerance: float, ordered: bool, strict: bool = False) -> bool:
    """Whether the answer's rows hold the gold's values; strictly, column by column in the same places."""
    if strict:
        return same_rows(gold.rows, got, tolerance, ordered)
    return find_columns(gold.rows, got, tolerance, ordered) is not None


def is_strictly_right(evidence: Evidence) -> bool | None:
    """The strict result match, a side figure: no column more or elsewhere, in order. None where nothing is compared."""
    outcome, case = evidence.turn.outcome, evidence.case
    if not isinstance(outcome, Answer) or not evidence.golds:
        return None
    got = answer_rows(outcome)
    return any(is_right(gold, got, case.tolerance, case.ordered, strict=True) for gold in evidence.golds)


def answer_rows(answer: Answer) -> list[Row]:
    """The answer's rows, numbers of percent columns marked as ratios."""
    is_ratio = [column.unit.kind in ("percent", "points") for column in answer.table.columns]
    return [[_marked(cell, ratio) for cell, ratio in zip(row, is_ratio, strict=True)] for row in answer.table.rows]


def _marked(cell: Cell, is_ratio: bool) -> Cell:
    return Ratio(cell) if is_ratio and isinstance(cell, int | float | Decimal) else cell


def _explain(evidence: Evidence, gold: Gold, got: list[Row]) -> list[Finding]:
    case = evidence.case
    if case.ordered and is_right(gold, got, case.tolerance, ordered=False):
        return [Finding(Reason.WRONG_ORDER, "the right rows in another order")]
    if case.strict and is_right(gold, got, case.tolerance, case.ordered):
        return [Finding(Reason.WRONG_COLUMNS, "the right values with other columns beside them")]
    factor = unit_factor(gold.rows, got, case.tolerance, case.ordered)
    if factor is not None:
        return [Finding(Reason.WRONG_UNIT, f"{factor:g} times what it should be")]
    return diagnose(evidence, gold.rows, got)
