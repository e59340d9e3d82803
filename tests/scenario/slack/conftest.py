"""A tiny company, our own Slack, and the real bot between them."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from sqlalchemy import select

from bot.app import App
from bot.channels.slack.service import Service, open_service
from bot.channels.slack.tuning import Secrets, Tuning
from bot.settings import Environment
from bot.stores import Store
from bot.stores.schema import INBOX
from bot.workspace import Workspace
from tests.fakes.slack import SlackServer
from tests.fakes.slack.company import build

SPEED = 50.0  # the clock of our Slack, and the bot's waits, run this much faster
SECRETS = Secrets.model_validate(
    {
        "SLACK_BOT_TOKEN": "xoxb-good",
        "SLACK_APP_TOKEN": "xapp-good",
        "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
    }
)


async def quick_sleep(seconds: float) -> None:
    await asyncio.sleep(seconds / SPEED)


def quick_clock() -> float:
    return time.monotonic() * SPEED


TUNING = Tuning(patience=30, append_every=0.0, sweep=30, sleep=quick_sleep, clock=quick_clock)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory):
    """The company's workspace, opened once: its warehouse is what takes time."""
    folder = tmp_path_factory.mktemp("tea")
    build(folder)
    with Workspace.open(folder, Environment()) as opened:
        warm = App(opened, planner="offline")
        assert warm.services
        yield warm
        warm.store.close()


class Gate:
    """A warehouse that waits until the test lets it: a slow answer."""

    def __init__(self, warehouse: Any) -> None:
        self._warehouse = warehouse
        self.entered, self.open = threading.Event(), threading.Event()

    def execute(self, compiled: Any) -> Any:
        self.entered.set()
        assert self.open.wait(10)
        return self._warehouse.execute(compiled)


@pytest.fixture
def gate(workspace: App):
    made = Gate(workspace.services.warehouse)
    yield made
    made.open.set()


MakeApp = Callable[..., App]


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables and nothing in them; copying it is quicker than making one."""
    folder = tmp_path_factory.mktemp("store")
    Store.in_folder(folder).close()
    return folder


@pytest.fixture
def make_app(workspace: App, empty_store: Path, tmp_path: Path):
    """Makes an App on the opened workspace with a store of its own; call it again for a restart."""
    made: list[App] = []
    shutil.copytree(empty_store, tmp_path / "state")

    def make(warehouse: Any = None) -> App:
        app = App(workspace.workspace, planner="offline")
        services = workspace.services
        app.__dict__ |= {
            "store": Store.in_folder(tmp_path / "state"),
            "context": workspace.context,
            "services": replace(services, warehouse=warehouse) if warehouse is not None else services,
        }
        made.append(app)
        return app

    yield make
    for app in made:
        app.store.close()


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A Slack with four people of the company, a channel for each kind of company, and a stranger."""
    async with SlackServer(speed=SPEED, ack_seconds=3.0) as server:
        world = server.world
        for user, email in (
            ("UBOSS", "boss@tea.example"),
            ("UNORTH", "north@tea.example"),
            ("UCLERK", "clerk@tea.example"),
        ):
            world.add_user(user, email)
        world.add_user("USTRANGER", "who@elsewhere.example")
        world.add_user("U0BOT", "", is_bot=True)
        world.add_channel("CBOSS", ["UBOSS"])
        world.add_channel("CMIX", ["UBOSS", "UNORTH"])
        world.add_channel("COPEN", ["UBOSS", "USTRANGER"])
        yield server


@dataclass
class Running:
    """The bot at work, connected to our Slack."""

    service: Service
    handler: AsyncSocketModeHandler

    async def idle(self) -> None:
        """Wait until every question taken in is finished."""
        for _ in range(1_000):
            await asyncio.sleep(0.005)
            async with asyncio.timeout(60):  # rather a failure than a run that never ends
                await self.service.desk.idle()
            with self.service.app.store.engine.connect() as connection:
                is_open = select(INBOX.c.question_id).where(INBOX.c.state.in_(("waiting", "working")))
                if connection.execute(is_open).first() is None:
                    return
        raise AssertionError("a question is still open")


@asynccontextmanager
async def run_bot(app: App, slack: SlackServer, token: str = "xoxb-good", **tuning: Any) -> AsyncIterator[Running]:
    """Start the bot in Socket Mode; stop it at the end."""
    secrets = SECRETS.model_copy(update={"bot_token": SecretStr(token)})
    async with open_service(app, secrets, replace(TUNING, **tuning), slack.api) as service:
        handler = AsyncSocketModeHandler(service.bolt, "xapp-good", web_client=service.client, ping_interval=5)
        await handler.connect_async()
        await slack.connected()
        try:
            yield Running(service, handler)
        finally:
            await handler.close_async()


@pytest.fixture
async def bot(make_app: Callable[[], App], slack: SlackServer) -> AsyncIterator[Running]:
    async with run_bot(make_app(), slack) as running:
        yield running
