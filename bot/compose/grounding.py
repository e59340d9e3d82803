"""Trace every figure of an answer's text to the cells it stands for.

Role: an independent reader of our own text. It parses each number back (¥1.23亿 is 123,000,000 give or take half of the
last digit) and looks for a cell, or a recorded computation of cells done again here, that it can stand for. Used by
tests and by the eval harness; shares no formatting code with the writer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from sqlglot import exp

from bot.turn import Answer, Figure
from semantic_layer.query import Cell

_SCALES = {"万亿": 1e12, "亿": 1e8, "万": 1e4, "T": 1e12, "B": 1e9, "M": 1e6, "K": 1e3, "": 1.0}
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.])\(?-?(?:[¥$€£₩]|[A-Z]{1,3}[$¥]|[A-Z]{3} )?"
    r"(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?P<scale>万亿|亿|万|[TBMK](?![A-Za-z]))?"
    r"\s?(?P<rate>%|个百分点|pp\b)?"
)
_BREAKS = r"[=\n;,:\uff1b\uff0c\uff1a]"
_WORD = r"[A-Za-z\u4e00-\u9fff]{2}"
_NAMED_PERIOD = re.compile(r"[^\n:;\uff1a\uff1b]{1,60}[(\uff08](?:截至 |as of )?\d{4}-\d{2}-\d{2}[^)\uff09]*[)\uff09]")
_ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_UNIT_OF_TIME = re.compile(
    r"(\d{4}(年|Q\d|H\d)(第?\d{1,2}(季度|月)?)?|FY\d{4}( [MQH]\d+)?|[QH]\d \d{4}|[A-Z][a-z]+ \d{4})"
)
_AMOUNT = re.compile(r"[¥$€£₩%]|\d\s?(?:万|亿|[TBMK]\b)|\d[,.]\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PART_OF_YEAR = re.compile(
    r"(?<![\d.,])(?:(?P<month>1[0-2]|[1-9])月份?(?:\d{1,2}[日号])?|(?P<quarter>[1-4])季度)"
    r"|\b(?P<name>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\.? \d{1,2}(?!\d|[.,]\d|%)"
)


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    value: float
    slack: float  # half of the last digit shown


def ungrounded_figures(answer: Answer) -> list[str]:
    """The figures of the text that no cell, computation, count or date explains; empty for a good answer."""
    rest = _without_names(answer)
    cells = [_number(cell) for row in answer.table.rows for cell in row if _is_number(cell)]
    computed = [value for value in (_recompute(figure, answer) for figure in answer.figures) if value is not None]
    known = cells + computed + _counts(answer) + _compared_with(answer)
    return [read.text for read in _figures(rest) if not any(_stands_for(read, value) for value in known)]


def figures_in(text: str) -> list[tuple[str, float, float]]:
    """Every figure of any text: as written, its value, and half of its last digit."""
    return [(read.text, read.value, read.slack) for read in _figures(text)]


def _figures(text: str) -> Iterable[_Read]:
    for match in _FIGURE.finditer(text):
        digits = match["digits"].rstrip(",")
        decimals = len(digits.partition(".")[2])
        factor = _SCALES[match["scale"] or ""] * (0.01 if match["rate"] else 1.0)
        yield _Read(match.group(0).strip(), float(digits.replace(",", "")) * factor, 0.5 * 10**-decimals * factor)


def _stands_for(read: _Read, value: float) -> bool:
    return abs(read.value - abs(value)) <= read.slack * 1.000001 + abs(value) * 1e-12


def _without_names(answer: Answer) -> str:
    """The text without dates and without the names, labels and filter values that may hold digits."""
    text = answer.text
    names = {cell for row in answer.table.rows for cell in row if isinstance(cell, str)}
    names |= {str(value) for item in answer.checked.filters for value in item.values}
    names |= {
        str(row[place])
        for row in answer.table.rows
        for place, column in enumerate(answer.table.columns)
        if column.id_like and row[place] is not None
    }
    names |= _labels(answer) | _shown_names(answer)
    for name in sorted((name for name in names if any(c.isdigit() for c in name)), key=len, reverse=True):
        text = re.sub(rf"(?<![\d.,]){re.escape(name)}(?!\d|[.,]\d|-\d)", " ", text)
    text = _ISO_DATE.sub(" ", _NAMED_PERIOD.sub(_without_period, text))
    for year in _years(answer):
        text = re.sub(rf"(?<![\d.,¥$]){year}(?![\d.,%])", " ", text)
    return _PART_OF_YEAR.sub(lambda found: _without_part(found, _days(answer)), _UNIT_OF_TIME.sub(" ", text))


def _without_period(found: re.Match[str]) -> str:
    """The words before a range of dates name it, unless an amount or a rate stands among them."""
    return found[0].partition("(")[0].partition("\uff08")[0] if _AMOUNT.search(found[0]) else " "


def _without_part(found: re.Match[str], days: Collection[date]) -> str:
    """A month, quarter or day of the year is no figure where the query's period or a bucket lies in it."""
    month, quarter = found["month"], found["quarter"]
    months = {day.month for day in days}
    if found["name"]:
        named = found["name"][:3].lower() in {_MONTHS[month - 1] for month in months}
    elif month:
        named = int(month) in months
    else:
        named = int(quarter or 0) in {(month + 2) // 3 for month in months}
    return " " if named else found[0]


def _days(answer: Answer) -> set[date]:
    """A day of every month that the query's period holds, and of every bucket."""
    checked = answer.checked
    ranges = [(item.start, item.end) for item in checked.periods]
    ranges += [(checked.asked.start, checked.asked.end)] if checked.asked else []
    found = {cell for row in answer.table.rows for cell in row if isinstance(cell, date)}
    for start, end in ranges:
        first, last = start or end, end or start
        if first is not None and last is not None:
            count = min((last.year - first.year) * 12 + last.month - first.month, 11)
            found |= {date(first.year, (first.month - 1 + step) % 12 + 1, 1) for step in range(count + 1)}
    return found


def _labels(answer: Answer) -> set[str]:
    """The words of the card: labels of metrics and fields may hold digits ("over 90 days")."""
    texts = {text for _, text in answer.card.lines}
    return {part.strip() for text in texts for part in re.split(_BREAKS, text) if re.search(_WORD, part)}


def _shown_names(answer: Answer) -> set[str]:
    """What the columns and the rows are called, where the answer was composed: names may hold digits ("90+ days")."""
    view = answer.view
    if view is None:
        return set()
    rows = {view.text(row, place) for row in range(len(view.rows)) for place in view.groups}
    return {*view.headings, *rows, *(view.name(row) for row in range(len(view.rows)))}


def _years(answer: Answer) -> set[str]:
    """The names of yearly buckets: 2025 is no figure there."""
    table = answer.table
    places = [place for place, column in enumerate(table.columns) if column.grain == "year"]
    cells = [row[place] for row in table.rows for place in places]
    return {str(cell.year) for cell in cells if isinstance(cell, date)}


def _counts(answer: Answer) -> list[float]:
    limit = answer.checked.limit
    return [float(len(answer.table.rows))] + ([float(limit)] if limit is not None else [])


def _compared_with(answer: Answer) -> list[float]:
    """The numbers of the query's own conditions: thresholds are said as they were asked."""
    clauses = answer.checked.query.tree.find_all(exp.Where, exp.Having, exp.Qualify)
    literals = [literal for clause in clauses for literal in clause.find_all(exp.Literal)]
    return [float(literal.this) for literal in literals if not literal.is_string]


def _recompute(figure: Figure, answer: Answer) -> float | None:
    """The value of a recorded figure, computed from the cells it names."""
    rows = answer.table.rows
    if figure.op == "count":
        return float(figure.count) if 0 <= figure.count <= _most_countable(answer) else None
    if any(row >= len(rows) or not _is_number(rows[row][column]) for row, column in figure.cells):
        return None
    values = [_number(rows[row][column]) for row, column in figure.cells]
    match figure.op:
        case "growth" if len(values) == 2 and values[1]:
            return values[0] / values[1] - 1
        case "difference" if len(values) == 2:
            return values[0] - values[1]
        case "share_of_sum" if sum(values):
            return sum(sorted(values, reverse=True)[: figure.count]) / sum(values)
        case "median" if values:
            return float(median(values))
        case "sum" if values:
            return sum(values)
    return None


def _most_countable(answer: Answer) -> int:
    cells = len(answer.table.rows) * max(len(answer.table.columns), 1)
    return max(cells, answer.checked.limit or 0)


def _number(cell: Cell) -> float:
    """The cell as a float; NaN for what is no number."""
    return float(cell) if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) else math.nan


def _is_number(cell: Cell) -> bool:
    return math.isfinite(_number(cell))
