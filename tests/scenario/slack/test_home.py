"""The home tab, the messages tab, /fin and the shortcut: private, and by the person's own rights."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running

OCTOBER = "takings in October 2026"


async def home(slack: SlackServer, user: str) -> dict[str, Any]:
    """Open the home tab: what is published."""
    before = len(slack.world.views)
    await slack.open_tab(user, "home")
    await slack.until(lambda: len(slack.world.views) > before)
    return slack.world.views[-1][1]


async def test_home_shows_what_a_person_may_see(slack: SlackServer, bot: Running):
    boss, north = str(await home(slack, "UBOSS")), str(await home(slack, "UNORTH"))
    assert "Margin" in boss
    assert "Margin" not in north
    assert "Region = North" in north


async def test_home_tells_a_stranger_whom_to_ask(slack: SlackServer, bot: Running):
    assert "Mei in accounts" in str(await home(slack, "USTRANGER"))


async def test_recent_answers_and_pins_can_be_asked_again(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS", ts)
    await slack.click(answer, "pin", "UBOSS")
    await slack.until(lambda: slack.world.ephemeral)
    view = await home(slack, "UBOSS")
    assert slack.element(view, "home_unpin")
    await slack.click_home(view, "home_again", "UBOSS")
    await bot.idle()
    (again,) = slack.world.answers("DBOSS")
    assert "3,200" in again["text"]
    await slack.click_home(view, "home_unpin", "UBOSS")
    await slack.until(lambda: "home_unpin" not in str(slack.world.views[-1]))


async def test_somebody_elses_answers_do_not_stand_on_my_board(slack: SlackServer, bot: Running):
    await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    assert OCTOBER not in str(await home(slack, "UNORTH"))


async def test_the_language_of_answers_is_chosen_on_the_board(slack: SlackServer, bot: Running):
    view = await home(slack, "UBOSS")
    await slack.click_home(view, "home_language", "UBOSS", "zh")
    await slack.until(lambda: "置顶的问题" in str(slack.world.views[-1]))
    await slack.direct("UBOSS", OCTOBER)
    await bot.idle()
    assert "进账" in slack.world.answers("DBOSS")[0]["text"]


async def test_the_messages_tab_gets_prompts_of_what_the_person_may_ask(slack: SlackServer, bot: Running):
    await slack.open_tab("UBOSS", "messages")
    await slack.until(lambda: slack.world.called("assistant.threads.setSuggestedPrompts"))
    (call,) = slack.world.called("assistant.threads.setSuggestedPrompts")
    assert call.error == ""
    assert "takings" in str(call.args["prompts"]).casefold()


async def test_fin_is_answered_in_private_with_ones_own_rights(slack: SlackServer, bot: Running):
    said = await slack.command("CMIX", "UBOSS", OCTOBER)
    assert "direct messages" in said["text"]
    await bot.idle()
    root, answer = slack.world.bots("DBOSS")
    assert OCTOBER in root["text"]
    assert answer["thread_ts"] == root["ts"]
    assert "3,200" in answer["text"]
    assert slack.world.bots("CMIX") == []


async def test_a_reply_in_the_private_thread_follows_up(slack: SlackServer, bot: Running):
    await slack.command("CMIX", "UBOSS", "takings in October 2026 in North")
    await bot.idle()
    root = slack.world.bots("DBOSS")[0]
    await slack.direct("UBOSS", "and South?", thread=root["ts"])
    await bot.idle()
    assert "3,000" in slack.world.answers("DBOSS")[-1]["text"]


async def test_fin_by_a_stranger(slack: SlackServer, bot: Running):
    await slack.command("COPEN", "USTRANGER", OCTOBER)
    await bot.idle()
    (told,) = slack.world.bots("DSTRANGER")
    assert "Mei in accounts" in told["text"]


async def test_fin_chooses_a_language_and_forgets(slack: SlackServer, bot: Running):
    assert "Use" in (await slack.command("CBOSS", "UBOSS", ""))["text"]
    assert "中文" in (await slack.command("CBOSS", "UBOSS", "lang zh"))["text"]
    assert "language of the question" in (await slack.command("CBOSS", "UBOSS", "lang auto"))["text"]
    store = bot.service.app.store
    store.remember("boss@tea.example", "word", "takings")
    assert "forgotten" in (await slack.command("CBOSS", "UBOSS", "forget"))["text"]
    assert store.preferences("boss@tea.example") == {}


async def test_the_shortcut_explains_an_answer_of_ours(slack: SlackServer, bot: Running):
    ts = await slack.mention("CBOSS", "UBOSS", OCTOBER)
    await bot.idle()
    (answer,) = slack.world.answers("CBOSS", ts)
    await slack.shortcut(answer, "explain_number", "UBOSS")
    _, view = await slack.until(lambda: slack.world.views and slack.world.views[-1])
    assert "What the tea was sold for" in str(view)


async def test_the_shortcut_explains_a_number_somebody_wrote(slack: SlackServer, bot: Running):
    message = slack.write("CBOSS", "UBOSS", "our margin was 1,280 last month, takings 3,200")
    for count, user in enumerate(("UBOSS", "UNORTH"), start=1):
        await slack.shortcut(message, "explain_number", user)
        await slack.until(lambda count=count: len(slack.world.views) == count)
    boss, north = (str(view) for _, view in slack.world.views)
    assert "Margin" in boss
    assert "Margin" not in north
    assert "What the tea was sold for" in north


async def test_a_long_text_goes_into_a_file(slack: SlackServer, bot: Running, monkeypatch):
    monkeypatch.setattr("bot.channels.slack.render.MOST_TEXT", 60)
    ts = await slack.mention("CBOSS", "UBOSS", "what can I ask?")
    await bot.idle()
    answer, file = slack.world.bots("CBOSS", ts)
    assert file["files"][0]["name"].endswith(".txt")
    assert "in the file" in str(answer["blocks"])
