"""A turn in the terminal: the number first, then the table, the chart, and the card in small.

Role: renders every kind of outcome with Rich. Everything is printed as text, never as Rich markup, and stripped of
control characters.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.channels.terminal_image import inline_image
from bot.compose import say
from bot.compose.escape import for_terminal
from bot.tables import terminal_table
from bot.turn import Answer, Clarification, Definition, Refusal, Turn

# A word with the marks that close it, or one Chinese character with its marks; opening marks stay with what follows.
_CLOSING = r"[\u3001\u3002\uff0c\uff1b\uff1a\uff1f\uff01\uff09\u201d\u300b.,;:?!)%\u2026]*"
_CHINESE = r"\u2e80-\uffef\u201c\u201d\u2026"
_TOKEN = re.compile(rf"[\uff08\u201c(]*(?:[^\s{_CHINESE}]+|[{_CHINESE}]){_CLOSING}\s*|\s+")
_MOST_IN_TEXT = 6  # measures of one row that the text names; more stand in a table
_LABEL_STYLES = {"verified": "bold green", "governed": "green", "exploratory": "bold yellow"}


def print_turn(turn: Turn, console: Console, chart_path: Path | None = None, whole_card: bool = False) -> None:
    """Print one finished turn; under an answer its card in brief, unless the whole card is wanted."""
    console.print()
    match turn.outcome:
        case Answer() as answer:
            _answer(answer, console, chart_path)
            print_card(answer, turn.turn_id, console, whole_card)
            _suggestions(answer.suggestions, answer.lang, console)
        case Clarification() as clarification:
            _clarification(clarification, console)
        case Refusal() as refusal:
            _marked(refusal.text, say("terminal_refused", refusal.lang), "yellow", console)
        case Definition() as definition:
            _definition(definition, console)


def _answer(answer: Answer, console: Console, chart_path: Path | None) -> None:
    first, *rest = for_terminal(answer.text).split("\n")
    _line(first, console, "bold")
    for line in rest:
        _line(line, console)
    if len(answer.table.rows) > 1 or (answer.table.rows and len(answer.table.columns) > _MOST_IN_TEXT):
        _table(answer, console)
    if chart_path is not None:
        _chart(answer, console, chart_path)


def _table(answer: Answer, console: Console) -> None:
    console.print()
    table, notes = terminal_table(answer, console.width - 2)
    console.print(Padding(table, (0, 0, 0, 2)))
    for note in notes:
        for part in wrapped(note, console.width - 2):
            console.print(Padding(Text(part, style="dim"), (0, 0, 0, 2)))


def _chart(answer: Answer, console: Console, path: Path) -> None:
    if console.is_terminal:
        sequence = inline_image(path, os.environ)
        if sequence:
            console.file.write(sequence + "\n")
    console.print(Text(say("terminal_chart", answer.lang, path=for_terminal(str(path)))), soft_wrap=True)


def print_card(answer: Answer, turn_id: str, console: Console, whole: bool = True) -> None:
    """The provenance, two columns, dim; the label stands out."""
    card = answer.card.lines if whole else answer.card.brief or answer.card.lines
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    label_heading = say("card_label", answer.lang)
    room = console.width - 4 - max(cell_len(heading) for heading, _ in card)
    for heading, text in card:
        style = _LABEL_STYLES[answer.label] if heading == label_heading else "dim"
        parts = [part for line in for_terminal(text).split("\n") for part in wrapped(line, room)]
        grid.add_row(Text(for_terminal(heading)), Text("\n".join(parts), style=style))
    told = say("terminal_id" if whole else "terminal_more", answer.lang, id=for_terminal(turn_id))
    grid.add_row(Text(""), Text(told, style="dim"))
    console.print()
    console.print(Padding(grid, (0, 0, 0, 2)))


def _clarification(clarification: Clarification, console: Console) -> None:
    _marked(clarification.text, say("terminal_asked", clarification.lang), "cyan", console)
    for number, option in enumerate(clarification.options, start=1):
        first, *rest = wrapped(for_terminal(option.label), console.width - 5)
        console.print(Text.assemble((f"  {number}. ", "bold cyan"), first), soft_wrap=True)
        for line in rest:
            console.print(Text(f"     {line}"), soft_wrap=True)
    if clarification.options:
        console.print(Text(say("terminal_options", clarification.lang), style="dim"))


def _marked(text: str, mark: str, style: str, console: Console) -> None:
    console.print(Text(mark, style=f"bold {style}"))
    for line in for_terminal(text).split("\n"):
        _line(line, console)


def _definition(definition: Definition, console: Console) -> None:
    for line in for_terminal(definition.text).split("\n"):
        _line(line, console)
    if not all(item in definition.text for item in definition.suggestions):
        _suggestions(definition.suggestions, definition.lang, console)


def _suggestions(suggestions: tuple[str, ...], lang: str, console: Console) -> None:
    if suggestions:
        questions = say("semicolon", lang).join(for_terminal(item) for item in suggestions)
        _line(say("terminal_suggestions", lang, questions=questions), console, "dim")


def _line(text: str, console: Console, style: str = "") -> None:
    for part in wrapped(text, console.width):
        console.print(Text(part, style=style), soft_wrap=True)


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` cells. Chinese may break anywhere but before a closing mark; Latin words stay whole.

    >>> wrapped("收入是多少。ab cd", 12)
    ['收入是多少。', 'ab cd']
    """
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        if line and cell_len(line) + cell_len(token.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line = line + token if line else token.lstrip()
    return [*lines, line.rstrip()]
