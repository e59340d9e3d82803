"""Endpoints as they are: refusing, busy, slow, dead. Nothing of theirs leaks, and the deadline holds."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.planners.cache import PlanCache
from bot.turn import Decline, Draft
from semantic_layer.issues import IssueCode
from tests.fakes.openai_server import Act, OpenAiServer, drips, fails, hangs, refuses, says, serves, speaks
from tests.unit.model_planner.conftest import RIGHT, Case, make_planner

A_MINUTE = 60  # an endpoint that hangs does so for an hour


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(RIGHT)) as running:
        yield running


async def test_the_chain_of_manners_ends_where_the_endpoint_can_follow(
    server: OpenAiServer, case: Case, tmp_path: Path
) -> None:
    fenced = speaks('```json\n{"kind": "query", "semantic_sql": "' + RIGHT + '"}\n```')
    server.then(refuses("json_schema", "tools", "json_object", otherwise=fenced))
    cache = PlanCache.in_folder(tmp_path)
    plan = await case.planned_by(make_planner(server.url, cache=cache))
    assert isinstance(plan, Draft)
    assert [server.mode(at) for at in range(4)] == ["json_schema", "tools", "json_object", "plain"]
    assert plan.usage.calls == 4
    assert plan.usage.input_tokens == 1000, "a request refused for its form costs nothing"

    server.then(refuses("json_schema", "tools", "json_object", otherwise=fenced))
    case.question = type(case.question)("另一个问题", "zh", case.question.today, case.question.rights)
    await case.planned_by(make_planner(server.url, cache=cache))
    assert [server.mode(0)] == ["plain"], "remembered, in another process too"


@pytest.mark.parametrize(("refused", "sent"), [("temperature", "max_tokens"), ("max_tokens", "temperature")])
async def test_a_parameter_the_endpoint_refuses_is_left_out(
    server: OpenAiServer, case: Case, refused: str, sent: str
) -> None:
    server.then(refuses(refused, otherwise=says(RIGHT)))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert refused in server.requests[0]
    assert refused not in server.requests[1]
    assert sent in server.requests[1]
    assert server.mode(1) == "json_schema"


async def test_a_busy_endpoint_is_waited_for(server: OpenAiServer, case: Case) -> None:
    server.then(fails(429, headers={"Retry-After": "0.2"}), says(RIGHT))
    started = time.monotonic()
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert time.monotonic() - started >= 0.2
    assert (plan.usage.calls, plan.usage.input_tokens) == (2, 1000)


@pytest.mark.parametrize(
    ("act", "reason", "calls"),
    [
        (fails(401, "Incorrect API key provided: sk-secret"), "unauthorized 401", 1),
        (fails(404, "no such model"), "not found 404", 1),
        (fails(429, headers={"Retry-After": "0"}), "rate limited 429", 3),
        (fails(429, headers={"Retry-After": "3600"}), "rate limited 429", 1),
        (fails(503, headers={"Retry-After": "0"}), "server error 503", 3),
        (fails(400, "This model's maximum context length is 10 tokens"), "too long 400", 1),
        (fails(418), "bad request 418", 4),
        (hangs(), "timeout", 1),
        (drips(), "timeout", 1),
    ],
)
async def test_an_endpoint_that_fails_is_unavailable_and_says_why(
    server: OpenAiServer, case: Case, act: Act, reason: str, calls: int
) -> None:
    server.then(act)
    started = time.monotonic()
    plan = await case.planned_by(make_planner(server.url, deadline_seconds=1.5 if reason == "timeout" else 30))
    assert time.monotonic() - started < A_MINUTE
    assert isinstance(plan, Decline)
    assert [item.code for item in plan.issues] == [IssueCode.MODEL_UNAVAILABLE]
    assert plan.issues[0].params["reason"] == reason
    assert plan.usage.calls == len(server.requests) == calls
    assert "sk-secret" not in repr(plan)
    assert "127.0.0.1" not in repr(plan)
    assert server.headers[0]["Authorization"] == "Bearer sk-secret"


@pytest.mark.parametrize("body", [b"<html>Gateway</html>", b"{}", b'{"choices": []}', b'{"id": "x", "choices": ['])
async def test_an_answer_nobody_can_use_is_unavailable(server: OpenAiServer, case: Case, body: bytes) -> None:
    server.then(serves(body, "application/json"))
    plan = await case.planned_by(make_planner(server.url, deadline_seconds=30))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.MODEL_UNAVAILABLE
    assert plan.usage.calls > 0
    assert plan.usage.input_tokens > 0, "what was sent and not accounted for is estimated"


async def test_a_dead_endpoint_is_unavailable_at_once(case: Case) -> None:
    url = "http://someone:sk-url-secret@127.0.0.1:9/v1"
    plan = await case.planned_by(make_planner(url))
    assert isinstance(plan, Decline)
    assert plan.issues[0].params["reason"] == "unreachable"
    assert "sk-url-secret" not in repr(plan)


async def test_the_deadline_holds_over_repairs_too(server: OpenAiServer, case: Case) -> None:
    server.then(says("SELECT MEASURE(nothing) FROM shop"), hangs())
    started = time.monotonic()
    plan = await case.planned_by(make_planner(server.url, deadline_seconds=3))
    assert time.monotonic() - started < A_MINUTE
    assert isinstance(plan, Decline)
    assert plan.usage.calls == 2
    assert plan.usage.input_tokens > 1000


async def test_the_token_budget_holds_over_all_calls(server: OpenAiServer, case: Case) -> None:
    server.then(says("SELECT MEASURE(nothing) FROM shop", tokens=(4_000, 3_000)))
    plan = await case.planned_by(make_planner(server.url, token_budget=8_000))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.MODEL_BUDGET
    assert len(server.requests) == 1
    assert (plan.usage.input_tokens, plan.usage.output_tokens) == (4_000, 3_000)


async def test_settings_tell_no_secret(case: Case) -> None:
    planner = make_planner("http://me:hidden@host/v1")
    shown = repr(planner._settings)
    assert "sk-secret" not in shown
    assert "hidden" not in shown
    assert planner._settings.endpoint == make_planner("http://you:other@host/v1")._settings.endpoint
