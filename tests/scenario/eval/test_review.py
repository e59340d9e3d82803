"""From use to cases: verdicts become candidates, and a named person makes them cases or verified queries."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from bot.app import App
from bot.turn import Turn
from eval.cases import load_cases
from semantic_layer.access import Rights

ASKED_ON = date(2026, 10, 15)  # "last month" is September: 100
OWNER = ("--owner", "Ann")


def ask(folder: Path, *texts: str, verdict: str = "up", reason: str = "", today: date | None = ASKED_ON) -> Turn:
    """Ask in one thread, and give a verdict on the last answer."""
    turn: Turn | None = None
    with App.open(folder, planner="offline", today=today) as app:
        for text in texts:
            question = app.question(text, Rights.full("bo"), asker="bo", thread="t" + texts[0])
            turn = asyncio.run(app.ask(question))
        assert turn is not None
        if verdict:
            app.store.give_feedback(turn.turn_id, "bo", verdict, reason)
    return turn


@pytest.fixture
def review(askfin, pottery: Path):
    return lambda *words: askfin("eval", "review", *words, "--workspace", pottery)


def approved(folder: Path):
    return load_cases([folder / "cases" / "approved.yml"])


def test_only_turns_with_a_verdict_are_candidates_and_dismissed_ones_no_more(review, pottery: Path):
    ask(pottery, "上月营业额", verdict="")
    liked = ask(pottery, "上月开销")
    corrected = ask(pottery, "上月营业额", verdict="correction", reason="应为含税 110")
    code, said = review()
    assert code == 0
    assert said.index(corrected.turn_id) < said.index(liked.turn_id), "newest first"
    assert "said: 应为含税 110" in said
    assert said.count("MEASURE(") == 2
    assert review("dismiss", corrected.turn_id, *OWNER)[0] == 0
    assert corrected.turn_id not in review()[1]
    assert review("dismiss", liked.turn_id)[0] == 2, "somebody must answer for it"


def test_a_liked_answer_becomes_a_case_of_the_day_it_was_asked(askfin, review, pottery: Path, tmp_path: Path):
    turn = ask(pottery, "上月营业额")
    assert review("approve", turn.turn_id, *OWNER)[0] == 0
    (case,) = approved(pottery)
    assert (case.question, case.today, case.source) == ("上月营业额", ASKED_ON, f"turn {turn.turn_id}")
    assert case.owner.startswith("Ann, ")
    assert "2026-09-01" in (case.gold_semantic_sql or "")
    assert turn.turn_id not in review()[1], "no candidate any more"
    assert review("approve", turn.turn_id, *OWNER)[0] == 2, "not twice"
    code, said = askfin("eval", "--workspace", pottery, "--out", tmp_path / "o", "--quiet")
    assert code == 0, said
    assert "of 5 cases" in said


def test_a_follow_up_is_approved_with_what_came_before_it_and_nothing_after(review, pottery: Path):
    turn = ask(pottery, "上月营业额", "8月以来每月呢")
    ask(pottery, "上月营业额", verdict="")
    review("approve", turn.turn_id, *OWNER)
    assert approved(pottery)[0].conversation() == ("上月营业额", "8月以来每月呢")


def test_a_wrong_answer_is_never_its_own_gold(review, pottery: Path):
    turn = ask(pottery, "上月营业额", verdict="down")
    code, said = review("approve", turn.turn_id, *OWNER)
    assert code == 2
    assert "found wrong" in said
    code, said = review("approve", turn.turn_id, *OWNER, "--gold-sql", "SELECT nothing")
    assert code == 2
    assert "gold is broken" in said
    assert not (pottery / "cases" / "approved.yml").exists()
    assert review("approve", turn.turn_id, *OWNER, "--gold-sql", "SELECT 110")[0] == 0
    assert approved(pottery)[0].gold_sql == "SELECT 110"


def test_what_should_have_been_refused_is_approved_as_a_kind(review, pottery: Path):
    turn = ask(pottery, "上月营业额", verdict="down")
    assert review("approve", turn.turn_id, *OWNER, "--kind", "refusal")[0] == 0
    assert approved(pottery)[0].kind == ("refusal",)


def test_an_unanswered_question_needs_to_be_told_what_is_right(review, pottery: Path):
    turn = ask(pottery, "明年的股价会是多少", verdict="up")
    assert turn.outcome.kind != "answer"
    assert review("approve", turn.turn_id, *OWNER)[0] == 2
    assert review("approve", turn.turn_id, *OWNER, "--kind", turn.outcome.kind)[0] == 0


def test_an_answer_becomes_a_verified_query_with_its_period_as_of_the_day_it_was_asked(askfin, review, pottery: Path):
    turn = ask(pottery, "上月营业额")
    code, said = review("approve", turn.turn_id, *OWNER, "--as-query", "monthly_takings")
    assert code == 0, said
    text = (pottery / "verified" / "approved.yml").read_text(encoding="utf-8")
    assert "{period}营业额" in text
    assert "{period.start}" in text
    assert "2026-09" not in text
    assert turn.turn_id not in review()[1]
    _, answer = askfin("ask", "--workspace", pottery, "--json", "--no-chart", "上月营业额")
    assert '"label": "verified"' in answer
    assert "260" in answer, "October, on the workspace's own day"


def test_nothing_is_approved_that_does_not_exist(review):
    assert review("approve", "nothing", *OWNER)[0] == 2
    assert review("sing")[0] == 2
