"""Verified queries: questions whose semantic SQL a named owner approved, matched before any planner.

Role: pattern + question → Draft. A pattern is matched exactly after linking: the same metrics, fields, values, periods
and words that carry meaning, in the same order; fillers aside. A `{parameter}` stands for a value of a field, a period
or a number, which is put into the SQL as a literal. Anything else is no match, and the planners go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bot.read import ReadContext
from bot.read.pieces import Piece
from bot.read.reading import cut_question
from bot.turn import Draft, Question, Reading
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef
from semantic_layer.periods import Period
from semantic_layer.shape import literal_sql

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_IN_SQL = re.compile(r"\{(\w+)(?:\.(start|end))?\}")
_LIGHT = frozenset({"filler", "follow"})
_LIGHT_OPERATORS = frozenset({"of", "and", "by", "each", "dimension", "with"})

Key = tuple[object, ...]
Literal = str | int | Decimal | Period


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may stand in a placeholder: a value of `field`, a period, or a number."""

    name: str
    kind: str  # value | period | number
    field: FieldRef | None = None


@dataclass(frozen=True, slots=True)
class VerifiedQuery:
    """One approved question. `patterns` are wordings with {parameters}; `sql` is semantic SQL with the same ones."""

    name: str
    patterns: tuple[str, ...]
    sql: str
    owner: str
    date: date
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    chart: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """A pattern after linking: keys of what is said, and parameters."""

    query: VerifiedQuery
    steps: tuple[Key | Parameter, ...]


class VerifiedQueries:
    """The verified queries of one workspace. Patterns are linked at the first question and kept."""

    def __init__(self, queries: Sequence[VerifiedQuery], context: ReadContext) -> None:
        self.queries = tuple(queries)
        self._context = context
        self._skeletons: dict[date, tuple[_Skeleton, ...]] = {}

    def match(self, _reading: Reading, question: Question, context: ReadContext | None = None) -> Draft | None:
        """The draft of the one verified query that the question matches; None where none does, or several. `context`:
        with the values that the asker may name."""
        if not self.queries or not question.text.strip():
            return None
        said = [
            piece
            for piece in cut_question(question.text, question, context or self._context)
            if key_of(piece) is not None
        ]
        found: dict[str, Draft] = {}
        for skeleton in self._linked(question):
            filled = _fill(skeleton.steps, said)
            if filled is not None:
                sql = put_in(skeleton.query.sql, filled)
                found[sql] = Draft(sql, "verified", chart=skeleton.query.chart, verified_by=skeleton.query.name)
        return next(iter(found.values())) if len(found) == 1 else None

    def _linked(self, question: Question) -> tuple[_Skeleton, ...]:
        """Relative periods in a pattern (今年) mean something else on another day, so they are linked by the day."""
        if question.today not in self._skeletons:
            question = replace(question, rights=Rights.full())  # a pattern is its owner's words, whoever asks first
            self._skeletons = {
                question.today: tuple(
                    _Skeleton(query, steps_of(pattern, query, question, self._context))
                    for query in self.queries
                    for pattern in query.patterns
                )
            }
        return self._skeletons[question.today]


def steps_of(
    pattern: str, query: VerifiedQuery, question: Question, context: ReadContext
) -> tuple[Key | Parameter, ...]:
    """A pattern as keys and parameters. KeyError where a placeholder is not declared."""
    steps: list[Key | Parameter] = []
    for place, part in enumerate(PLACEHOLDER.split(pattern)):
        if place % 2:
            steps.append(query.parameters[part])
        elif part.strip():
            keys = [key_of(piece) for piece in cut_question(part, question, context)]
            steps += [key for key in keys if key is not None]
    return tuple(steps)


def key_of(piece: Piece) -> Key | None:
    """What a piece says, for comparison; None where it says nothing."""
    if piece.role == "sign":
        return None
    if piece.time is not None:
        time = piece.time
        ends = (time.period.start, time.period.end) if time.period else ()
        return ("time", time.kind, time.grain, time.relation, ends)
    if piece.links:
        return ("name", frozenset((link.kind, str(link.target)) for link in piece.links))
    if piece.number is not None and not piece.words:
        return ("number", piece.number.value, piece.number.unit)
    if not piece.known:
        return ("unknown", piece.text.casefold())
    light = all(
        word.kind in _LIGHT
        or (word.kind == "operator" and word.target in _LIGHT_OPERATORS)
        or (word.kind == "question" and word.target == "how_much")
        for word in piece.words
    )
    return None if light else ("word", frozenset((word.kind, word.target) for word in piece.words))


def _fill(steps: Sequence[Key | Parameter], said: Sequence[Piece]) -> dict[str, Literal] | None:
    """The parameters' values where every step is said, in order, and nothing else."""
    if len(steps) != len(said):
        return None
    filled: dict[str, Literal] = {}
    for step, piece in zip(steps, said, strict=True):
        if not isinstance(step, Parameter):
            if key_of(piece) != step:
                return None
            continue
        value = value_of(step, piece)
        if value is None or filled.setdefault(step.name, value) != value:
            return None
    return filled


def value_of(parameter: Parameter, piece: Piece) -> Literal | None:
    """What a piece puts into a placeholder; None where it does not fit. A guess (a typo, pinyin) does not."""
    if parameter.kind == "period":
        return piece.time.period if piece.time and piece.time.kind == "period" else None
    if parameter.kind == "number":
        number = piece.number
        return None if number is None or number.unit in {"percent", "points"} else _plain(number.value)
    values = [value for ref, value in piece.values() if ref == parameter.field]
    sure = all(link.source not in {"fuzzy", "pinyin"} for link in piece.links)
    return values[0] if len(values) == 1 and sure else None


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() else number


def put_in(sql: str, filled: Mapping[str, Literal]) -> str:
    """The SQL with its parameters as literals. KeyError where one is missing."""

    def literal(match: re.Match[str]) -> str:
        value = filled[match.group(1)]
        if isinstance(value, Period):
            return literal_sql(value.end if match.group(2) == "end" else value.start)
        return literal_sql(value)

    return _IN_SQL.sub(literal, sql)


def parameters_in(sql: str) -> set[str]:
    """The names of the parameters that a piece of SQL uses."""
    return {match.group(1) for match in _IN_SQL.finditer(sql)}
