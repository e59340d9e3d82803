"""What can be tuned: secrets from the environment, and times and bounds.

Role: plain values; tests shorten the times. Tokens print as stars and are given to Slack's libraries alone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from semantic_layer.errors import OperatorError

API = "https://slack.com/api/"


class Secrets(BaseSettings):
    """The three secrets of a Slack app."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, populate_by_name=True)

    bot_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_BOT_TOKEN")
    app_token: SecretStr = Field(default=SecretStr(""), alias="SLACK_APP_TOKEN")
    signing_secret: SecretStr = Field(default=SecretStr(""), alias="SLACK_SIGNING_SECRET")

    def missing(self, over_http: bool) -> list[str]:
        """The variables that are not set and needed."""
        needed = {"SLACK_BOT_TOKEN": self.bot_token}
        needed |= {"SLACK_SIGNING_SECRET": self.signing_secret} if over_http else {"SLACK_APP_TOKEN": self.app_token}
        return [name for name, secret in needed.items() if not secret.get_secret_value().strip()]

    def demand(self, over_http: bool) -> None:
        """OperatorError naming what is not set."""
        missing = self.missing(over_http)
        if missing:
            raise OperatorError(
                f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.",
                "docs/slack.md says where to find them. Then: askfin slack check",
            )


@dataclass(frozen=True)
class Tuning:
    """Seconds and bounds."""

    patience: float = 0.8  # before progress is streamed; most answers are there sooner
    append_every: float = 0.7  # between two appends to a stream
    rotate_stream: float = 240  # a stream dies after about five minutes
    lease: float = 60  # a question whose worker is silent for this long is taken over
    sweep: float = 20  # between two looks for questions left over
    at_once: int = 8  # questions worked on at a time
    people_kept: float = 600
    members_kept: float = 60
    most_members: int = 100  # a larger room counts as public
    file_polls: int = 6
    file_poll: float = 0.25
    retries: int = 10  # of a rate-limited call
    spacing: float = 1.0  # about one post a second a channel
    burst: int = 3
    most_age: float = 3600  # an older question is apologised for, not answered
    most_attempts: int = 3
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic  # that goes with `sleep`
