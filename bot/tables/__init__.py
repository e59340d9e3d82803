"""Tables: the rows of an answer for a terminal, in Markdown, as Excel and as CSV.

Role: the front door. All show what the text shows: the same headings, and in what people read the same formats.
Errors: OperatorError for a file that cannot be written or a kind that is not known.
"""

from __future__ import annotations

from pathlib import Path

from bot.tables.comma import write_csv
from bot.tables.excel import write_excel
from bot.tables.markdown import markdown_table
from bot.tables.preview import PREVIEW_ROWS, preview
from bot.tables.terminal import terminal_table
from bot.turn import Answer
from semantic_layer.errors import OperatorError

__all__ = ["PREVIEW_ROWS", "markdown_table", "preview", "terminal_table", "write_csv", "write_excel", "write_table"]

_WRITERS = {".xlsx": write_excel, ".csv": write_csv}


def write_table(answer: Answer, path: Path) -> None:
    """Write all rows of an answer to a file; its ending says the kind: .xlsx, .csv or .md."""
    suffix = path.suffix.lower()
    if suffix != ".md" and suffix not in _WRITERS:
        raise OperatorError(f"Cannot export to {path.name}.", "Name a file that ends in .xlsx, .csv or .md.")
    try:
        if suffix == ".md":
            path.write_text(markdown_table(answer, most=None) + "\n", encoding="utf-8")
        else:
            _WRITERS[suffix](answer, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OperatorError(f"The file {path} cannot be written: {reason}.", "Name another file.") from error
