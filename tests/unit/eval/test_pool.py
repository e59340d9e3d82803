"""A case that crashes, is killed or hangs costs itself and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval import pool
from eval.cases import Case
from eval.results import CaseResult
from eval.runner import RunSettings, run_cases
from semantic_layer.errors import OperatorError
from tests.unit.eval.scripted import die_at_once, open_nothing, open_scripted

ROOT = Path(__file__).parents[3]
Run = Callable[..., dict[str, CaseResult]]


def case_of(name: str, does: str) -> Case:
    return Case.model_validate({"id": name, "question": does, "gold_value": 1})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.syspath_prepend(ROOT)  # a worker must find the scripted runner
    monkeypatch.setattr(pool, "SPARE_SECONDS", 0.0)

    def go(does: dict[str, str], seconds: float = 20.0, opener: Any = open_scripted, **more: Any):
        kept: list[CaseResult] = []
        cases = [case_of(name, what) for name, what in does.items()]
        run_cases(cases, RunSettings(tmp_path, seconds_per_case=seconds), kept.append, opener=opener, **more)
        assert len({(r.id, r.repetition) for r in kept}) == len(kept)
        return {result.id: result for result in kept}

    return go


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_process_costs_one_case(run: Run, tmp_path: Path, jobs: int):
    does = {f"c{n}": "answer" for n in range(8)} | {"killed": "kill", "gone": "exit"}
    results = run(does, jobs=jobs)
    assert set(results) == set(does)
    assert list(results["killed"].reasons) == ["ERROR"]
    assert "exit -9" in results["killed"].details[0]
    assert "exit 3" in results["gone"].details[0]
    assert sum(result.passed for result in results.values()) == 8
    assert {path.read_text() for path in tmp_path.iterdir()} == {"ran\n"}, "a case ran twice"


def test_a_case_that_hangs_is_killed_and_the_run_goes_on(run: Run):
    results = run({"hangs": "hang", "after": "answer", "more": "answer"}, seconds=1.0, jobs=1)
    assert list(results["hangs"].reasons) == ["TIMEOUT"]
    assert results["after"].passed
    assert results["more"].passed


def test_a_lost_case_keeps_what_is_known_of_it(run: Run):
    lost = run({"killed": "kill"})["killed"]
    assert (lost.question, lost.expected, lost.digest) == ("kill", ("answer",), case_of("killed", "kill").digest())


def test_what_is_done_and_unchanged_is_not_run_again(run: Run):
    first = run({"a": "answer", "b": "answer"})
    again = run({"a": "answer", "b": "slow", "c": "answer"}, done=first.values())
    assert set(again) == {"b", "c"}, "b was changed"
    assert set(run({"a": "answer"}, done=first.values(), repeat=2)) == {"a"}


def test_a_workspace_that_cannot_be_opened_ends_the_run_with_its_remedy(run: Run):
    with pytest.raises(OperatorError, match="not there"):
        run({"a": "answer"}, opener=open_nothing)
    with pytest.raises(OperatorError, match="No worker process"):
        run({"a": "answer"}, opener=die_at_once)


def test_an_interruption_keeps_what_is_done_and_ends_the_workers(run: Run, tmp_path: Path):
    kept: list[str] = []

    def keep(result: CaseResult) -> None:
        kept.append(result.id)
        if len(kept) == 2:
            raise KeyboardInterrupt

    cases = [case_of(f"c{n}", "slow") for n in range(20)]
    with pytest.raises(KeyboardInterrupt):
        run_cases(cases, RunSettings(tmp_path), keep, jobs=2, opener=open_scripted)
    assert 2 <= len(kept) <= 4
    assert len(list(tmp_path.iterdir())) <= 5
