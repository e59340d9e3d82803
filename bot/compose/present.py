"""A result as people read it: headings, formats and the part each column plays.

Role: decided once per answer, then used by text, table, chart and file, so that they cannot differ.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from bot.compose.expressions import expression_names
from bot.compose.format import Format, choose_formats, is_number
from bot.compose.headings import comparison, headings
from bot.compose.ordering import keys_beside_names
from bot.compose.value_names import value_names
from bot.compose.wording import say
from bot.compose.written import completed
from bot.turn import Answer
from semantic_layer.model import Layer, MetricKind
from semantic_layer.query import Cell, CheckedQuery, Column, ResultTable

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Presentation:
    """Positions are of columns. `main` are the measures asked for, without their comparisons."""

    lang: str
    table: ResultTable
    headings: tuple[str, ...]
    formats: tuple[Format, ...]
    is_detail: bool = False
    is_limited: bool = False  # row rules hide rows from the asker
    scope: str = ""  # period with dates, as-of date and filters, as the text says them

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        return self.table.rows

    @cached_property
    def time(self) -> int | None:
        """The time column, if there is one."""
        return next((p for p, column in enumerate(self.columns) if column.role == "time"), None)

    @cached_property
    def groups(self) -> tuple[int, ...]:
        """The group columns other than time, without the keys that stand beside a name."""
        return tuple(p for p, column in enumerate(self.columns) if column.role == "group" and p not in self.keys)

    @cached_property
    def keys(self) -> dict[int, int]:
        """Keys that keep members of one name apart → the name beside them: told only where a name occurs twice."""
        return keys_beside_names(self.columns)

    @cached_property
    def _shared_names(self) -> dict[int, set[Cell]]:
        """Name column → the names that several keys bear."""
        shared: dict[int, set[Cell]] = {}
        for key, place in self.keys.items():
            pairs = {(row[place], row[key]) for row in self.rows}
            counts = Counter(name for name, _ in pairs)
            shared[place] = {name for name, count in counts.items() if count > 1}
        return shared

    def member(self, row: int, place: int) -> str:
        """A group's member by its name, with its key where another member bears the name too."""
        text = self.text(row, place)
        if self.rows[row][place] not in self._shared_names.get(place, ()):
            return text
        told = [self.text(row, key) for key, name in self.keys.items() if name == place]
        return f"{text} ({', '.join(told)})"

    @cached_property
    def measures(self) -> tuple[int, ...]:
        """All columns of numbers, comparisons included."""
        if self.is_detail:
            return ()
        return tuple(p for p, column in enumerate(self.columns) if column.role in ("measure", "computed"))

    @cached_property
    def main(self) -> tuple[int, ...]:
        """The measures asked for: those that are no comparison with, and no share of, another, nor what a rate that
        the query made is made of."""
        plain = tuple(p for p in self.measures if not is_beside(self.columns[p]) and p not in self.parts)
        return plain or self.measures[:1]

    @cached_property
    def parts(self) -> tuple[int, ...]:
        """What the rates that the query made divide: told after them."""
        made = [_MADE_OF.fullmatch(one) for column in self.columns for one in column.modifiers]
        names = {name for found in made if found for name in found[1].split(", ")}
        return tuple(p for p in self.measures if self.columns[p].name in names)

    def beside(self, position: int) -> tuple[int, ...]:
        """The comparisons and shares of the measure at `position`."""
        metric = self.columns[position].metric
        if not metric:
            return ()
        told = (*self.main, *self.parts)
        return tuple(p for p in self.measures if p not in told and self.columns[p].metric == metric)

    def lead(self, position: int) -> int:
        """What is told first of the measure at `position`: its share where the query brought one, else itself."""
        return next((p for p in self.beside(position) if self.columns[p].is_share), position)

    def text(self, row: int, position: int) -> str:
        """One cell as people read it."""
        return self.formats[position].text(self.rows[row][position])

    def bucket(self, row: int) -> str:
        """The time of a row as a sentence names it: a week by its first day, and as a week."""
        place = self.time if self.time is not None else 0
        text, is_week = self.text(row, place), self.columns[place].grain == "week"
        return say("week_of", self.lang, date=text) if is_week else text

    def name(self, row: int) -> str:
        """What a row is about: its time and groups."""
        groups = [_short(self.member(row, place)) for place in self.groups]
        return " · ".join(([self.bucket(row)] if self.time is not None else []) + groups)

    def values(self, position: int) -> list[tuple[int, Cell]]:
        """The rows of a column that hold a number: (row, value)."""
        return [(index, row[position]) for index, row in enumerate(self.rows) if is_number(row[position])]


def _short(text: str) -> str:
    """A name in one line; a very long one is cut where it stands in a sentence. Tables and files hold it whole."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"


def is_beside(column: Column) -> bool:
    """Whether a column is a comparison, total or share rather than a measure asked for."""
    if column.is_growth or column.is_share:
        return True
    if column.role == "computed":
        return bool(column.metric) and bool(comparison(column))
    return any(modifier.startswith(("PRIOR_", "TOTAL")) for modifier in column.modifiers)


_MADE_OF = re.compile(r"OF\((.*)\)")
_TO_DATE = ("YTD", "QTD", "MTD", "RUNNING")


def runs_on(column: Column) -> bool:
    """Whether the values of a series add up from one bucket to the next: such a series has no trend of its own."""
    return column.kind is MetricKind.CUMULATIVE or any(one.startswith(_TO_DATE) for one in column.modifiers)


def present(
    checked: CheckedQuery, table: ResultTable, layer: Layer, lang: str, accounting: bool = False
) -> Presentation:
    """Decide headings and formats for a result."""
    model = layer.model
    table = replace(table, columns=completed(checked, table.columns, model, lang))
    formats = choose_formats(table.columns, table.rows, lang, model.calendar, accounting)
    names = [value_names(column.field, model, lang) for column in table.columns]
    return Presentation(
        lang=lang,
        table=table,
        headings=headings(table.columns, model, lang, expression_names(checked, model, lang), checked.periods),
        formats=tuple(replace(one, names=called) for one, called in zip(formats, names, strict=True)),
        is_detail=checked.kind == "detail",
    )


def presentation_of(answer: Answer) -> Presentation:
    """The presentation an answer was composed with; by column names where it carries none."""
    if isinstance(answer.view, Presentation):
        return answer.view
    columns = answer.table.columns
    return Presentation(
        lang=answer.lang,
        table=answer.table,
        headings=tuple(column.name for column in columns),
        formats=choose_formats(columns, answer.table.rows, answer.lang),
        is_detail=answer.checked.kind == "detail",
    )
