"""A scriptable server on loopback that speaks OpenAI's chat completions.

Role: the counterpart of the real LangChain client in tests: real sockets, real JSON, real failures. A script is a list
of acts, one a request, the last repeated; each request is kept for the test to look at.

    async with OpenAiServer(says(sql="SELECT …")) as server:
        settings = ModelSettings(model="m", base_url=server.url, api_key="k")
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

Act = Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]


class OpenAiServer:
    """Serves its script until left. `requests` are the bodies received, `headers` theirs."""

    def __init__(self, *script: Act) -> None:
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> OpenAiServer:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def then(self, *script: Act) -> OpenAiServer:
        """Start over with another script."""
        self.script = list(script)
        self.requests.clear()
        self.headers.clear()
        return self

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        act = self.script[min(len(self.requests), len(self.script) - 1)]
        self.requests.append(body)
        self.headers.append(dict(request.headers))
        return await act(request, body)

    def mode(self, number: int) -> str:
        """How the request asked for its object: json_schema, tools, json_object or plain."""
        body = self.requests[number]
        if "tools" in body:
            return "tools"
        return body.get("response_format", {}).get("type", "plain")

    def said(self, number: int) -> str:
        """Everything the request said to the model."""
        return "\n".join(str(message.get("content")) for message in self.requests[number]["messages"])


def _object(sql: str, kind: str, options: list[dict[str, str]], missing: list[str]) -> str:
    parts = {"reason": "as asked", "kind": kind, "semantic_sql": sql, "options": options, "missing": missing}
    return json.dumps(parts, ensure_ascii=False)


def _body(request_body: dict[str, Any], text: str, finish: str, tokens: tuple[int, int] | None) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if "tools" in request_body:
        name = request_body["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    body: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": request_body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if tokens:
        body["usage"] = {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
        }
    return body


def says(
    sql: str = "",
    kind: str = "query",
    options: list[dict[str, str]] | None = None,
    missing: list[str] | None = None,
    tokens: tuple[int, int] | None = (1000, 50),
) -> Act:
    """A well-formed reply."""
    return speaks(_object(sql, kind, options or [], missing or []), tokens=tokens)


def speaks(text: str, finish: str = "stop", tokens: tuple[int, int] | None = (1000, 50)) -> Act:
    """Any text: prose, fenced JSON, JSON cut short (finish="length")."""

    async def act(_request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        return web.json_response(_body(body, text, finish, tokens))

    return act


def fails(status: int, message: str = "failed", headers: dict[str, str] | None = None) -> Act:
    """An error as the protocol words it."""

    async def act(_request: web.Request, _body: dict[str, Any]) -> web.StreamResponse:
        error = {"error": {"message": message, "type": "error", "code": None}}
        return web.json_response(error, status=status, headers=headers)

    return act


def refuses(*what: str, otherwise: Act) -> Act:
    """400 where the request uses any of `what` ("json_schema", "tools", "json_object", "temperature", "max_tokens")."""

    async def act(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        form = body.get("response_format", {}).get("type", "")
        for refused in what:
            if refused in body or refused == form:
                name = "response_format" if refused == form else refused
                return await fails(400, f"Unsupported parameter: '{name}' ({refused})")(request, body)
        return await otherwise(request, body)

    return act


def hangs() -> Act:
    """Accepts the request and never answers."""

    async def act(_request: web.Request, _body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError("the client waited an hour")

    return act


def drips(every: float = 0.05) -> Act:
    """Sends a byte at a time, for ever: each read succeeds, the answer never comes."""

    async def act(request: web.Request, _body: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(every)

    return act


def serves(body: bytes, content_type: str = "text/html") -> Act:
    """Another body altogether, such as a proxy's page."""

    async def act(_request: web.Request, _body: dict[str, Any]) -> web.StreamResponse:
        return web.Response(body=body, content_type=content_type)

    return act


def obeys(mark: str, obeyed: Act, otherwise: Act) -> Act:
    """A gullible model: does what the injected text wants wherever the prompt holds `mark`."""

    async def act(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        heard = json.dumps(body["messages"], ensure_ascii=False)
        return await (obeyed if mark in heard else otherwise)(request, body)

    return act
