"""Asking: mentions, direct messages and threads, each answered once and in its place."""

from __future__ import annotations

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running


async def test_a_mention_is_answered_in_its_thread(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026")
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS", ts)
    assert "3,200" in answer["text"]
    assert ("CBOSS", ts, "eyes") in slack.world.reactions
