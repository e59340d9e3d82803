"""Progress of slow answers: streamed by step, and every way a stream can end is one answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Gate, MakeApp, Running, run_bot

OCTOBER = "takings in October 2026"


@pytest.fixture
async def slow(make_app: MakeApp, slack: SlackServer, gate: Gate):
    """A bot whose warehouse waits for the gate, and that streams at once."""
    async with run_bot(make_app(gate), slack, patience=0.0) as running:
        yield running


async def streaming(slack: SlackServer, gate: Gate, channel: str = "CBOSS") -> tuple[str, dict[str, Any]]:
    """A question in the middle of its answer: its ts, and the stream."""
    ts = await slack.mention(channel, "UBOSS", OCTOBER)
    await asyncio.to_thread(gate.entered.wait, 5)

    def stream() -> Any:
        return next((m for m in slack.world.bots(channel, ts) if m.get("streaming_state")), None)

    found = await slack.until(stream)
    await slack.until(lambda: any(chunk["title"] == "Querying the data" for chunk in found["chunks"]))
    return ts, found


async def test_steps_are_streamed_and_the_stream_becomes_the_answer(slack: SlackServer, slow: Running, gate: Gate):
    ts, stream = await streaming(slack, gate)
    titles = [chunk["title"] for chunk in stream["chunks"]]
    assert "Reading the question" in titles
    assert slack.world.sessions == [("CBOSS", ts, "processing")]
    gate.open.set()
    await slow.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert answer["ts"] == stream["ts"]
    assert "3,200" in str(answer["blocks"])
    assert {chunk["status"] for chunk in answer["chunks"][-4:]} == {"complete"}
    assert slack.world.sessions[-1] == ("CBOSS", ts, "active")


async def test_a_quick_answer_is_not_streamed(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert slack.world.called("chat.startStream") == []


async def test_stop_in_mid_stream_ends_the_work_without_an_answer(slack: SlackServer, slow: Running, gate: Gate):
    ts, _ = await streaming(slack, gate)
    await slack.stop("CBOSS", ts, "UBOSS")
    gate.open.set()
    await slow.idle()
    await asyncio.sleep(0.05)
    assert slack.world.answers("CBOSS") == []
    assert len(slack.world.bots("CBOSS")) == 1
    assert slack.world.sessions[-1] == ("CBOSS", ts, "active")


async def test_a_stop_that_only_the_stream_tells_ends_the_work_too(slack: SlackServer, slow: Running, gate: Gate):
    _, stream = await streaming(slack, gate)
    stream["stopped_by_user"] = True
    gate.open.set()
    await slow.idle()
    assert slack.world.answers("CBOSS") == []


async def test_an_expired_stream_is_updated_into_the_answer(slack: SlackServer, slow: Running, gate: Gate):
    _, stream = await streaming(slack, gate)
    stream["streaming_state"] = "completed"
    gate.open.set()
    await slow.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert answer["ts"] == stream["ts"]
    assert "3,200" in str(answer["blocks"])


async def test_an_old_stream_begins_anew_before_it_expires(make_app: MakeApp, slack: SlackServer, gate: Gate):
    async with run_bot(make_app(gate), slack, patience=0.0, rotate_stream=0.15) as running:
        _, first = await streaming(slack, gate)
        await slack.until(lambda: first not in slack.world.messages["CBOSS"])
        gate.open.set()
        await running.idle()
        (answer,) = slack.world.bots("CBOSS")
        assert answer["ts"] != first["ts"]
        assert "3,200" in str(answer["blocks"])


async def test_a_workspace_without_streaming_gets_a_plain_answer(slack: SlackServer, slow: Running, gate: Gate):
    slack.world.missing |= {"chat.startStream", "agents.sessions.setStatus"}
    gate.open.set()
    for _ in range(2):
        await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await slow.idle()
    assert ["3,200" in answer["text"] for answer in slack.world.bots("CBOSS")] == [True, True]
    assert len(slack.world.called("chat.startStream")) <= 1  # learned


async def test_a_question_deleted_meanwhile_is_not_answered(slack: SlackServer, slow: Running, gate: Gate):
    ts, _ = await streaming(slack, gate)
    await slack.unsay("CBOSS", ts)
    gate.open.set()
    await slow.idle()
    await asyncio.sleep(0.05)
    assert slack.world.answers("CBOSS") == []


async def test_a_progress_message_deleted_meanwhile_is_not_posted_again(slack: SlackServer, slow: Running, gate: Gate):
    _, stream = await streaming(slack, gate)
    slack.world.messages["CBOSS"].remove(stream)
    gate.open.set()
    await slow.idle()
    assert slack.world.bots("CBOSS") == []


async def test_a_connection_lost_in_the_middle_of_an_answer(slack: SlackServer, slow: Running, gate: Gate):
    ts, _ = await streaming(slack, gate)
    await slack.hang_up()
    gate.open.set()
    await slow.idle()
    assert len(slack.world.answers("CBOSS", ts)) == 1
    await slack.connected()  # it comes back by itself
    again = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await slow.idle()
    assert len(slack.world.answers("CBOSS", again)) == 1


async def test_the_end_of_a_stream_whose_response_is_lost_is_found(slack: SlackServer, slow: Running, gate: Gate):
    _, stream = await streaming(slack, gate)
    slack.world.fail("chat.stopStream", drop=True, after=True)
    gate.open.set()
    await slow.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert answer["ts"] == stream["ts"]
