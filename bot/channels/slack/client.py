"""The client of Slack's Web API: rate limits obeyed, posts never repeated blindly, errors by name.

Role: the one way out. A call refused for its rate waits as long as Slack says. A read whose connection broke is
repeated; a post is not, because it may have arrived: whoever posts looks first.
"""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.tuning import Tuning

LOG = logging.getLogger("askfin.slack")
BROKEN = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError)
FAILURES = (SlackClientError, *BROKEN)  # whatever a call may raise
# Slack did not say whether it was done.
_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
DEAD_TOKEN = frozenset({"invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed"})
_READS = ("users.info", "conversations.", "files.info", "auth.test", "apps.connections.open", "reactions.")
_LONGEST_WAIT = 120.0
TIMEOUT = aiohttp.ClientTimeout(total=30)  # of one call, on the session: the client's own counts only without one


def make_client(token: str, url: str, session: aiohttp.ClientSession, tuning: Tuning) -> AsyncWebClient:
    """A client on a shared session."""
    client = AsyncWebClient(token=token, base_url=url, session=session, timeout=30)
    if urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1"):
        client.proxy = None
    client.retry_handlers = [WaitAsTold(tuning), RepeatReads(tuning)]
    return client


class WaitAsTold(AsyncRetryHandler):
    """After a 429, waits for `Retry-After` and tries again."""

    def __init__(self, tuning: Tuning) -> None:
        super().__init__(max_retry_count=tuning.retries)
        self._sleep = tuning.sleep

    async def _can_retry_async(self, *, response: HttpResponse | None = None, **_: object) -> bool:
        return response is not None and response.status_code == 429

    async def prepare_for_next_attempt_async(
        self, *, state: RetryState, response: HttpResponse | None = None, **_: object
    ) -> None:
        state.next_attempt_requested = True
        await self._sleep(_seconds(response))
        state.increment_current_attempt()


def _seconds(response: HttpResponse | None) -> float:
    headers = {name.lower(): value for name, value in (response.headers if response else {}).items()}
    value = headers.get("retry-after", "1")
    text = value[0] if isinstance(value, list) else str(value)
    return min(float(text), _LONGEST_WAIT) if text.strip().replace(".", "", 1).isdigit() else 1.0


class RepeatReads(AsyncRetryHandler):
    """After a broken connection, repeats calls that change nothing."""

    def __init__(self, tuning: Tuning) -> None:
        super().__init__(max_retry_count=2)
        self._sleep = tuning.sleep

    async def _can_retry_async(
        self,
        *,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
        **_: object,
    ) -> bool:
        method = request.url.rsplit("/", 1)[-1]
        broken = isinstance(error, BROKEN) or (response is not None and response.status_code >= 500)
        return broken and method.startswith(_READS)

    async def prepare_for_next_attempt_async(self, *, state: RetryState, **_: object) -> None:
        state.next_attempt_requested = True
        await self._sleep(0.5 * (state.current_attempt + 1))
        state.increment_current_attempt()


def error_name(error: BaseException) -> str:
    """Slack's name of an error ("invalid_blocks"); "" where it said none."""
    if isinstance(error, SlackApiError):
        try:
            return str(error.response.get("error") or "")
        except (AttributeError, ValueError):
            return ""
    return ""


def may_have_arrived(error: BaseException) -> bool:
    """Whether a post that failed so may stand in the channel all the same."""
    if isinstance(error, SlackApiError):
        name = error_name(error)
        status = getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0)
        return name in _UNSURE or (not name and status >= 500) or (not name and status == 0)
    return isinstance(error, BROKEN)
