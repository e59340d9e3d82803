"""What a finished turn leaves to the next one of its thread."""

from __future__ import annotations

import re

from bot.turn import Answer, Clarification, Outcome, PriorTurn

FIRST_ROWS = 50
_MEASURE = re.compile(r"\bMEASURE\((\w+)\)")


def measures_named(semantic_sql: str) -> tuple[str, ...]:
    """The metrics that a query, or a part of one, measures; each once, in the order written.

    >>> measures_named("SELECT MEASURE(a) / PRIOR_YEAR(MEASURE(b)) - MEASURE(a) FROM m")
    ('a', 'b')
    """
    return tuple(dict.fromkeys(_MEASURE.findall(semantic_sql)))


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
