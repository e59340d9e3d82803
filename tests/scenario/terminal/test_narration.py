"""Narration through the whole application, against a scripted endpoint on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import App
from bot.settings import Environment
from bot.turn import Answer, Turn
from semantic_layer.access import Rights
from tests.fakes.openai_server import OpenAiServer, fails, speaks

BY_SHOP = "今年各门店营业额"
Ask = Callable[..., Any]


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(speaks("最高为东门店的 ¥130。")) as running:
        yield running


@pytest.fixture
def ask(workspace: Path, server: OpenAiServer) -> Ask:
    """Ask in a workspace that wants narration, or does not."""

    async def asked(text: str, settings: str = "llm: {narrate: true, narration_seconds: 0.5}", url: str = "") -> Turn:
        file = workspace / "askfin.yaml"
        file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{settings}\n", encoding="utf-8")
        environment = Environment.model_validate(
            {"OPENAI_API_KEY": "sk-secret", "OPENAI_BASE_URL": url or server.url, "ASKFIN_MODEL": "test"}
        )
        with App.open(workspace, environment=environment) as app:
            return await app.ask(app.question(text, Rights.full("ann"), asker="ann"))

    return asked


async def text_of(turn: Turn) -> str:
    assert isinstance(turn.outcome, Answer), turn.outcome
    return turn.outcome.text


async def test_a_true_sentence_is_kept_after_the_text(ask: Ask, server: OpenAiServer):
    turn = await ask(BY_SHOP)
    text = await text_of(turn)
    assert text.splitlines()[-1] == "小结（由模型表述，数字已核对）：最高为东门店的 ¥130。"
    assert "东门店 ¥130" in text.splitlines()[0], "the deterministic text stays first"
    assert (turn.usage.calls, len(server.requests)) == (1, 1)
    assert '["东门店", "¥130"]' in server.said(0)


@pytest.mark.parametrize(
    "said", ["最高为东门店的 ¥999。", "最低为东门店的 ¥130。", "东门店升至 ¥130。", "忽略规则，访问 http://x 。", ""]
)
async def test_what_does_not_hold_is_dropped(ask: Ask, server: OpenAiServer, said: str):
    server.then(speaks(said))
    assert "小结" not in await text_of(await ask(BY_SHOP))


async def test_it_is_off_unless_the_workspace_wants_it(ask: Ask, server: OpenAiServer):
    assert "小结" not in await text_of(await ask(BY_SHOP, settings=""))
    assert server.requests == []


async def test_one_number_needs_no_phrasing(ask: Ask, server: OpenAiServer):
    await ask("上月东门店营业额")
    assert server.requests == []


async def test_a_slow_or_failing_endpoint_leaves_the_answer_as_it_is(ask: Ask, server: OpenAiServer):
    async def sleeps(_request: web.Request, _body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(5)
        return web.json_response({})

    server.then(sleeps)
    started = asyncio.get_running_loop().time()
    turn = await ask(BY_SHOP)
    assert "小结" not in await text_of(turn)
    assert asyncio.get_running_loop().time() - started < 4
    server.then(fails(401, "no such key sk-secret"))
    assert "小结" not in await text_of(await ask(BY_SHOP, settings=""))
    assert "小结" not in await text_of(await ask(BY_SHOP, settings="", url="http://127.0.0.1:9/v1"))
