"""App Home: a small board for one person, and the prompts of the messages tab.

Role: recent answers, pinned questions, what I may see, the language of answers. Buttons act as the person; a question
asked from here is answered in their direct messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import pieces
from bot.channels.slack.answering import LANGUAGE
from bot.channels.slack.clicks import Click
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.desk import Desk
from bot.channels.slack.inbound import CHANNEL
from bot.channels.slack.mrkdwn import bold, cut, escaped
from bot.channels.wording import speak
from bot.compose import compose_definition
from bot.compose.wording import field_label, listed
from bot.identity import Identity, Stranger
from bot.stores import Board, Entry, new_question_id
from bot.turn import Define, Lang
from semantic_layer.catalog import catalog

AGAIN, UNPIN, CHOOSE_LANGUAGE = "home_again", "home_unpin", "home_language"
LANGUAGES: tuple[str, ...] = ("auto", "zh", "en")
_RECENT, _PROMPTS = 8, 4
_MOST_METRICS = 60


@dataclass(frozen=True)
class Contents:
    """What stands on one person's board."""

    name: str
    recent: Sequence[Mapping[str, Any]]
    pinned: Sequence[str]
    metrics: Sequence[str]
    rows: Sequence[str]
    choice: str  # auto, zh, en


class Home:
    def __init__(self, desk: Desk, board: Board, client: AsyncWebClient) -> None:
        self._desk, self._board, self._client = desk, board, client
        self._app = desk.answering.app

    def attach(self, bolt: AsyncApp) -> None:
        bolt.event("app_home_opened")(self._opened)
        bolt.event("app_context_changed")(self._ignored)
        bolt.action(AGAIN)(self._again)
        bolt.action(UNPIN)(self._unpin)
        bolt.action(CHOOSE_LANGUAGE)(self._choose_language)

    async def _ignored(self) -> None:
        """What else the person looks at is no business of ours."""

    async def _opened(self, event: Mapping[str, Any]) -> None:
        user = str(event["user"])
        person = await self._desk.people.who(user)
        if event.get("tab") == "home":
            await self._publish(user, person)
        elif isinstance(person, Identity):
            await self._prompt(str(event["channel"]), person)

    async def _lang(self, person: Identity) -> Lang:
        return await self._desk.answering.language(person.key) or self._app.workspace.settings.language

    async def _publish(self, user: str, person: Identity | Stranger) -> None:
        if isinstance(person, Stranger):
            lang = self._app.workspace.settings.language
            blocks = pieces.sections(escaped(speak("stranger", lang, contact=self._desk.places.contact)))
        else:
            lang = await self._lang(person)
            blocks = board_blocks(await asyncio.to_thread(self._contents, person, lang), lang)
        try:
            await self._client.views_publish(user_id=user, view={"type": "home", "blocks": blocks[:100]})
        except FAILURES as error:
            LOG.warning("views.publish failed: %s", error_name(error) or type(error).__name__)

    def _contents(self, person: Identity, lang: Lang) -> Contents:
        model = self._app.workspace.model
        visible = catalog(model, person.rights)
        return Contents(
            name=person.name,
            recent=self._app.store.recent(person.key, _RECENT),
            pinned=self._board.pinned(person.key),
            metrics=[entry.label.text(lang) or entry.name for entry in visible.metrics],
            rows=[
                f"{field_label(rule.field, model, lang)} = {listed(rule.values, lang)}" for rule in person.rights.rows
            ],
            choice=self._board.choice(person.key, LANGUAGE) or "auto",
        )

    async def _prompt(self, room: str, person: Identity) -> None:
        """Suggested prompts above an empty conversation."""
        lang = await self._lang(person)
        question = await asyncio.to_thread(self._app.question, "", person.rights, lang=lang)
        examples = compose_definition(question, Define("help"), self._app.workspace.layer).suggestions[:_PROMPTS]
        if not examples:
            return
        prompts = [{"title": cut(text, 75), "message": text} for text in examples]
        try:
            await self._client.assistant_threads_setSuggestedPrompts(
                channel_id=room, prompts=prompts, title=speak("prompts_title", lang)
            )
        except FAILURES as error:
            LOG.info("no prompts: %s", error_name(error) or type(error).__name__)

    # Clicks on the board --------------------------------------------------------------------------------------

    async def _again(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        click = Click.of(body, action)
        text = str(click.value.get("q") or "")
        entry = Entry(new_question_id(), CHANNEL, "", "", "", click.user, "command", text, {"team": click.team})
        is_new = await self._desk.take_in(entry, [f"slack:home:{body.get('trigger_id')}"])
        await ack()
        if is_new:
            self._desk.begin(entry)

    async def _unpin(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        click = Click.of(body, action)
        person = await self._desk.people.who(click.user)
        if isinstance(person, Identity):
            await asyncio.to_thread(self._board.unpin, person.key, str(click.value.get("q") or ""))
            await self._publish(click.user, person)

    async def _choose_language(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        chosen = str((action.get("selected_option") or {}).get("value") or "")
        user = str(body["user"]["id"])
        person = await self._desk.people.who(user)
        if isinstance(person, Identity) and chosen in LANGUAGES:
            await asyncio.to_thread(self._board.choose, person.key, LANGUAGE, "" if chosen == "auto" else chosen)
            await self._publish(user, person)


def board_blocks(contents: Contents, lang: Lang) -> list[pieces.Block]:
    """The board as blocks."""
    blocks = [pieces.header(speak("home_title", lang))]
    blocks += pieces.sections(escaped(speak("home_hello", lang, name=contents.name)))
    blocks += [pieces.divider(), *pieces.sections(bold(speak("home_pinned", lang)))]
    for text in contents.pinned:
        ask = pieces.button(speak("home_ask", lang), AGAIN, {"q": text})
        unpin = pieces.button(speak("home_unpin", lang), UNPIN, {"q": text})
        blocks += [*pieces.sections(escaped(cut(text, 500))), pieces.actions([ask, unpin])]
    if not contents.pinned:
        blocks.append(pieces.context(speak("home_none", lang)))
    blocks += [pieces.divider(), *pieces.sections(bold(speak("home_recent", lang)))]
    for row in contents.recent:
        first = row["text"].splitlines()[0] if row["text"] else ""
        shown = f"{bold(cut(row['question'], 200))}\n{escaped(cut(first, 300))}"
        (section, *_) = pieces.sections(shown)
        if len(row["question"]) < pieces.BUTTON_VALUE // 4:
            section["accessory"] = pieces.button(speak("home_ask", lang), AGAIN, {"q": row["question"]})
        blocks.append(section)
    if not contents.recent:
        blocks.append(pieces.context(speak("home_none", lang)))
    blocks += [pieces.divider(), *pieces.sections(bold(speak("home_may_see", lang)))]
    blocks.append(pieces.context(_may_see(contents, lang)))
    options = [(speak(f"language_{one}", lang), one) for one in LANGUAGES]
    menu = pieces.select(speak("home_language", lang), CHOOSE_LANGUAGE, options, contents.choice)
    return [*blocks, pieces.divider(), *pieces.sections(bold(speak("home_language", lang))), pieces.actions([menu])]


def _may_see(contents: Contents, lang: Lang) -> str:
    count = len(contents.metrics)
    lines = [escaped(speak("home_metrics", lang, count=str(count)))]
    if count:
        lines.append(escaped(listed(contents.metrics[:_MOST_METRICS], lang) + (" …" if count > _MOST_METRICS else "")))
    lines += [escaped(speak("home_rows", lang, rows=row)) for row in contents.rows]
    return "\n".join(lines)
