"""The unit before that of the answer, the same days of another year, month ends of ratios, ranges of days."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import answered, declined, draft, drafted, plan, told


@pytest.mark.parametrize(
    ("turns", "same"),
    [
        (["freight revenue last week", "and the week before?"], "2026-10-19到2026-10-25的运费收入"),
        (["freight revenue last week", "the week before that"], "2026-10-19到2026-10-25的运费收入"),
        (["上周运费收入", "前一周呢"], "2026-10-19到2026-10-25的运费收入"),
        (["上周城北的运费收入", "再往前一周"], "2026-10-19到2026-10-25城北的运费收入"),
        (["9月各片区运费收入", "再往前一个月呢"], "8月各片区运费收入"),
        (["freight revenue in September", "and the month before?"], "8月运费收入"),
        (["freight revenue this month so far", "the month before"], "10月运费收入"),
        (["Q2运费收入", "再往前一个季度"], "Q1运费收入"),
        (["freight revenue on 3 November", "and the day before?"], "11月2日的运费收入"),
        (["10月底应收", "再往前一个月"], "9月底应收"),
        (["10月底应收", "前一个月呢"], "9月底应收"),
        (["AR at the end of October", "and the month before?"], "9月底应收"),
    ],
    ids=lambda turns: " / ".join(turns) if isinstance(turns, list) else "",
)
def test_the_unit_before(turns: list[str], same: str):
    assert drafted(*told(turns)) == drafted(same)


@pytest.mark.parametrize(
    "turns",
    [
        ["freight revenue in Q2", "and the month before?"],  # the month before it began, or its second?
        ["freight revenue this year", "and the month before?"],
        ["10月运费收入", "再往前一天"],
    ],
    ids=lambda turns: " / ".join(turns),
)
def test_the_unit_before_is_one_of_its_kind(turns: list[str]):
    assert declined(*told(turns)).code is IssueCode.ASK_IN_FULL


def test_what_may_be_the_last_or_the_one_before_is_asked_about():
    assert isinstance(plan("上一个月呢", [answered("9月运费收入")]), Ask)


def test_a_base_said_twice_is_compared_with_once():
    made = draft("比前一个月呢", [answered("9月运费收入")]).semantic_sql
    assert made.count(" AS freight_revenue_prior_period") == 1


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("freight revenue this month so far vs the same days last year", "freight revenue this month so far yoy"),
        ("freight revenue in September vs the same dates last year", "9月运费收入同比"),
        ("freight revenue of North this month vs the same days last month", "本月城北运费收入和上月同期比"),
        ("By how much did North's freight revenue fall in September against August", "9月城北运费收入比8月降了多少"),
        ("By how much did North fall in freight revenue this year against last year", "今年城北运费收入比去年降了多少"),
    ],
)
def test_the_same_days(text: str, same: str):
    assert drafted(text) == drafted(same)


def test_the_same_days_are_no_name_that_looks_like_them():
    made = draft("vs the same days last month", [answered("freight revenue this month")])
    assert "同城" not in made.semantic_sql


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10月1日到15日运费收入", "2026-10-01", "2026-10-15"),
        ("10月1日-15日运费收入", "2026-10-01", "2026-10-15"),
        ("10月3号到9号城北的运费收入", "2026-10-03", "2026-10-09"),
        ("从10月1日至15日片区运费收入", "2026-10-01", "2026-10-15"),
    ],
)
def test_a_range_of_days_ends_where_it_says(text: str, first: str, last: str):
    assert f"period BETWEEN DATE '{first}' AND DATE '{last}'" in draft(text).semantic_sql


def test_a_range_of_days_without_a_month_is_asked_about():
    assert isinstance(plan("3号到9号运费收入"), Ask)


@pytest.mark.parametrize("text", ["10月1日和15日运费收入", "10月1日、15日运费收入"])
def test_a_second_day_is_never_dropped(text: str):
    assert isinstance(plan(text), Decline)


@pytest.mark.parametrize("text", ["上月同期呢", "the same days last month", "不对,我要的是上月同期"])
def test_the_same_part_of_the_month_before_goes_as_far_as_the_data(text: str):
    made = draft(text, [answered("本月运费收入")]).semantic_sql
    assert "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-03'" in made
