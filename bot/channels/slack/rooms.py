"""Who reads along in a Slack conversation: its members, looked up and kept, with a bound.

Role: a direct message is the asker's own; a shared (Connect) conversation and a room too large to look through count as
public, and nothing is shown there. A room that cannot be looked up counts as public too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.audience import NOBODY_KNOWN, Audience, Remembered, audience_of
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.people import SLACKBOT, People
from bot.channels.slack.tuning import Tuning
from semantic_layer.access import Rights

PRIVATE = Audience(Rights(), is_private=True)
_MOST_KEPT = 2_000
_PAGE = 200


@dataclass(frozen=True)
class Room:
    """What matters of a conversation."""

    is_im: bool
    is_public: bool  # beyond what membership tells


class Rooms:
    """Looks conversations up, and keeps them for a while."""

    def __init__(self, client: AsyncWebClient, people: People, own_user: str, tuning: Tuning) -> None:
        self._client, self._people, self._own, self._tuning = client, people, own_user, tuning
        self._rooms: Remembered[str, Room] = Remembered(self._look_up, tuning.people_kept, _MOST_KEPT)
        self._members: Remembered[str, tuple[str, ...]] = Remembered(
            self._look_up_members, tuning.members_kept, _MOST_KEPT
        )

    async def audience(self, room: str) -> Audience:
        """What everybody in the conversation may see."""
        try:
            found = await self._rooms.get(room)
            if found.is_im:
                return PRIVATE
            if found.is_public:
                return NOBODY_KNOWN
            members = await self._members.get(room)
        except FAILURES as error:
            LOG.warning("The members of %s cannot be looked up: %s", room, error_name(error) or type(error).__name__)
            return NOBODY_KNOWN
        others = [user for user in members if user not in (self._own, SLACKBOT)]
        if len(others) > self._tuning.most_members:
            return NOBODY_KNOWN
        return audience_of(await asyncio.gather(*(self._people.who(user) for user in others)))

    def forget(self, room: str) -> None:
        """Look again next time: somebody came or went, or the room changed."""
        self._rooms.forget(room)
        self._members.forget(room)

    async def _look_up(self, room: str) -> Room:
        answer = await self._client.conversations_info(channel=room)
        found: Mapping[str, Any] = answer.get("channel") or {}
        shared = ("is_ext_shared", "is_pending_ext_shared", "is_shared", "is_global_shared")
        return Room(bool(found.get("is_im")), any(found.get(flag) for flag in shared))

    async def _look_up_members(self, room: str) -> tuple[str, ...]:
        """All members, or the first ones beyond the bound."""
        members: list[str] = []
        cursor = ""
        while len(members) <= self._tuning.most_members + 2:
            answer = await self._client.conversations_members(channel=room, limit=_PAGE, cursor=cursor or None)
            members += answer.get("members") or []
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return tuple(members)
