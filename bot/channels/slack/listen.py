"""Listeners: what Slack delivers is sorted here, persisted, and only then acknowledged.

Role: the edge of Bolt. Bolt acknowledges an event before its listener runs, so questions are taken in by a middleware;
a failure there leaves the event unacknowledged, and Slack sends it again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import inbound
from bot.channels.slack.clicks import Clicks
from bot.channels.slack.commands import Commands
from bot.channels.slack.desk import Desk
from bot.channels.slack.home import Home
from bot.stores import Board

Next = Callable[[], Awaitable[Any]]


def listen(bolt: AsyncApp, desk: Desk, board: Board, client: AsyncWebClient, own_user: str) -> None:
    """Attach everything to a Bolt app."""
    _Events(desk, own_user).attach(bolt)
    for part in (Clicks(desk, board, client), Home(desk, board, client), Commands(desk, board, client)):
        part.attach(bolt)


class _Events:
    """Messages and what happens to them."""

    def __init__(self, desk: Desk, own_user: str) -> None:
        self._desk, self._own = desk, own_user

    def attach(self, bolt: AsyncApp) -> None:
        bolt.middleware(self._take_in)
        for name in ("app_mention", "message"):
            bolt.event(name)(self._begin)
        for name in ("member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared"):
            bolt.event(name)(self._room_changed)
        bolt.event("user_change")(self._person_changed)
        bolt.event("agent_session_stopped")(self._stopped)

    async def _take_in(self, body: dict[str, Any], context: Any, next: Next) -> None:  # noqa: A002 - Bolt's name
        """Persist a question before Bolt acknowledges its event."""
        event = body.get("event") or {}
        if inbound.is_a_persons_message(event, self._own):
            kind = inbound.addressed(event, self._own)
            if not kind and inbound.may_be_overheard(event, self._own):
                room, thread = str(event["channel"]), str(event["thread_ts"])
                kind = "overheard" if await asyncio.to_thread(self._desk.inbox.joined, room, thread) else ""
            if kind:
                entry = inbound.entry_of(body, kind, self._own)
                if await self._desk.take_in(entry, inbound.keys_of(body)):
                    context["entry"] = entry
        await next()

    async def _begin(self, event: Mapping[str, Any], context: Any) -> None:
        if (entry := context.get("entry")) is not None:
            self._desk.begin(entry)
        elif event.get("subtype") == "message_deleted":
            await self._deleted(event)

    async def _deleted(self, event: Mapping[str, Any]) -> None:
        """A question was deleted: no answer to it."""
        room, message = str(event.get("channel")), str(event.get("deleted_ts"))
        entry = await asyncio.to_thread(self._desk.inbox.asked, room, message)
        if entry is not None:
            await self._desk.withdraw(entry, "withdrawn")

    async def _stopped(self, event: Mapping[str, Any]) -> None:
        """A person pressed Stop."""
        room, thread = str(event["channel"]), str(event.get("thread_ts") or "")
        for entry in await asyncio.to_thread(self._desk.inbox.working_in, room, thread):
            await self._desk.withdraw(entry, "stopped")

    async def _room_changed(self, event: Mapping[str, Any]) -> None:
        self._desk.rooms.forget(str(event.get("channel")))

    async def _person_changed(self, event: Mapping[str, Any]) -> None:
        self._desk.people.forget(str((event.get("user") or {}).get("id")))
