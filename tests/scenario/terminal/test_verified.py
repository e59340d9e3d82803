"""Verified queries: an approved answer is found again, on another day too, and never with a stale date."""

from __future__ import annotations

from pathlib import Path

from tests.scenario.terminal.conftest import Run


def with_verified(workspace: Path) -> str:
    with (workspace / "askfin.yaml").open("a", encoding="utf-8") as file:
        file.write("verified: [verified/*.yml]\n")
    return str(workspace)


def test_an_approved_answer_is_labelled_and_follows_the_calendar(askfin: Run, workspace: Path):
    folder = with_verified(workspace)
    ask = ("ask", "--workspace", folder, "--json", "--no-chart")
    _, [turn], _ = askfin(*ask, "上月营业额")
    code, _, said = askfin("verified", "add", turn["id"], "--workspace", folder, "--name", "m", "--owner", "Ann")
    assert code == 0, said
    _, [again], _ = askfin(*ask, "上月营业额")
    assert (again["label"], again["planner"], again["rows"]) == ("verified", "verified", [[100]])
    _, [later], _ = askfin(*ask, "--today", "2026-04-10", "上月营业额")
    assert (later["label"], later["rows"]) == ("verified", [[37]])
    code, _, said = askfin("model", "check", "--workspace", folder)
    assert (code, "0 errors" in said) == (0, True), said


def test_a_date_that_the_question_does_not_name_is_not_approved(askfin: Run, workspace: Path):
    folder = with_verified(workspace)
    _, [turn], _ = askfin("ask", "--workspace", folder, "--json", "--no-chart", "营业额")
    code, _, said = askfin("verified", "add", turn["id"], "--workspace", folder, "--name", "m", "--owner", "Ann")
    assert code == 2
    assert "another day" in said
    assert not (workspace / "verified").exists()
