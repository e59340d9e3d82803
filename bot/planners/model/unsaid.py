"""What a query holds that no word of the question speaks of.

Role: for questions with unknown words, where the agreement of both readers cannot tell an invention from understanding.
A value counts as spoken of when it, a synonym or a part of it stands in the question or in the query that it follows;
a number when it is written, a place in a list or a count of days and months.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.planners.model.history import asked_back, shown_history
from bot.planners.model.likeness import units
from bot.turn import Question, Reading
from semantic_layer.model import Layer, SemanticModel

if TYPE_CHECKING:
    from bot.read.intent import Intent

_STRING = re.compile(r"(?P<of>DATE(?:_TRUNC\s*\()?\s*)?'(?P<text>(?:[^']|'')*)'", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SMALL = 31  # places of columns and ranks, days, months
_ROUND = frozenset(map(Decimal, (100, 365, 366)))


def unsaid(sql: str, question: Question, reading: Reading, layer: Layer) -> tuple[str, ...]:
    """The values and numbers of `sql` that nobody spoke of."""
    earlier = [turn.semantic_sql for turn in shown_history(question, layer.model)]
    earlier += asked_back(question, layer.model)
    known = set(reading_values(reading)) | {text for query in earlier for text in _texts(query)}
    spoken = units(question.text)
    found = [text for text in _texts(sql) if text not in known and not _is_spoken(text, question, spoken, layer.model)]
    numbers = {*_numbers_said(question, reading), *(n for query in earlier for n in _numbers(query))}
    found += [f"{n:f}" for n in _numbers(sql) if n not in numbers and n not in _ROUND and not _is_small(n)]
    return tuple(dict.fromkeys(found))


def unused_numbers(sql: str, question: Question, reading: Reading) -> tuple[str, ...]:
    """The numbers of the question that no known word holds and the query does not have."""
    covered = [(s.start, s.end) for s in reading.spans if s.kind not in ("filler", "operator", "limit", "number")]
    held = {*_numbers(sql), *(Decimal(n) for text in _texts(sql) for n in _DIGITS.findall(text))}
    found = []
    for match in _DIGITS.finditer(question.text.replace(",", " ")):
        number = Decimal(match[0])
        forms = {number, number / 100, number + 1, number * 10_000, number * 1_000, number * 1_000_000}
        if not any(start <= match.start() < end for start, end in covered) and not forms & held:
            found.append(match[0])
    return tuple(found)


def reading_values(reading: Reading) -> Iterator[str]:
    """The values linked."""
    yield from (match.value for match in reading.values)
    intent: Intent | None = reading.intent
    for said in intent.values if intent is not None else ():
        yield from (value for _, value in said.targets)


def _texts(sql: str) -> list[str]:
    """Strings that are values, without dates and units of time."""
    found = (match for match in _STRING.finditer(sql) if not match["of"])
    return [match["text"].replace("''", "'") for match in found]


def _is_spoken(text: str, question: Question, spoken: frozenset[str], model: SemanticModel) -> bool:
    names = [text.strip("%")]
    for dataset in model.datasets.values():
        for field in dataset.fields.values():
            names += field.value_synonyms.get(text, ())
            if field.pinned == text:
                return True
    return any(not name or _stands(name.casefold(), question.text.casefold()) or units(name) & spoken for name in names)


def _stands(name: str, text: str) -> bool:
    """As words of their own, where it is written in letters."""
    if not name.isascii():
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None


def _numbers(sql: str) -> list[Decimal]:
    return [Decimal(number) for number in _NUMBER.findall(_STRING.sub("", sql))]


def _numbers_said(question: Question, reading: Reading) -> Iterator[Decimal]:
    written = [Decimal(number) for number in _DIGITS.findall(question.text.replace(",", ""))]
    intent: Intent | None = reading.intent
    written += [piece.number.value for piece in intent.pieces if piece.number] if intent is not None else []
    for number in written:
        yield from (number, number / 100, number + 1)  # 40%; over 90 days is 91 and more


def _is_small(number: Decimal) -> bool:
    return number <= _SMALL and number == number.to_integral_value()
