"""Earlier turns of the thread in the prompt: the questions and queries that the asker may still see.

Role: what a follow-up edits. A turn that asked back shows its options; no answer and no number is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.planners.model.examples import may_see
from bot.planners.model.quote import plain, quoted
from bot.turn import PriorTurn, Question
from semantic_layer.issues import Issues
from semantic_layer.model import Layer, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.periods import Calendar, Period

HISTORY, OFFERED, SQL_LENGTH = 3, 3, 1_500


def shown_history(question: Question, model: SemanticModel) -> tuple[PriorTurn, ...]:
    """The last turns with a query that the asker may still see, oldest first."""
    usable = [
        turn
        for turn in question.history
        if turn.semantic_sql
        and len(turn.semantic_sql) <= SQL_LENGTH
        and may_see(turn.semantic_sql, question.rights, model)
    ]
    return tuple(usable[-HISTORY:])


def asked_back(question: Question, model: SemanticModel) -> tuple[str, ...]:
    """The queries that the last turn offered to choose from, where it asked back."""
    last = question.history[-1] if question.history else None
    if last is None or last.kind != "clarification":
        return ()
    offered = [option.semantic_sql for option in last.options if option.semantic_sql]
    return tuple(sql for sql in offered if len(sql) <= SQL_LENGTH and may_see(sql, question.rights, model))[:OFFERED]


def history_lines(turns: Iterable[PriorTurn], question: Question, model: SemanticModel) -> list[str]:
    """Earlier turns as question and query; what was asked back last, with the queries to choose from."""
    lines = []
    for turn in turns:
        lines.append(f"- {quoted(turn.question, 120)}")
        lines.append(f"  {plain(turn.semantic_sql, SQL_LENGTH)}")
    offered = asked_back(question, model)
    if offered:
        lines.append(
            f"- {quoted(question.history[-1].question, 120)} was asked back; the question below chooses one of:"
        )
        lines += [f"  {plain(sql, SQL_LENGTH)}" for sql in offered]
    return lines


def kept_period(question: Question, layer: Layer) -> Period | None:
    """The range of the last query of the thread, which a follow-up keeps; None where it has none."""
    for turn in shown_history(question, layer.model)[-1:]:
        parsed = parse_query(turn.semantic_sql, layer.model)
        shape = None if isinstance(parsed, Issues) else shape_of(parsed, layer.model)
        if shape is not None and shape.end:
            start = shape.start or shape.end
            return Period(start, shape.end, as_of=True, open_start=shape.start is None)
    return None


def moved_periods(kept: Period, layer: Layer) -> tuple[Period, ...]:
    """The range before, where that is one, and the same range a year before."""
    calendar = Calendar(layer.model.calendar)
    moved = (calendar.prior_period(kept.start, kept.end, None), calendar.prior_year(kept.start, kept.end))
    return tuple(replace(period, as_of=True, open_start=kept.open_start) for period in moved if period is not None)
