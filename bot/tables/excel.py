"""The rows of an answer as an Excel file: typed cells, formats by unit, a frozen header, the card on a second sheet.

Role: cells hold the full value (money in its base unit), formats only show it. Texts are written as texts, never as
formulas or links; ids stay texts. Written row by row in constant memory.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.compose import Format, Presentation, presentation_of, say
from bot.compose.format import is_number
from bot.compose.scales import currency_sign
from bot.turn import Answer
from semantic_layer.errors import OperatorError
from semantic_layer.query import Cell

MOST_ROWS = 1_048_575  # of a sheet, under the header
_LONGEST_TEXT = 32_767
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDEST = 48
_TYPED_GRAINS = ("", "day", "month", "year")  # stored as dates; weeks and quarters by their names
_LEAST_SHOWN = 0.005
_SAMPLE = 200  # rows that decide the width of a column
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


def write_excel(answer: Answer, path: Path) -> None:
    """All rows and the card."""
    import xlsxwriter

    view = presentation_of(answer)
    if len(view.rows) > MOST_ROWS:
        raise OperatorError(
            f"A sheet holds {MOST_ROWS:,} rows; this has {len(view.rows):,}.", "Export to .csv instead."
        )
    with path.open("wb") as file, xlsxwriter.Workbook(file, _OPTIONS) as book:
        _write_rows(book, view)
        _write_card(book, answer)


def _write_rows(book: Any, view: Presentation) -> None:
    sheet = book.add_worksheet(say("sheet_rows", view.lang))
    header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    sheet.freeze_panes(1, 0)
    formats = [
        book.add_format({"num_format": number_format(fmt, view, place)}) for place, fmt in enumerate(view.formats)
    ]
    for place in range(len(view.columns)):
        sheet.set_column(place, place, _width(view, place), formats[place])
    for place, heading in enumerate(view.headings):
        sheet.write_string(0, place, heading[:_LONGEST_TEXT], header)
    kinds = [_kind(fmt) for fmt in view.formats]
    for index, row in enumerate(view.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, index, place, cell, view.formats[place], kinds[place], formats[place])
    if view.rows:
        sheet.autofilter(0, 0, len(view.rows), len(view.columns) - 1)


def _kind(fmt: Format) -> str:
    """How the numbers and dates of a column are stored: text, points (times 100), named (buckets as text), plain."""
    if fmt.is_id:
        return "text"
    if fmt.unit.kind == "points":
        return "points"
    return "plain" if fmt.grain in _TYPED_GRAINS else "named"


def _write_cell(sheet: Any, row: int, place: int, cell: Cell, fmt: Format, kind: str, style: Any) -> None:
    match cell:
        case bool():
            sheet.write_boolean(row, place, cell, style)
        case int() | Decimal() | float() if kind != "text":
            if is_number(cell):
                sheet.write_number(row, place, float(cell) * 100 if kind == "points" else float(cell), style)
        case date() if kind == "plain":
            sheet.write_number(row, place, _serial(cell), style)
        case None:
            return  # an empty cell
        case _:
            sheet.write_string(row, place, _without_controls(fmt.stored(cell))[:_LONGEST_TEXT], style)


def _serial(day: date) -> float:
    """Excel's number of a day: days since 30 December 1899."""
    if isinstance(day, datetime):
        since = day.replace(tzinfo=None) - datetime(1899, 12, 30)
        return since.days + since.seconds / 86_400
    return float((day - date(1899, 12, 30)).days)


def number_format(fmt: Format, view: Presentation, place: int) -> str:
    """Excel's format code for a column; literal parts are quoted."""
    if fmt.grain or _holds_dates(view, place):
        return {"month": "yyyy-mm", "year": "yyyy"}.get(fmt.grain, _date_format(view, place))
    if fmt.is_id:
        return "@"
    whole = all(isinstance(row[place], int) for row in view.rows if is_number(row[place]))
    digits = "#,##0" if whole else "0.00E+00" if _is_tiny(view, place) else "#,##0.00"
    match fmt.unit.kind:
        case "currency":
            return f"{_literal(currency_sign(fmt.unit.code))}{digits}"
        case "percent":
            return "0.00%"
        case "points":
            return f"0.00{_literal(' ' + fmt.unit_label())}"
        case "days":
            return f"{'#,##0' if whole else '#,##0.0'}{_literal(' ' + fmt.unit_label())}"
        case "times":
            return f"0.00{_literal(' ' + fmt.unit_label())}"
        case "count":
            name = fmt.unit.name.text(fmt.lang)
            return f"{digits}{_literal(' ' + name)}" if name else digits
        case _ if place in view.measures:
            return digits
        case _:
            return "General"


def _is_tiny(view: Presentation, place: int) -> bool:
    """All values would read 0.00."""
    return all(abs(value) < _LEAST_SHOWN for _, value in view.values(place) if isinstance(value, int | float | Decimal))


def _literal(text: str) -> str:
    return '"' + text.replace('"', "'") + '"' if text.strip() else ""


def _holds_dates(view: Presentation, place: int) -> bool:
    return any(isinstance(row[place], date) for row in view.rows[:_SAMPLE])


def _date_format(view: Presentation, place: int) -> str:
    timed = any(isinstance(row[place], datetime) for row in view.rows[:_SAMPLE])
    return "yyyy-mm-dd hh:mm" if timed else "yyyy-mm-dd"


def _width(view: Presentation, place: int) -> float:
    texts = [view.headings[place], *(view.text(row, place) for row in range(min(len(view.rows), _SAMPLE)))]
    return min(_WIDEST, max(9, *(_columns(text) for text in texts)) + 3)


def _columns(text: str) -> int:
    """How many character cells a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _without_controls(text: str) -> str:
    """XML holds no control characters."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def _write_card(book: Any, answer: Answer) -> None:
    sheet = book.add_worksheet(say("sheet_card", answer.lang))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 18, bold)
    sheet.set_column(1, 1, 90, wrapped)
    lines = [("AskFin", answer.text), *answer.card.lines]
    for row, (heading, text) in enumerate(lines):
        sheet.write_string(row, 0, _without_controls(heading)[:_LONGEST_TEXT], bold)
        sheet.write_string(row, 1, _without_controls(text)[:_LONGEST_TEXT], wrapped)
