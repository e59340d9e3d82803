"""The rows of an answer as a Rich table."""

from __future__ import annotations

from rich import box
from rich.table import Table
from rich.text import Text

from bot.compose import presentation_of
from bot.compose.escape import for_terminal
from bot.compose.format import is_number
from bot.turn import Answer


def terminal_table(answer: Answer, most: int = 10) -> Table:
    """At most `most` rows; numbers to the right and never broken over lines."""
    view = presentation_of(answer)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, heading in enumerate(view.headings):
        numeric = any(is_number(row[place]) for row in view.rows) and not view.columns[place].id_like
        table.add_column(
            Text(for_terminal(heading)), justify="right" if numeric else "left", no_wrap=numeric, overflow="fold"
        )
    for row in range(min(len(view.rows), most)):
        table.add_row(*(Text(for_terminal(view.text(row, place))) for place in range(len(view.columns))))
    return table
