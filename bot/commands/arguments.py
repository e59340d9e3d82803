"""Arguments that all commands share, and how a command opens the application with them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from bot.app import App
from bot.turn import Lang, Question
from semantic_layer.errors import OperatorError


def add_common(parser: argparse.ArgumentParser) -> None:
    """--workspace --today --as --lang --json, on every command."""
    parser.add_argument("--workspace", type=Path, metavar="DIR", help="folder with askfin.yaml (default: the nearest)")
    parser.add_argument("--today", type=_date, metavar="DATE", help="answer as if today were DATE (YYYY-MM-DD)")
    parser.add_argument("--as", dest="user", metavar="USER", help="whose rights apply")
    parser.add_argument("--lang", choices=("zh", "en"), help="language of the answer (default: the question's)")
    parser.add_argument("--json", action="store_true", help="print JSON, one object a turn")


def open_app(arguments: argparse.Namespace, planner: str = "auto") -> App:
    """Open the workspace a command names."""
    return App.open(arguments.workspace, planner=planner, today=arguments.today)


def question_from(app: App, arguments: argparse.Namespace, text: str, thread: str = "") -> Question:
    """A question asked in the terminal, with the rights of --as."""
    rights = app.workspace.rights_in_terminal(arguments.user)
    lang: Lang | None = arguments.lang
    return app.question(text, rights, asker=arguments.user or "terminal", thread=thread, lang=lang)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OperatorError(f"{text!r} is not a date.", "Write it as YYYY-MM-DD, such as 2026-11-05.") from None
