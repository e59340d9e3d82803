"""From a question taken in to a turn: the clicker's or asker's rights, limited to the audience, and what is held back.

Role: knows rights and conversations, nothing of Slack's messages. Store calls run in threads.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.app import App
from bot.channels.audience import Audience, is_narrower, limited
from bot.channels.slack.inbound import thread_key
from bot.channels.wording import speak
from bot.charts import choose_chart
from bot.compose import scope_of
from bot.identity import Identity
from bot.pipeline import answer_question, run_semantic_sql
from bot.ports import Progress
from bot.stores import Board, Entry
from bot.turn import Answer, Clarification, Lang, Option, Question, Refusal, Turn
from semantic_layer.issues import IssueCode

NOT_FOR_US = frozenset(
    {IssueCode.NOT_UNDERSTOOD, IssueCode.NO_METRIC, IssueCode.NOT_IN_LAYER, IssueCode.NOTHING_TO_FOLLOW}
)
LANGUAGE = "language"


class NothingThere(Exception):
    """The turn a button belongs to is not kept any more."""


@dataclass(frozen=True)
class Worked:
    """A finished turn and what its audience did not get: "" nothing, "limited", "limited_refused"."""

    turn: Turn
    offer: str = ""


class Answering:
    def __init__(self, app: App, board: Board) -> None:
        self.app, self.board = app, board

    async def language(self, asker: str) -> Lang | None:
        """The language a person chose for answers; None if it follows the question."""
        match await asyncio.to_thread(self.board.choice, asker, LANGUAGE):
            case "zh":
                return "zh"
            case "en":
                return "en"
            case _:
                return None

    async def work(self, entry: Entry, asker: Identity, audience: Audience, progress: Progress | None) -> Worked:
        """Answer one entry, record it, and find out whether the audience's limits held something back."""
        question = await self.question(entry, asker, audience)
        match entry.kind:
            case "option":
                turn = await self.app.choose(await self._option(entry), question, progress)
            case "chart":
                turn = await self._redraw(entry, question, progress)
            case _:
                turn = await self.app.ask(question, progress)
        offer = await self._held_back(turn, question, asker, audience) if entry.kind != "chart" else ""
        return Worked(turn, offer)

    async def question(self, entry: Entry, asker: Identity, audience: Audience) -> Question:
        """The question with the history of the conversation it belongs to."""
        team = str(entry.body.get("team") or "")
        thread = thread_key(team, entry.room, entry.thread)
        source = str(entry.body.get("history") or thread)
        lang = await self.language(asker.key)
        text = entry.text or speak("empty_question", lang or self.app.workspace.settings.language)
        question = await asyncio.to_thread(
            self.app.question, text, limited(asker, audience), asker=asker.key, thread=source, lang=lang
        )
        return replace(question, thread=thread, shared=not audience.is_private)

    async def _option(self, entry: Entry) -> Option:
        found = await asyncio.to_thread(self.app.store.find, str(entry.body["turn"]))
        options = found["body"].get("options", ()) if found else ()
        place = int(entry.body["option"])
        if place >= len(options):
            raise NothingThere
        option = options[place]
        remember = option["remember"]
        return Option(
            option["label"], option["semantic_sql"], option["question"], tuple(remember) if remember else None
        )

    async def _redraw(self, entry: Entry, question: Question, progress: Progress | None) -> Turn:
        found = await asyncio.to_thread(self.app.store.find, str(entry.body["turn"]))
        if not found or not found["semantic_sql"]:
            raise NothingThere
        question = replace(question, text=found["question"], lang=found["lang"])
        turn = await self.app.run_sql(found["semantic_sql"], question, progress)
        if not isinstance(turn.outcome, Answer):
            return turn
        answer, layer = turn.outcome, self.app.workspace.layer
        subtitle = scope_of(answer.checked, layer, answer.lang, question.today)
        wanted = str(entry.body["chart"])
        chart = choose_chart(answer.checked, answer.table, layer, answer.lang, wanted, subtitle=subtitle)
        return replace(turn, outcome=replace(answer, chart=chart, wants_chart=chart is not None))

    async def _held_back(self, turn: Turn, question: Question, asker: Identity, audience: Audience) -> str:
        """Ask again, unseen and unrecorded, with the asker's own rights, and compare."""
        if audience.is_private or not is_narrower(question.rights, asker.rights):
            return ""
        own = replace(question, rights=asker.rights)
        outcome = turn.outcome
        if isinstance(outcome, Answer):
            sql = turn.draft.semantic_sql if turn.draft else outcome.checked.query.text
            other = (await run_semantic_sql(sql, own, self.app.services)).outcome
            same = isinstance(other, Answer) and other.table.rows == outcome.table.rows
            return "" if same else "limited"
        other = (await answer_question(own, self.app.services)).outcome
        if isinstance(outcome, Refusal | Clarification):
            return "limited_refused" if isinstance(other, Answer) else ""
        return "limited" if other.text != outcome.text else ""


def is_chatter(entry: Entry, turn: Turn) -> bool:
    """A reply in a thread we have joined that nobody addressed to us and that is no question we understand."""
    if entry.kind != "overheard" or any(mark in entry.text for mark in "?？"):
        return False
    outcome = turn.outcome
    if isinstance(outcome, Answer):
        return False
    if outcome.kind == "definition":
        return True  # "thanks", "ok"
    return any(issue.code in NOT_FOR_US for issue in outcome.issues)
