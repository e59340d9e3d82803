"""Replies as models write them: what is a reply is found, what is half a reply is none."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.planners.model.reply import Reply, parse_reply
from bot.turn import Ask, Decline, Draft
from tests.fakes.openai_server import Act, OpenAiServer, fails, says, speaks
from tests.unit.model_planner.conftest import RIGHT, Case, make_planner

BARE = "SELECT MEASURE(takings) FROM shop"
WHOLE = json.dumps({"reason": "", "kind": "query", "semantic_sql": BARE, "options": [], "missing": []})
ASKED = '{"kind": "clarify", "options": [{"label": "A", "semantic_sql": "SELECT 1"}, {"label": "B"}'


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"Sure, here it is:\n```json\n{WHOLE}\n```\nHope this helps!",
        f"<think>maybe {{\"kind\": \"refuse\"}}</think>\n{WHOLE}",
        f"first I thought {{\"kind\": \"refuse\"}} … </think> {WHOLE}",
        f"<think>{WHOLE}",
        f"a set {{x, y}} of {{z\n{WHOLE}",
        WHOLE[:-1] + ",}",
        WHOLE.replace('"options"', '// none\n"options"'),
        WHOLE.replace('": ', '"： ').replace(", ", "， "),
        WHOLE.replace('"', "“"),
        "{'kind': 'query', 'semantic_sql': '" + BARE + "', 'missing': None, 'options': []}",
        '{"kind": "QUERY", "semantic_sql": "' + BARE + ';"}',
        '{"kind": "sql", "semantic_sql": "```sql\\n' + BARE + '\\n```"}',
        '{"semantic_sql": "' + BARE + '", "missing": null}',
        '{"sql": "' + BARE + '"}',
        '{"name": "reply", "arguments": ' + WHOLE + "}",
        '{"kind": "query", "semantic_sql": "SELECT MEASURE（takings） FROM shop；", "missing": "nothing"}',
        f"{{\"kind\": \"refuse\"}} no, better:\n{WHOLE}",
        f"```sql\n{BARE}\n```",
    ],
)  # fmt: skip
def test_a_reply_is_found(text: str) -> None:
    found = parse_reply(text)
    assert isinstance(found, Reply), found
    assert (found.kind, found.semantic_sql) == ("query", BARE)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no JSON object"),
        ("I cannot do that.", "no JSON object"),
        (WHOLE[:60], "cut off"),
        (ASKED, "cut off"),
        (ASKED + "], broken}", "cut off"),
        ('{"answer": 42}', "lacks"),
        ('{"kind": "guess"}', "kind"),
        ('{"kind": "query"}', "semantic_sql is empty"),
        ("x" * 30_000, "too long"),
    ],
)
def test_half_a_reply_is_none(text: str, fault: str) -> None:
    """One option of a broken clarification, above all, is not the answer."""
    found = parse_reply(text)
    assert isinstance(found, str)
    assert fault in found


def test_long_thoughts_are_no_long_reply() -> None:
    assert isinstance(parse_reply(f"<think>{'hm ' * 20_000}</think>{WHOLE}"), Reply)


def completes(message: dict[str, Any], finish: str = "stop") -> Act:
    """One message as an endpoint words it, without usage."""

    async def act(_request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
        return web.json_response(
            {
                "id": "x",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [choice],
                "usage": None,
            }
        )

    return act


def called(arguments: Any) -> dict[str, Any]:
    function = {"name": "reply", "arguments": arguments}
    return {"content": None, "tool_calls": [{"id": "c", "type": "function", "function": function}]}


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(RIGHT)) as running:
        yield running


REPLIED = {"kind": "query", "semantic_sql": RIGHT}


@pytest.mark.parametrize(
    "message",
    [
        called(json.dumps(REPLIED)),
        called(json.dumps(REPLIED)[:-1] + ",}"),
        {**called(""), "content": json.dumps(REPLIED)},
        {"content": json.dumps(REPLIED), "reasoning_content": "the user wants …", "tool_calls": []},
        {"content": "<think>\n{…}\n</think>\n" + json.dumps(REPLIED)},
        {"content": [{"type": "text", "text": json.dumps(REPLIED)}]},
    ],
)
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
async def test_a_message_of_any_provider_is_read(server: OpenAiServer, case: Case, message: dict[str, Any]) -> None:
    server.then(completes(message))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert len(server.requests) == 1
    assert plan.usage.input_tokens > 500, "estimated where the endpoint does not tell"


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
async def test_arguments_that_are_no_text_are_asked_for_in_another_manner(server: OpenAiServer, case: Case) -> None:
    server.then(completes(called(REPLIED)), completes(called(REPLIED)), speaks(json.dumps(REPLIED)))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert server.mode(2) != server.mode(0)


async def test_thoughts_that_fill_the_limit_get_more_room(server: OpenAiServer, case: Case) -> None:
    empty = completes({"content": None, "reasoning_content": "hm"}, "length")
    server.then(empty, says(RIGHT))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert "max_tokens" in server.requests[0]
    assert "max_tokens" not in server.requests[1]
    assert server.mode(1) == server.mode(0)


async def test_a_model_that_must_not_think_aloud_is_told_so(server: OpenAiServer, case: Case) -> None:
    server.then(fails(400, "parameter.enable_thinking must be set to false for non-streaming calls"), says(RIGHT))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft)
    assert "enable_thinking" not in server.requests[0]
    assert server.requests[1]["enable_thinking"] is False
    assert server.mode(1) == "json_schema"


async def test_one_option_of_a_broken_clarification_is_not_the_answer(server: OpenAiServer, case: Case) -> None:
    broken = '{"kind": "clarify", "options": [{"label": "A", "semantic_sql": "' + RIGHT + '"}'
    server.then(speaks(broken))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask | Decline)
    assert case.verified == []
