"""`askfin ask` and `askfin query`: what people and programs get."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenario.terminal.conftest import Run

KEYS = {
    "kind", "text", "semantic_sql", "sql", "columns", "rows", "metrics", "filters", "period", "label", "planner",
    "options", "issues", "chart", "vega_lite", "timings_ms", "usage",
}  # fmt: skip


def test_every_key_is_there_for_every_kind(askfin: Run, workspace: Path):
    asked = ("上月营业额", "营业额怎么算", "明年的股价", "")
    code, turns, _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", *asked)
    assert code == 0
    assert [turn["kind"] for turn in turns] == ["answer", "definition", "refusal", "refusal"]
    for turn in turns:
        assert turn.keys() >= KEYS
        assert turn["usage"].keys() == {"model", "calls", "input_tokens", "output_tokens"}


def test_an_answer_is_plain_numbers_and_exact_dates(askfin: Run, workspace: Path):
    _, [turn], _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", "上月东门店营业额")
    assert turn["rows"] == [[100]]
    assert turn["columns"][0]["unit"] == "CNY"
    assert (turn["period"]["start"], turn["period"]["end"]) == ("2026-02-01", "2026-02-28")
    assert turn["label"] == "governed"
    assert turn["filters"][0]["values"] == ["东门店"]


def test_several_questions_are_one_conversation(askfin: Run, workspace: Path):
    asked = ("takings of East Gate this month", "and last month?")
    _, turns, _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", *asked)
    assert [turn["rows"] for turn in turns] == [[[30]], [[100]]]


def test_a_partial_month_is_said(askfin: Run, workspace: Path):
    _, [turn], _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", "本月营业额")
    assert turn["rows"] == [[37]]
    assert turn["period"]["complete"] is False
    assert "2026-03-20" in turn["text"]


def test_today_can_be_set(askfin: Run, workspace: Path):
    words = ("ask", "--workspace", str(workspace), "--json", "--no-chart", "--today", "2026-04-02", "上月营业额")
    _, [turn], _ = askfin(*words)
    assert turn["rows"] == [[37]]


def test_the_language_of_the_answer_can_be_set(askfin: Run, workspace: Path):
    words = ("ask", "--workspace", str(workspace), "--json", "--no-chart", "--lang", "en", "上月营业额")
    _, [turn], _ = askfin(*words)
    assert turn["lang"] == "en"
    assert "Takings" in turn["text"]


def test_a_chart_is_drawn_where_it_is_asked_for(askfin: Run, workspace: Path, tmp_path: Path):
    target = tmp_path / "chart.png"
    words = ("ask", "--workspace", str(workspace), "--json", "--chart", str(target), "今年每月营业额,画个图")
    _, [turn], _ = askfin(*words)
    assert turn["chart"] == str(target)
    assert target.read_bytes().startswith(b"\x89PNG")
    assert turn["vega_lite"]["$schema"]


def test_people_read_sentences(askfin: Run, workspace: Path):
    code, _, said = askfin("ask", "--workspace", str(workspace), "--no-chart", "上月营业额")
    assert code == 0
    assert "营业额" in said
    assert "2026-02-01" in said
    assert "全部权限" in said


def test_semantic_sql_runs_through_the_same_checks(askfin: Run, workspace: Path):
    good = "SELECT MEASURE(takings) AS t FROM bakery WHERE period >= DATE '2026-03-01'"
    code, [turn], _ = askfin("query", "--workspace", str(workspace), "--json", good)
    assert (code, turn["rows"], turn["planner"]) == (0, [[37]], "sql")
    code, [turn], _ = askfin("query", "--workspace", str(workspace), "--json", "SELECT MEASURE(profit) FROM bakery")
    assert (code, turn["kind"], turn["issues"][0]["code"]) == (0, "refusal", "UNKNOWN_METRIC")


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE sales",
        "SELECT * FROM sales",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT MEASURE(takings) FROM bakery; DELETE FROM sales",
        "SELECT MEASURE(takings) FROM bakery WHERE amount = (SELECT 1 FROM duckdb_settings())",
        "(" * 3000,
    ],
)
def test_hostile_sql_is_refused_without_a_traceback(askfin: Run, workspace: Path, sql: str):
    code, [turn], said = askfin("query", "--workspace", str(workspace), "--json", sql)
    assert (code, turn["kind"]) == (0, "refusal")
    assert "Traceback" not in said


def test_an_answer_is_found_again_by_its_id(askfin: Run, workspace: Path):
    _, [turn], _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", "上月营业额")
    code, [found], _ = askfin("show", "--workspace", str(workspace), "--json", turn["id"])
    assert (code, found["question"], found["semantic_sql"]) == (0, "上月营业额", turn["semantic_sql"])


def test_metrics_are_listed_and_defined(askfin: Run, workspace: Path):
    code, _, said = askfin("metrics", "--workspace", str(workspace), "营业额")
    assert code == 0
    assert "含税销售额" in said
    assert "sales.amount" in said
    code, _, said = askfin("metrics", "--workspace", str(workspace), "营业")
    assert code == 2
    assert "营业额" in said


def test_a_metric_reaches_as_far_as_the_date_it_counts_by(askfin: Run, workspace: Path):
    # People joined until January, but left until March: leaving is not cut off where joining ends.
    asked = ("今年的入会人数", "今年的退会人数", "上月退会人数")
    _, turns, _ = askfin("ask", "--workspace", str(workspace), "--json", "--no-chart", *asked)
    assert [turn["rows"] for turn in turns] == [[[1]], [[2]], [[1]]]
