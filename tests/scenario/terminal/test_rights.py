"""Rights in the terminal: with an access file, --as decides what is seen."""

from __future__ import annotations

from pathlib import Path

from tests.scenario.terminal.conftest import Run

QUESTION = "今年营业额"


def test_without_as_the_operator_is_told(askfin: Run, guarded: Path):
    code, _, said = askfin("ask", "--workspace", str(guarded), QUESTION)
    assert code == 2
    assert "--as" in said


def test_a_row_rule_acts_like_deletion(askfin: Run, guarded: Path):
    words = ("ask", "--workspace", str(guarded), "--json", "--no-chart")
    _, [boss], _ = askfin(*words, "--as", "boss@example.com", QUESTION)
    _, [east], _ = askfin(*words, "--as", "east@example.com", QUESTION)
    assert (boss["rows"], east["rows"]) == ([[137]], [[130]])
    assert any("东门店" in line[1] for line in east["card"])


def test_unknown_people_get_nothing(askfin: Run, guarded: Path):
    words = ("ask", "--workspace", str(guarded), "--json", "--no-chart", "--as", "nobody@example.com", QUESTION)
    code, [turn], _ = askfin(*words)
    assert (code, turn["kind"], turn["rows"], turn["sql"]) == (0, "refusal", [], "")


def test_a_person_finds_only_their_own_answers(askfin: Run, guarded: Path):
    words = ("ask", "--workspace", str(guarded), "--json", "--no-chart", "--as", "boss@example.com", QUESTION)
    _, [turn], _ = askfin(*words)
    code, _, said = askfin("show", "--workspace", str(guarded), "--as", "east@example.com", turn["id"])
    assert code == 2
    assert "137" not in said
