"""Who a Slack user is: `users.info` asked once in a while, then access.yml.

Role: fails closed. Guests, deleted people, bots, people of another workspace, people without a confirmed e-mail address
and people whom access.yml does not name are Strangers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.audience import Remembered
from bot.channels.slack.client import FAILURES, LOG, error_name
from bot.channels.slack.tuning import Tuning
from bot.identity import Identity, Stranger, identify
from semantic_layer.access import Policy

SLACKBOT = "USLACKBOT"
_NO_SUCH_USER = frozenset({"user_not_found", "user_not_visible"})
_MOST_KEPT = 5_000


class People:
    """Looks people up, and keeps them for a while."""

    def __init__(self, client: AsyncWebClient, policy: Policy, team: str, tuning: Tuning) -> None:
        self._client, self._policy, self._team = client, policy, team
        self._kept: Remembered[str, Identity | Stranger] = Remembered(self._look_up, tuning.people_kept, _MOST_KEPT)

    async def asker(self, user: str) -> Identity | Stranger:
        """The person behind a user id. Raises Slack's error where it could not be asked: the question waits."""
        try:
            return await self._kept.get(user)
        except SlackApiError as error:
            if error_name(error) in _NO_SUCH_USER:
                return Stranger("gone")
            raise

    async def who(self, user: str) -> Identity | Stranger:
        """The person behind a user id; a Stranger too where Slack could not be asked."""
        try:
            return await self.asker(user)
        except FAILURES as error:
            LOG.warning("users.info failed: %s", error_name(error) or type(error).__name__)
            return Stranger("gone")

    def forget(self, user: str) -> None:
        """Look again next time: Slack says the person changed."""
        self._kept.forget(user)

    async def _look_up(self, user: str) -> Identity | Stranger:
        answer = await self._client.users_info(user=user)
        found: Mapping[str, Any] = answer.get("user") or {}
        return judge(found, user, self._team, self._policy)


def judge(user: Mapping[str, Any], id_: str, team: str, policy: Policy) -> Identity | Stranger:
    """Decide by what `users.info` says."""
    teams = {user.get("team_id"), *(user.get("enterprise_user") or {}).get("teams", ())}
    profile = user.get("profile") or {}
    email = str(profile.get("email") or "").strip()
    if user.get("deleted"):
        return Stranger("deleted")
    if user.get("is_bot") or user.get("is_workflow_bot") or id_ == SLACKBOT:
        return Stranger("bot")
    if user.get("is_stranger") or team not in teams:
        return Stranger("foreign")
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Stranger("guest")
    if email and user.get("is_email_confirmed") is False:
        email = ""
    found = identify(policy, [f"slack:{id_}", email])
    return Stranger("no_email") if isinstance(found, Stranger) and not email else found
