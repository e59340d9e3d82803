"""A ranking or a comparison without a measure: by which one?"""

from __future__ import annotations

import pytest

from bot.turn import Ask, Draft
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import asked, choices, drafted, plan


@pytest.mark.parametrize(
    ("text", "with_measure"),
    [
        ("top clients", "top clients by freight revenue"),
        ("biggest zone", "zone with the highest freight revenue"),
        ("上月最大的客户", "上月运费收入最高的客户"),
        ("今年前三的网点", "今年运费收入前三的网点"),
        ("compare North and South this year", "compare freight revenue of North and South this year"),
        ("城北和城南对比", "城北和城南运费收入对比"),
    ],
)
def test_the_measures_are_offered(text: str, with_measure: str):
    options = choices(text)
    assert 1 < len(options) <= 4
    assert drafted(with_measure) in options


def test_what_goes_with_the_members_only():
    """Nothing billed is known of a depot."""
    assert not any("billed_amount" in sql for sql in choices("top depots"))


def test_a_measure_said_is_taken():
    assert isinstance(plan("top clients by billed amount"), Draft)


def test_rows_with_an_amount_are_ranked_by_it():
    assert "ORDER BY bills.gross DESC" in drafted("the largest bill")


# ---- members and a time, and nothing that is measured of them


@pytest.mark.parametrize(
    ("text", "with_measure"),
    [
        ("North last month", "freight revenue of North last month"),
        ("how's North doing this month?", "freight revenue of North this month"),
        ("what was Air in September", "freight revenue of Air in September"),
        ("上月城北怎么样", "上月城北运费收入"),
        ("上月破损", "上月破损赔付金额"),
        ("空运占比", "空运占运费收入的比重"),
    ],
)
def test_a_member_alone_is_asked_by_which_measure(text: str, with_measure: str):
    made = asked(text)
    assert made.issue.code is IssueCode.NO_METRIC
    assert drafted(with_measure) in choices(text)


@pytest.mark.parametrize("text", ["除城北以外", "上月", "what does North mean", "城北的前三", "not North last month"])
def test_what_is_no_member_and_a_time_is_no_such_question(text: str):
    made = plan(text)
    assert not isinstance(made, Ask) or made.issue.code is not IssueCode.NO_METRIC
    assert not isinstance(made, Draft)


@pytest.mark.parametrize("text", ["同比增长最快的片区", "which zone grew fastest year over year"])
def test_what_grew_is_asked(text: str):
    options = choices(text)
    assert drafted("运费收入同比增长最快的片区") in options
    assert len(options) > 1
