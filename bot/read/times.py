"""The period reader's mentions as pieces of a question.

Role: text → stretches of time for `segment`, and phrases of the model (`default_period`) → a period.
"""

from __future__ import annotations

from datetime import date

from bot.read.context import ReadContext
from bot.read.periods import Mention, read_periods
from bot.read.pieces import TimeWord
from bot.read.segment import Given
from semantic_layer.periods import Grain, Period


def read_times(text: str, lang: str, today: date, context: ReadContext) -> list[Given]:
    """Every mention of time in the text, in order."""
    reading = read_periods(text, lang, today, context.calendar, context.data_through)
    return [Given(mention.start, mention.end, time=_word(mention)) for mention in reading.mentions]


def read_phrase(phrase: str, today: date, context: ReadContext) -> Period | None:
    """The one period that a phrase such as "this year" stands for; None if it stands for none."""
    found = read_periods(phrase, "en", today, context.calendar, context.data_through).periods
    return found[0] if len(found) == 1 else None


def _word(mention: Mention) -> TimeWord:
    grain = mention.grain.value if mention.grain else ""
    match mention.kind:
        case "grain":
            return TimeWord("asked_grain" if mention.asks else "grain", grain=grain)
        case "average_grain":
            return TimeWord("average", grain=grain)
        case "compare" | "context":
            return TimeWord(mention.kind)
        case "relative" if mention.issue is None and (relation := _relation(mention)):
            return TimeWord("relation", relation=relation, period=mention.period)
    if mention.period is None:
        return TimeWord("unresolved", candidates=mention.candidates)
    return TimeWord("period", period=mention.period)


def _relation(mention: Mention) -> str:
    """yoy or mom:grain of one step back; "" for anything further."""
    n, grain = mention.shift or (0, None)
    if n != -1:
        return ""
    if grain in (Grain.YEAR, Grain.FISCAL_YEAR):
        return "yoy"
    return f"mom:{grain.value}" if grain else "mom"
