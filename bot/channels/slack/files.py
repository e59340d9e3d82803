"""Files in Slack: a chart's image made ready for a message, and tables sent to one person.

Role: an uploaded image can stand in a message only once Slack has looked at it; until `files.info` shows its type we
poll, with a bound, and a caller falls back to a plain upload. Errors: "" for a file that is not ready.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.mrkdwn import cut
from bot.channels.slack.tuning import Tuning


class Files:
    def __init__(self, client: AsyncWebClient, tuning: Tuning) -> None:
        self._client, self._tuning = client, tuning

    async def prepare_image(self, path: Path, title: str, alt: str) -> str:
        """Upload without sharing, and wait until it can stand in a message; the file's id, "" if it cannot."""
        try:
            answer = await self._client.files_upload_v2(
                file=str(path), filename=path.name, title=cut(title, 200), alt_txt=cut(alt, 1_000)
            )
            file_id = _id_of(answer)
            for attempt in range(self._tuning.file_polls):
                info = await self._client.files_info(file=file_id)
                if (info.get("file") or {}).get("mimetype"):
                    return file_id
                await self._tuning.sleep(self._tuning.file_poll * (attempt + 1))
        except FAILURES as error:
            LOG.warning("a chart could not be uploaded: %s", error_name(error) or type(error).__name__)
            return ""
        LOG.info("a chart was not ready in time")
        return ""

    async def share(self, room: str, thread: str, path: Path, title: str, alt: str = "") -> str:
        """Upload into a room; the file's id, "" if Slack would not take it."""
        try:
            answer = await self._client.files_upload_v2(
                file=str(path),
                filename=path.name,
                title=cut(title, 200),
                alt_txt=cut(alt, 1_000) or None,
                channel=room,
                thread_ts=thread or None,
            )
            return _id_of(answer)
        except FAILURES as error:
            LOG.warning("a file could not be uploaded: %s", error_name(error) or type(error).__name__)
            return ""

    async def delete(self, file_id: str) -> None:
        try:
            await self._client.files_delete(file=file_id)
        except FAILURES as error:
            LOG.warning("files.delete failed: %s", error_name(error) or type(error).__name__)


def _id_of(answer: Any) -> str:
    return str((answer.get("file") or {})["id"])
