"""One opened pottery for all tests of scoring, and turns forged for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.pipeline import run_semantic_sql
from bot.turn import Answer, Question, Turn
from eval.account import account_for
from eval.cases import Case
from eval.results import CaseResult
from eval.runner import Bench, RunSettings
from eval.scorers import Evidence, score
from semantic_layer.access import Rights
from tests.unit.eval.pottery import build_pottery

TODAY = date(2026, 11, 5)


def answer_of(turn: Turn) -> Answer:
    """The outcome of a turn that must be an answer."""
    assert isinstance(turn.outcome, Answer), turn.outcome
    return turn.outcome


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    opened = Bench(RunSettings(build_pottery(tmp_path_factory.mktemp("eval") / "pottery")))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def guarded_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    opened = Bench(RunSettings(build_pottery(tmp_path_factory.mktemp("eval") / "guarded", guarded=True)))
    yield opened
    opened.close()


@pytest.fixture
def turn_of(bench: Bench) -> Callable[..., Turn]:
    """The turn that a piece of semantic SQL gives, as if a planner had drafted it."""

    def make(sql: str, rights: Rights | None = None, lang: str = "zh") -> Turn:
        question = Question("?", lang, TODAY, rights or Rights.full("tests"))  # type: ignore[arg-type]
        return asyncio.run(run_semantic_sql(sql, question, replace(bench.app.services, suggestions=0)))

    return make


@pytest.fixture
def answer_with(bench: Bench) -> Callable[..., Turn]:
    """A turn whose physical SQL was changed and run; all else as it was."""

    def make(turn: Turn, change: Callable[[str], str]) -> Turn:
        answer = answer_of(turn)
        sql = change(answer.compiled.sql)
        assert sql != answer.compiled.sql, "the mutation changes nothing"
        rows = tuple(bench.trusted.rows(sql))
        mutated = replace(answer, compiled=replace(answer.compiled, sql=sql), table=replace(answer.table, rows=rows))
        return replace(turn, outcome=replace(mutated, text="", figures=()))

    return make


@pytest.fixture
def judge(bench: Bench) -> Callable[..., CaseResult]:
    """Score a turn against a case, as the runner does."""

    def scored(turn: Turn, **case: Any) -> CaseResult:
        judged = Case.model_validate({"id": "case", "question": "?", **case})
        golds = bench.golds.of_case(judged)
        assert not [gold.fault for gold in golds if gold.fault]
        layer = bench.app.workspace.layer
        evidence = Evidence(judged, turn, golds, layer, bench.run_semantic, bench.hidden_values)
        return account_for(CaseResult("case", False, judged.kind, ""), evidence, score(evidence))

    return scored
