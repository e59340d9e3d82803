"""ModelNarrator: a language model phrases the cells of an answer in a sentence or two.

Role: a `bot.ports.Narrator` over the same endpoints as the model planner. One deadline, one small budget, no retry
beyond what the endpoint's manner needs; whatever goes wrong, there is no narration. What it says is judged by compose.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from bot.planners.model.conversation import Conversation, OverBudgetError
from bot.planners.model.endpoint import Endpoint, EndpointError, Manner, Message, close_in_time
from bot.planners.model.planner import open_chat
from bot.planners.model.quote import plain
from bot.planners.model.settings import ModelSettings
from bot.ports import NarrationBrief
from bot.turn import Narration, Usage
from prompts import load_prompt

REPLY_TOKENS = 300
TOKEN_BUDGET = 4_000
_CELL = 80  # characters
_LANGUAGES = {"zh": "Chinese", "en": "English"}


class ModelNarrator:
    """`deadline_seconds`: how long an answer waits for its narration."""

    def __init__(
        self,
        settings: ModelSettings,
        deadline_seconds: float = 4,
        connect: Callable[[ModelSettings], Endpoint] = open_chat,
    ) -> None:
        self._settings = replace(
            settings, deadline_seconds=deadline_seconds, token_budget=TOKEN_BUDGET, reply_tokens=REPLY_TOKENS
        )
        self._connect = connect
        self._rules, self._answer = load_prompt("narrate_rules"), load_prompt("narrate_answer")

    async def narrate(self, brief: NarrationBrief) -> Narration:
        """Never raises for what an endpoint does; then the text is empty."""
        settings = self._settings
        conversation: Conversation | None = None
        text = ""
        try:
            async with asyncio.timeout(settings.deadline_seconds):
                endpoint = self._connect(settings)
                ends_at = asyncio.get_running_loop().time() + settings.deadline_seconds
                conversation = Conversation(endpoint, settings, Manner("plain"), ends_at)
                try:
                    text = await conversation.ask(self._messages(brief))
                finally:
                    await close_in_time(endpoint)
        except (TimeoutError, OverBudgetError, EndpointError):
            text = ""  # the deterministic text stands without it
        return Narration(text, conversation.usage if conversation else Usage(settings.model))

    def _messages(self, brief: NarrationBrief) -> list[Message]:
        """Rules, then the cells as quoted data."""
        rows = [json.dumps([plain(cell, _CELL) for cell in row], ensure_ascii=False) for row in brief.table]
        told = self._answer.render(
            subject=plain(brief.subject, 200), scope=plain(brief.scope, 400), table="\n".join(rows)
        )
        return [
            Message("system", self._rules.render(language=_LANGUAGES[brief.lang])),
            Message("user", told),
        ]
