"""`askfin eval --planner model|auto` against an endpoint on loopback: usage counted, costs told, nothing cached."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eval.log import read_log
from tests.fakes.openai_server import OpenAiServer, says

OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
CASE = '- {id: odd, question: 上月营业额怎么个走法呀, lang: zh, gold_value: 260, gold_semantic_sql: "SELECT 1"}\n'


async def test_tokens_and_cost_of_a_model_are_counted(askfin, pottery: Path, tmp_path: Path, monkeypatch):
    right = f"SELECT MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER}"
    cases = tmp_path / "odd.yml"
    cases.write_text(CASE.replace("SELECT 1", right), encoding="utf-8")
    settings = pottery / "askfin.yaml"
    prices = "llm: {prices: {test-model: {input: 2, output: 20, currency: CNY}}}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + prices, encoding="utf-8")
    out = tmp_path / "out"
    async with OpenAiServer(says(sql=right, tokens=(1000, 50))) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "k")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        words = ("eval", "--workspace", pottery, "--cases", cases, "--out", out, "--planner", "model",
                 "--model", "test-model", "--repeat", 2)  # fmt: skip
        code, said = await asyncio.to_thread(askfin, *words)
        assert code == 0, said
        assert len(server.requests) == 2, "the second repetition was asked too"
        assert {body["model"] for body in server.requests} == {"test-model"}
    log = read_log(out / "log.jsonl")
    assert [(r.planner, r.calls, r.input_tokens, r.output_tokens) for r in log.results] == [("model", 1, 1000, 50)] * 2
    assert log.results[0].semantic == dict.fromkeys(("metrics", "fields", "filters", "period", "grain"), True)
    assert log.about["model"] == "test-model"
    assert "temperature" in log.about["model_settings"]
    # 1,000 tokens in at 2 and 50 out at 20 a million: 0.003 a question
    assert "0.003000 CNY (0.0060 CNY in all)" in said
    assert "pass@2 100.0 %, pass^2 100.0 %" in said


async def test_auto_asks_the_model_only_where_the_offline_planner_cannot(askfin, pottery, tmp_path, monkeypatch):
    async with OpenAiServer(says(kind="refusal", missing=["股价"])) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "k")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        words = ("eval", "--workspace", pottery, "--out", tmp_path / "o", "--planner", "auto", "--model", "m")
        code, said = await asyncio.to_thread(askfin, *words)
    assert code == 0, said
    calls = {r.id: r.calls for r in read_log(tmp_path / "o" / "log.jsonl").results}
    assert calls["takings"] == calls["by-kiln"] == calls["follow-up"] == 0
    assert calls["unknown"] > 0
    assert "no price known" in said


def test_a_model_that_is_not_configured_is_told(askfin, pottery: Path, tmp_path: Path):
    code, said = askfin("eval", "--workspace", pottery, "--planner", "model", "--out", tmp_path / "o")
    assert code == 2
    assert "No language model" in said


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
