"""What our Slack holds: people, conversations, messages, files; and the faults a test asks for."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.limits import KNOWN

TEAM, BOT, BOT_ID, APP = "T0HOME", "U0BOT", "B0BOT", "A0APP"
SCOPES = (
    "app_mentions:read,assistant:write,channels:history,channels:read,groups:history,groups:read,im:history,im:read,"
    "im:write,mpim:history,mpim:read,chat:write,commands,files:read,files:write,reactions:write,users:read,users:read.email"
)


@dataclass
class Fault:
    """How a call goes wrong. `after`: only once the call has had its effect."""

    error: str = ""
    status: int = 200
    retry_after: int | None = None
    drop: bool = False  # the connection breaks
    after: bool = False
    hook: Callable[[dict[str, Any]], Awaitable[None]] | None = None


@dataclass
class Call:
    """One call. `at`: when, by the wall clock; `cpu`: when, by the time our process was given."""

    method: str
    args: dict[str, Any]
    error: str = ""
    at: float = field(default_factory=time.monotonic)
    cpu: float = field(default_factory=time.process_time)


@dataclass
class World:
    """Everything a test can look at and bend. `speed`: how much faster its clock runs than ours."""

    speed: float = 1.0
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ephemeral: list[dict[str, Any]] = field(default_factory=list)
    reactions: list[tuple[str, str, str]] = field(default_factory=list)
    statuses: list[tuple[str, str, str, float]] = field(default_factory=list)
    sessions: list[tuple[str, str, str]] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    views: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # methods this workspace does not have
    blocks: set[str] = field(default_factory=lambda: set(KNOWN))
    token: str = "xoxb-good"
    scopes: str = SCOPES
    limits_on: bool = True
    post_burst: int = 4
    stream_life: float = 300.0
    file_polls_until_ready: int = 1
    file_refuses_blocks: int = 0
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _spent: dict[str, deque[float]] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)
    _born: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        """Seconds by Slack's clock."""
        return (time.monotonic() - self._born) * self.speed

    def ts(self) -> str:
        return f"{1_790_000_000 + next(self._numbers)}.{next(self._numbers):06d}"

    def number(self) -> int:
        return next(self._numbers)

    def fail(self, method: str, times: int = 1, **how: Any) -> None:
        """The next `times` calls of a method go wrong."""
        self.faults.setdefault(method, deque()).extend(Fault(**how) for _ in range(times))

    def is_over(self, key: str, most: int, seconds: float) -> bool:
        """Whether one more call would be too many; counts it if not."""
        spent, now = self._spent.setdefault(key, deque()), self.now()
        while spent and spent[0] <= now - seconds:
            spent.popleft()
        if len(spent) >= most:
            return True
        spent.append(now)
        return False

    def pours_over(self, room: str) -> bool:
        """Whether one more post would be too many for a room: one a second, with short bursts; counts it if not."""
        now = self.now()
        due = max(self._due.get(room, now), now)
        if due - now > self.post_burst - 1:
            return True
        self._due[room] = due + 1
        return False

    # People and places ----------------------------------------------------------------------------------------

    def add_user(self, id_: str, email: str = "", **more: Any) -> str:
        profile = {"email": email} if email else {}
        user = {"id": id_, "team_id": TEAM, "name": id_.lower(), "deleted": False, "is_bot": False, "profile": profile}
        self.users[id_] = user | {"is_email_confirmed": True} | more
        return id_

    def add_channel(self, id_: str, members: list[str], **more: Any) -> str:
        self.channels[id_] = {"id": id_, "is_channel": True, "is_im": False, "members": [*members, BOT]} | more
        self.messages.setdefault(id_, [])
        return id_

    def im(self, user: str) -> str:
        """The direct conversation of a person with the bot."""
        id_ = f"D{user[1:]}"
        if id_ not in self.channels:
            self.add_channel(id_, [user], is_channel=False, is_im=True, user=user)
        return id_

    def message(self, channel: str, ts: str) -> dict[str, Any] | None:
        return next((one for one in self.messages.get(channel, []) if one["ts"] == ts), None)

    def put(self, channel: str, user: str, text: str, thread: str = "", **more: Any) -> dict[str, Any]:
        made = {"type": "message", "ts": self.ts(), "user": user, "text": text, "channel": channel} | more
        if thread:
            made["thread_ts"] = thread
        self.messages[channel].append(made)
        return made

    # What a test asks -----------------------------------------------------------------------------------------

    def bots(self, channel: str, thread: str = "") -> list[dict[str, Any]]:
        """The bot's messages, of one thread or of all."""
        return [
            one
            for one in self.messages.get(channel, [])
            if one["user"] == BOT and (not thread or one.get("thread_ts") == thread)
        ]

    def answers(self, channel: str, thread: str = "") -> list[dict[str, Any]]:
        """The bot's finished answers."""
        return [
            one
            for one in self.bots(channel, thread)
            if (one.get("metadata") or {}).get("event_type") == "askfin_answer"
            and one.get("streaming_state") != "in_progress"
        ]

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]
