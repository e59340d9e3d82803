"""The log: what is kept, what is continued, and the baseline made from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.baseline import write_baseline
from eval.compare import compare, comparison_text
from eval.log import LogWriter, code_digest, of_cases, read_log
from eval.reasons import Reason
from eval.results import CaseResult, RunLog
from semantic_layer.errors import OperatorError

ABOUT = {"layer": "l1", "planner": "offline", "started": "now", "revision": "r1"}


def result(name: str, passed: bool = True, kind: str = "answer", **more) -> CaseResult:
    reasons = () if passed else more.pop("reasons", (Reason.WRONG_VALUE,))
    return CaseResult(name, passed, ("answer",), kind, reasons, **more)


def test_a_log_is_continued_under_the_same_circumstances_only(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    LogWriter(path, ABOUT).keep(result("a"))
    later = LogWriter(path, {**ABOUT, "started": "later", "revision": "r2"})
    assert [r.id for r in later.done] == ["a"]
    changed = LogWriter(path, {**ABOUT, "layer": "l2"})
    assert changed.done == ()
    assert [r.id for r in read_log(tmp_path / "log.previous.jsonl").results] == ["a"]
    changed.keep(result("b"))
    assert LogWriter(path, {**ABOUT, "layer": "l2"}, fresh=True).done == ()


def test_a_line_cut_short_is_dropped_and_the_next_result_stands_whole(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    LogWriter(path, ABOUT).keep(result("a"))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "b", "pas')
    assert [r.id for r in read_log(path).results] == ["a"]
    writer = LogWriter(path, ABOUT)
    writer.keep(result("c"))
    assert [r.id for r in read_log(path).results] == ["a", "c"]


def test_a_damaged_line_in_the_middle_is_told(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"about": {}}\nnonsense\n{"id": "a", "passed": true}\n', encoding="utf-8")
    with pytest.raises(OperatorError, match=r"log\.jsonl:2"):
        read_log(path)


def test_the_later_of_two_results_counts_and_cases_that_are_gone_do_not(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    writer = LogWriter(path, ABOUT)
    for one in (result("a", False, digest="old"), result("a", digest="new"), result("x"), result("b", digest="b")):
        writer.keep(one)
    chosen = of_cases(read_log(path), [("b", "b"), ("a", "new")], repeat=1)
    assert [(r.id, r.passed) for r in chosen.results] == [("b", True), ("a", True)]


def test_the_digest_of_the_code_is_stable():
    assert code_digest() == code_digest()
    assert len(code_digest()) == 16


def test_a_baseline_says_which_cases_pass_every_time(tmp_path: Path):
    path = tmp_path / "baseline.jsonl"
    unanswered = result("c", False, "refusal", reasons=(Reason.SHOULD_ANSWER,))
    broken = result("d", False, "", reasons=(Reason.BROKEN_CASE,))
    log = RunLog(ABOUT, (result("b"), result("a"), result("a", False, repetition=1), unanswered, broken))
    write_baseline(log, path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line.get("id") for line in lines] == [None, "a", "b", "c"]
    assert [line["passed"] for line in lines[1:]] == [False, True, False]
    assert lines[1]["reasons"] == ["WRONG_VALUE"]
    assert compare(read_log(path), log).lowers is False


def test_a_new_failure_and_a_new_wrong_answer_lower_a_baseline(tmp_path: Path):
    path = tmp_path / "baseline.jsonl"
    unanswered = result("c", False, "refusal", reasons=(Reason.SHOULD_ANSWER,))
    write_baseline(RunLog(ABOUT, (result("a"), result("b", False), unanswered)), path)
    baseline = read_log(path)
    worse = compare(baseline, RunLog(ABOUT, (result("a", False, "refusal"), result("b"), unanswered)))
    assert (worse.worse, worse.better, worse.lowers) == (("a",), ("b",), True)
    wrong = compare(baseline, RunLog(ABOUT, (result("a"), result("b", False), result("c", False))))
    assert (wrong.newly_wrong, wrong.lowers) == (("c",), True)
    assert "newly wrong: c" in comparison_text(wrong)
    same = compare(baseline, RunLog(ABOUT, (result("a"), result("b", False), unanswered, result("n", False))))
    assert (same.lowers, same.changed, same.new) == (False, (), ("n",))
