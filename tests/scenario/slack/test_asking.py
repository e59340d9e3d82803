"""Asking: mentions, direct messages and threads, each answered once and in its place."""

from __future__ import annotations

import pytest

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running


async def test_a_mention_is_answered_in_its_thread(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026")
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert answer["thread_ts"] == ts
    assert "3,200" in answer["text"]
    assert ("CBOSS", ts, "eyes") in slack.world.reactions


async def test_the_same_mention_as_two_events_and_three_retries_has_one_answer(slack: SlackServer, bot: Running):
    message = slack.write("CBOSS", "UBOSS", "<@U0BOT> takings in October 2026")
    mention, as_message = slack.mention_event(message), slack.message_event(message)
    await slack.together(mention, as_message, mention, mention, mention)
    await bot.idle()
    assert len(slack.world.bots("CBOSS")) == 1
    assert slack.late == []  # every delivery was acknowledged


async def test_a_direct_message_is_answered_with_a_status_first(slack: SlackServer, bot: Running):
    ts = await slack.direct("UBOSS", "takings in October 2026")
    await bot.idle()
    (answer,) = slack.world.answers("DBOSS", ts)
    assert "3,200" in answer["text"]
    assert slack.world.statuses[0][:2] == ("DBOSS", ts)


async def test_a_workspace_without_statuses_gets_eyes_in_a_direct_message(slack: SlackServer, bot: Running):
    slack.world.missing.add("assistant.threads.setStatus")
    ts = await slack.direct("UBOSS", "takings in October 2026")
    await bot.idle()
    assert ("DBOSS", ts, "eyes") in slack.world.reactions


async def test_chinese_is_answered_in_chinese_with_bold_that_shows(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "2026年10月进账是多少?")
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    assert "进账" in answer["text"]
    assert answer["text"].startswith("\u200b*")
    assert "*\u200b" in answer["text"]


async def test_a_thread_is_a_conversation(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026 in North")
    await bot.idle()
    await slack.say("CBOSS", "UBOSS", "and South?", thread=ts)
    await bot.idle()
    first, second = slack.world.answers("CBOSS", ts)
    assert "200" in first["text"]
    assert "3,000" in second["text"]


async def test_two_questions_in_one_thread_at_once_are_answered_in_order(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026 in North")
    one = slack.message_event(slack.write("CBOSS", "UBOSS", "and South?", ts))
    two = slack.message_event(slack.write("CBOSS", "UBOSS", "and in September 2026?", ts))
    await slack.deliver(one)
    await slack.deliver(two)
    await bot.idle()
    texts = [answer["text"] for answer in slack.world.answers("CBOSS", ts)]
    assert ["3,000" in texts[1], "1,000" in texts[2]] == [True, True]


async def test_a_foreign_thread_is_left_alone(slack: SlackServer, bot: Running):
    root = slack.write("CBOSS", "UBOSS", "lunch?")
    await slack.say("CBOSS", "UBOSS", "takings in October 2026?", thread=root["ts"])
    await slack.say("CBOSS", "UBOSS", "takings in October 2026?")
    await bot.idle()
    assert slack.world.bots("CBOSS") == []


async def test_a_reply_that_calls_somebody_else_is_left_alone(slack: SlackServer, bot: Running):
    ts = await slack.mention("CMIX", "UBOSS", "tickets in October 2026")
    await bot.idle()
    await slack.say("CMIX", "UBOSS", "<@UNORTH> tickets in September 2026?", thread=ts)
    await bot.idle()
    assert len(slack.world.answers("CMIX", ts)) == 1


async def test_chatter_in_a_joined_thread_is_left_alone(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", "takings in October 2026")
    await bot.idle()
    chatter = await slack.say("CBOSS", "UBOSS", "I will call the printer tomorrow", thread=ts)
    await bot.idle()
    assert len(slack.world.answers("CBOSS", ts)) == 1
    assert ("CBOSS", chatter, "eyes") not in slack.world.reactions


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B9", "user": "UBOSS"},
        {"subtype": "bot_message", "bot_id": "B9"},
        {"edited": {"user": "UBOSS", "ts": "1.2"}},
        {"subtype": "message_changed"},
        {"user": "U0BOT", "bot_id": "B0BOT"},
    ],
    ids=["bot", "bot message", "edit", "changed", "own"],
)
async def test_bots_edits_and_own_messages_are_ignored(slack: SlackServer, bot: Running, more: dict):
    message = {**slack.write("CBOSS", "UBOSS", "<@U0BOT> takings in October 2026"), **more}
    await slack.deliver(slack.mention_event(message))
    await slack.deliver(slack.message_event(message))
    await bot.idle()
    assert slack.world.answers("CBOSS") == []


async def test_a_bare_mention_gets_help(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "")
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS")
    assert "takings" in str(answer["blocks"]).casefold()


async def test_what_people_type_and_data_hold_is_no_markup(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "takings of &lt;!channel&gt; *x* &lt;https://a.example|b&gt;")
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS")
    sent = str(answer["blocks"]) + answer["text"]
    assert "<!channel>" not in sent
    assert "<https" not in sent


async def test_a_table_shows_ten_rows_and_says_how_many_there_are(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "takings by shop in October 2026")
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS")
    (table,) = [block for block in answer["blocks"] if block["type"] == "table"]
    assert [cell["text"] for cell in table["rows"][0]] == ["Shop", "Takings"]
    assert len(table["rows"]) == 5


async def test_the_card_stands_under_the_answer(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "takings in October 2026")
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS")
    card = next(block for block in answer["blocks"] if block["type"] == "context")["elements"][0]["text"]
    turn = answer["metadata"]["event_payload"]["turn_id"]
    assert turn in card
    assert "2026-10-01" in card


async def test_a_chart_stands_in_the_message_with_its_alt_text(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", "chart takings by month this year")
    await bot.idle()
    (answer,) = slack.world.bots("CBOSS")
    (image,) = [block for block in answer["blocks"] if block["type"] == "image"]
    file = slack.world.files[image["slack_file"]["id"]]
    assert file["content"].startswith(b"\x89PNG")
    assert image["alt_text"] == file["alt"] != ""
