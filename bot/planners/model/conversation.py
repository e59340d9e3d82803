"""One conversation with an endpoint: asks, waits, adapts, and counts every token.

Role: between the planner and the endpoint. It finds the manner in which the endpoint can be asked (json_schema → tools
→ json_object → plain) and keeps it, waits where it is told to, and stops at the token budget. Errors: EndpointError,
OverBudgetError.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.planners.model.endpoint import Endpoint, EndpointError, Manner, Message
from bot.planners.model.settings import ModelSettings
from bot.planners.model.tokens import estimate_tokens
from bot.turn import Usage

WAITS = 2  # for a busy or failing endpoint, then it counts as unavailable
_FIRST_WAIT = 0.5


class OverBudgetError(Exception):
    """The next call could exceed the token budget of the question."""


class Conversation:
    """Calls of one question. `ends_at` is the deadline on the running loop's clock."""

    def __init__(self, endpoint: Endpoint, settings: ModelSettings, manner: Manner, ends_at: float) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._ends_at = ends_at
        self.manner = manner
        self.replies = 0
        self._was_cut = False
        self._calls = self._input = self._output = 0

    @property
    def usage(self) -> Usage:
        """What all calls cost so far, failed ones included."""
        return Usage(self._settings.model, self._calls, self._input, self._output)

    async def ask(self, messages: Sequence[Message]) -> str:
        """The endpoint's next reply."""
        waits = 0
        while True:
            try:
                return await self._once(messages)
            except EndpointError as error:
                if error.reason == "bad_request" or (error.reason == "bad_response" and waits > 0):
                    self._adapt(error)
                elif error.reason in ("rate_limited", "server_error", "bad_response") and waits < WAITS:
                    waits += 1
                    await self._wait(error, waits)
                else:
                    raise

    async def _once(self, messages: Sequence[Message]) -> str:
        expected = sum(estimate_tokens(message.content) + 4 for message in messages)
        if self._input + self._output + expected + self._settings.reply_tokens > self._settings.token_budget:
            raise OverBudgetError
        self._calls += 1
        self._input += expected  # stands for the call until the endpoint tells, or for good if it breaks
        try:
            completion = await self._endpoint.complete(messages, self.manner)
        except EndpointError as error:
            if error.status:  # refused before it was read: costs nothing
                self._input -= expected
            raise
        self._input += (completion.input_tokens if completion.input_tokens is not None else expected) - expected
        written = completion.output_tokens
        self._output += written if written is not None else estimate_tokens(completion.text)
        self.replies += 1
        self._was_cut = completion.cut
        return completion.text

    def _adapt(self, error: EndpointError) -> None:
        manner = self.manner.without(error.refused)
        if manner is None:
            raise error
        self.manner = manner

    def weaken(self) -> None:
        """The reply was no object although one was demanded. One that was cut off gets the room it needs (thoughts
        count too); else the next weaker manner demands less of the endpoint and says more in words."""
        if self._was_cut and self.manner.limit:
            self.manner = self.manner.without("limit") or self.manner
        else:
            self.manner = self.manner.next_mode() or self.manner

    async def _wait(self, error: EndpointError, waits: int) -> None:
        pause = error.retry_after if error.retry_after is not None else _FIRST_WAIT * 2 ** (waits - 1)
        if asyncio.get_running_loop().time() + pause >= self._ends_at:
            raise error
        await asyncio.sleep(pause)
