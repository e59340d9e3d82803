"""The ranges a query may take where the question names none.

Role: the layer's default resolved for the prompt, and `given_periods` for the agreement of both readers: a range that
is neither said nor given was invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.planners.model.history import kept_period, moved_periods
from bot.ports import KEPT, PlanContext
from bot.read import ReadContext
from bot.read.times import read_phrase
from bot.turn import Question, Reading
from semantic_layer.model import Layer
from semantic_layer.periods import Period


def default_period(question: Question, context: PlanContext) -> Period | None:
    """The range of the model's `default_period` today; None where none is declared."""
    phrase = context.layer.model.default_period
    if not phrase or not isinstance(context, ReadContext):
        return None
    return read_phrase(phrase, question.today, context)


def given_periods(question: Question, reading: Reading, context: ReadContext) -> tuple[Period, ...]:
    """The ranges that need not be said. Of a follow-up: the last query's, and the ranges it may be moved to; else every
    default declared, the days balances stand at without a period, and the last query's range."""
    kept = kept_period(question, context.layer)
    if reading.is_follow_up and kept is not None:
        moves = reading.unexplained or reading.intent is None or reading.intent.relations or reading.intent.versus
        return (replace(kept, words=KEPT), *(moved_periods(kept, context.layer) if moves else ()))
    phrases = {metric.default_period for metric in context.layer.model.metrics.values()}
    phrases = {phrase for phrase in (*phrases, context.layer.model.default_period) if phrase}
    defaults = [read_phrase(phrase, question.today, context) for phrase in sorted(phrases)]
    found = [period for period in (*defaults, kept) if period is not None]
    return (*found, *_last_days(context.layer))


def _last_days(layer: Layer) -> Iterator[Period]:
    """Balances stand at the last closed day, or at the last loaded one ("now")."""
    for horizon in layer.horizons.values():
        for day in (horizon.closed_through, horizon.loaded_through):
            if day is not None:
                yield Period(day, day, as_of=True, open_start=True)
