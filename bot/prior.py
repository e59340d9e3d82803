"""What a finished turn leaves to the next one of its thread."""

from __future__ import annotations

from bot.turn import Answer, Clarification, Outcome, PriorTurn

FIRST_ROWS = 50


def prior_of(question: str, outcome: Outcome, turn_id: str = "", chart: str = "") -> PriorTurn:
    """The outcome as a follow-up sees it. `chart`: the kind that was asked for, if any."""
    if isinstance(outcome, Answer):
        return PriorTurn(
            question=question,
            kind=outcome.kind,
            semantic_sql=outcome.checked.query.text,
            text=outcome.text,
            metrics=outcome.checked.metrics,
            chart=chart,
            turn_id=turn_id,
            first_rows=outcome.table.rows[:FIRST_ROWS],
            column_names=tuple(column.name for column in outcome.table.columns),
        )
    options = outcome.options if isinstance(outcome, Clarification) else ()
    return PriorTurn(question=question, kind=outcome.kind, text=outcome.text, options=options, turn_id=turn_id)
