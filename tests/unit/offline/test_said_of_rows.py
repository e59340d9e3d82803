"""Small words that turn a number: a flag said of rows, a letter in Chinese, 要 before a deed, a month added, a part of
itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.turn import Decline, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import OCTOBER, Company

BINDERY = Company("bindery")


def _told(turns: Sequence[str]) -> tuple[str, list[PriorTurn]]:
    """Every turn on the way says all that was asked too."""
    last, history = BINDERY.told(turns)
    for place, turn in enumerate(history):
        assert not BINDERY.disagreed(turn.question, turn.semantic_sql, history[:place]), turn
    return last, history


def _sql(*turns: str) -> str:
    return BINDERY.sql(*_told(turns))


def _declined(*turns: str) -> list[IssueCode]:
    made = BINDERY.plan(*_told(turns))
    assert isinstance(made, Decline), f"{turns}: {made}"
    return [one.code for one in made.issues]


@pytest.mark.parametrize(
    "text", ["10月加急的装订单", "10月加急装订的装订单有哪些", "列出10月加急装订单", "list the rush jobs of October"]
)
def test_a_flag_said_of_rows_is_what_they_are(text: str):
    assert f"{OCTOBER} AND jobs.rush = TRUE ORDER BY" in _sql(text)


def test_a_flag_said_of_rows_that_are_counted():
    sql = _sql("10月加急的装订单有多少")
    assert "COUNT(jobs.job_id)" in sql
    assert "jobs.rush = TRUE" in sql
    assert "GROUP BY" not in sql


@pytest.mark.parametrize("text", ["10月装订单,按加急装订", "October binding jobs by rush"])
def test_a_flag_asked_for_is_shown_of_all(text: str):
    sql = _sql(text)
    assert "jobs.rush" in sql
    assert "jobs.rush =" not in sql


def test_a_flag_denied_of_rows():
    assert "jobs.rush = FALSE" in _sql("10月没加急的装订单")


def test_the_letter_with_its_noun_is_the_value():
    assert "presses.tier = 'A'" in _sql("A级出版社10月工费收入")


def test_the_english_article_stays_one():
    assert "MEASURE(fees)" in _sql("give me a list of fees by press in October")


@pytest.mark.parametrize("text", ["10月付了多少钱", "我要10月付款额", "要10月的付款额"])
def test_what_was_paid(text: str):
    assert "MEASURE(payments)" in _sql(text)


@pytest.mark.parametrize("text", ["加上9月", "再加上9月"])
def test_a_month_added_does_not_take_the_place_of_the_other(text: str):
    assert _declined("10月工费收入", text) == [IssueCode.ASK_IN_FULL]


def test_another_month_takes_its_place():
    assert "2026-09-01" in _sql("10月工费收入", "9月呢")


@pytest.mark.parametrize("text", ["占多少", "占比呢", "what share is that?"])
def test_the_one_member_left_has_a_share_of_all(text: str):
    part = "MEASURE(fees) FILTER (WHERE jobs.cover = '皮面')"
    sql = _sql("10月工费收入按封面", "皮面的", text)
    assert f"{part} / MEASURE(fees) AS fees_share" in sql
    assert sql.endswith(OCTOBER)


def test_shares_within_one_member_by_something_else():
    sql = _sql("10月工费收入按封面", "皮面的", "按出版社", "占多少")
    assert "TOTAL(MEASURE(fees))" in sql
    assert "jobs.cover = '皮面'" in sql


def test_two_members_set_apart_are_no_groups():
    sql = _sql("10月工费收入按封面", "皮面的", "比布面多多少")
    assert "AS fees_difference" in sql
    assert "GROUP BY" not in sql


def test_two_members_set_apart_by_something_else():
    sql = _sql("10月工费收入按出版社", "皮面比布面多多少")
    assert "AS fees_difference" in sql
    assert "GROUP BY presses.press_name" in sql


def test_what_is_left_out_has_no_part_of_the_rest():
    assert _declined("10月工费收入按封面", "去掉皮面", "占比", "加上皮面")


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "a flag beside rows is no mere column": ["列出10月装订单和加急装订", "除了加急的装订单 10月 明细"],
            "a letter beside chinese is no article": [
                "A出版社10月工费收入",
                "A 出版社10月工费收入",
                "I出版社10月工费收入",
                "10月a出版社工费收入",
            ],
            "what is to be paid is not what was": ["这个月要付多少钱", "这个月还要付多少钱", "本月需要付多少"],
            "what is to be spent beside its measure": ["要花多少付款", "今年还要花多少付款"],
        }
    ),
)
def test_what_the_small_word_turns_is_not_passed_over(text: str):
    assert _declined(text)


def test_a_day_of_a_month_end_is_not_the_month():
    assert _declined("月底最后一天的工费收入") == [IssueCode.UNRESOLVED_PERIOD]
    assert "DATE '2026-09-30' AND DATE '2026-09-30'" in _sql("9月最后一天的工费收入")
