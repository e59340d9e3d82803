"""Slack at its worst: rate limits, refused blocks, broken connections, dead tokens; one answer all the same."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest

from semantic_layer.errors import OperatorError
from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Gate, MakeApp, Running, run_bot

OCTOBER = "takings in October 2026"
CHART = "chart takings by month this year"


def blocks_of(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message.get("blocks", [])]


async def test_a_storm_of_429_is_sat_out_as_slack_says(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", times=3, retry_after=2)
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.world.bots("CBOSS")) == 1
    times = [call.at for call in slack.world.called("chat.postMessage")]
    assert all(later - earlier >= 2 / 50 for earlier, later in pairwise(times))


async def test_a_rate_limit_of_one_room_does_not_hold_up_another(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", times=1, retry_after=30)
    slow = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await slack.until(lambda: slack.world.called("chat.postMessage"))
    quick = await slack.mention("CMIX", "UBOSS", OCTOBER)
    await slack.until(lambda: slack.world.answers("CMIX", quick))
    assert slack.world.answers("CBOSS", slow) == []
    await bot.idle()
    assert len(slack.world.answers("CBOSS", slow)) == 1


async def test_everything_may_be_rate_limited(slack: SlackServer, bot: Running):
    for method in ("users.info", "conversations.info", "conversations.members", "reactions.add", "files.info"):
        slack.world.fail(method, times=2, retry_after=1)
    await slack.mention("CBOSS", "UBOSS", CHART)
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert "image" in blocks_of(answer)


async def test_many_posts_into_one_room_never_exceed_its_rate(slack: SlackServer, bot: Running):
    slack.world.post_burst = 4  # one more than the bot takes for granted
    ts = [await slack.mention("CBOSS", "UBOSS", OCTOBER) for _ in range(15)]
    await bot.idle()
    assert [len(slack.world.answers("CBOSS", one)) for one in ts] == [1] * 15
    assert [call.error for call in slack.world.called("chat.postMessage")].count("ratelimited") == 0


async def test_a_fresh_file_refused_at_first_stands_in_the_message_after_all(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", error="invalid_blocks")
    await slack.mention("CBOSS", "UBOSS", CHART)
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert "image" in blocks_of(answer)


async def test_a_file_refused_for_good_follows_as_a_file_of_its_own(slack: SlackServer, bot: Running):
    slack.world.file_refuses_blocks = 99
    ts = await slack.mention("CBOSS", "UBOSS", CHART)
    await bot.idle()
    answer, chart = slack.world.bots("CBOSS", ts)
    assert "image" not in blocks_of(answer)
    assert "table" in blocks_of(answer)
    assert chart["files"][0]["alt"]


async def test_a_file_that_never_gets_ready_follows_as_a_file_of_its_own(slack: SlackServer, bot: Running):
    slack.world.file_polls_until_ready = 99
    ts = await slack.mention("CBOSS", "UBOSS", CHART)
    await bot.idle()
    assert [bool(message.get("files")) for message in slack.world.bots("CBOSS", ts)] == [False, True]


async def test_a_workspace_without_files_gets_the_answer_without_the_chart(slack: SlackServer, bot: Running):
    slack.world.missing.add("files.getUploadURLExternal")
    await slack.mention("CBOSS", "UBOSS", CHART)
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert "table" in blocks_of(answer)


async def test_an_older_workspace_gets_older_blocks_and_is_not_asked_twice(slack: SlackServer, bot: Running):
    slack.world.blocks -= {"table", "context_actions"}
    for _ in range(2):
        await slack.mention("CBOSS", "UBOSS", "takings by shop in October 2026")
        await bot.idle()
    first, second = slack.world.bots("CBOSS")
    for answer in (first, second):
        assert "```" in str(answer["blocks"])
        assert slack.element(answer, "thumb_down")
    refused = [call for call in slack.world.called("chat.postMessage") if call.error == "invalid_blocks"]
    assert len(refused) <= 2


async def test_a_workspace_that_takes_no_blocks_gets_the_text(slack: SlackServer, bot: Running):
    slack.world.blocks.clear()
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert "3,200" in answer["text"]


async def test_a_post_whose_response_is_lost_is_found_and_not_repeated(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", drop=True, after=True)
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.world.bots("CBOSS")) == 1
    assert len(slack.world.called("chat.postMessage")) == 1


async def test_a_post_that_never_arrived_is_repeated(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", drop=True)
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.world.bots("CBOSS")) == 1
    assert len(slack.world.called("chat.postMessage")) == 2


@pytest.mark.parametrize("after", [True, False], ids=["done", "not done"])
async def test_a_server_error_is_looked_into_before_posting_again(slack: SlackServer, bot: Running, after: bool):
    slack.world.fail("chat.postMessage", status=503, after=after)
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.world.bots("CBOSS")) == 1


async def test_a_revoked_token_stops_the_bot_and_the_question_waits(make_app: MakeApp, slack: SlackServer):
    async with run_bot(make_app(), slack) as running:
        slack.world.fail("chat.postMessage", error="token_revoked")
        ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
        failed = await asyncio.wait_for(asyncio.shield(running.service.desk.failed), 5)
        assert isinstance(failed, OperatorError)
        assert "SLACK_BOT_TOKEN" in failed.remedy
    async with run_bot(make_app(), slack) as running:
        await running.idle()
        assert len(slack.world.answers("CBOSS", ts)) == 1


@pytest.mark.parametrize("change", [{"is_archived": True}, {"members": ["UBOSS"]}], ids=["archived", "bot removed"])
async def test_a_room_that_closed_meanwhile_gets_no_answer_and_no_apology(
    slack: SlackServer, bot: Running, change: dict[str, Any]
):
    async def close(_args: Any) -> None:
        slack.world.channels["CBOSS"].update(change)

    slack.world.fail("conversations.members", hook=close)
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert slack.world.bots("CBOSS") == []


async def test_a_defect_is_apologised_for_once(make_app: MakeApp, slack: SlackServer):
    class Broken:
        def execute(self, _compiled: Any) -> Any:
            raise RuntimeError("a defect")

    async with run_bot(make_app(Broken()), slack) as running:
        ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await running.idle()
    async with run_bot(make_app(), slack) as running:
        await running.idle()
        (apology,) = slack.world.bots("CBOSS", ts)
        assert apology["text"].startswith("Sorry")
        assert "a defect" not in str(apology)


async def test_an_event_that_cannot_be_kept_is_not_acknowledged_and_comes_again(slack: SlackServer, bot: Running):
    slack.ack_seconds = 0.2
    inbox = bot.service.desk.inbox
    works, inbox.take_in = inbox.take_in, _fails_once(inbox.take_in)
    ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.late) == 1
    assert len(slack.world.answers("CBOSS", ts)) == 1
    assert works is not inbox.take_in


def _fails_once(works: Any) -> Any:
    calls = []

    def take_in(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise OSError("the disk is full")
        return works(*arguments)

    return take_in


async def test_socket_mode_is_told_to_reconnect_and_does(slack: SlackServer, bot: Running):
    await slack.sockets[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await slack.until(lambda: len(slack.world.called("apps.connections.open")) == 2)
    ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert len(slack.world.answers("CBOSS", ts)) == 1


async def test_two_processes_share_the_work(make_app: MakeApp, slack: SlackServer, gate: Gate):
    gate.open.set()
    async with run_bot(make_app(), slack), run_bot(make_app(), slack) as second:
        message = slack.write("CBOSS", "UBOSS", f"<@U0BOT> {OCTOBER}")
        event = slack.mention_event(message)
        for socket in slack.sockets:  # Slack may deliver the retry to the other one
            await socket.send_json({"type": "events_api", "envelope_id": f"X{id(socket)}", "payload": event})
        await slack.until(lambda: len(slack.acks) >= 2)
        await second.idle()
        assert len(slack.world.bots("CBOSS")) == 1


async def test_eight_answers_waiting_for_one_room_hold_up_no_other(slack: SlackServer, bot: Running):
    slack.world.fail("chat.postMessage", times=1, retry_after=60)
    slow = [await slack.mention("CBOSS", "UBOSS", OCTOBER) for _ in range(9)]
    await slack.until(lambda: slack.world.called("chat.postMessage"))
    quick = await slack.mention("CMIX", "UBOSS", OCTOBER)
    await slack.until(lambda: slack.world.answers("CMIX", quick))
    assert slack.world.answers("CBOSS") == []
    await bot.idle()
    assert [len(slack.world.answers("CBOSS", ts)) for ts in slow] == [1] * 9


async def test_while_slack_is_down_a_question_waits_and_is_answered_afterwards(make_app: MakeApp, slack: SlackServer):
    slack.world.fail("chat.postMessage", times=8, status=503)
    async with run_bot(make_app(), slack, sweep=0.1) as running:
        ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await slack.until(lambda: slack.world.answers("CBOSS", ts))
        await running.idle()
        (answer,) = slack.world.bots("CBOSS")
        assert "3,200" in answer["text"]
