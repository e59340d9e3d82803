"""Questions back: options are buttons, and whoever chooses asks."""

from __future__ import annotations

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running


async def asked_back(slack: SlackServer, bot: Running, channel: str, user: str) -> dict:
    """A question that has two readings, and the question back."""
    ts = await slack.mention(channel, user, "turnover in October 2026")
    await bot.idle()
    return slack.world.answers(channel, ts)[-1]


async def test_an_option_is_answered_as_the_clicker(slack: SlackServer, bot: Running):
    back = await asked_back(slack, bot, "CMIX", "UBOSS")
    assert slack.element(back, "option_0")
    await slack.click(back, "option_0", "UNORTH")
    await bot.idle()
    (_, answer) = slack.world.answers("CMIX", back["thread_ts"])
    turn = bot.service.app.store.find(answer["metadata"]["event_payload"]["turn_id"])
    assert turn is not None
    assert turn["asker"] == "north@tea.example"
    assert "3,200" not in str(answer)
