"""The rows of an answer as CSV: plain numbers, ISO dates, guarded texts, a byte order mark for Excel."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from bot.compose import presentation_of
from bot.compose.escape import for_spreadsheet
from bot.compose.format import is_number
from bot.turn import Answer
from semantic_layer.query import Cell


def write_csv(answer: Answer, path: Path) -> None:
    """All rows. NULL is an empty field; a text that looks like a formula is quoted with an apostrophe."""
    view = presentation_of(answer)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([for_spreadsheet(heading) for heading in view.headings])
        writer.writerows([_plain(cell) for cell in row] for row in view.rows)


def _plain(cell: Cell) -> str | int | float | bool:
    match cell:
        case None:
            return ""
        case bool():
            return cell
        case datetime() | date():
            return cell.isoformat()
        case str():
            return for_spreadsheet(cell)
        case _:
            return f"{cell}" if is_number(cell) else ""
