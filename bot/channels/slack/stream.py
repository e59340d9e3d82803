"""Progress while a question takes longer: a streamed message that lists the steps, and becomes the answer at its end.

Role: begun only after some patience, because most answers are there sooner. A stream can expire, be stopped by a
person, be deleted, or not exist in a workspace; each ends in the one message that the answer is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.queue import RoomQueue
from bot.channels.slack.client import FAILURES, LOG, error_name, may_have_arrived
from bot.channels.slack.post import GONE, PlaceGone, Poster
from bot.channels.slack.render import Look, Message
from bot.channels.slack.tuning import Tuning
from bot.channels.wording import speak
from bot.stores import Entry

EXPIRED, STOPPED = "message_not_in_streaming_state", "stopped_by_user"
UNSUPPORTED = frozenset(
    {"unknown_method", "missing_scope", "not_allowed_token_type", "feature_not_enabled", "channel_type_not_supported"}
)
STEPS = ("read", "plan", "check", "execute", "compose")


class StoppedByUser(Exception):
    """A person pressed Stop."""


class Streaming:
    """Whether this workspace streams, learned once."""

    def __init__(self, client: AsyncWebClient, queue: RoomQueue, poster: Poster, tuning: Tuning) -> None:
        self.client, self.queue, self.poster, self.tuning = client, queue, poster, tuning
        self.is_supported = True

    def begin(self, entry: Entry, lang: str, note: Callable[[str], Awaitable[None]]) -> Stream:
        """Progress for one question. `note` is told the ts of each message begun, before anything else happens."""
        return Stream(self, entry, lang, note)


class Stream:
    """The progress of one question. `step` is told each step; `finish` posts the answer."""

    def __init__(self, home: Streaming, entry: Entry, lang: str, note: Callable[[str], Awaitable[None]]) -> None:
        self._home, self._entry, self._lang, self._note = home, entry, lang, note
        self._client, self._tuning = home.client, home.tuning
        self._steps: list[str] = []
        self._shown = 0
        self._news = asyncio.Event()
        self._starting: asyncio.Task[None] | None = None
        self._started_at = 0.0
        self.ts = ""
        self.is_expired = False
        self.is_stopped = False
        self._task = asyncio.create_task(self._run())

    def step(self, name: str) -> None:
        """The next step begins; called on the event loop."""
        if name in STEPS and name not in self._steps:
            self._steps.append(name)
            self._news.set()

    async def _run(self) -> None:
        await asyncio.sleep(self._tuning.patience)
        if not self._home.is_supported:
            return
        self._starting = asyncio.create_task(self._start())
        await asyncio.shield(self._starting)
        while self.ts and not (self.is_expired or self.is_stopped):
            left = self._started_at + self._tuning.rotate_stream - time.monotonic()
            # No news is a reason to look at the stream's age too. Not wait_for: before Python 3.12 it swallows a
            # cancellation that comes together with the news, and whoever settles the stream then waits for ever.
            with suppress(TimeoutError):
                async with asyncio.timeout(max(left, 0)):
                    await self._news.wait()
            self._news.clear()
            if time.monotonic() - self._started_at >= self._tuning.rotate_stream:
                self._starting = asyncio.create_task(self._begin_anew())
                await asyncio.shield(self._starting)
            elif self._shown < len(self._steps):
                await self._append()
                await asyncio.sleep(self._tuning.append_every)

    def _chunks(self, done: bool = False) -> list[dict[str, Any]]:
        """All steps so far, the last in progress."""
        last = len(self._steps) - 1
        return [
            {
                "type": "task_update",
                "id": f"step_{name}",
                "title": speak(f"step_{name}", self._lang),
                "status": "complete" if done or place < last else "in_progress",
            }
            for place, name in enumerate(self._steps)
        ]

    async def _start(self) -> None:
        entry, chunks = self._entry, self._chunks()
        shown = len(chunks)
        try:
            answer = await self._home.queue.run(
                entry.room,
                lambda: self._client.chat_startStream(
                    channel=entry.room,
                    thread_ts=entry.thread,
                    recipient_team_id=str(entry.body.get("team") or ""),
                    recipient_user_id=entry.person,
                    task_display_mode="plan",
                    chunks=chunks,
                ),
            )
        except FAILURES as error:
            if error_name(error) in UNSUPPORTED:
                self._home.is_supported = False
            LOG.info("no stream: %s", error_name(error) or type(error).__name__)
            return
        self.ts = str(answer["ts"])
        self._shown, self._started_at = shown, time.monotonic()
        await self._note(self.ts)
        if self._shown < len(self._steps):
            self._news.set()  # steps that began while the stream did
        await self._session("processing")

    async def _session(self, status: str) -> None:
        """Tell Slack that we are at work, so that it shows a Stop button; not every workspace knows it."""
        try:
            await self._client.agents_sessions_setStatus(
                channel_id=self._entry.room, thread_ts=self._entry.thread, status=status
            )
        except FAILURES as error:
            LOG.info("no session status: %s", error_name(error) or type(error).__name__)

    async def _begin_anew(self) -> None:
        """A new stream in place of one that would soon expire."""
        old, self.ts = self.ts, ""
        try:
            await self._client.chat_stopStream(channel=self._entry.room, ts=old)
        except FAILURES as error:
            if error_name(error) == STOPPED:
                self.ts, self.is_stopped = old, True
                return
        await self._start()
        if self.ts:
            await self._home.poster.delete(self._entry.room, old)
        else:
            self.ts, self.is_expired = old, True

    async def _append(self) -> None:
        self._shown = len(self._steps)
        try:
            await self._client.chat_appendStream(channel=self._entry.room, ts=self.ts, chunks=self._chunks())
        except FAILURES as error:
            self.is_expired = error_name(error) == EXPIRED
            self.is_stopped = error_name(error) == STOPPED
            LOG.info("a stream took no more: %s", error_name(error) or type(error).__name__)

    async def settle(self) -> None:
        """No more progress; a stream that is just being begun is let begin, so that its message is known."""
        if self._starting is not None:
            await self._starting
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._starting is not None:
            await self._starting

    async def finish(self, render: Callable[[Look], Message]) -> str:
        """Post the answer: as the end of the stream if there is one, else as a message; its ts.
        Raises StoppedByUser, PlaceGone."""
        await self.settle()
        entry, poster = self._entry, self._home.poster
        if self.is_stopped:
            raise StoppedByUser
        if not self.ts:
            return await poster.post(entry.room, entry.thread, render, entry.question_id)
        if not self.is_expired:
            try:
                return await poster.in_best_look(render, self._stop)
            except SlackApiError as error:
                if error_name(error) == STOPPED:
                    raise StoppedByUser from None
                if error_name(error) != EXPIRED:
                    raise
        return await poster.in_best_look(render, self._replace)

    async def _stop(self, message: Message) -> str:
        content: dict[str, Any] = (
            {"blocks": list(message.blocks)} if message.blocks else {"markdown_text": message.text}
        )
        for attempt in range(3):
            try:
                await self._home.queue.run(
                    self._entry.room,
                    lambda: self._client.chat_stopStream(
                        channel=self._entry.room,
                        ts=self.ts,
                        chunks=self._chunks(done=True),
                        metadata=message.metadata,
                        session_status="active",
                        **content,
                    ),
                )
                break
            except FAILURES as error:
                if not may_have_arrived(error) or attempt == 2:
                    raise
                await self._tuning.sleep(0.5 * 2**attempt)
                entry = self._entry
                if await self._home.poster.find(entry.room, entry.thread, entry.question_id):
                    break
        return self.ts

    async def _replace(self, message: Message) -> str:
        """The expired stream's message becomes the answer."""
        await self._session("active")
        return await self._home.poster.update(self._entry.room, self.ts, message)

    async def withdraw(self, text: str) -> None:
        """No answer will come: the message says so, or goes."""
        await self.settle()
        if not self.ts:
            return
        try:
            await self._client.chat_stopStream(
                channel=self._entry.room, ts=self.ts, markdown_text=text, session_status="active"
            )
        except FAILURES as error:
            if error_name(error) not in (STOPPED, EXPIRED, *GONE):
                LOG.warning("chat.stopStream failed: %s", error_name(error) or type(error).__name__)
            await self._session("active")


__all__ = ["PlaceGone", "StoppedByUser", "Stream", "Streaming"]
