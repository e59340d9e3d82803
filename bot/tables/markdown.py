"""The rows of an answer as a Markdown table, escaped."""

from __future__ import annotations

from bot.compose import presentation_of
from bot.compose.escape import for_markdown
from bot.tables.preview import preview
from bot.turn import Answer


def markdown_table(answer: Answer, most: int | None = 10) -> str:
    """At most `most` rows (None = all), numbers to the right; says how many there are."""
    view = presentation_of(answer)
    shown = preview(view, len(view.rows) if most is None else most)
    numeric = set(view.measures)
    lines = [_row(view.headings), _row_of_rules(len(view.columns), numeric)]
    lines += [_row([view.text(row, place) for place in range(len(view.columns))]) for row in shown.rows]
    if shown.note:
        lines += ["", for_markdown(shown.note)]
    return "\n".join(lines)


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return "| " + " | ".join(for_markdown(" ".join(cell.split())) for cell in cells) + " |"


def _row_of_rules(count: int, numeric: set[int]) -> str:
    return "| " + " | ".join("---:" if place in numeric else "---" for place in range(count)) + " |"
