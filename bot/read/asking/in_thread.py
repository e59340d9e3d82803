"""What a thread says of a question's words: the unit that was found or asked of, a measure said once more by its verb.

Role: Intent + the query before → Intent, once the question itself is read.
"""

from __future__ import annotations

import re
from datetime import date

from bot.prior import measures_named
from bot.read.context import ReadContext
from bot.read.intent import Intent
from bot.read.normal import is_han, norms_of
from bot.turn import Question
from semantic_layer.periods import Calendar, Grain

_RANGE = re.compile(r"period BETWEEN DATE '([\d-]+)' AND DATE '([\d-]+)'")
_OF_THE_UNIT = {"当月": "month", "当季": "quarter", "当季度": "quarter", "当年": "year", "当周": "week", "当天": "day"}


def point_at_unit(intent: Intent, question: Question, calendar: Calendar) -> None:
    """当月毛利率呢 after the month that was best, or after a question about one month: of that one, and not of this."""
    last = question.last_query
    unit = _OF_THE_UNIT.get(intent.periods[0].words or "") if len(intent.periods) == 1 else None
    if unit is None:
        return
    named = [name for said in intent.metrics for name in said.names]
    if last.endswith("LIMIT 1") and f"DATE_TRUNC('{unit}', period)" in last:
        intent.periods.clear()
        intent.follow.add("bucket")
    elif (
        "DATE_TRUNC" not in last
        and not {*named} & {*measures_named(last)}
        and (said := _RANGE.search(last)) is not None
    ):
        first, end = date.fromisoformat(said[1]), date.fromisoformat(said[2])
        whole = calendar.bucket(first, Grain(unit))
        if (whole.start, whole.end) == (first, end):
            intent.periods.clear()
            intent.follow.add("about")


def drop_said_again(intent: Intent, question: Question, context: ReadContext) -> None:
    """ "Which manager brought in the most?", 各渠道多少箱: of a measure that was shown a verb or its unit says
    nothing more, and where no time is said either, the question goes on with it."""
    last = question.last_query
    if not last or intent.periods or intent.counted or len(intent.metrics) != 1:
        return
    said = intent.metrics[0]
    counted = context.lexicon.units.get(norms_of(said.word), ()) if is_han(said.word[:1]) else ()
    if not said.piece.verb and set(said.names) - {*counted}:
        return
    meant = {*said.names, *(str(link.target) for link in said.piece.aside if link.kind == "metric")}
    if meant & {*measures_named(last)}:
        intent.metrics.clear()
        said.piece.role = "filler"
