"""Running: Socket Mode, or HTTP behind Starlette with Slack's signature checked on every request.

Role: keeps the service up until it is told to stop or the operator must act. Errors: OperatorError.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable
from contextlib import suppress

from bot.app import App
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.service import Service, open_service
from bot.channels.slack.tuning import API, Secrets, Tuning
from semantic_layer.errors import OperatorError

PATH = "/slack/events"


async def serve(app: App, secrets: Secrets, port: int | None, url: str = API, tuning: Tuning | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C. `port`: over HTTP; None: Socket Mode."""
    secrets.demand(over_http=port is not None)
    async with open_service(app, secrets, tuning, url) as service:
        running = serve_http(service, port) if port is not None else serve_socket(service, secrets)
        await until_told(running, service)


async def until_told(running: Awaitable[None], service: Service) -> None:
    """Run until it ends by itself, a signal comes, or the operator must act (which raises)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # not on every platform; Ctrl-C raises there
            loop.add_signal_handler(name, stop.set)
    serving = asyncio.ensure_future(running)
    stopping = asyncio.create_task(stop.wait())
    failing = asyncio.ensure_future(asyncio.shield(service.desk.failed))
    try:
        done, _ = await asyncio.wait({serving, stopping, failing}, return_when=asyncio.FIRST_COMPLETED)
        if failing in done:
            raise failing.result()
        if serving in done:
            serving.result()
    finally:
        for task in (serving, stopping, failing):
            task.cancel()
        await asyncio.gather(serving, stopping, failing, return_exceptions=True)


async def serve_socket(service: Service, secrets: Secrets) -> None:
    """Connect over Socket Mode and stay connected."""
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

    token = secrets.app_token.get_secret_value()
    try:
        await service.client.apps_connections_open(app_token=token)
    except FAILURES as error:
        raise OperatorError(
            f"Slack does not take the app token: {error_name(error) or type(error).__name__}.",
            "Look at SLACK_APP_TOKEN (it starts with xapp- and needs connections:write), then: askfin slack check",
        ) from None
    handler = AsyncSocketModeHandler(service.bolt, token, web_client=service.client)
    handler.client.proxy = service.client.proxy
    try:
        await handler.connect_async()
        LOG.info("connected to Slack")
        await asyncio.Event().wait()
    finally:
        await handler.close_async()


def web_app(service: Service):
    """The Starlette application: events, buttons and commands on one path, and a health check."""
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    handler = AsyncSlackRequestHandler(service.bolt)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route(PATH, events, methods=["POST"]), Route("/health", health)])


async def serve_http(service: Service, port: int) -> None:
    """Serve Slack's requests on a port; TLS is the proxy's business."""
    import uvicorn

    config = uvicorn.Config(web_app(service), host="0.0.0.0", port=port, log_level="warning", lifespan="off")  # noqa: S104
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    LOG.info("listening on port %d", port)
    try:
        await server.serve()
    finally:
        server.should_exit = True
