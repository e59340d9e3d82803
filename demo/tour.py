"""The tour of `make demo`: seven questions, Chinese and English, each a different kind of outcome."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from rich.console import Console

from bot.app import App
from bot.channels.terminal import print_turn
from bot.stores import new_turn_id

QUESTIONS = (
    "上月华东区应收账款是多少?",
    "那华南呢?",
    "Top 10 customers by overdue receivables",
    "今年每个月的营业收入,和去年同期比",
    "今年各部门费用率,画个图",
    "今年的收入是多少?",
    "明年的股价会是多少",
)


def main() -> int:
    """Ask the seven questions as one conversation and say how to go on."""
    folder = Path(__file__).parent
    console = Console()
    with App.open(folder, planner="offline") as app:
        asyncio.run(_ask_all(app, console))
    console.print()
    console.print("接着问 · go on:")
    console.print("  .venv/bin/askfin chat --workspace demo")
    console.print('  .venv/bin/askfin ask --workspace demo "…"')
    return 0


async def _ask_all(app: App, console: Console) -> None:
    thread = f"tour-{new_turn_id()}"
    rights = app.workspace.rights_in_terminal(None)
    for text in QUESTIONS:
        console.rule(f"[bold]{text}")
        turn = await app.ask(app.question(text, rights, asker="terminal", thread=thread))
        wanted = getattr(turn.outcome, "wants_chart", False)
        print_turn(turn, console, app.draw(turn) if wanted else None)


if __name__ == "__main__":
    sys.exit(main())
