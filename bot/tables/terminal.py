"""The rows of an answer as a Rich table, as wide as the terminal."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from bot.compose import Presentation, presentation_of, say
from bot.compose.escape import for_terminal
from bot.compose.format import is_number
from bot.compose.wording import listed
from bot.tables.preview import PREVIEW_ROWS, preview
from bot.turn import Answer

_BETWEEN = 3  # cells between two columns
_NARROWEST_TEXT = 16  # a column of texts may be folded to this
_MOST_NAMED = 5


def terminal_table(answer: Answer, width: int, most: int = PREVIEW_ROWS) -> tuple[Table, list[str]]:
    """The table, and what to say of rows and columns for which there is no room. Numbers stand to the right and are
    never broken over lines; headings and names are folded."""
    view = presentation_of(answer)
    if len(view.rows) == 1:
        return _upright(view), []
    shown = preview(view, most)
    cells = [[for_terminal(view.text(row, place)) for place in range(len(view.columns))] for row in shown.rows]
    numeric = [_is_numeric(view, place) for place in range(len(view.columns))]
    count = _columns_that_fit(cells, numeric, width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place in range(count):
        table.add_column(
            Text(for_terminal(view.headings[place])),
            justify="right" if numeric[place] else "left",
            min_width=max((cell_len(row[place]) for row in cells), default=1) if numeric[place] else None,
            overflow="fold",
        )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row[:count]))
    notes = [shown.note] if shown.note else []
    return table, notes + _hidden(view, count)


def _upright(view: Presentation) -> Table:
    """One row with many columns: a column a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for place, heading in enumerate(view.headings):
        table.add_row(Text(for_terminal(heading)), Text(for_terminal(view.text(0, place))))
    return table


def _is_numeric(view: Presentation, place: int) -> bool:
    return any(is_number(row[place]) for row in view.rows) and not view.columns[place].id_like


def _columns_that_fit(cells: list[list[str]], numeric: list[bool], width: int) -> int:
    """How many columns have room, from the left: a number needs its width, a text at least a part of it."""
    room, count = width, 0
    for place, is_number_column in enumerate(numeric):
        widest = max((cell_len(row[place]) for row in cells), default=1)
        room -= (widest if is_number_column else min(widest, _NARROWEST_TEXT)) + (_BETWEEN if place else 0)
        if room < 0 and count:
            break
        count += 1
    return count


def _hidden(view: Presentation, count: int) -> list[str]:
    names = [for_terminal(heading) for heading in view.headings[count:]]
    if not names:
        return []
    told = listed(names[:_MOST_NAMED], view.lang) + (" …" if len(names) > _MOST_NAMED else "")
    return [say("more_columns", view.lang, count=len(names), names=told)]
