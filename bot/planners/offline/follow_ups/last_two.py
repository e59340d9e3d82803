"""By how much the last two answers differ: 差多少, 两个月差多少, "how much more is that?".

Role: a follow-up on two answers of one number each, alike but for their period or for one value → both numbers and the
difference: the later period less the earlier, the second value less the first. Of anything else the question is to be
asked in full; a begun period is not set against a whole one.
"""

from __future__ import annotations

from datetime import date

from bot.planners.offline.queries.pairs import side_by_side
from bot.planners.offline.queries.times import Span, data_end, year_before
from bot.planners.offline.stop import decline, not_understood
from bot.read import ReadContext
from bot.read.asking.corrections import asks_apart
from bot.read.intent import Intent
from bot.turn import Draft, PriorTurn, Question
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.periods import Period
from semantic_layer.shape import Condition, Item, Measure, QueryShape

_ONE_VALUE = frozenset({"=", "WITHIN"})


def difference_of_last_two(intent: Intent, question: Question, context: ReadContext) -> Draft | None:
    """The difference; None where the words ask for none, or no two answers stand before them."""
    found, last = asks_apart(question.text), question.history[-2:]
    if found is None or any(piece.links for piece in intent.pieces):  # 差额 may be a measure of its own
        return None
    if len(last) < 2 or any(turn.kind != "answer" or not turn.semantic_sql for turn in last):
        return None
    first, second = (one_number(turn, context) for turn in last)
    if first is None or second is None:
        raise decline(IssueCode.ASK_IN_FULL)
    if found.groupdict().get("end") and (first.start or second.start):
        raise decline(IssueCode.ASK_IN_FULL)  # of two month ends, and no balances were shown
    timeless = first.with_(start=None, end=None) == second.with_(start=None, end=None)
    if timeless and (first.start, first.end) != (second.start, second.end):
        return Draft(_of_periods(first, second, question, context), "offline")
    value = _of_values(first, second)
    if value is None or found["unit"]:  # "between the two months", and they differ in something else
        raise decline(IssueCode.ASK_IN_FULL)
    return Draft(value.to_sql(), "offline")


def one_number(turn: PriorTurn, context: ReadContext) -> QueryShape | None:
    """The query of an answer that is one number of one measure."""
    parsed = parse_query(turn.semantic_sql, context.layer.model)
    shape = None if isinstance(parsed, Issues) else shape_of(parsed, context.layer.model)
    if shape is None or shape.detail or shape.grain or shape.having or shape.limit is not None or len(shape.items) != 1:
        return None
    measure = shape.items[0].measure
    alone = all(any(c.field == ref and c.op == "=" for c in shape.where) for ref in shape.fields)
    plain = measure is not None and not measure.modifiers and not measure.where
    return shape.with_(fields=(), order=()) if plain and alone else None


def _of_periods(first: QueryShape, second: QueryShape, question: Question, context: ReadContext) -> str:
    earlier, later = sorted((first, second), key=lambda shape: (shape.end or date.min, shape.start or date.min))
    measure = later.items[0].measure
    assert measure is not None
    if earlier.end is None or later.end is None or (earlier.start is None) != (later.start is None):
        raise decline(IssueCode.ASK_IN_FULL)
    if later.start is not None and later.start <= earlier.end:  # one within the other: no two to be set apart
        raise decline(IssueCode.ASK_IN_FULL)
    through = data_end([measure.metric], context, loaded=True)
    if through is None:
        raise not_understood(question.text.strip())
    if later.end > through:
        later = _as_far_as_the_other(earlier, later, through, question, context)
    if earlier.start is None or later.start is None:  # two days of a balance
        earlier, later = (shape.with_(start=shape.end) for shape in (earlier, later))
    assert earlier.start is not None
    assert earlier.end is not None
    return side_by_side(later, Period(earlier.start, earlier.end), complete=True)


def _as_far_as_the_other(
    earlier: QueryShape, later: QueryShape, through: date, question: Question, context: ReadContext
) -> QueryShape:
    """This year so far, set against the same days a year before, goes as far as both; nothing else equals it."""
    measure = later.items[0].measure
    assert measure is not None
    if later.start is not None and later.start <= through:
        same = year_before(Span(later.start, later.end), [measure.metric], question, context)
        if (same.start, same.end) == (earlier.start, earlier.end):
            return later.with_(end=through)
    raise not_understood(question.text.strip())


def _of_values(first: QueryShape, second: QueryShape) -> QueryShape | None:
    """Both values under one condition each; None where they are not alike in all else."""
    one = [c for c in first.where if c not in second.where]
    two = [c for c in second.where if c not in first.where]
    if len(one) != 1 or len(two) != 1 or not _single(one[0]) or not _single(two[0]) or one[0].field != two[0].field:
        return None
    rest = tuple(c for c in first.where if c in second.where)
    if first.with_(where=()) != second.with_(where=()) or one[0].op != two[0].op:
        return None
    measure = first.items[0].measure
    assert measure is not None
    before, after = (Measure(measure.metric, where=(c,)) for c in (one[0], two[0]))
    name = measure.metric
    items = (
        Item(f"{name}_1", after),
        Item(f"{name}_2", before),
        Item(f"{name}_difference", expression=f"{after.to_sql()} - {before.to_sql()}"),
    )
    return first.with_(items=items, where=rest)


def _single(condition: Condition) -> bool:
    return condition.op in _ONE_VALUE and len(condition.values) == 1 and isinstance(condition.values[0], str)
