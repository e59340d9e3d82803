"""Posting: one queue a room, simpler looks where Slack refuses, and never the same answer twice.

Role: whatever is shown goes out here. When a connection breaks in the middle of a post, the thread is looked up for the
question's id in the metadata before anything is posted again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.queue import RoomQueue
from bot.channels.slack.client import BROKEN, FAILURES, LOG, error_name, may_have_arrived
from bot.channels.slack.render import METADATA, Look, Message, simpler
from bot.channels.slack.tuning import Tuning

# Slack does not take the message as it is.
REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "unsupported_block_type"}
)
# The place to post to is no more.
GONE = frozenset({"thread_not_found", "message_not_found", "channel_not_found", "is_archived", "not_in_channel"})
_TRIES = 4


class PlaceGone(Exception):
    """The channel, the thread or the message to write to is not there any more."""


@dataclass
class Poster:
    """Posts into rooms."""

    client: AsyncWebClient
    queue: RoomQueue
    tuning: Tuning
    own_user: str
    look: Look = field(default_factory=Look)  # what this workspace is known to take

    async def post(self, room: str, thread: str, render: Callable[[Look], Message], question_id: str = "") -> str:
        """Post a message in the best look that Slack takes; its ts. Raises PlaceGone or the last error."""

        async def send(message: Message) -> str:
            return await self._post_once(room, thread, message, question_id)

        return await self.in_best_look(render, send)

    async def in_best_look(self, render: Callable[[Look], Message], send: Callable[[Message], Awaitable[str]]) -> str:
        """Send in the best look that Slack takes. A fresh file may only need a moment, so the first look is tried
        twice."""
        looks = simpler(self.look)
        has_image = any(block["type"] == "image" for block in render(looks[0]).blocks)
        tries = [looks[0], *looks] if has_image else looks
        for place, look in enumerate(tries):
            try:
                ts = await send(render(look))
            except SlackApiError as error:
                if error_name(error) in GONE:
                    raise PlaceGone(error_name(error)) from None
                if error_name(error) not in REFUSED or place == len(tries) - 1:
                    raise
                LOG.info("Slack refused a message (%s); trying a simpler one", error_name(error))
                if has_image and place == 0:
                    await self.tuning.sleep(2 * self.tuning.file_poll)
                continue
            if look.blocks and look.image is False and not look.table:
                self.look = Look(image=True, table=False, thumbs=False)  # an older workspace: spare it the refusals
            return ts
        raise AssertionError("no look was tried")

    async def _post_once(self, room: str, thread: str, message: Message, question_id: str) -> str:
        arguments = _arguments(message)

        async def call() -> str:
            for attempt in range(_TRIES):
                try:
                    answer = await self.client.chat_postMessage(
                        channel=room, thread_ts=thread or None, unfurl_links=False, unfurl_media=False, **arguments
                    )
                    return str(answer["ts"])
                except FAILURES as error:
                    if not may_have_arrived(error) or attempt == _TRIES - 1:
                        raise
                    LOG.warning("A post broke off (%s); looking before posting again", _named(error))
                    await self.tuning.sleep(0.5 * 2**attempt)
                    if question_id and (found := await self.find(room, thread, question_id)):
                        return found
            raise AssertionError("unreachable")

        return await self.queue.run(room, call)

    async def update(self, room: str, ts: str, message: Message) -> str:
        """Replace a message of ours."""

        async def call() -> str:
            arguments: dict[str, Any] = {"blocks": []} | _arguments(message)
            await self.client.chat_update(channel=room, ts=ts, **arguments)
            return ts

        return await self.queue.run(room, call)

    async def say(self, room: str, thread: str, text: str, question_id: str = "") -> str:
        """Post one plain sentence."""
        return await self.post(room, thread, lambda _look: plain_message(text, question_id), question_id)

    async def whisper(self, room: str, user: str, text: str, thread: str = "", blocks: Sequence[Any] = ()) -> None:
        """Tell one person in a room; where Slack cannot, it is left unsaid, and logged."""
        try:
            await self.client.chat_postEphemeral(
                channel=room, user=user, text=text, thread_ts=thread or None, blocks=list(blocks) or None
            )
        except FAILURES as error:
            LOG.warning("chat.postEphemeral failed: %s", _named(error))

    async def delete(self, room: str, ts: str) -> bool:
        """Delete a message of ours; False if Slack would not."""
        try:
            await self.queue.run(room, lambda: self.client.chat_delete(channel=room, ts=ts))
        except FAILURES as error:
            if error_name(error) != "message_not_found":
                LOG.warning("chat.delete failed: %s", _named(error))
                return False
        return True

    async def find(self, room: str, thread: str, question_id: str) -> str:
        """The ts of our message that answers a question; "" if there is none. Raises if Slack cannot tell."""
        for message in await self.messages(room, thread):
            if is_answer_to(message, question_id):
                return str(message["ts"])
        return ""

    async def messages(self, room: str, thread: str) -> list[Mapping[str, Any]]:
        """Our own messages of a thread (of a room, without a thread), oldest first."""
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            where: dict[str, Any] = {"channel": room, "limit": 200, "cursor": cursor, "include_all_metadata": True}
            if thread:
                try:
                    page = await self.client.conversations_replies(ts=thread, **where)
                except SlackApiError as error:
                    if error_name(error) in GONE:
                        raise PlaceGone(error_name(error)) from None
                    raise
            else:
                page = await self.client.conversations_history(**where)
            found += [one for one in page.get("messages") or [] if one.get("user") == self.own_user]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None or not thread:
                return found


def plain_message(text: str, question_id: str = "", turn_id: str = "") -> Message:
    """A sentence of ours, carrying the question's id."""
    payload = {"question_id": question_id, "turn_id": turn_id}
    return Message(text, (), {"event_type": METADATA, "event_payload": payload})


def is_answer_to(message: Mapping[str, Any], question_id: str) -> bool:
    """Whether a message of ours is the finished answer to a question."""
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == METADATA and payload.get("question_id") == question_id


def _arguments(message: Message) -> dict[str, Any]:
    arguments: dict[str, Any] = {"text": message.text, "metadata": message.metadata}
    return arguments | {"blocks": list(message.blocks)} if message.blocks else arguments


def _named(error: BaseException) -> str:
    return error_name(error) or type(error).__name__


__all__ = ["BROKEN", "GONE", "REFUSED", "PlaceGone", "Poster", "is_answer_to", "plain_message"]
