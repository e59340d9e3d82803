"""Buttons: each acts as whoever clicked."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.fakes.slack import SlackServer
from tests.scenario.slack.conftest import Running

BY_SHOP = "takings by shop in October 2026"


async def answered(slack: SlackServer, bot: Running, channel: str, user: str, text: str) -> dict[str, Any]:
    """Ask, and the answer's message."""
    ts = await slack.mention(channel, user, text)
    await bot.idle()
    return slack.world.answers(channel, ts)[-1]


async def test_show_sql_opens_a_view_for_the_clicker(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    await slack.click(answer, "sql", "UBOSS")
    _, view = await slack.until(lambda: slack.world.views and slack.world.views[-1])
    assert "MEASURE(takings)" in str(view)
    assert "SUM(" in str(view)


async def test_no_sql_for_a_clicker_who_may_not_see_it(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    slack.world.channels["CBOSS"]["members"].append("UNORTH")
    await slack.click(answer, "sql", "UNORTH")
    whisper = await slack.until(lambda: slack.world.ephemeral and slack.world.ephemeral[-1])
    assert whisper["user"] == "UNORTH"
    assert slack.world.views == []


async def test_no_sql_button_where_the_room_may_not_see_it(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CMIX", "UBOSS", BY_SHOP)
    assert "Show SQL" not in str(answer["blocks"])


async def test_a_stranger_may_click_nothing(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    slack.world.channels["CBOSS"]["members"].append("USTRANGER")
    for action in ("sql", "definition", "excel", "delete", "pin"):
        await slack.click(answer, action, "USTRANGER")
    await slack.until(lambda: len(slack.world.ephemeral) == 5)
    assert {"Mei in accounts" in one["text"] for one in slack.world.ephemeral} == {True}
    assert slack.world.views == []
    assert slack.world.message("CBOSS", answer["ts"]) is not None


async def test_a_clicker_without_rights_to_the_metric_sees_nothing_of_it(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", "margin in October 2026")
    slack.world.channels["CBOSS"]["members"].append("UNORTH")
    for action in ("definition", "excel"):
        await slack.click(answer, action, "UNORTH")
    await slack.until(lambda: len(slack.world.ephemeral) == 2)
    assert slack.world.views == []
    assert slack.world.called("files.completeUploadExternal") == []


async def test_the_definition_opens_with_the_card(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    await slack.click(answer, "definition", "UBOSS")
    _, view = await slack.until(lambda: slack.world.views and slack.world.views[-1])
    assert "What the tea was sold for" in str(view)
    assert "2026-10-01" in str(view)


async def test_where_views_fail_an_ephemeral_message_shows_it(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    slack.world.fail("views.open", error="expired_trigger_id")
    await slack.click(answer, "definition", "UBOSS")
    whisper = await slack.until(lambda: slack.world.ephemeral and slack.world.ephemeral[-1])
    assert "What the tea was sold for" in whisper["text"]


@pytest.mark.parametrize(("user", "total"), [("UBOSS", 3200), ("UNORTH", 200)])
async def test_the_excel_file_holds_the_clickers_rows_and_goes_to_them(
    slack: SlackServer, bot: Running, user: str, total: int
):
    answer = await answered(slack, bot, "CMIX", "UBOSS", BY_SHOP)
    await slack.click(answer, "excel", user)
    file = await slack.until(lambda: next((f for f in slack.world.files.values() if f["shares"]), None))
    assert [channel for channel, _ in file["shares"]] == [f"D{user[1:]}"]
    sheet = openpyxl.load_workbook(BytesIO(file["content"])).worksheets[0]
    cells = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(float(str(cell)) for cell in cells) == total


async def test_a_chart_of_another_kind_comes_into_the_thread(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    await slack.click(answer, "chart", "UBOSS", "pie")
    await bot.idle()
    again = slack.world.answers("CBOSS", answer["thread_ts"])[-1]
    assert again["ts"] != answer["ts"]
    assert any(block["type"] == "image" for block in again["blocks"])


async def test_a_redrawn_chart_shows_the_room_no_more_than_before(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CMIX", "UBOSS", BY_SHOP)
    await slack.click(answer, "chart", "UBOSS", "bar")
    await bot.idle()
    assert len(slack.world.answers("CMIX")) == 2
    for shop in ("Ash", "Fig"):
        assert shop not in str(slack.world.answers("CMIX"))


async def test_a_follow_up_is_asked_by_its_button_once(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    await slack.click(answer, "follow_0", "UBOSS")
    await slack.click(answer, "follow_0", "UBOSS")
    await bot.idle()
    assert len(slack.world.answers("CBOSS", answer["thread_ts"])) == 2
    await slack.until(lambda: slack.world.ephemeral)  # the second click is told


async def test_only_the_asker_deletes_an_answer_and_its_files_go_too(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CMIX", "UBOSS", "chart takings by month this year")
    assert slack.world.files
    await slack.click(answer, "delete", "UNORTH")
    await slack.until(lambda: slack.world.ephemeral)
    assert slack.world.message("CMIX", answer["ts"]) is not None
    await slack.click(answer, "delete", "UBOSS")
    await slack.until(lambda: slack.world.message("CMIX", answer["ts"]) is None)
    await slack.until(lambda: not slack.world.files)


async def test_thumbs_are_kept_per_person_with_a_reason(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CMIX", "UBOSS", BY_SHOP)
    turn = answer["metadata"]["event_payload"]["turn_id"]
    store = bot.service.app.store
    await slack.click(answer, "feedback", "UBOSS", f"up:{turn}")
    await slack.click(answer, "feedback", "UNORTH", f"down:{turn}")
    _, view = await slack.until(lambda: slack.world.views and slack.world.views[-1])
    await slack.submit(view, "UNORTH", {"text": "that is <net>"})
    await slack.until(lambda: any(row["reason"] for row in store.feedback()))
    kept = {(row["asker"], row["verdict"], row["reason"]) for row in store.feedback()}
    assert kept == {("boss@tea.example", "up", ""), ("north@tea.example", "down", "that is <net>")}


async def test_a_button_of_an_answer_no_longer_kept_says_so(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    bot.service.app.store.forget(f"slack:T0HOME:CBOSS:{answer['thread_ts']}")
    for action in ("sql", "chart"):
        await slack.click(answer, action, "UBOSS", None)
    await slack.until(lambda: len(slack.world.ephemeral) == 2)


async def test_everything_shown_and_clicked_is_in_the_audit_log(slack: SlackServer, bot: Running):
    answer = await answered(slack, bot, "CBOSS", "UBOSS", BY_SHOP)
    await slack.click(answer, "excel", "UBOSS")
    store = bot.service.app.store

    def kept() -> list[tuple[str, str]]:
        with store.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT event, actor FROM audit ORDER BY seq")
            return [(row[0], row[1]) for row in rows]

    await slack.until(lambda: len(kept()) == 3)
    assert kept() == [(name, "boss@tea.example") for name in ("asked", "shown", "exported")]
    assert store.audit_broken_at() is None
