"""What rows without a measure say: the text that was looked up, or how many rows there are and the first of them.

Role: `add_rows(said, view, checked)` appends the first line of a list of rows. Cells only.
"""

from __future__ import annotations

from bot.compose.format import is_number
from bot.compose.present import Presentation
from bot.compose.sentences import Said
from bot.compose.titles import title_of
from bot.compose.wording import say
from bot.turn import Figure
from semantic_layer.query import CheckedQuery

_MOST_NAMED = 6  # columns of one row, members of one field
_FIRST_NAMED = 3
_LONGEST = 60  # characters of one text


def add_rows(said: Said, view: Presentation, checked: CheckedQuery) -> None:
    """One row by its cells; members of one field by name; of more rows their number and, in an order by a number or
    a date, the first of them."""
    lang, count = view.lang, len(view.rows)
    figure = Figure(str(count), "count", count=count)
    stop, colon = say("stop", lang), say("colon", lang)
    if count == 1:
        said.add(_one_row(view) + stop)
        return
    if len(view.columns) == 1 and count <= _MOST_NAMED and not is_number(view.rows[0][0]):
        names = say("list", lang).join(_cell(view, row, 0) for row in range(count))
        said.add(f"{view.headings[0]}{colon}{names}{stop}")
        return
    first = _first_in_order(view, checked)
    said.add(f"{title_of(view)}{first} …" if first else title_of(view) + stop, figure)


def _one_row(view: Presentation) -> str:
    """ "Manager: Lee", or the first filled cells of a longer row."""
    lang = view.lang
    filled = [place for place in range(len(view.columns)) if view.rows[0][place] is not None]
    told = [f"{view.headings[place]}{say('colon', lang)}{_cell(view, 0, place)}" for place in filled[:_MOST_NAMED]]
    if not told:
        return say("semicolon", lang).join(f"{name}{say('colon', lang)}{say('none', lang)}" for name in view.headings)
    return say("semicolon", lang).join(told) + (" …" if len(filled) > _MOST_NAMED else "")


def _first_in_order(view: Presentation, checked: CheckedQuery) -> str:
    """The first rows by the number or date that the rows were asked in the order of: "Lamp ¥98"; "" for any other."""
    name = checked.order[0][0] if checked.order else ""
    place = next((p for p, column in enumerate(view.columns) if column.name == name), None)
    texts = [p for p in range(len(view.columns)) if isinstance(view.rows[0][p], str)]
    if place is None or place in texts or not texts or view.rows[0][place] is None:
        return ""
    title = say("rows_by", view.lang, name=view.headings[place])
    shown = range(min(len(view.rows), _FIRST_NAMED))
    items = [say("item", view.lang, name=_cell(view, row, texts[0]), value=_cell(view, row, place)) for row in shown]
    return title + say("list", view.lang).join(items)


def _cell(view: Presentation, row: int, place: int) -> str:
    text = " ".join(view.text(row, place).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
