"""Restarts: a question taken in is answered or apologised for once, wherever the process died."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.stores.schema import INBOX
from tests.fakes.slack import SlackServer
from tests.fakes.slack.company import build
from tests.scenario.slack.conftest import MakeApp, run_bot

OCTOBER = "takings in October 2026"
CHART = "chart takings by month this year"
ROOT = Path(__file__).parents[3]

# Where the process dies: the method it calls, and whether Slack has done it by then.
POINTS = [
    ("users.info", False),
    ("conversations.members", False),
    ("chat.startStream", False),
    ("chat.startStream", True),
    ("chat.appendStream", True),
    ("files.completeUploadExternal", True),
    ("chat.stopStream", False),
    ("chat.stopStream", True),
    ("chat.postMessage", False),
    ("chat.postMessage", True),
]


@pytest.mark.parametrize(("method", "after"), POINTS, ids=[f"{m}-{'after' if a else 'before'}" for m, a in POINTS])
async def test_a_process_cut_off_anywhere_leaves_one_answer(
    make_app: MakeApp, slack: SlackServer, method: str, after: bool
):
    streams = method.startswith("chat.") and method != "chat.postMessage"

    async def cut_off(_args: Any) -> None:
        slack.world.token = "xoxb-next"  # from here on nothing the old process says is heard

    slack.world.fail(method, hook=cut_off, drop=True, after=after)
    async with run_bot(make_app(), slack, patience=0.0 if streams else 30) as running:
        ts = await slack.mention("CBOSS", "UBOSS", CHART if method.startswith("files.") else OCTOBER)
        await slack.until(lambda: slack.world.token == "xoxb-next")
        await running.service.desk.idle()
    async with run_bot(make_app(), slack, token="xoxb-next") as running:
        await running.idle()
    assert len(slack.world.answers("CBOSS", ts)) == 1
    assert [m for m in slack.world.bots("CBOSS") if m.get("streaming_state") == "in_progress"] == []
    assert len([m for m in slack.world.bots("CBOSS") if not m.get("files")]) == 1


@pytest.mark.parametrize("method", ["conversations.open", "chat.postMessage"])
async def test_a_private_question_cut_off_opens_one_thread(make_app: MakeApp, slack: SlackServer, method: str):
    async def cut_off(_args: Any) -> None:
        slack.world.token = "xoxb-next"

    slack.world.fail(method, hook=cut_off, drop=True, after=True)
    async with run_bot(make_app(), slack) as running:
        await slack.command("CBOSS", "UBOSS", OCTOBER)
        await slack.until(lambda: slack.world.token == "xoxb-next")
        await running.service.desk.idle()
    async with run_bot(make_app(), slack, token="xoxb-next") as running:
        await running.idle()
    root, answer = slack.world.bots("DBOSS")
    assert answer["thread_ts"] == root["ts"]
    assert "3,200" in answer["text"]


async def test_state_survives_a_restart(make_app: MakeApp, slack: SlackServer):
    async with run_bot(make_app(), slack) as running:
        ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026 in North")
        await running.idle()
    async with run_bot(make_app(), slack) as running:
        await slack.say("CBOSS", "UBOSS", "and South?", thread=ts)
        await running.idle()
        first, second = slack.world.answers("CBOSS", ts)
        assert "3,000" in second["text"]
        await slack.click(first, "definition", "UBOSS")  # old buttons work
        await slack.until(lambda: slack.world.views)


async def test_an_event_repeated_after_a_restart_has_no_second_answer(make_app: MakeApp, slack: SlackServer):
    event = slack.mention_event(slack.write("CBOSS", "UBOSS", f"<@U0BOT> {OCTOBER}"))
    for _ in range(2):
        async with run_bot(make_app(), slack) as running:
            await slack.deliver(event)
            await running.idle()
    assert len(slack.world.bots("CBOSS")) == 1


@pytest.mark.parametrize("column", ["received_at", "attempts"])
async def test_what_is_too_old_or_failed_too_often_is_apologised_for_once(
    make_app: MakeApp, slack: SlackServer, column: str
):
    ts = await _leave_open(make_app, slack, **{column: 1.0 if column == "received_at" else 3})
    for _ in range(2):
        async with run_bot(make_app(), slack, token="xoxb-next") as running:
            await running.idle()
    (apology,) = slack.world.bots("CBOSS", ts)
    assert apology["text"].startswith("Sorry, I was restarted")


async def test_another_processes_question_is_left_to_it_until_its_lease_ends(make_app: MakeApp, slack: SlackServer):
    ts = await _leave_open(make_app, slack, owner="elsewhere:1:x", state="working", lease_until=time.time() + 0.6)
    async with run_bot(make_app(), slack, token="xoxb-next", sweep=0.1) as running:
        await asyncio.sleep(0.25)
        assert slack.world.bots("CBOSS", ts) == []
        await slack.until(lambda: slack.world.answers("CBOSS", ts))
        await running.idle()
        assert len(slack.world.bots("CBOSS", ts)) == 1


async def _leave_open(make_app: MakeApp, slack: SlackServer, **values: Any) -> str:
    """A question left open by a process that is gone."""

    async def cut_off(_args: Any) -> None:
        slack.world.token = "xoxb-next"

    slack.world.fail("users.info", hook=cut_off, drop=True)
    async with run_bot(make_app(), slack) as running:
        ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await slack.until(lambda: slack.world.token == "xoxb-next")
        await running.service.desk.idle()
        with running.service.app.store.writing() as connection:
            connection.execute(update(INBOX).values(state="waiting", owner="", lease_until=0.0))
            connection.execute(update(INBOX).values(**values))
    return ts


@asynccontextmanager
async def process(folder: Path, slack: SlackServer) -> AsyncIterator[asyncio.subprocess.Process]:
    """`askfin slack` as a process of its own, connected."""
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    environment |= {"SLACK_BOT_TOKEN": "xoxb-good", "SLACK_APP_TOKEN": "xapp-good"}
    words = ["-m", "bot", "slack", "--workspace", str(folder), "--api", slack.api, "--planner", "offline"]
    started = await asyncio.create_subprocess_exec(
        sys.executable, *words, env=environment, cwd=ROOT, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await slack.connected(30)
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
            await asyncio.wait_for(started.wait(), 20)


async def test_kill_9_in_the_middle_loses_nothing_and_answers_once(tmp_path: Path, slack: SlackServer):
    """Two questions: when the process is killed, Slack has taken the answer to one, and has not taken the other's."""
    build(tmp_path)
    slack.world.speed = 1.0
    slack.world.missing.add("chat.startStream")  # every answer is a post, however slow the machine
    async with process(tmp_path, slack) as first:

        async def killed(_args: Any) -> None:
            await slack.until(lambda: first.returncode is not None, 20)

        async def kill(_args: Any) -> None:
            await slack.until(lambda: slack.world.answers("CBOSS") or slack.world.answers("CMIX"), 20)
            first.send_signal(signal.SIGKILL)
            await first.wait()

        slack.world.fail("chat.postMessage", hook=killed, drop=True, after=True)
        slack.world.fail("chat.postMessage", hook=kill, drop=True)
        asked = {"CBOSS": await slack.mention("CBOSS", "UBOSS", OCTOBER)}
        asked["CMIX"] = await slack.mention("CMIX", "UBOSS", OCTOBER)
        assert slack.late == []  # acknowledged, hence persisted
        await slack.until(lambda: first.returncode is not None, 20)
        assert len(slack.world.answers("CBOSS") + slack.world.answers("CMIX")) == 1
    await slack.until(lambda: not slack.sockets)
    async with process(tmp_path, slack) as second:
        for room, ts in asked.items():
            await slack.until(lambda room=room, ts=ts: slack.world.answers(room, ts), 20)
        again = await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await slack.until(lambda: slack.world.answers("CBOSS", again), 20)
    assert second.returncode == 0
    assert [len(slack.world.bots(room, ts)) for room, ts in asked.items()] == [1, 1]
