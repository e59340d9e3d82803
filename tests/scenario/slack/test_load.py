"""Many at once: every question has exactly one answer, and a sign of life within a second."""

from __future__ import annotations

import asyncio

from tests.fakes.slack import SlackServer
from tests.fakes.slack.world import Call
from tests.scenario.slack.conftest import Running

OCTOBER = "takings in October 2026"


async def test_fifty_conversations_in_fifty_channels_at_once(slack: SlackServer, bot: Running):
    """The first sign of life comes under a second at the 95th percentile. On a machine that others keep busy the
    clock that counts is the time our process was given."""
    slack.world.limits_on = False  # fifty reactions in one second are beyond Slack's tier; this measures us
    rooms = [slack.world.add_channel(f"C{number:03d}", ["UBOSS"]) for number in range(50)]
    asked: dict[str, tuple[str, Call]] = {}

    async def converse(room: str, number: int) -> None:
        message = slack.write(room, "UBOSS", f"<@U0BOT> {OCTOBER}")
        asked[room] = (message["ts"], Call("asked", {}))
        event = slack.mention_event(message)
        await slack.together(event, slack.message_event(message), *([event] if number % 5 == 0 else []))

    await asyncio.gather(*(converse(room, number) for number, room in enumerate(rooms)))
    await bot.idle()
    signs = {call.args["channel"]: call for call in reversed(slack.world.called("reactions.add"))}
    waits = sorted(signs[room].at - begun.at for room, (_, begun) in asked.items())
    given = sorted(signs[room].cpu - begun.cpu for room, (_, begun) in asked.items())
    whole = slack.world.called("chat.postMessage")[-1].at - min(begun.at for _, begun in asked.values())
    print(f"sign of life, 95th percentile: {waits[47]:.3f} s; all fifty answered after {whole:.2f} s")  # noqa: T201
    assert [len(slack.world.bots(room)) for room in rooms] == [1] * 50
    assert [len(slack.world.answers(room, asked[room][0])) for room in rooms] == [1] * 50
    assert min(waits[47], given[47]) < 1.0


async def test_fifty_questions_at_once_under_slacks_limits(slack: SlackServer, bot: Running):
    """In five rooms and fifty threads, with the limits on: slower, but each is answered once."""
    rooms = [slack.world.add_channel(f"C{number:03d}", ["UBOSS"]) for number in range(5)]
    messages = [slack.write(rooms[number % 5], "UBOSS", f"<@U0BOT> {OCTOBER}") for number in range(50)]
    await slack.together(*(slack.mention_event(message) for message in messages))
    await bot.idle()
    assert [len(slack.world.answers(one["channel"], one["ts"])) for one in messages] == [1] * 50


async def test_a_conversation_of_several_turns_in_many_threads(slack: SlackServer, bot: Running):
    slack.world.limits_on = False
    rooms = [slack.world.add_channel(f"C{number:03d}", ["UBOSS"]) for number in range(8)]
    roots = [await slack.mention(room, "UBOSS", "takings in October 2026 in North") for room in rooms]
    for text in ("and South?", "and in September 2026?"):
        await bot.idle()
        await asyncio.gather(
            *(slack.say(room, "UBOSS", text, thread=ts) for room, ts in zip(rooms, roots, strict=True))
        )
    await bot.idle()
    for room, ts in zip(rooms, roots, strict=True):
        texts = [answer["text"] for answer in slack.world.answers(room, ts)]
        assert ["200" in texts[0], "3,000" in texts[1], "1,000" in texts[2], len(texts)] == [True, True, True, 3]
