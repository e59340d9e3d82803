"""The gold questions and the demo's case files: well formed, and every gold SQL runs and returns rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.cases import Case, load_cases

ROOT = Path(__file__).resolve().parents[3]
GOLD = Path(__file__).parent / "questions.yml"
CASES = load_cases([GOLD, *sorted((ROOT / "demo" / "cases").glob("*.yml"))])
WITH_SQL = [case for case in CASES if any(gold.gold_sql for gold in case.golds())]


@pytest.mark.parametrize("case", WITH_SQL, ids=lambda case: case.id)
def test_every_gold_query_returns_rows(warehouse, case: Case):
    for gold in case.golds():
        if gold.gold_sql:
            found = warehouse.rows(gold.gold_sql)
            assert found, case.id
            assert any(cell is not None for row in found for cell in row), case.id


def test_the_first_gold_value_is_as_published_in_docs(warehouse):
    """One number pinned by hand, so that a change of the generator cannot move everything at once unseen."""
    [case] = [case for case in CASES if case.id == "receivables-east-last-month"]
    [(value,)] = warehouse.rows(case.gold_sql or "")
    assert str(value) == "160145229.61"
    assert "160,145,229.61" in (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")


def test_answers_have_a_language_and_tags():
    for case in CASES:
        assert case.lang or case.question == "", case.id
        assert case.tags, case.id


def test_two_hundred_cases_and_more():
    cases = [case for case in CASES if "must" not in case.tags]
    count = Counter("talk" if case.turns else case.lang for case in cases)
    assert count["zh"] >= 100
    assert count["en"] >= 70
    assert count["talk"] >= 30


def test_no_question_twice():
    asked = Counter(case.conversation() for case in CASES)
    assert [turns for turns, times in asked.items() if times > 1] == []
