"""`askfin ask`: questions in, answers out; several questions are the turns of one conversation."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app import App
from bot.channels.json_turn import printed, turn_as_json
from bot.channels.wording import step_words
from bot.commands.arguments import add_common, open_app, question_from
from bot.ports import Progress
from bot.stores import new_turn_id
from bot.turn import Answer, Turn


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("ask", help="ask one or more questions")
    add_common(parser)
    parser.add_argument("questions", nargs="+", metavar="QUESTION", help="several are the turns of one conversation")
    parser.add_argument("--planner", choices=("auto", "offline", "model"), default="auto")
    parser.add_argument("--card", action="store_true", help="print the whole card under each answer")
    charts = parser.add_mutually_exclusive_group()
    charts.add_argument("--chart", type=Path, metavar="FILE", help="draw the chart of the last answer into FILE (PNG)")
    charts.add_argument("--no-chart", action="store_true", help="draw no chart")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Ask each question in turn. Exit 0 whatever kind the outcomes are."""
    with open_app(arguments, arguments.planner) as app:
        asyncio.run(_ask_all(app, arguments))
    return 0


async def _ask_all(app: App, arguments: argparse.Namespace) -> None:
    thread = f"ask-{new_turn_id()}"
    for position, text in enumerate(arguments.questions):
        question = question_from(app, arguments, text, thread)
        with steps_shown(question.lang) as progress:
            turn = await app.ask(question, progress)
        is_last = position == len(arguments.questions) - 1
        chart = draw_if_wanted(app, turn, arguments.chart if is_last else None, arguments.no_chart)
        show(turn, chart, arguments.json, arguments.card)
        if position == 0 and not arguments.json and app.workspace.policy is None:
            _say_full_rights(turn)


@contextmanager
def steps_shown(lang: str) -> Iterator[Progress | None]:
    """Shows each step as it begins, where a person looks on; nothing stays on the screen."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as status:
        yield lambda step: status.update(step_words(step, lang))


def draw_if_wanted(app: App, turn: Turn, path: Path | None, never: bool) -> Path | None:
    """The chart's file: drawn where --chart names one, or where the answer wants a chart."""
    if never or not isinstance(turn.outcome, Answer):
        return None
    return app.draw(turn, path) if path is not None or turn.outcome.wants_chart else None


def show(turn: Turn, chart: Path | None, as_json: bool, whole_card: bool = False) -> None:
    """Print one turn, for people or as JSON."""
    if as_json:
        print(printed(turn_as_json(turn, chart)), flush=True)
        return
    from rich.console import Console

    from bot.channels.terminal import print_turn

    print_turn(turn, Console(), chart, whole_card)


def _say_full_rights(turn: Turn) -> None:
    note = "没有 access 文件：终端拥有全部权限。" if turn.question.lang == "zh" else "No access file: full rights here."
    print(note, file=sys.stderr)
