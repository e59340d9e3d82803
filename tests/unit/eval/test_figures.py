"""Figures of a run, comparison of runs, and cases files."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.cases import load_cases
from eval.compare import compare, mcnemar
from eval.reasons import Reason
from eval.report import figures_of, report_html, report_markdown
from eval.report.figures import consistency, percentile, wilson
from eval.results import CaseResult, RunLog
from semantic_layer.errors import OperatorError


def result(name: str, passed: bool, kind: str = "answer", expected=("answer",), **more) -> CaseResult:
    reasons = () if passed else more.pop("reasons", (Reason.WRONG_VALUE,))
    return CaseResult(name, passed, expected, kind, reasons, ("why",) * len(reasons), **more)


def test_silent_wrong_is_counted_apart_from_unanswered():
    figures = figures_of(
        [
            result("right", True),
            result("wrong", False),
            result("unanswered", False, kind="clarification", reasons=(Reason.SHOULD_ANSWER,)),
            result("refused", True, kind="refusal", expected=("refusal",)),
            result("broken", False, kind="", reasons=(Reason.BROKEN_CASE,)),
        ]
    )
    assert (figures.cases, figures.passed, figures.silent_wrong, figures.broken) == (4, 2, 1, 1)
    assert figures.precision == 0.5
    assert figures.share_answered == pytest.approx(2 / 3)


def test_wilson_holds_the_share_and_stays_in_bounds():
    # By hand for 0 of 10: upper = z²/(n + z²) = 3.8415 / 13.8415 = 0.27753
    assert wilson(0, 10) == pytest.approx((0.0, 0.27753), abs=1e-4)
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_consistency_over_repeats():
    results = [result("a", True, repetition=0), result("a", False, repetition=1), result("b", True), result("b", True)]
    assert consistency(results) == (1.0, 0.5, 2)


def test_percentiles_by_nearest_rank():
    assert percentile([5, 1, 3, 2, 4], 0.5) == 3
    assert percentile(list(range(1, 101)), 0.95) == 95


def test_mcnemar_is_exact():
    # 1 against 5 discordant pairs: 2 * (C(6,0) + C(6,1)) / 2^6 = 14/64
    assert mcnemar(1, 5) == pytest.approx(14 / 64)


def test_comparison_finds_what_got_worse():
    before = RunLog({}, (result("a", True), result("b", False), result("gone", True)))
    after = RunLog({}, (result("a", False), result("b", True), result("new", True)))
    found = compare(before, after)
    assert (found.worse, found.better, found.gone, found.new) == (("a",), ("b",), ("gone",), ("new",))


def test_reports_put_silent_wrong_first_and_escape_what_people_typed():
    log = RunLog({}, (result("x", False, question="<script>alert(1)</script>", lang="zh"),))
    assert "Silent wrong answers: 1" in report_markdown(log).split("\n\n")[1]
    assert "<script>alert" not in report_html(log)


def test_results_survive_the_log():
    one = result("a", False, tags=("t",), missing=((1, "x"),), timings_ms={"read": 1.0})
    assert CaseResult.from_json(one.as_json()) == one


def test_faults_of_case_files_are_all_told(tmp_path: Path):
    file = tmp_path / "cases.yml"
    file.write_text(
        "- {id: a, question: q, gold_value: 1}\n- {id: a, question: q, gold_value: 1}\n"
        "- {id: c, question: q}\n- {id: d, question: q, gold_value: 1, golf: 2}\n",
        encoding="utf-8",
    )
    with pytest.raises(OperatorError) as caught:
        load_cases([file])
    told = caught.value.message
    assert "case a is already in" in told
    assert "case c" in told
    assert "case d: golf" in told


def test_tags_choose_cases(tmp_path: Path):
    file = tmp_path / "cases.jsonl"
    file.write_text(
        '{"id": "a", "question": "q", "gold_value": 1, "tags": "x"}\n{"id": "b", "question": "", "kind": "refusal"}\n',
        encoding="utf-8",
    )
    assert [case.id for case in load_cases([file], ["x"])] == ["a"]
    assert len(load_cases([file])) == 2
