"""The language model's path, through the whole application, against a scripted server on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot import pipeline
from bot.app import App
from bot.channels.json_turn import turn_as_json
from bot.settings import Environment
from bot.turn import Draft
from semantic_layer.access import Rights
from tests.fakes.openai_server import OpenAiServer, fails, says, speaks

HARD = "跟我说说东门店二月份卖得怎么样"  # no offline reading: 卖得怎么样 names no metric
RIGHT = (
    "SELECT MEASURE(takings) AS t FROM bakery WHERE sales.shop = '东门店' "
    "AND period BETWEEN DATE '2026-02-01' AND DATE '2026-02-28'"
)
INVENTED = RIGHT.replace("takings", "profit_of_shop")
WRONG_MONTH = RIGHT.replace("2026-02-01", "2026-01-01").replace("2026-02-28", "2026-01-31")
Ask = Callable[..., Any]


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(sql=RIGHT)) as running:
        yield running


@pytest.fixture
def ask(workspace: Path, server: OpenAiServer) -> Ask:
    """Ask with the model configured; the turn as JSON."""

    async def asked(text: str, url: str = "") -> dict[str, Any]:
        environment = Environment.model_validate(
            {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": url or server.url, "ASKFIN_MODEL": "test"}
        )
        with App.open(workspace, environment=environment) as app:
            question = app.question(text, Rights.full("ann"), asker="ann")
            return turn_as_json(await app.ask(question))

    return asked


async def test_the_common_question_costs_no_call(ask: Ask, server: OpenAiServer):
    turn = await ask("上月营业额")
    assert (turn["planner"], turn["usage"]["calls"], server.requests) == ("offline", 0, [])


async def test_right_sql_answers(ask: Ask, server: OpenAiServer):
    turn = await ask(HARD)
    assert (turn["planner"], turn["rows"], turn["label"]) == ("model", [[100]], "governed")
    assert turn["usage"]["calls"] == 1
    assert turn["usage"]["input_tokens"] > 0


async def test_what_only_the_model_understood_is_said_with_what_it_was_taken_for(ask: Ask):
    turn = await ask(HARD)
    assert "由语言模型理解为：营业额" in turn["text"]
    assert "卖得" in turn["text"]
    known = await ask("上月营业额")
    assert "语言模型" not in known["text"]


async def test_an_offline_draft_that_disagrees_is_no_answer_and_the_model_may_do_better(ask: Ask, monkeypatch):
    wrong = Draft(WRONG_MONTH, "offline")
    monkeypatch.setattr(pipeline, "plan_offline", lambda *_: wrong)
    turn = await ask("东门店二月份营业额")
    assert (turn["planner"], turn["rows"]) == ("model", [[100]])


async def test_an_invented_metric_is_repaired(ask: Ask, server: OpenAiServer):
    server.then(says(sql=INVENTED), says(sql=RIGHT))
    turn = await ask(HARD)
    assert (turn["rows"], turn["usage"]["calls"]) == ([[100]], 2)
    assert "profit_of_shop" in server.said(1)


async def test_a_wrong_month_never_becomes_an_answer(ask: Ask, server: OpenAiServer):
    server.then(says(sql=WRONG_MONTH))
    turn = await ask(HARD)
    assert turn["kind"] in ("clarification", "refusal")
    assert turn["rows"] == []


async def test_persistent_nonsense_ends_in_an_honest_refusal(ask: Ask, server: OpenAiServer):
    server.then(speaks("I think business is good!"))
    turn = await ask(HARD)
    assert (turn["kind"], turn["rows"]) == ("refusal", [])
    assert len(server.requests) <= 8


async def test_hostile_sql_of_a_model_is_not_run(ask: Ask, server: OpenAiServer):
    server.then(says(sql="SELECT * FROM read_csv('/etc/passwd')"))
    turn = await ask(HARD)
    assert (turn["kind"], turn["rows"]) == ("refusal", [])


async def test_a_dead_endpoint_falls_back_and_says_so(ask: Ask):
    turn = await ask(HARD, "http://127.0.0.1:9/v1")
    assert turn["kind"] in ("refusal", "clarification")
    assert "MODEL_UNAVAILABLE" in {item["code"] for item in turn["issues"]}
    assert "sk-secret" not in str(turn)


async def test_a_rejected_key_is_told_without_the_key(ask: Ask, server: OpenAiServer):
    server.then(fails(401, "Incorrect API key provided: sk-secret"))
    turn = await ask(HARD)
    assert "MODEL_UNAVAILABLE" in {item["code"] for item in turn["issues"]}
    assert "sk-secret" not in str(turn)


async def test_a_question_back_says_that_the_model_was_out_of_reach(ask: Ask):
    turn = await ask("上月营业额怎样得出的趋势啊喂", "http://127.0.0.1:9/v1")
    assert turn["kind"] != "answer"
    assert "MODEL_UNAVAILABLE" in {item["code"] for item in turn["issues"]}
