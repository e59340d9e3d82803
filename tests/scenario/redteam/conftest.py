"""One workspace and one application for the whole folder; everything a person gets of a turn as one text."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import App
from bot.channels.json_turn import turn_as_json
from bot.channels.terminal import print_turn
from bot.settings import Environment
from bot.turn import Answer, Turn
from tests.scenario.redteam import guild

BOSS, EAST, CLERK, LISTER, NOBODY, BLANK, STRANGER = (
    *(f"{name}@example.com" for name in ("boss", "east", "clerk", "lister", "none", "blank")),
    "stranger@example.com",
)
Ask = Callable[..., Turn]


def opened(folder: Path) -> App:
    return App.open(folder, environment=Environment.model_validate({}))


def asking(app: App) -> Ask:
    """Ask in words, or in semantic SQL where the text begins with SELECT or WITH."""

    def ask(person: str, text: str, thread: str = "") -> Turn:
        question = app.question(text, app.workspace.rights_in_terminal(person), asker=person, thread=thread)
        is_sql = text.startswith(("SELECT ", "WITH "))
        return asyncio.run(app.run_sql(text, question) if is_sql else app.ask(question))

    return ask


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The guild with its access file."""
    with opened(guild.build(tmp_path_factory.mktemp("redteam") / "guild")) as running:
        yield running


@pytest.fixture(scope="session")
def ask(app: App) -> Ask:
    return asking(app)


@pytest.fixture(scope="session")
def deleted_guild(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks a guild from which the forbidden facts were deleted, without an access file."""
    folder = tmp_path_factory.mktemp("redteam") / "deleted"
    with opened(guild.build(folder, guild.without_forbidden(), access="")) as running:
        yield asking(running)


def shown(turn: Turn) -> str:
    """Everything a person gets of a turn, in the terminal, as JSON and in a chart, without what they wrote."""
    screen = Console(file=io.StringIO(), width=300)
    print_turn(turn, screen)
    parts = [json.dumps(turn_as_json(turn), ensure_ascii=False), screen.file.getvalue()]  # type: ignore[attr-defined]
    if isinstance(turn.outcome, Answer) and turn.outcome.chart:
        parts.append(json.dumps(dict(turn.outcome.chart.spec), ensure_ascii=False, default=str))
    return "\n".join(parts).replace(turn.question.text, "")


def leaks(turn: Turn, marks: tuple[str, ...]) -> list[str]:
    """The marks that a turn shows and its question does not."""
    text = shown(turn)
    return [mark for mark in marks if mark in text and mark.casefold() not in turn.question.text.casefold()]


def rows(turn: Turn) -> list[list]:
    return turn_as_json(turn)["rows"]
