"""What the operator is told: one clear sentence and a remedy, exit code 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario.terminal.conftest import MODEL, Run


def test_no_workspace(askfin: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    code, _, said = askfin("ask", "上月营业额")
    assert code == 2
    assert "--workspace" in said


def test_no_database(askfin: Run, workspace: Path):
    (workspace / "bakery.duckdb").unlink()
    code, _, said = askfin("ask", "--workspace", str(workspace), "上月营业额")
    assert code == 2
    assert "bakery.duckdb" in said


def test_no_model_file(askfin: Run, workspace: Path):
    (workspace / "model.yml").unlink()
    code, _, said = askfin("ask", "--workspace", str(workspace), "上月营业额")
    assert code == 2
    assert "model.yml" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("expression: SUM(sales.amount)", "expression: SUM(sales.amuont)", "amount"),
        ("expression: SUM(sales.amount)", "expresion: SUM(sales.amount)", "expression"),
        ("time_field: sold_on", "time_field: sold", "sold_on"),
        ("- name: takings", "- name: [", "model.yml"),
        ("- name: shop", "- name: shop\n        expression: MAX(shop)", "MAX is an aggregate"),
    ],
)
def test_a_broken_model_names_file_line_and_near_match(askfin: Run, workspace: Path, old: str, new: str, told: str):
    assert old in MODEL
    (workspace / "model.yml").write_text(MODEL.replace(old, new), encoding="utf-8")
    code, _, said = askfin("model", "check", "--workspace", str(workspace))
    assert code == 2
    assert "model.yml:" in said
    assert told in said
    assert "Traceback" not in said


def test_a_broken_workspace_file_names_the_key(askfin: Run, workspace: Path):
    (workspace / "askfin.yaml").write_text("name: x\nwarehuose: {duckdb: a}\nmodel: [model.yml]\n", encoding="utf-8")
    code, _, said = askfin("ask", "--workspace", str(workspace), "上月营业额")
    assert code == 2
    assert "warehouse" in said


def test_a_locked_database_says_who_must_act(askfin: Run, workspace: Path):
    hold = "import duckdb,sys,time; c=duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"
    command = [sys.executable, "-c", hold, str(workspace / "bakery.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        try:
            code, _, said = askfin("ask", "--workspace", str(workspace), "上月营业额")
        finally:
            holder.kill()
    assert code == 2
    assert "bakery.duckdb" in said
    assert "Traceback" not in said


def test_a_model_that_holds_passes_its_check(askfin: Run, workspace: Path):
    code, _, said = askfin("model", "check", "--workspace", str(workspace))
    assert (code, "0 errors" in said) == (0, True), said


def test_a_wrong_date_is_explained(askfin: Run, workspace: Path):
    code, _, said = askfin("ask", "--workspace", str(workspace), "--today", "tomorrow", "上月营业额")
    assert code == 2
    assert "YYYY-MM-DD" in said


def test_the_model_planner_needs_a_model(askfin: Run, workspace: Path):
    code, _, said = askfin("ask", "--workspace", str(workspace), "--planner", "model", "上月营业额")
    assert code == 2
    assert "OPENAI_API_KEY" in said
