"""An endpoint that completes chats, as this planner sees it; and what can go wrong with one.

Role: the protocol behind which the one LangChain module stands. Failures are categories: no text of a provider, no URL
and no key leaves the adapter.

    EndpointError(reason)   unreachable | unauthorized | not_found | rate_limited | server_error | timeout
                            | bad_request (this form of request is refused: see `refused`) | too_long | bad_response
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Protocol

Reason = Literal[
    "unreachable",
    "unauthorized",
    "not_found",
    "rate_limited",
    "server_error",
    "timeout",
    "bad_request",
    "too_long",
    "bad_response",
]
Mode = Literal["json_schema", "tools", "json_object", "plain"]
_CLOSING_SECONDS = 1.0
MODES: tuple[Mode, ...] = ("json_schema", "tools", "json_object", "plain")


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply. Token counts are None where the endpoint does not tell."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    cut: bool = False  # ended by the limit of its length


@dataclass(frozen=True, slots=True)
class Manner:
    """How an endpoint likes to be asked; learned once, then remembered."""

    mode: Mode = "json_schema"
    temperature: bool = True
    limit: bool = True  # understands a limit of the reply's length
    thinking: bool = True  # False: has to be told not to think aloud, as it cannot without a stream

    def next_mode(self) -> Manner | None:
        """The next weaker way to ask for an object; None after the last."""
        place = MODES.index(self.mode) + 1
        return replace(self, mode=MODES[place]) if place < len(MODES) else None

    def without(self, refused: str) -> Manner | None:
        """A manner that avoids what was refused: "temperature", "limit", "thinking" or "" (the mode)."""
        if refused == "temperature" and self.temperature:
            return replace(self, temperature=False)
        if refused == "limit" and self.limit:
            return replace(self, limit=False)
        if refused == "thinking" and self.thinking:
            return replace(self, thinking=False)
        return self.next_mode()

    def text(self) -> str:
        """For storage.

        >>> Manner.read(Manner("tools", False, True).text())
        Manner(mode='tools', temperature=False, limit=True, thinking=True)
        """
        return f"{self.mode} {int(self.temperature)} {int(self.limit)} {int(self.thinking)}"

    @classmethod
    def read(cls, text: str) -> Manner:
        """The stored manner; the first one where the text is none."""
        parts = text.split()
        if len(parts) != 4 or parts[0] not in MODES:
            return cls()
        return cls(parts[0], parts[1] == "1", parts[2] == "1", parts[3] == "1")


class EndpointError(Exception):
    """A call failed. `refused`: for bad_request, which part of the request it was, where that can be told."""

    def __init__(self, reason: Reason, status: int = 0, retry_after: float | None = None, refused: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.status = status
        self.retry_after = retry_after
        self.refused = refused


class Endpoint(Protocol):
    """Completes chats until closed. Raises EndpointError only."""

    async def complete(self, messages: Sequence[Message], manner: Manner) -> Completion: ...

    async def close(self) -> None: ...


async def close_in_time(endpoint: Endpoint) -> None:
    """Close within a second: a stuck connection must not outlive the deadline."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_CLOSING_SECONDS):
            await endpoint.close()
