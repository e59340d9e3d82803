"""Tokens: whatever is logged, at any level, holds none."""

from __future__ import annotations

import logging

import pytest

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import SECRETS, MakeApp, run_bot


async def test_no_token_is_ever_logged(slack: SlackServer, make_app: MakeApp, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    slack.world.fail("chat.postMessage", status=503)
    slack.world.fail("users.info", error="missing_scope")
    async with run_bot(make_app(), slack, patience=0.0) as running:
        for text in ("takings in October 2026", "chart takings by month this year"):
            await slack.mention("CBOSS", "UBOSS", text)
            await running.idle()
        await slack.command("CBOSS", "UBOSS", "takings in October 2026")
        await running.idle()
    assert len(caplog.text) > 10_000
    for secret in (SECRETS.bot_token, SECRETS.app_token, SECRETS.signing_secret):
        assert secret.get_secret_value() not in caplog.text
        assert secret.get_secret_value() not in repr(SECRETS)
