"""Delivery: a finished turn into its room, with its chart, and what did not fit as files.

Role: draws, uploads, posts, and says what was posted. A chart that cannot stand in the message follows it as a file.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App
from bot.channels.audience import Audience
from bot.channels.slack.answering import Worked
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.files import Files
from bot.channels.slack.post import Poster
from bot.channels.slack.render import Extras, Look, Message, message_of
from bot.channels.slack.stream import Stream, Streaming
from bot.channels.wording import speak
from bot.identity import Identity
from bot.stores import Entry, Posted
from bot.turn import Answer, Chart, Turn


@dataclass
class Delivery:
    app: App
    client: AsyncWebClient
    poster: Poster
    streaming: Streaming
    files: Files

    async def deliver(
        self, entry: Entry, worked: Worked, asker: Identity, audience: Audience, stream: Stream
    ) -> list[Posted]:
        """Post a turn as the answer to an entry. Raises StoppedByUser, PlaceGone, or Slack's error."""
        turn = worked.turn
        path, chart = await self.draw(turn)
        file_id = await self.files.prepare_image(path, chart.title, chart.alt) if path and chart else ""
        extras = Extras(
            question_id=entry.question_id,
            file_id=file_id,
            alt=chart.alt if chart else "",
            offer=worked.offer,
            may_see_sql=turn.question.rights.sql,
            is_public=not audience.is_private,
        )
        used: list[Message] = []

        def render(look: Look) -> Message:
            used.append(message_of(turn, extras, look))
            return used[-1]

        ts = await stream.finish(render)
        files = await self._beside(entry, turn, used[-1], path, file_id)
        return [Posted(entry.room, ts, entry.question_id, turn.turn_id, asker.key, tuple(files))]

    async def draw(self, turn: Turn) -> tuple[Path | None, Chart | None]:
        """The chart's file, where the answer wants one; an answer is not lost over its chart."""
        answer = turn.outcome
        if not isinstance(answer, Answer) or not answer.wants_chart or answer.chart is None:
            return None, None
        try:
            return await asyncio.to_thread(self.app.draw, turn), answer.chart
        except Exception as error:
            LOG.exception("a chart could not be drawn", exc_info=error)
            return None, None

    async def _beside(self, entry: Entry, turn: Turn, message: Message, path: Path | None, file_id: str) -> list[str]:
        """The files that go with a message: in it, or after it."""
        files = [file_id] if file_id else []
        chart = turn.outcome.chart if isinstance(turn.outcome, Answer) else None
        is_inside = any(block["type"] == "image" for block in message.blocks)
        if path is not None and chart is not None and not is_inside:
            files.append(await self.files.share(entry.room, entry.thread, path, chart.title, chart.alt))
        if message.long_text:
            files.append(await self._share_text(entry, turn, message.long_text))
        return [one for one in files if one]

    async def _share_text(self, entry: Entry, turn: Turn, text: str) -> str:
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{turn.turn_id}.txt"
            await asyncio.to_thread(path.write_text, text, "utf-8")
            return await self.files.share(entry.room, entry.thread, path, speak("file_title", turn.outcome.lang))

    async def clear_away(self, room: str, ts: str) -> None:
        """Remove a message begun for an answer that will be posted anew."""
        try:
            await self.client.chat_stopStream(channel=room, ts=ts)
        except FAILURES as error:
            LOG.info("nothing to stop: %s", error_name(error) or type(error).__name__)
        await self.poster.delete(room, ts)
