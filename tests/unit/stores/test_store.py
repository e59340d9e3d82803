"""The state store: what is kept comes back, twice is noticed, and the audit log shows tampering."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.stores import Store, new_turn_id
from bot.turn import Clarification, Option, Question, Refusal, Turn
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode, issue


@pytest.fixture
def store(tmp_path: Path):
    opened = Store.in_folder(tmp_path)
    yield opened
    opened.close()


def turn(words: str, thread: str = "t", outcome=None) -> Turn:
    question = Question(words, "zh", date(2026, 1, 2), Rights.full("ann"), asker="ann", thread=thread)
    outcome = outcome or Refusal("不能", "zh", (issue(IssueCode.NOT_IN_LAYER, words=words),))
    return Turn(question, outcome, new_turn_id())


def test_a_thread_is_read_back_in_order_and_without_others(store: Store):
    for words in ("一", "二"):
        store.record(turn(words))
    store.record(turn("别处", thread="other"))
    assert [prior.question for prior in store.history("t")] == ["一", "二"]


def test_history_survives_a_restart(tmp_path: Path):
    first = Store.in_folder(tmp_path)
    option = Option("甲", semantic_sql="SELECT 1", remember=("word", "metric"))
    first.record(turn("哪个", outcome=Clarification("哪个?", "zh", (option,), ())))
    first.close()
    again = Store.in_folder(tmp_path)
    assert again.history("t")[0].options == (option,)
    again.close()


def test_only_the_last_ten_turns_are_history(store: Store):
    for number in range(12):
        store.record(turn(str(number)))
    assert [prior.question for prior in store.history("t")] == [str(n) for n in range(2, 12)]


def test_forgetting_a_thread_keeps_the_audit_log(store: Store):
    store.record(turn("一"))
    store.forget("t")
    assert store.history("t") == ()
    assert store.audit_broken_at() is None
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM audit")).scalar() == 1


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE audit SET body = '{}' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 2",
        "UPDATE audit SET actor = 'bob' WHERE seq = 3",
    ],
)
def test_tampering_with_the_audit_log_is_found(store: Store, tamper: str):
    for words in "一二三四":
        store.record(turn(words))
    assert store.audit_broken_at() is None
    with store.writing() as connection:
        connection.execute(text(tamper))
    assert store.audit_broken_at() in (2, 3)


def test_writers_at_once_do_not_fork_the_chain(store: Store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.note("ann", "asked", {"n": n}), range(40)))
    assert store.audit_broken_at() is None
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM audit")).scalar() == 40


def test_an_event_is_new_only_once_even_among_threads(store: Store):
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: store.first_sight("event-1", "C1:1.1"), range(16)))
    assert seen.count(True) == 1
    assert not store.first_sight("C1:1.1")


def test_choices_are_remembered_per_person_and_forgotten(store: Store):
    store.remember("ann", "收入", "metric:a")
    store.remember("ann", "收入", "metric:b")
    assert store.preferences("ann") == {"收入": "metric:b"}
    assert store.preferences("bob") == {}
    assert store.forget_preferences("ann") == 1
    assert store.preferences("ann") == {}


def test_the_latest_verdict_counts(store: Store):
    store.give_feedback("x", "ann", "up")
    store.give_feedback("x", "ann", "down", "wrong month")
    assert [(f["verdict"], f["reason"]) for f in store.feedback()] == [("down", "wrong month")]
