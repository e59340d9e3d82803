"""`askfin slack check`: tokens, scopes and settings tried out, and what is missing with its remedy.

Role: asks Slack, changes nothing. A finding is a line: good or not, and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import App
from bot.channels.slack.client import FAILURES, TIMEOUT, error_name, make_client
from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.service import policy_of
from bot.channels.slack.tuning import API, Secrets, Tuning
from semantic_layer.errors import OperatorError


@dataclass(frozen=True)
class Finding:
    is_good: bool
    text: str
    remedy: str = ""


async def check(app: App, secrets: Secrets, over_http: bool, url: str = API) -> list[Finding]:
    """Try everything, in order; later findings are made even if earlier ones are bad."""
    findings = [_access(app), *_set(secrets, over_http)]
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        client = make_client(secrets.bot_token.get_secret_value(), url, session, Tuning(retries=1))
        if secrets.bot_token.get_secret_value():
            findings += await _bot_token(client)
        if secrets.app_token.get_secret_value() and not over_http:
            findings.append(await _app_token(client, secrets.app_token.get_secret_value()))
    return findings


def _access(app: App) -> Finding:
    try:
        people = policy_of(app).people
    except OperatorError as error:
        return Finding(False, error.message, error.remedy)
    reachable = [one for one in people if any("@" in id_ or id_.startswith("slack:") for id_ in one.identities)]
    if not reachable:
        return Finding(False, "Nobody in access.yml has an e-mail address or a Slack id.", "Add people: docs/access.md")
    return Finding(True, f"access.yml: {len(reachable)} of {len(people)} people can be known in Slack")


def _set(secrets: Secrets, over_http: bool) -> list[Finding]:
    missing = secrets.missing(over_http)
    findings = [Finding(False, f"{name} is not set.", "docs/slack.md says where to find it.") for name in missing]
    for name, secret, start in (
        ("SLACK_BOT_TOKEN", secrets.bot_token, "xoxb-"),
        ("SLACK_APP_TOKEN", secrets.app_token, "xapp-"),
    ):
        value = secret.get_secret_value()
        if value and not value.startswith(start):
            findings.append(Finding(False, f"{name} does not start with {start}.", "It may be another token's value."))
    return findings


async def _bot_token(client: AsyncWebClient) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        name = error_name(error) or type(error).__name__
        return [Finding(False, f"The bot token is not taken: {name}.", "Install the app again and copy the token.")]
    found = [Finding(True, f"bot token: {answer.get('user') or answer.get('user_id')} in {answer.get('team')}")]
    header = next((value for name, value in answer.headers.items() if name.lower() == "x-oauth-scopes"), None)
    if header is None:
        return [*found, Finding(False, "Slack did not say which scopes the token has.", "Try again.")]
    have = {scope.strip() for scope in str(header).split(",")}
    missing = [scope for scope in SCOPES if scope not in have]
    if missing:
        remedy = "Paste `askfin slack manifest` into the app's manifest, save, and install the app again."
        return [*found, Finding(False, f"Scopes are missing: {', '.join(missing)}.", remedy)]
    return [*found, Finding(True, f"scopes: all {len(SCOPES)}")]


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=token)
    except FAILURES as error:
        name = error_name(error) or type(error).__name__
        remedy = "Make an app-level token with connections:write, and turn Socket Mode on."
        return Finding(False, f"The app token opens no connection: {name}.", remedy)
    return Finding(True, "app token: Socket Mode opens")
