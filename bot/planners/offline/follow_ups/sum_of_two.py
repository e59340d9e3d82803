"""The last two answers added up: 10月销售额 … 9月呢 … 两个月一共多少.

Role: a follow-up on two answers of one number each, alike but for their periods, which adjoin → the one number of both.
Only what may be added up over time; anything else is to be asked in full.
"""

from __future__ import annotations

from datetime import date, timedelta

from bot.planners.offline.follow_ups.last_two import one_number
from bot.planners.offline.stop import decline
from bot.read import ReadContext
from bot.read.asking.corrections import asks_sum
from bot.read.intent import Intent
from bot.turn import Draft, Question
from semantic_layer.issues import IssueCode
from semantic_layer.model import MetricKind
from semantic_layer.periods import Grain
from semantic_layer.shape import QueryShape

_GRAINS = {"月": Grain.MONTH, "季": Grain.QUARTER, "季度": Grain.QUARTER, "年": Grain.YEAR, "周": Grain.WEEK}


def sum_of_last_two(intent: Intent, question: Question, context: ReadContext) -> Draft | None:
    """Their sum; None where the words ask for none."""
    found = asks_sum(question.text)
    if found is None or any(piece.links for piece in intent.pieces):
        return None
    last = question.history[-2:]
    shapes = [one_number(turn, context) for turn in last if turn.kind == "answer" and turn.semantic_sql]
    numbers = [shape for shape in shapes if shape is not None]
    if len(numbers) < 2:
        raise decline(IssueCode.ASK_IN_FULL)
    first, second = numbers
    if first.with_(start=None, end=None) != second.with_(start=None, end=None):
        raise decline(IssueCode.ASK_IN_FULL)  # of two months, and they differ in something else
    return Draft(_of_both(first, second, found["unit"], context).to_sql(), "offline")


def _of_both(first: QueryShape, second: QueryShape, unit: str, context: ReadContext) -> QueryShape:
    earlier, later = sorted((first, second), key=lambda shape: shape.start or date.min)
    measure = later.items[0].measure
    if measure is None or earlier.start is None or earlier.end is None or later.start is None or later.end is None:
        raise decline(IssueCode.ASK_IN_FULL)
    adds_up = context.layer.model.metrics[measure.metric].kind is MetricKind.FLOW
    adjoin = later.start == earlier.end + timedelta(days=1)
    if not adds_up or not adjoin or not all(_is_unit(one, unit, context) for one in (earlier, later)):
        raise decline(IssueCode.ASK_IN_FULL)
    return earlier.with_(end=later.end)


def _is_unit(shape: QueryShape, unit: str, context: ReadContext) -> bool:
    """Whether a range is one of the units said: of two months, each is one."""
    if shape.start is None:
        return False
    if unit == "天":
        return shape.start == shape.end
    period = context.calendar.bucket(shape.start, _GRAINS[unit])
    return (period.start, period.end) == (shape.start, shape.end)
