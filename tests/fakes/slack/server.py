"""The server: Slack's Web API and Socket Mode on one loopback port, and deliveries with an ack deadline and retries.

async with SlackServer() as slack:
    slack.world.add_user("U1", "ann@example.com")
    ...  # connect the bot to slack.url
    ts = await slack.mention("C1", "U1", "revenue last month")
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.slack.limits import Refused
from tests.fakes.slack.methods import TIERS, Methods
from tests.fakes.slack.payloads import Payloads
from tests.fakes.slack.world import Call, Fault, World

ACK_SECONDS = 3.0


class SlackServer(Payloads):
    """Serves until left."""

    def __init__(self, speed: float = 1.0, ack_seconds: float = ACK_SECONDS) -> None:
        self.world = World(speed=speed)
        self.ack_seconds = ack_seconds
        self.url = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, float] = {}
        self.responses: dict[str, Any] = {}
        self.late: list[str] = []  # envelopes that were not acknowledged in time
        self.http: Callable[[dict[str, Any], str], Any] | None = None  # delivers over HTTP instead
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._connected = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> SlackServer:
        app = web.Application(client_max_size=8 * 1024**2)
        app.router.add_get("/link/", self._link)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond/{id}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.methods = Methods(self.world, self.url)
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in self.sockets:
            await socket.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def api(self) -> str:
        return f"{self.url}/api/"

    # Web API --------------------------------------------------------------------------------------------------

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _arguments(request)
        call = Call(method, args)
        self.world.calls.append(call)
        faults = self.world.faults.get(method, deque())
        fault = faults.popleft() if faults else None
        if fault and not fault.after and (broken := await self._break(fault, request, call)) is not None:
            return broken
        answer = self._answer(method, args, request)
        call.error = answer.get("error", "")
        if fault and fault.after and (broken := await self._break(fault, request, call)) is not None:
            return broken
        if call.error == "ratelimited":
            return web.json_response(answer, status=429, headers={"Retry-After": "1"})
        return web.json_response(answer, headers={"X-OAuth-Scopes": self.world.scopes})

    def _answer(self, method: str, args: dict[str, Any], request: web.Request) -> dict[str, Any]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        handler = getattr(self.methods, method.replace(".", "_"), None)
        if method != "apps.connections.open" and token != self.world.token:
            return {"ok": False, "error": "invalid_auth"}
        if handler is None or method in self.world.missing:
            return {"ok": False, "error": "unknown_method"}
        if self.world.limits_on and method in TIERS and self.world.is_over(method, TIERS[method], 60.0):
            return {"ok": False, "error": "ratelimited"}
        try:
            return {"ok": True} | handler(args)
        except Refused as refused:
            return {"ok": False, "error": str(refused)}

    async def _break(self, fault: Fault, request: web.Request, call: Call) -> web.StreamResponse | None:
        if fault.hook:
            await fault.hook(call.args)
        call.error = fault.error or ("dropped" if fault.drop else call.error)
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.retry_after is not None:
            headers = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        if fault.error or fault.status != 200:
            return web.json_response({"ok": False, "error": fault.error or "internal_error"}, status=fault.status)
        return None

    async def _upload(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.world.files[request.match_info["file"]]["content"] = body
        return web.Response(text=f"OK - {len(body)}")

    async def _respond(self, request: web.Request) -> web.Response:
        self.responses.setdefault(request.match_info["id"], []).append(await request.json())
        return web.Response(text="ok")

    # Socket Mode ----------------------------------------------------------------------------------------------

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.sockets) >= 10:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
        self.sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        self._connected.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self._connected.clear()
        return socket

    def _acknowledged(self, answer: dict[str, Any]) -> None:
        envelope = answer.get("envelope_id", "")
        self.acks.setdefault(envelope, time.monotonic())
        future = self._waiting.get(envelope)
        if future is not None and not future.done():
            future.set_result(answer.get("payload"))

    async def connected(self, seconds: float = 10.0) -> None:
        """Wait for the bot."""
        await asyncio.wait_for(self._connected.wait(), seconds)

    async def deliver(self, payload: dict[str, Any], kind: str = "events_api", retries: int = 3) -> Any:
        """Deliver one payload; what the ack carried. Not acknowledged in time, it comes again, as Slack does."""
        if self.http is not None:
            return await self.http(payload, kind)
        for attempt in range(retries + 1):
            await self.connected()
            envelope = f"E{self.world.number()}"
            future = self._waiting[envelope] = asyncio.get_running_loop().create_future()
            body = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
            body |= {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
            try:
                await self.sockets[-1].send_json(body)
                return await asyncio.wait_for(future, self.ack_seconds)
            except (TimeoutError, ConnectionError):
                self.late.append(envelope)
            finally:
                self._waiting.pop(envelope, None)
        return None

    async def hang_up(self) -> None:
        """Every socket breaks."""
        for socket in list(self.sockets):
            await socket.close()

    async def until(self, holds: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait until something holds, and return it."""
        end = time.monotonic() + seconds
        while not (found := holds()):
            if time.monotonic() > end:
                raise AssertionError(f"it never came to hold; the last calls: {self._last_calls()}")
            await asyncio.sleep(0.005)
        return found

    def _last_calls(self) -> str:
        return ", ".join(f"{call.method}{f'({call.error})' if call.error else ''}" for call in self.world.calls[-12:])


async def _arguments(request: web.Request) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    else:
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    for key in ("blocks", "metadata", "chunks"):
        if isinstance(args.get(key), str):
            args[key] = json.loads(args[key])
    return args
