"""Buttons: each acts as the person who clicked, never as the one who asked.

Role: acknowledges within Slack's three seconds, then looks things up, judges by the clicker's rights, and shows. What
only the clicker may see goes to the clicker alone: into a view, an ephemeral message or their direct messages. What is
answered in the thread again goes through the desk like any question.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import pieces, render
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.desk import Desk
from bot.channels.slack.inbound import CHANNEL, thread_key
from bot.channels.slack.inspection import Inspection, Kept
from bot.channels.slack.mrkdwn import escaped
from bot.channels.wording import speak
from bot.identity import Identity, Stranger
from bot.stores import Board, Entry, new_question_id

REASON = "feedback_reason"


@dataclass(frozen=True)
class Click:
    """A click: who, where, on what."""

    user: str
    team: str
    room: str
    message: str
    thread: str
    trigger: str
    value: Mapping[str, Any]

    @classmethod
    def of(cls, body: Mapping[str, Any], action: Mapping[str, Any]) -> Click:
        container = body.get("container") or {}
        raw = action.get("value") or "{}"
        value = json.loads(raw) if raw.startswith("{") else {"v": raw}
        message = str(container.get("message_ts") or "")
        return cls(
            user=str(body["user"]["id"]),
            team=str((body.get("team") or {}).get("id") or body["user"].get("team_id") or ""),
            room=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
            message=message,
            thread=str(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts") or message),
            trigger=str(body.get("trigger_id") or ""),
            value=value,
        )


class Clicks:
    def __init__(self, desk: Desk, board: Board, client: AsyncWebClient) -> None:
        self._desk, self._board, self._client = desk, board, client
        self._inspection = Inspection(desk.answering)
        self._lang = desk.answering.app.workspace.settings.language

    def attach(self, bolt: AsyncApp) -> None:
        for action, handler in (
            (render.SQL, self._sql),
            (render.DEFINITION, self._definition),
            (render.EXCEL, self._excel),
            (render.PIN, self._pin),
            (render.DELETE, self._delete),
            (render.UP, self._thumb),
            (render.DOWN, self._thumb),
            (render.FEEDBACK, self._thumb),
        ):
            bolt.action(action)(self._listener(handler))
        for name in (render.OPTION, render.FOLLOW):
            bolt.action(re.compile(rf"^{name}_\d+$"))(self._ask_on)
        bolt.action(render.PRIVATE)(self._ask_on)
        bolt.action(render.CHART)(self._ask_on)
        bolt.view(REASON)(self._reason)

    def _listener(self, handler: Any) -> Any:
        """Acknowledge, find out who clicked, and turn strangers away."""

        async def listener(ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
            await ack()
            click = Click.of(body, action)
            person = await self._person(click)
            if person is not None:
                await handler(click, person, action)

        return listener

    async def _person(self, click: Click) -> Identity | None:
        person = await self._desk.people.who(click.user)
        if isinstance(person, Stranger):
            LOG.info("a click by a stranger: %s", person.reason)
            await self._whisper(click, "stranger", self._lang, contact=self._desk.places.contact)
            return None
        return person

    async def _whisper(self, click: Click, key: str, lang: str, **parameters: object) -> None:
        text = escaped(speak(key, lang, **parameters))
        await self._desk.delivery.poster.whisper(click.room, click.user, text, click.thread)

    async def _kept(self, click: Click, person: Identity) -> Kept | None:
        """The turn of the button, if it is still kept and the clicker may see all it holds."""
        kept = await self._inspection.find(str(click.value.get("t") or ""), person)
        if kept is None:
            await self._whisper(click, "gone", self._lang)
        elif not kept.is_allowed:
            await self._whisper(click, "not_for_you", kept.lang)
        else:
            return kept
        return None

    # Shown to the clicker alone -------------------------------------------------------------------------------

    async def _sql(self, click: Click, person: Identity, _action: Any) -> None:
        kept = await self._kept(click, person)
        if kept is None:
            return
        if not person.rights.sql:
            await self._whisper(click, "no_sql", kept.lang)
            return
        shown = await self._inspection.sql(kept, person)
        blocks = [block for text in shown for block in pieces.code(text)]
        await self._show(click, speak("sql_title", kept.lang), kept.lang, blocks)
        await self._note(person, "clicked", button="sql", turn=kept.turn_id)

    async def _definition(self, click: Click, person: Identity, _action: Any) -> None:
        kept = await self._kept(click, person)
        if kept is None:
            return
        text = await self._inspection.definition(kept, person)
        await self._show(click, speak("definition_title", kept.lang), kept.lang, pieces.sections(escaped(text)))
        await self._note(person, "clicked", button="definition", turn=kept.turn_id)

    async def _show(self, click: Click, title: str, lang: str, blocks: list[pieces.Block]) -> None:
        """Open a view; where Slack would not, an ephemeral message."""
        view = pieces.modal(title, speak("close", lang), blocks)
        try:
            await self._client.views_open(trigger_id=click.trigger, view=view)
        except FAILURES as error:
            LOG.info("no view: %s", error_name(error) or type(error).__name__)
            text = pieces.text_of(blocks)
            await self._desk.delivery.poster.whisper(click.room, click.user, text, click.thread, blocks[:50])

    async def _excel(self, click: Click, person: Identity, _action: Any) -> None:
        kept = await self._kept(click, person)
        if kept is None:
            return
        async with self._inspection.workbook(kept, person) as path:
            if path is None:
                await self._whisper(click, "nothing_to_export", kept.lang)
                return
            room = await self._desk.places.direct_room(click.user)
            is_here = room == click.room
            sent = await self._desk.delivery.files.share(room, click.thread if is_here else "", path, kept.question)
        await self._note(person, "exported", turn=kept.turn_id, file=path.name)
        if not sent:
            await self._whisper(click, "trouble", kept.lang)
        elif not is_here:
            await self._whisper(click, "exported", kept.lang)

    async def _pin(self, click: Click, person: Identity, _action: Any) -> None:
        kept = await self._kept(click, person)
        if kept is not None:
            await asyncio.to_thread(self._board.pin, person.key, kept.question)
            await self._whisper(click, "pinned", kept.lang)

    async def _delete(self, click: Click, person: Identity, _action: Any) -> None:
        """Only whoever asked may take an answer away."""
        found = await self._inspection.find(str(click.value.get("t") or ""), person)
        if found is None or found.asker != person.key:
            await self._whisper(click, "only_asker_deletes", found.lang if found else self._lang)
            return
        delivery = self._desk.delivery
        posted = await asyncio.to_thread(self._desk.inbox.posted, click.room, click.message)
        if await delivery.poster.delete(click.room, click.message):
            for file_id in posted.files if posted else ():
                await delivery.files.delete(file_id)
            await self._note(person, "clicked", button="delete", turn=found.turn_id)

    # Verdicts -------------------------------------------------------------------------------------------------

    async def _thumb(self, click: Click, person: Identity, action: Mapping[str, Any]) -> None:
        verdict, turn_id = _verdict(action)
        kept = await self._inspection.find(turn_id, person)
        if kept is None:
            await self._whisper(click, "gone", self._lang)
            return
        await asyncio.to_thread(self._desk.answering.app.store.give_feedback, turn_id, person.key, verdict)
        if verdict == "up":
            await self._whisper(click, "thanks_up", kept.lang)
            return
        try:
            await self._client.views_open(trigger_id=click.trigger, view=reason_view(kept.lang, turn_id))
        except FAILURES as error:
            LOG.info("no view: %s", error_name(error) or type(error).__name__)
            await self._whisper(click, "thanks_down", kept.lang)

    async def _reason(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack()
        person = await self._desk.people.who(str(body["user"]["id"]))
        if isinstance(person, Stranger):
            return
        fields = view["state"]["values"]
        reason = next((one.get("value") for block in fields.values() for one in block.values()), "") or ""
        turn_id = str(view.get("private_metadata") or "")
        store = self._desk.answering.app.store
        await asyncio.to_thread(store.give_feedback, turn_id, person.key, "down", reason[:3_000])

    # Answered again -------------------------------------------------------------------------------------------

    async def _ask_on(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        """A button that asks: persisted first, then acknowledged, then worked on."""
        click = Click.of(body, action)
        entry = await self._entry(click, action)
        once = f"slack:click:{click.room}:{click.message}:{action['action_id']}:{_chosen(action)}:{click.user}"
        is_new = entry is not None and await self._desk.take_in(entry, [once])
        await ack()
        if entry is None:
            await self._whisper(click, "gone", self._lang)
        elif is_new:
            self._desk.begin(entry)
        else:
            await self._whisper(click, "already_chosen", self._lang)

    async def _entry(self, click: Click, action: Mapping[str, Any]) -> Entry | None:
        name = str(action["action_id"]).rpartition("_")[0] or str(action["action_id"])
        body: dict[str, Any] = {"team": click.team}
        if name == render.PRIVATE:
            source = await asyncio.to_thread(self._desk.inbox.find, str(click.value.get("e") or ""))
            return self._private(click, source) if source else None
        if name == render.CHART:
            kind, _, turn_id = _chosen(action).partition(":")
            found = await asyncio.to_thread(self._desk.answering.app.store.find, turn_id)
            body |= {"turn": turn_id, "chart": kind}
            return self._here(click, "chart", found["question"], body) if found else None
        if name == render.OPTION:
            turn_id = str(click.value.get("t") or "")
            found = await asyncio.to_thread(self._desk.answering.app.store.find, turn_id)
            body |= {"turn": turn_id, "option": click.value.get("o", 0)}
            return self._here(click, "option", found["question"], body) if found else None
        return self._here(click, "follow", str(click.value.get("q") or ""), body)

    def _here(self, click: Click, kind: str, text: str, body: Mapping[str, Any]) -> Entry:
        return Entry(new_question_id(), CHANNEL, click.room, click.thread, click.message, click.user, kind, text, body)

    def _private(self, click: Click, source: Entry) -> Entry:
        """The question once more, for the clicker alone, with the history of its thread."""
        body = dict(source.body) | {"team": click.team, "history": thread_key(click.team, source.room, source.thread)}
        kind = "in_private"
        return Entry(new_question_id(), CHANNEL, "", "", click.message, click.user, kind, source.text, body)

    async def _note(self, person: Identity, event: str, **body: object) -> None:
        await asyncio.to_thread(self._desk.answering.app.store.note, person.key, event, body)


def reason_view(lang: str, turn_id: str) -> pieces.Block:
    """The question what was wrong; the answer is optional."""
    element = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 3_000}
    label = pieces.plain_text(speak("reason_label", lang), 150)
    block = {"type": "input", "block_id": "reason", "optional": True, "element": element, "label": label}
    title, close, send = (speak(key, lang) for key in ("reason_title", "close", "send"))
    return pieces.modal(title, close, [block], submit=send, callback=REASON, kept=turn_id)


def _verdict(action: Mapping[str, Any]) -> tuple[str, str]:
    """(up or down, turn id), from Slack's own thumbs or from our buttons."""
    if action["action_id"] == render.FEEDBACK:
        verdict, _, turn_id = str(action.get("value") or "").partition(":")
        return ("up" if verdict == "up" else "down"), turn_id
    value = json.loads(action.get("value") or "{}")
    return ("up" if action["action_id"] == render.UP else "down"), str(value.get("t") or "")


def _chosen(action: Mapping[str, Any]) -> str:
    return str((action.get("selected_option") or {}).get("value") or "")
