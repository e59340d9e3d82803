"""The progress of an answer ends when it is told to, whatever happens at that moment."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from bot.channels.queue import RoomQueue
from bot.channels.slack.post import Poster
from bot.channels.slack.stream import Stream, Streaming
from bot.channels.slack.tuning import Tuning
from bot.stores import Entry


class Quick:
    """A Slack that takes every call at once."""

    async def chat_startStream(self, **_: Any) -> dict[str, str]:
        return {"ts": "1.1"}

    async def chat_appendStream(self, **_: Any) -> None:
        pass

    async def agents_sessions_setStatus(self, **_: Any) -> None:
        pass


@pytest.mark.parametrize("news", [True, False])
async def test_news_at_the_moment_of_settling_does_not_keep_it_from_ending(news: bool):
    tuning = replace(Tuning(), patience=0, append_every=0)
    client = cast("Any", Quick())
    home = Streaming(client, RoomQueue(), cast("Poster", None), tuning)
    entry = Entry("q", "slack", "C", "", "", "U", "mention", "")
    stream = Stream(home, entry, "en", lambda _ts: asyncio.sleep(0))
    for _ in range(20):  # until it waits for news
        await asyncio.sleep(0)
    assert stream.ts == "1.1"
    if news:
        stream.step("read")  # wakes it in the very turn of the loop in which it is cancelled
    async with asyncio.timeout(5):
        await stream.settle()
