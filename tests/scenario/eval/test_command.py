"""`askfin eval` from end to end: reports, gates, continuing, interruption, replay, comparison."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.scenario.eval.conftest import log_lines


def test_a_run_scores_reports_and_continues(askfin, pottery: Path, tmp_path: Path):
    out = tmp_path / "out"
    code, said = askfin("eval", "--workspace", pottery, "--out", out, "--jobs", 2)
    assert code == 0, said
    assert "0 silent wrong, precision 100.0 %, answered 100.0 %, accuracy 100.0 % of 4 cases" in said
    assert {line["id"] for line in log_lines(out)} == {"takings", "by-kiln", "follow-up", "unknown"}
    assert "Silent wrong answers: 0" in (out / "report.md").read_text(encoding="utf-8")
    assert "follow-up" in (out / "report.html").read_text(encoding="utf-8")

    log = out / "log.jsonl"
    lost = {**next(line for line in log_lines(out) if line["id"] == "takings"), "passed": False, "reasons": ["ERROR"]}
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(lost) + "\n")
    askfin("eval", "--workspace", pottery, "--out", out)
    assert [line["id"] for line in log_lines(out)][5:] == ["takings"], "what failed to run is tried again"
    assert askfin("eval", "--workspace", pottery, "--out", out, "--fail-under", 1)[0] == 0
    assert len(log_lines(out)) == 6, "nothing was left to do"

    path = pottery / "cases" / "all.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("gold_value: 100", "gold_value: 101"), encoding="utf-8")
    code, said = askfin("eval", "--workspace", pottery, "--out", out, "--fail-under", "0.9")
    assert [line["id"] for line in log_lines(out)][6:] == ["follow-up"], "only the changed case ran again"
    assert code == 1
    assert "SILENT WRONG  follow-up" in said
    assert "accuracy 0.750 is under 0.9" in said


def test_the_log_says_under_what_circumstances(askfin, pottery: Path, tmp_path: Path):
    askfin("eval", "--workspace", pottery, "--out", tmp_path / "o", "--tags", "value", "--seed", 7)
    about = json.loads((tmp_path / "o" / "log.jsonl").read_text(encoding="utf-8").splitlines()[0])["about"]
    names = {"revision", "code", "python", "duckdb", "sqlglot", "planner", "layer", "prompts", "database", "today"}
    assert names <= about.keys()
    assert about["seed"] == 7


def test_a_baseline_fails_the_run_that_loses_a_case(askfin, pottery: Path, tmp_path: Path):
    baseline = tmp_path / "baseline.jsonl"
    run = ("eval", "--workspace", pottery, "--quiet")
    assert askfin(*run, "--out", tmp_path / "a", "--update-baseline", baseline)[0] == 0
    assert askfin(*run, "--out", tmp_path / "a", "--baseline", baseline)[0] == 0
    path = pottery / "cases" / "all.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("明年的股价会是多少", "上月营业额"), encoding="utf-8")
    code, said = askfin(*run, "--out", tmp_path / "b", "--baseline", baseline)
    assert code == 1
    assert "worse: unknown" in said
    logs = (tmp_path / "a" / "log.jsonl", tmp_path / "b" / "log.jsonl")
    assert askfin("eval", "compare", *logs)[0] == 1
    assert askfin("eval", "compare", *reversed(logs))[0] == 0


def test_a_broken_case_fails_the_run(askfin, pottery: Path, tmp_path: Path):
    cases = tmp_path / "broken.yml"
    cases.write_text("- {id: b, question: 上月营业额, gold_sql: SELECT nothing}\n", encoding="utf-8")
    code, said = askfin("eval", "--workspace", pottery, "--cases", cases, "--out", tmp_path / "o")
    assert code == 1
    assert "1 broken cases: mend their gold" in said
    assert "of 0 cases" in said


def test_figures_are_written_into_a_readme(askfin, pottery: Path, tmp_path: Path):
    readme = tmp_path / "README.md"
    readme.write_text("# X\n<!-- eval:begin -->\n<!-- eval:end -->\n", encoding="utf-8")
    askfin("eval", "--workspace", pottery, "--out", tmp_path / "o", "--write-readme", readme, "--quiet")
    assert "| all | 4 | 0 | 100.0 % | 100.0 % | 100.0 % (" in readme.read_text(encoding="utf-8")


def test_replay_prints_every_step(askfin, pottery: Path):
    code, said = askfin("eval", "replay", "follow-up", "--workspace", pottery)
    assert code == 0
    steps = ("question   上月营业额", "read     '9月呢", "draft", "period     takings: 2026-09-01..2026-09-30", "sql",
             "row        [Decimal('100.00')]", "gold       [100.0]", "timings", "passed")  # fmt: skip
    for step in steps[:1] + steps[2:]:
        assert step in said, step
    code, said = askfin("eval", "replay", "nothing", "--workspace", pottery)
    assert code == 2
    assert "no case 'nothing'" in said


def test_what_cannot_be_done_is_told_with_a_remedy(askfin, pottery: Path, tmp_path: Path):
    assert askfin("eval", "dance", "--workspace", pottery)[0] == 2
    assert askfin("eval", "--workspace", pottery, "--tags", "none")[0] == 2
    assert askfin("eval", "--workspace", pottery, "--jobs", "0")[0] == 2
    assert askfin("eval", "--workspace", pottery, "--cases", tmp_path / "gone.yml")[0] == 2
    assert '"type": "array"' in askfin("eval", "schema")[1]


# A shell that runs something in the background has it ignore Ctrl-C, and so would everything the tests start there.
LISTENING = """
import signal, sys
from bot.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(askfin, pottery: Path, tmp_path: Path):
    many = tmp_path / "many.yml"
    case = "- {{id: c{n}, question: 上月营业额, gold_value: 260}}\n"
    many.write_text("".join(case.format(n=n) for n in range(300)), encoding="utf-8")
    out = tmp_path / "out"
    words = ["eval", "--workspace", str(pottery), "--cases", str(many), "--out", str(out), "--quiet"]
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING, *words], stderr=subprocess.PIPE, start_new_session=True, text=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until and not ((out / "log.jsonl").exists() and log_lines_so_far(out) > 4):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=30)
    assert process.returncode == 130, complaint
    assert "goes on" in complaint
    assert "Traceback" not in complaint
    kept = [line["id"] for line in log_lines(out)]
    assert 4 <= len(kept) < 300
    assert askfin(*words)[0] == 0
    ids = [line["id"] for line in log_lines(out)]
    assert ids[: len(kept)] == kept
    assert len(ids) == len(set(ids)) == 300


def log_lines_so_far(out: Path) -> int:
    return (out / "log.jsonl").read_text(encoding="utf-8").count("\n")
