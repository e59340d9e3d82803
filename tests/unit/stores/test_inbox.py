"""The inbox: taken in once, worked on by one, found again after a crash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.stores import Board, Entry, Inbox, Posted, Store, new_question_id


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(tmp_path: Path, clock: Clock):
    store = Store.in_folder(tmp_path)
    yield Inbox(store, "slack", clock)
    store.close()


def entry(text: str = "?", **more) -> Entry:
    return Entry(new_question_id(), "slack", "C1", "1.0", "1.0", "U1", "mention", text, {"team": "T"}, **more)


def test_a_question_is_taken_in_once_whatever_key_comes_again(inbox: Inbox):
    first = entry("one")
    assert inbox.take_in(first, ["event", "message"])
    assert not inbox.take_in(entry("two"), ["event-of-the-retry", "message"])
    assert not inbox.take_in(entry("three"), ["event", "another"])
    assert inbox.take_in(entry("four"), ["another", "third"])  # a refused one leaves no keys behind
    found = inbox.find(first.question_id)
    assert found is not None
    assert (found.text, found.body, found.received_at) == ("one", {"team": "T"}, 1_000.0)


def test_many_at_once_take_in_one(inbox: Inbox):
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _n: inbox.take_in(entry(), ["same"]), range(24)))
    assert taken.count(True) == 1


def test_one_owner_at_a_time(inbox: Inbox, clock: Clock):
    one = entry()
    inbox.take_in(one, ["k"])
    claimed = inbox.claim(one.question_id, "a", 60)
    assert claimed is not None
    assert claimed.attempts == 1
    assert inbox.claim(one.question_id, "b", 60) is None
    clock.now += 61
    assert inbox.claim(one.question_id, "b", 60) is not None
    assert not inbox.hold(one.question_id, "a", 60)  # the first comes too late to post
    assert inbox.hold(one.question_id, "b", 60, turn_id="t")


def test_a_lease_is_renewed_and_a_dead_owners_is_ended(inbox: Inbox, clock: Clock):
    one = entry()
    inbox.take_in(one, ["k"])
    inbox.claim(one.question_id, "a", 60)
    clock.now += 50
    inbox.renew("a", 60)
    clock.now += 50
    assert inbox.unfinished() == []
    assert inbox.owners() == ["a"]
    inbox.free("a")
    assert [left.question_id for left in inbox.unfinished()] == [one.question_id]


def test_a_finished_question_is_never_open_again(inbox: Inbox, clock: Clock):
    one = entry()
    inbox.take_in(one, ["k"])
    inbox.finish(one.question_id, "done", [Posted("C1", "2.0", one.question_id, "t", "ann", ("F1", "F2"))])
    clock.now += 10_000
    assert inbox.unfinished() == []
    assert inbox.claim(one.question_id, "a", 60) is None
    posted = inbox.posted("C1", "2.0")
    assert posted is not None
    assert (posted.turn_id, posted.files) == ("t", ("F1", "F2"))
    assert inbox.posted_for(one.question_id) == [posted]
    assert inbox.posted("C2", "2.0") is None


def test_threads_joined_and_questions_asked(inbox: Inbox):
    one = entry()
    inbox.take_in(one, ["k"])
    assert inbox.joined("C1", "1.0")
    assert not inbox.joined("C2", "1.0")
    assert inbox.asked("C1", "1.0") is not None
    assert inbox.asked("C1", "9.0") is None
    assert [open_.question_id for open_ in inbox.working_in("C1", "1.0")] == [one.question_id]


def test_pins_and_choices_are_a_persons_own_and_bounded(inbox: Inbox):
    board = Board(inbox.store)
    for number in range(12):
        board.pin("ann", f"q{number}")
    board.pin("ann", "q5")
    assert len(board.pinned("ann")) == 10
    assert board.pinned("ann")[-1] == "q5"
    assert board.pinned("ben") == []
    board.unpin("ann", "q5")
    assert "q5" not in board.pinned("ann")
    board.choose("ann", "language", "zh")
    assert (board.choice("ann", "language"), board.choice("ben", "language")) == ("zh", "")
    board.choose("ann", "language", "")
    assert board.choice("ann", "language") == ""
