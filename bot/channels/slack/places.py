"""Where things are said: the sign of life on a question, a person's direct messages, a sentence to one person.

Role: small moves in Slack around an answer. None of them may cost an answer: what Slack refuses is logged and left.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.app import language_of
from bot.channels.slack.client import DEAD_TOKEN, FAILURES, LOG, error_name
from bot.channels.slack.mrkdwn import escaped
from bot.channels.slack.post import Poster
from bot.channels.slack.render import Message
from bot.channels.wording import speak
from bot.identity import Identity
from bot.stores import Entry, Inbox

EYES = "eyes"
QUESTION = "askfin_question"  # the metadata of a message of ours that opens a private thread


class Places:
    def __init__(self, client: AsyncWebClient, poster: Poster, inbox: Inbox, contact: str, default_lang: Any) -> None:
        self._client, self._poster, self._inbox = client, poster, inbox
        self.contact, self._default_lang = contact, default_lang
        self._direct: dict[str, str] = {}

    # Signs of life --------------------------------------------------------------------------------------------

    async def give_sign(self, entry: Entry) -> None:
        """Show at once that a question was seen: 👀 in a channel, a status in a direct message; else the other."""
        if not entry.room or not entry.thread:
            return
        ways = [self._react, self._set_status] if entry.kind in ("mention", "overheard") else [self._set_status]
        if entry.kind == "private":
            ways.append(self._react)
        for way in ways:
            if await way(entry):
                return

    async def take_sign_back(self, entry: Entry) -> None:
        """The message was not for us after all."""
        try:
            await self._client.reactions_remove(channel=entry.room, name=EYES, timestamp=entry.message)
        except FAILURES as error:
            LOG.info("reactions.remove failed: %s", error_name(error) or type(error).__name__)

    async def _react(self, entry: Entry) -> bool:
        try:
            await self._client.reactions_add(channel=entry.room, name=EYES, timestamp=entry.message)
        except FAILURES as error:
            return error_name(error) == "already_reacted"
        return True

    async def _set_status(self, entry: Entry) -> bool:
        lang = language_of(entry.text, self._default_lang)
        try:
            await self._client.assistant_threads_setStatus(
                channel_id=entry.room, thread_ts=entry.thread, status=speak("working", lang)
            )
        except FAILURES as error:
            LOG.info("no status: %s", error_name(error) or type(error).__name__)
            return False
        return True

    # Direct messages ------------------------------------------------------------------------------------------

    async def direct_room(self, user: str) -> str:
        """The conversation with one person."""
        if user not in self._direct:
            answer = await self._client.conversations_open(users=user)
            self._direct[user] = str((answer.get("channel") or {})["id"])
        return self._direct[user]

    async def open_private(self, entry: Entry, asker: Identity) -> Entry:
        """Open the thread of a question that is answered in private: a message of ours that repeats it."""
        entry = await self.find_private(entry)
        if entry.thread:
            return entry
        lang = language_of(entry.text, self._default_lang)
        text = escaped(speak("asked_by_command", lang, question=entry.text))
        payload = {"question_id": entry.question_id}
        message = Message(text, (), {"event_type": QUESTION, "event_payload": payload})
        thread = await self._poster.post(entry.room, "", lambda _look: message)
        await asyncio.to_thread(self._inbox.note, entry.question_id, room=entry.room, thread=thread)
        LOG.debug("a private thread for %s", asker.key)
        return replace(entry, thread=thread)

    async def find_private(self, entry: Entry) -> Entry:
        """The entry with its room, and with its thread if that was opened before."""
        room = entry.room or await self.direct_room(entry.person)
        if entry.thread or not entry.attempts > 1:
            return replace(entry, room=room)
        for message in await self._poster.messages(room, ""):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == QUESTION and payload.get("question_id") == entry.question_id:
                thread = str(message["ts"])
                await asyncio.to_thread(self._inbox.note, entry.question_id, room=room, thread=thread)
                return replace(entry, room=room, thread=thread)
        return replace(entry, room=room)

    # Sentences ------------------------------------------------------------------------------------------------

    async def tell(self, entry: Entry, text: str) -> None:
        """A sentence for the asker alone."""
        if not entry.room:
            room = await self.direct_room(entry.person)
            await self._poster.say(room, "", escaped(text), entry.question_id)
        elif entry.kind == "private":
            await self._poster.say(entry.room, entry.thread, escaped(text), entry.question_id)
        else:
            await self._poster.whisper(entry.room, entry.person, escaped(text), entry.thread)

    async def apologise(self, entry: Entry, text: str) -> str:
        """Post an apology where the answer would have stood; its ts."""
        room = entry.room or await self.direct_room(entry.person)
        if entry.progress:
            try:
                await self._client.chat_stopStream(channel=room, ts=entry.progress)
            except FAILURES as error:
                if error_name(error) in DEAD_TOKEN:
                    raise
            await self._poster.delete(room, entry.progress)
        return await self._poster.say(room, entry.thread, escaped(text), entry.question_id)
