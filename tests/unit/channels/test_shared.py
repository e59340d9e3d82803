"""What the channels share: audiences, remembered look-ups, queues, the backroom, identities."""

from __future__ import annotations

import asyncio
import threading

import pytest

from bot.channels.audience import Audience, Remembered, audience_of, is_narrower, limited
from bot.channels.backroom import Backroom
from bot.channels.queue import RoomQueue
from bot.identity import Identity, Stranger, identify
from semantic_layer.access import Policy, Rights
from semantic_layer.access.policy import Person

WIDE = Rights(metrics=frozenset({"a", "b"}), fields=None)
NARROW = Rights(metrics=frozenset({"a"}), fields=None)
ANN, BEN = Identity("ann", "Ann", WIDE), Identity("ben", "Ben", NARROW)


def test_an_audience_may_see_what_all_of_it_may():
    assert audience_of([ANN, BEN]).rights.metrics == {"a"}
    assert audience_of([ANN, Stranger("guest")]).rights.metrics == frozenset()
    assert audience_of([]).rights.metrics == frozenset()


def test_an_asker_in_an_audience_and_in_private():
    assert limited(ANN, audience_of([ANN, BEN])).metrics == {"a"}
    assert limited(ANN, Audience(Rights(), is_private=True)) == WIDE
    assert limited(BEN, audience_of([ANN])).metrics == {"a"}  # an audience gives nobody more


def test_narrower_is_about_rights_not_names():
    assert is_narrower(NARROW, WIDE)
    assert not is_narrower(Rights(metrics=WIDE.metrics, fields=None, who="x", roles=("y",)), WIDE)


def policy() -> Policy:
    people = [
        Person(key, key, ids, (), {}, WIDE)
        for key, ids in (("ann@x.example", ("ann@x.example", "slack:U1")), ("ben@x.example", ("ben@x.example",)))
    ]
    return Policy(tuple(people), "", {id_: person for person in people for id_ in person.identities})


@pytest.mark.parametrize(
    ("ids", "key"),
    [
        (["slack:U1", "ANN@x.example"], "ann@x.example"),
        (["slack:U2", "ben@x.example"], "ben@x.example"),
        (["slack:U1", ""], "ann@x.example"),
        (["slack:U1", "ben@x.example"], None),  # two people
        (["slack:U2", "eve@x.example"], None),
        (["", ""], None),
    ],
)
def test_who_somebody_is(ids: list[str], key: str | None):
    found = identify(policy(), ids)
    assert (found.key if isinstance(found, Identity) else None) == key


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def test_look_ups_are_kept_for_a_while_bounded_and_made_once():
    clock, asked = Clock(), []

    async def look_up(key: str) -> str:
        asked.append(key)
        await asyncio.sleep(0)
        if key == "bad":
            raise KeyError(key)
        return key.upper()

    kept: Remembered[str, str] = Remembered(look_up, 10, 2, clock)
    assert await asyncio.gather(kept.get("a"), kept.get("a")) == ["A", "A"]
    assert asked == ["a"]
    clock.now = 11
    await kept.get("a")
    await kept.get("b")
    await kept.get("c")  # a goes
    await kept.get("a")
    assert asked == ["a", "a", "b", "c", "a"]
    for _ in range(2):
        with pytest.raises(KeyError):
            await kept.get("bad")
    assert asked[-2:] == ["bad", "bad"]  # a failure is not kept
    kept.forget("a")
    await kept.get("a")
    assert asked[-1] == "a"


async def test_a_room_keeps_its_order_and_its_pace_and_holds_up_no_other():
    clock = Clock()
    queue, done = RoomQueue(spacing=1.0, burst=3, sleep=clock.sleep, clock=clock), []

    def call(name: str):
        async def run() -> None:
            done.append(name)

        return run

    await asyncio.gather(*(queue.run("one", call(f"1{number}")) for number in range(5)))
    assert done == ["10", "11", "12", "13", "14"]
    assert clock.slept == [1.0, 1.0]  # three at once, then one a second
    clock.slept.clear()
    await queue.run("two", call("20"))
    assert clock.slept == []


async def test_a_slow_line_does_not_bunch_what_arrives():
    clock = Clock()
    queue, arrived = RoomQueue(spacing=1.0, burst=2, sleep=clock.sleep, clock=clock), []

    def call(seconds: float):
        async def run() -> None:
            await clock.sleep(seconds)
            arrived.append(clock())

        return run

    await asyncio.gather(*(queue.run("one", call(seconds)) for seconds in (3.0, 0.0, 0.0, 0.0)))
    assert arrived == [3.0, 3.0, 4.0, 5.0]  # not four at once for the time the first one took


async def test_an_error_in_a_room_does_not_close_it():
    queue = RoomQueue()

    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await queue.run("one", fail)
    assert await queue.run("one", lambda: asyncio.sleep(0, "well")) == "well"


async def test_the_backroom_works_beside_and_can_be_cancelled():
    room = Backroom()
    gone = threading.Event()

    async def work(seconds: float) -> str:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            gone.set()
            raise
        return threading.current_thread().name

    assert await room.run(work(0)) == "askfin-backroom"
    task = asyncio.create_task(room.run(work(60)))
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await asyncio.to_thread(gone.wait, 5)
    assert gone.is_set()
    left = asyncio.create_task(room.run(work(60)))
    await asyncio.sleep(0.02)
    await room.close()
    assert isinstance((await asyncio.gather(left, return_exceptions=True))[0], asyncio.CancelledError)
