"""Rights: who gets an answer at all, and what a room may see."""

from __future__ import annotations

import pytest

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running

OCTOBER = "takings in October 2026"


@pytest.mark.parametrize(
    "user",
    [
        {"email": "nobody@tea.example"},
        {"email": "boss@tea.example", "is_restricted": True},
        {"email": "boss@tea.example", "is_ultra_restricted": True},
        {"email": "boss@tea.example", "deleted": True},
        {"email": "boss@tea.example", "team_id": "T9OTHER"},
        {"email": "boss@tea.example", "is_stranger": True},
        {"email": "boss@tea.example", "is_email_confirmed": False},
        {"email": ""},
    ],
    ids=["unknown", "guest", "single-channel guest", "deleted", "foreign", "stranger", "unconfirmed", "no e-mail"],
)
async def test_strangers_get_nothing_but_a_sentence_saying_whom_to_ask(slack: SlackServer, bot: Running, user: dict):
    slack.world.add_user("UNEW", **user)
    slack.world.add_channel("CNEW", ["UNEW"])
    await slack.mention("CNEW", "UNEW", OCTOBER)
    await slack.direct("UNEW", OCTOBER)
    await bot.idle()
    (whisper,) = slack.world.ephemeral
    (direct,) = slack.world.bots("DNEW")
    assert whisper["user"] == "UNEW"
    for text in (whisper["text"], direct["text"]):
        assert "Mei in accounts" in text
        assert "3,200" not in text
    assert slack.world.bots("CNEW") == []


async def test_bots_are_not_even_told(slack: SlackServer, bot: Running):
    slack.world.add_user("UROBOT", "boss@tea.example", is_bot=True)
    slack.world.add_channel("CROBOT", ["UROBOT"])
    await slack.mention("CROBOT", "UROBOT", OCTOBER)
    await bot.idle()
    assert slack.world.ephemeral == []
    assert slack.world.bots("CROBOT") == []


async def test_nobody_is_let_in_while_slack_cannot_say_who_it_is(slack: SlackServer, bot: Running):
    slack.world.fail("users.info", error="user_not_found")
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert slack.world.answers("CBOSS") == []
    await slack.mention("CBOSS", "UBOSS", OCTOBER)  # and the failure is not remembered
    await bot.idle()
    assert len(slack.world.answers("CBOSS")) == 1


async def test_each_is_answered_by_their_own_rights_in_private(slack: SlackServer, bot: Running):
    await slack.direct("UBOSS", OCTOBER)
    await slack.direct("UNORTH", OCTOBER)
    await slack.direct("UCLERK", OCTOBER)
    await bot.idle()
    texts = {user: slack.world.answers(f"D{user}")[0]["text"] for user in ("BOSS", "NORTH", "CLERK")}
    assert "3,200" in texts["BOSS"]
    assert "200" in texts["NORTH"]
    assert "3,200" not in texts["NORTH"]
    assert "200" not in texts["CLERK"]


async def test_a_channel_sees_what_everybody_in_it_may_see_and_the_rest_is_offered(slack: SlackServer, bot: Running):
    await slack.mention("CMIX", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.answers("CMIX")
    assert "200" in answer["text"]
    assert "3,200" not in str(answer)
    await slack.click(answer, "private", "UBOSS")
    await bot.idle()
    (private,) = slack.world.answers("DBOSS")
    assert "3,200" in private["text"]
    assert "private" not in str([block for block in private["blocks"] if block["type"] == "actions"])


async def test_the_offer_is_judged_as_whoever_clicks(slack: SlackServer, bot: Running):
    await slack.mention("CMIX", "UBOSS", OCTOBER)
    await bot.idle()
    await slack.click(slack.world.answers("CMIX")[0], "private", "UNORTH")
    await bot.idle()
    (private,) = slack.world.answers("DNORTH")
    assert "200" in private["text"]
    assert "3,200" not in str(private)


async def test_nothing_is_offered_where_nothing_was_held_back(slack: SlackServer, bot: Running):
    await slack.mention("CMIX", "UBOSS", "takings in North in October 2026")
    await bot.idle()
    (answer,) = slack.world.answers("CMIX")
    assert "200" in answer["text"]
    assert "in private" not in str(answer["blocks"])


async def test_one_stranger_in_the_room_and_it_sees_nothing(slack: SlackServer, bot: Running):
    await slack.mention("COPEN", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.answers("COPEN")
    assert "3,200" not in str(answer)
    assert slack.element(answer, "private")


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_pending_ext_shared", "is_shared"])
async def test_a_shared_channel_is_public(slack: SlackServer, bot: Running, flag: str):
    slack.world.add_channel("CSHARED", ["UBOSS"], **{flag: True})
    await slack.mention("CSHARED", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.answers("CSHARED")
    assert "3,200" not in str(answer)
    assert slack.element(answer, "private")


async def test_an_event_that_says_shared_is_believed(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", OCTOBER, is_ext_shared_channel=True)
    await bot.idle()
    assert "3,200" not in str(slack.world.answers("CBOSS"))


async def test_a_room_too_large_to_look_through_is_public(slack: SlackServer, bot: Running):
    crowd = [slack.world.add_user(f"UC{number}", "boss@tea.example") for number in range(101)]
    slack.world.add_channel("CCROWD", ["UBOSS", *crowd])
    await slack.mention("CCROWD", "UBOSS", OCTOBER)
    await bot.idle()
    assert "3,200" not in str(slack.world.answers("CCROWD"))
    assert len(slack.world.called("users.info")) < 5


async def test_a_room_whose_members_cannot_be_looked_up_is_public(slack: SlackServer, bot: Running):
    slack.world.fail("conversations.members", error="missing_scope")
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert "3,200" not in str(slack.world.answers("CBOSS"))


async def test_members_are_remembered_until_somebody_joins(slack: SlackServer, bot: Running):
    for _ in range(2):
        await slack.mention("CBOSS", "UBOSS", OCTOBER)
        await bot.idle()
    assert len(slack.world.called("conversations.members")) == 1
    slack.world.channels["CBOSS"]["members"].append("USTRANGER")
    await slack.deliver(slack.event({"type": "member_joined_channel", "user": "USTRANGER", "channel": "CBOSS"}))
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    texts = [answer["text"] for answer in slack.world.answers("CBOSS")]
    assert ["3,200" in text for text in texts] == [True, True, False]


async def test_two_people_in_one_thread_with_different_rights(slack: SlackServer, bot: Running):
    slack.world.add_channel("CTRIO", ["UBOSS", "UNORTH"])
    ts = await slack.mention("CTRIO", "UBOSS", "margin in October 2026")
    await bot.idle()
    await slack.say("CTRIO", "UNORTH", "margin in September 2026?", thread=ts)
    await bot.idle()
    first, second = slack.world.answers("CTRIO", ts)
    assert slack.element(first, "private")  # the boss may see it elsewhere
    assert "private" not in str([b for b in second["blocks"] if b["type"] == "actions"])  # the other may not
    for answer in (first, second):
        assert "1,280" not in str(answer)
