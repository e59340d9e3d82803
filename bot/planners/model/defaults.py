"""The ranges a query may take where the question names none.

Role: the layer's default resolved for the prompt, and `given_periods` for the agreement of both readers: a range that
is neither said nor given was invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.planners.model.facts import shown_history
from bot.ports import PlanContext
from bot.read import ReadContext
from bot.read.times import read_phrase
from bot.turn import Question
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.periods import Period


def default_period(question: Question, context: PlanContext) -> Period | None:
    """The range of the model's `default_period` today; None where none is declared."""
    phrase = context.layer.model.default_period
    if not phrase or not isinstance(context, ReadContext):
        return None
    return read_phrase(phrase, question.today, context)


def given_periods(question: Question, context: ReadContext) -> tuple[Period, ...]:
    """Every default declared, the days balances stand at without a period, and the range of the last query."""
    phrases = {metric.default_period for metric in context.layer.model.metrics.values()}
    phrases = {phrase for phrase in (*phrases, context.layer.model.default_period) if phrase}
    defaults = [read_phrase(phrase, question.today, context) for phrase in sorted(phrases)]
    found = [period for period in defaults if period is not None]
    return (*found, *_last_days(context.layer), *_earlier(question, context.layer))


def _last_days(layer: Layer) -> Iterator[Period]:
    """Balances stand at the last closed day, or at the last loaded one ("now")."""
    for horizon in layer.horizons.values():
        for day in (horizon.closed_through, horizon.loaded_through):
            if day is not None:
                yield Period(day, day, as_of=True, open_start=True)


def _earlier(question: Question, layer: Layer) -> Iterator[Period]:
    """The range of the last query of the thread: a follow-up keeps it."""
    for turn in shown_history(question, layer.model)[-1:]:
        parsed = parse_query(turn.semantic_sql, layer.model)
        shape = None if isinstance(parsed, Issues) else shape_of(parsed, layer.model)
        if shape is not None and shape.start and shape.end:
            yield Period(shape.start, shape.end)
