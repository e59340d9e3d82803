"""The questions that must hold, end to end: from words to rows, against SQL written by hand on base tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.runner import Bench, RunSettings

ROOT = Path(__file__).parents[3]
CASES = load_cases([ROOT / "tests" / "scenario" / "gold" / "questions.yml"])


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    opened = Bench(RunSettings(ROOT / "demo"))
    yield opened
    opened.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_question_is_answered_right_or_declined_right(bench: Bench, case: Case):
    result = bench.run(case)
    assert result.passed, (result.reasons, result.details, result.semantic_sql, result.text)


@pytest.mark.parametrize("noise", ["哈" * 10_000, "x" * 10_000, "收入 " * 3_000, "(" * 10_000, "';--" * 2_500])
def test_ten_thousand_characters_of_noise_are_declined_quickly(bench: Bench, noise: str):
    result = bench.run(Case(id="noise", question=noise, kind=("refusal",)))
    assert result.passed, (result.kind, result.text[:200])
    assert len(result.text) < 500
