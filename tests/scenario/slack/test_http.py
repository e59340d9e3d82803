"""The second door: signed HTTP behind Starlette."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import uvicorn

from bot.channels.slack.serve import PATH, web_app
from bot.channels.slack.service import Service, open_service
from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import SECRETS, TUNING, MakeApp

OCTOBER = "takings in October 2026"


@dataclass
class Door:
    """The bot listening on a port, and Slack signing its requests."""

    service: Service
    url: str
    session: aiohttp.ClientSession
    skew: int = 0
    secret: str = SECRETS.signing_secret.get_secret_value()

    async def send(self, payload: dict[str, Any], kind: str = "events_api", **headers: str) -> tuple[int, str]:
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(fields), "application/x-www-form-urlencoded"
        stamp = str(int(time.time()) + self.skew)
        digest = hmac.new(self.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", "Content-Type": content}
        async with self.session.post(self.url + PATH, data=body.encode(), headers=signed | headers) as response:
            return response.status, await response.text()


async def until(holds: Any) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - the server sets a flag, no event
            await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[str]:
    config = uvicorn.Config(web_app(service), host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture
async def door(make_app: MakeApp, slack: SlackServer) -> AsyncIterator[Door]:
    async with (
        open_service(make_app(), SECRETS, TUNING, slack.api) as service,
        serving(service) as url,
        aiohttp.ClientSession() as session,
    ):
        opened = Door(service, url, session)

        async def deliver(payload: dict[str, Any], kind: str) -> Any:
            return await opened.send(payload, kind)

        slack.http = deliver
        yield opened


async def test_a_signed_event_is_answered_once_with_its_retries(slack: SlackServer, door: Door):
    event = slack.mention_event(slack.write("CBOSS", "UBOSS", f"<@U0BOT> {OCTOBER}"))
    assert await door.send(event) == (200, "")
    for number in ("1", "2", "3"):
        retry = {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": "http_timeout"}
        assert (await door.send(event, **retry))[0] == 200
    await slack.until(lambda: slack.world.answers("CBOSS"))
    await door.service.desk.idle()
    assert len(slack.world.bots("CBOSS")) == 1


@pytest.mark.parametrize("change", [{"secret": "another"}, {"skew": -400}, {"skew": 400}], ids=str)
async def test_what_is_not_signed_by_slack_just_now_is_refused(slack: SlackServer, door: Door, change: dict[str, Any]):
    for name, value in change.items():
        setattr(door, name, value)
    event = slack.mention_event(slack.write("CBOSS", "UBOSS", f"<@U0BOT> {OCTOBER}"))
    assert (await door.send(event))[0] == 401
    await asyncio.sleep(0.05)
    assert slack.world.bots("CBOSS") == []


async def test_buttons_and_commands_work_over_http(slack: SlackServer, door: Door):
    ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    (answer,) = await slack.until(lambda: slack.world.answers("CBOSS", ts))
    assert await slack.click(answer, "sql", "UBOSS") == (200, "")
    await slack.until(lambda: slack.world.views)
    status, said = await slack.command("CBOSS", "UBOSS", OCTOBER)
    assert status == 200
    assert "direct messages" in said
    await slack.until(lambda: slack.world.answers("DBOSS"))
    await door.service.desk.idle()


async def test_slacks_challenge_and_the_health_check(slack: SlackServer, door: Door):
    status, said = await door.send({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert (status, json.loads(said)["challenge"]) == (200, "abc")
    async with door.session.get(door.url + "/health") as response:
        assert response.status == 200
