"""The service: everything wired together, from secrets and an opened workspace to a running AsyncApp.

Role: opens in order and closes in reverse. Refuses to start without an access file. `open_service` is what the command
and the tests use.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App
from bot.channels.queue import RoomQueue
from bot.channels.slack.answering import Answering
from bot.channels.slack.client import FAILURES, TIMEOUT, error_name, make_client
from bot.channels.slack.deliver import Delivery
from bot.channels.slack.desk import Desk
from bot.channels.slack.files import Files
from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.listen import listen
from bot.channels.slack.people import People
from bot.channels.slack.places import Places
from bot.channels.slack.post import Poster
from bot.channels.slack.rooms import Rooms
from bot.channels.slack.stream import Streaming
from bot.channels.slack.tuning import API, Secrets, Tuning
from bot.stores import Board, Inbox
from semantic_layer.access import Policy
from semantic_layer.errors import OperatorError


@dataclass
class Service:
    """A running service. `bolt` takes what Slack delivers."""

    app: App
    client: AsyncWebClient
    bolt: AsyncApp
    desk: Desk
    team: str
    own_user: str


def policy_of(app: App) -> Policy:
    """The access file, without which nobody in Slack could be told from anybody else."""
    if app.workspace.policy is None:
        raise OperatorError(
            "Slack needs an access file: without one it cannot be known who may see what.",
            "Write access.yml, name it in askfin.yaml (access: access.yml); docs/access.md shows its keys.",
        )
    return app.workspace.policy


@asynccontextmanager
async def open_service(
    app: App, secrets: Secrets, tuning: Tuning | None = None, url: str = API
) -> AsyncIterator[Service]:
    """Wire everything, recover what was left over, and close it all at the end."""
    tuning = tuning or Tuning()
    policy = policy_of(app)
    await asyncio.to_thread(lambda: app.services)  # opened before the first question comes
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = make_client(secrets.bot_token.get_secret_value(), url, session, tuning)
        service = _wire(app, policy, client, secrets, tuning, await who_am_i(client))
        try:
            await service.desk.recover()
            yield service
        finally:
            await service.desk.close()


async def who_am_i(client: AsyncWebClient) -> AuthorizeResult:
    """Our team and our own ids; OperatorError where the token is not taken."""
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        raise OperatorError(
            f"Slack does not take the bot token: {error_name(error) or type(error).__name__}.",
            "Look at SLACK_BOT_TOKEN (it starts with xoxb-), then: askfin slack check",
        ) from None
    return AuthorizeResult(
        enterprise_id=answer.get("enterprise_id"),
        team_id=answer["team_id"],
        bot_user_id=answer["user_id"],
        bot_id=answer.get("bot_id"),
        bot_token=client.token,
    )


def _wire(
    app: App, policy: Policy, client: AsyncWebClient, secrets: Secrets, tuning: Tuning, own: AuthorizeResult
) -> Service:
    team, own_user = str(own.team_id), str(own.bot_user_id)
    settings = app.workspace.settings
    queue = RoomQueue(tuning.spacing, tuning.burst, tuning.sleep, tuning.clock)
    poster = Poster(client, queue, tuning, own_user)
    inbox, board = Inbox(app.store, CHANNEL), Board(app.store)
    people = People(client, policy, team, tuning)
    rooms = Rooms(client, people, own_user, tuning)
    places = Places(client, poster, inbox, policy.contact or settings.contact, settings.language)
    delivery = Delivery(app, client, poster, Streaming(client, queue, poster, tuning), Files(client, tuning))
    desk = Desk(inbox, Answering(app, board), people, rooms, places, delivery, tuning)

    async def authorize() -> AuthorizeResult:
        return own  # asked once at the start: Bolt would ask at the first event, and drop it where that fails

    bolt = AsyncApp(
        name="askfin",
        client=AsyncWebClient(base_url=client.base_url),
        authorize=authorize,
        signing_secret=secrets.signing_secret.get_secret_value(),
        logger=logging.getLogger("askfin.slack.bolt"),
        raise_error_for_unhandled_request=False,
    )
    service = Service(app, client, bolt, desk, team, own_user)
    listen(service.bolt, desk, board, client, own_user)
    return service
