"""One queue per room, so that messages keep their order and a room's rate limit holds back that room alone.

Role: shared by the channels. Whoever is told to wait (Retry-After) tells the queue, and the whole room waits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[object]]


class KeyedLock:
    """One lock per key, first come first served, forgotten when nobody holds or awaits it."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    @asynccontextmanager
    async def holding(self, key: str) -> AsyncIterator[None]:
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._users[key] = self._users.get(key, 0) + 1
        try:
            async with lock:
                yield
        finally:
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._locks[key]


class RoomQueue:
    """Runs calls of one room one after the other, at least `spacing` seconds apart once `burst` have gone out at once.
    Rooms do not wait for each other."""

    def __init__(
        self,
        spacing: float = 1.0,
        burst: int = 3,
        sleep: Sleep = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spacing, self._burst, self._sleep, self._clock = spacing, burst, sleep, clock
        self._rooms = KeyedLock()
        self._due: dict[str, float] = {}  # when the allowance of a room will be whole again

    async def run(self, room: str, call: Callable[[], Awaitable[T]]) -> T:
        """Run the call when it is its turn; its exceptions are the caller's."""
        async with self._rooms.holding(room):
            await self._pace(room)
            try:
                return await call()
            finally:
                self._charge(room)

    async def _pace(self, room: str) -> None:
        now = self._clock()
        wait = self._due.get(room, now) - now - self._spacing * (self._burst - 1)
        if wait > 0:
            await self._sleep(wait)

    def _charge(self, room: str) -> None:
        """Counted when the call is over: a slow line delivers late, and the receiver counts what arrives."""
        now = self._clock()
        self._due[room] = max(self._due.get(room, now), now) + self._spacing
        self._forget_idle()

    def _forget_idle(self) -> None:
        if len(self._due) > 1_000:
            now = self._clock()
            self._due = {room: due for room, due in self._due.items() if due > now}
