"""`/fin` and the message shortcut "explain this number".

Role: both are private. `/fin` answers in the person's direct messages, with their own rights; the shortcut opens a view
that says where a message's number comes from.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import pieces
from bot.channels.slack.answering import LANGUAGE
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.desk import Desk
from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.inspection import Inspection
from bot.channels.slack.mrkdwn import escaped, plain
from bot.channels.wording import speak
from bot.compose import compose_definition
from bot.identity import Identity, Stranger
from bot.read import read_question
from bot.stores import Board, Entry, new_question_id
from bot.turn import Define, Lang

COMMAND, EXPLAIN = "/fin", "explain_number"
_LONGEST = 2_000


class Commands:
    def __init__(self, desk: Desk, board: Board, client: AsyncWebClient) -> None:
        self._desk, self._board, self._client = desk, board, client
        self._app = desk.answering.app
        self._inspection = Inspection(desk.answering)

    def attach(self, bolt: AsyncApp) -> None:
        bolt.command(COMMAND)(self._command)
        bolt.message_shortcut(EXPLAIN)(self._explain)

    async def _command(self, ack: Any, command: Mapping[str, Any]) -> None:
        """Persist what is asked, then acknowledge with a line that only the person sees."""
        user, text = str(command["user_id"]), plain(str(command.get("text") or ""))
        default = self._app.workspace.settings.language
        word, _, rest = text.partition(" ")
        if not text or word == "help":
            await ack(text=escaped(speak("command_help", default)))
        elif word == "lang" and rest in ("zh", "en", "auto"):
            await ack(text=escaped(await self._choose_language(user, rest)))
        elif text == "forget":
            await ack(text=escaped(await self._forget(user)))
        else:
            body = {"team": str(command.get("team_id") or "")}
            entry = Entry(new_question_id(), CHANNEL, "", "", "", user, "command", text, body)
            is_new = await self._desk.take_in(entry, [f"slack:command:{command.get('trigger_id')}"])
            await ack(text=escaped(speak("command_taken", default)))
            if is_new:
                self._desk.begin(entry)

    async def _choose_language(self, user: str, chosen: str) -> str:
        person = await self._desk.people.who(user)
        default: Lang = self._app.workspace.settings.language
        if isinstance(person, Stranger):
            return speak("stranger", default, contact=self._desk.places.contact)
        await asyncio.to_thread(self._board.choose, person.key, LANGUAGE, "" if chosen == "auto" else chosen)
        return speak("lang_auto", default) if chosen == "auto" else speak("lang_chosen", chosen)

    async def _forget(self, user: str) -> str:
        person = await self._desk.people.who(user)
        default: Lang = self._app.workspace.settings.language
        if isinstance(person, Stranger):
            return speak("stranger", default, contact=self._desk.places.contact)
        await asyncio.to_thread(self._app.store.forget_preferences, person.key)
        return speak("forgotten", default)

    async def _explain(self, ack: Any, body: Mapping[str, Any]) -> None:
        """Where a number comes from: our own answer's card, or the definitions of the metrics a message names."""
        await ack()
        person = await self._desk.people.who(str(body["user"]["id"]))
        default: Lang = self._app.workspace.settings.language
        if isinstance(person, Stranger):
            lang, text = default, speak("stranger", default, contact=self._desk.places.contact)
        else:
            lang, text = await self._explained(body, person)
        title, close = speak("explain_title", lang), speak("close", lang)
        view = pieces.modal(title, close, pieces.sections(escaped(text)))
        try:
            await self._client.views_open(trigger_id=str(body.get("trigger_id")), view=view)
        except FAILURES as error:
            LOG.info("no view: %s", error_name(error) or type(error).__name__)
            room, user = str(body["channel"]["id"]), str(body["user"]["id"])
            await self._desk.delivery.poster.whisper(room, user, escaped(text))

    async def _explained(self, body: Mapping[str, Any], person: Identity) -> tuple[Lang, str]:
        message = body["message"]
        posted = await asyncio.to_thread(self._desk.inbox.posted, str(body["channel"]["id"]), str(message["ts"]))
        if posted is not None and (kept := await self._inspection.find(posted.turn_id, person)) is not None:
            text = (
                await self._inspection.definition(kept, person) if kept.is_allowed else speak("not_for_you", kept.lang)
            )
            return kept.lang, text
        chosen = await self._desk.answering.language(person.key)
        words = plain(str(message.get("text") or ""))[:_LONGEST]
        question = await asyncio.to_thread(self._app.question, words, person.rights, asker=person.key, lang=chosen)
        reading = read_question(question, self._app.context)
        names = tuple(name for name in reading.metrics if person.rights.may_use_metric(name))
        if not names:
            return question.lang, speak("explain_nothing", question.lang)
        return question.lang, compose_definition(question, Define("metric", names), self._app.workspace.layer).text
