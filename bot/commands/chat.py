"""`askfin chat`: a conversation in the terminal, with history and a few slash commands."""

from __future__ import annotations

import argparse
import asyncio
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from bot.commands.arguments import add_common, open_app, question_from
from bot.commands.ask import draw_if_wanted, show, steps_shown
from bot.stores import new_turn_id
from bot.turn import Answer, Clarification, Turn
from semantic_layer.errors import OperatorError

WELCOME = {
    "zh": "直接提问即可，例如一个指标加一段时间。/help 看命令，Ctrl-D 退出。",
    "en": "Ask in plain words, such as a metric and a period. /help lists the commands, Ctrl-D leaves.",
}
HELP = {
    "zh": {
        "/sql": "显示上一个回答的语义 SQL 和 SQL",
        "/card": "显示上一个回答的口径卡",
        "/chart [FILE]": "把上一个回答画成图",
        "/export FILE.xlsx|.csv": "导出上一个回答",
        "/forget": "忘掉本次对话和记住的选择",
        "/help": "显示这些命令",
        "/quit": "退出",
    },
    "en": {
        "/sql": "show the semantic SQL and SQL of the last answer",
        "/card": "show the card of the last answer",
        "/chart [FILE]": "draw the last answer",
        "/export FILE.xlsx|.csv": "write the last answer to a file",
        "/forget": "forget this conversation and the choices remembered",
        "/help": "show these commands",
        "/quit": "leave",
    },
}
NO_ANSWER = {"zh": "还没有可用的回答。", "en": "There is no answer yet."}
NO_CHART = {"zh": "这个回答没有图。", "en": "That answer has no chart."}
NO_SQL = {"zh": "你的权限不含查看 SQL。", "en": "Your rights do not include seeing SQL."}
UNKNOWN = {"zh": "没有这个命令；/help 看全部。", "en": "There is no such command; /help lists them."}
FORGOTTEN = {"zh": "已忘记。", "en": "Forgotten."}


def register(subparsers: argparse._SubParsersAction) -> None:
    parser = subparsers.add_parser("chat", help="talk, with follow-up questions")
    add_common(parser)
    parser.add_argument("--planner", choices=("auto", "offline", "model"), default="auto")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Talk until Ctrl-D or /quit."""
    with open_app(arguments, arguments.planner) as app:
        app.workspace.rights_in_terminal(arguments.user)  # refuses before the first prompt
        conversation = _Conversation(app, arguments)
        print(WELCOME[conversation.lang])
        read = _reader(app.workspace.state_folder)
        while (line := read()) is not None:
            if line.strip() in ("/quit", "/exit"):
                break
            conversation.take(line)
    return 0


def _reader(folder: Path) -> Callable[[], str | None]:
    """A function that reads a line, with editing and history where the terminal can; None at the end."""
    import sys

    if not sys.stdin.isatty():
        return lambda: sys.stdin.readline() or None
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory

    folder.mkdir(parents=True, exist_ok=True)
    session: PromptSession[str] = PromptSession("› ", history=FileHistory(str(folder / "chat-history")))

    def read() -> str | None:
        try:
            return session.prompt()
        except EOFError:
            return None

    return read


def _print_card(answer: Answer, turn_id: str) -> None:
    from rich.console import Console

    from bot.channels.terminal import print_card

    print_card(answer, turn_id, Console())


@dataclass
class _Conversation:
    app: App
    arguments: argparse.Namespace
    last: Turn | None = None

    def __post_init__(self) -> None:
        self.thread = f"chat-{new_turn_id()}"

    @property
    def lang(self) -> str:
        return self.arguments.lang or self.app.workspace.settings.language

    def take(self, line: str) -> None:
        """A question, a choice among options, or a slash command."""
        text = line.strip()
        if text.startswith("/"):
            self._command(text)
        elif text:
            self._ask(text)

    def _ask(self, text: str) -> None:
        question = question_from(self.app, self.arguments, text, self.thread)
        options = self.last.outcome.options if self.last and isinstance(self.last.outcome, Clarification) else ()
        with steps_shown(question.lang) as progress:
            if text.isdigit() and 1 <= int(text) <= len(options):
                turn = asyncio.run(self.app.choose(options[int(text) - 1], question, progress))
            else:
                turn = asyncio.run(self.app.ask(question, progress))
        self.last = turn
        show(turn, draw_if_wanted(self.app, turn, None, False), self.arguments.json)

    def _command(self, text: str) -> None:
        try:
            name, *words = shlex.split(text)
        except ValueError:
            name, words = text, []
        match name:
            case "/help":
                for command, meaning in HELP[self.lang].items():
                    print(f"  {command:24} {meaning}")
            case "/forget":
                self.app.store.forget(self.thread)
                self.app.store.forget_preferences(self.arguments.user or "terminal")
                self.last = None
                print(FORGOTTEN[self.lang])
            case "/sql" | "/card" | "/chart" | "/export":
                self._about_last(name, words)
            case _:
                print(UNKNOWN[self.lang])

    def _about_last(self, name: str, words: list[str]) -> None:
        if self.last is None or not isinstance(self.last.outcome, Answer):
            print(NO_ANSWER[self.lang])
            return
        answer = self.last.outcome
        match name:
            case "/sql" if not self.last.question.rights.sql:
                print(NO_SQL[self.lang])
            case "/sql":
                print(f"{answer.checked.query.text}\n\n{answer.compiled.sql}")
            case "/card":
                _print_card(answer, self.last.turn_id)
            case "/chart":
                path = self.app.draw(self.last, Path(words[0]) if words else None)
                print(path or NO_CHART[self.lang])
            case _:
                self._export(answer, words)

    def _export(self, answer: Answer, words: list[str]) -> None:
        from bot.tables import write_table

        target = Path(words[0]) if words else Path(f"{self.last.turn_id if self.last else 'answer'}.xlsx")
        try:
            write_table(answer, target)
        except (OSError, OperatorError) as error:
            print(error)
            return
        self.app.store.note(self.arguments.user or "terminal", "exported", {"file": target.name})
        print(target)
