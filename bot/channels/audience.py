"""Audiences: what everybody who reads along may see, and whether that is less than the asker may.

Role: shared by the channels. `Remembered` keeps look-ups for a while, bounded, one at a time per key.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from bot.identity import Identity, Stranger
from semantic_layer.access import Rights, intersect

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads along. `is_private`: the asker alone. `rights`: what all of them may see."""

    rights: Rights
    is_private: bool = False


NOBODY_KNOWN = Audience(Rights())  # a public place: nothing may be shown


def audience_of(members: Sequence[Identity | Stranger]) -> Audience:
    """What every member may see; one stranger, and it is nothing."""
    return Audience(intersect([one.rights if isinstance(one, Identity) else Rights() for one in members]))


def limited(asker: Identity, audience: Audience) -> Rights:
    """The asker's rights, limited to what the audience may see."""
    if audience.is_private:
        return asker.rights
    return replace(intersect([asker.rights, audience.rights]), who=asker.key)


def is_narrower(rights: Rights, than: Rights) -> bool:
    """Whether the two sets of rights differ in what they allow."""
    return replace(rights, who="", roles=()) != replace(than, who="", roles=())


class Remembered(Generic[K, V]):
    """Look-ups kept for `seconds`, at most `most`, those used longest ago going first. A failed one is not kept."""

    def __init__(
        self,
        look_up: Callable[[K], Awaitable[V]],
        seconds: float,
        most: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up, self._seconds, self._most, self._clock = look_up, seconds, most, clock
        self._kept: OrderedDict[K, tuple[float, asyncio.Future[V]]] = OrderedDict()

    async def get(self, key: K) -> V:
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._clock():
            self._kept.move_to_end(key)
            return await asyncio.shield(kept[1])
        task = asyncio.ensure_future(self._look_up(key))
        task.add_done_callback(_look_at_error)
        self._kept[key] = (self._clock() + self._seconds, task)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        try:
            return await asyncio.shield(task)
        except Exception:
            if self._kept.get(key, (0, None))[1] is task:
                del self._kept[key]
            raise

    def forget(self, key: K) -> None:
        self._kept.pop(key, None)


def _look_at_error(task: asyncio.Future) -> None:
    """Whoever asked has the error already, or has gone."""
    if not task.cancelled():
        task.exception()
