"""Rows said by their kind: counted where a measure counts them under that name, listed where a list is asked for."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, YEAR, Company

CAMPUS = Company("campus")


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("今年投诉最多的3个楼栋是哪几个", "今年投诉量最多的3个楼栋"),
        ("近三个月投诉走势", "近三个月投诉量走势"),
        ("上月北苑投诉多少", "上月北苑投诉量"),
        ("上月投诉环比", "上月投诉量环比"),
    ],
)
def test_a_kind_that_a_measure_counts_is_that_measure(text: str, same_as: str) -> None:
    assert CAMPUS.drafted(text) == CAMPUS.drafted(same_as)


def test_beside_another_measure_a_kind_is_a_filter() -> None:
    assert CAMPUS.sql("上月投诉的处理时长") == (
        f"SELECT MEASURE(handling_time) AS handling_time FROM campus WHERE {OCTOBER} AND requests.kind = 'complaint'"
    )


def test_members_are_not_ranked_by_an_amount_where_their_number_is_asked() -> None:
    """报修最多: no measure is called so, and the cost of a hall is nothing of the kind."""
    assert not isinstance(CAMPUS.plan("报修最多的3个楼栋"), Draft)


@pytest.mark.parametrize(
    "text",
    [
        "列出10月作废报事单",
        "2026年10月有哪些作废报事单",
        "show me requests with status void from last month",
        "上个月状态为作废的报事单明细",
    ],
)
def test_rows_are_listed_by_what_they_are(text: str) -> None:
    sql = CAMPUS.sql(text)
    assert sql.startswith("SELECT requests.request_id")
    assert "MEASURE" not in sql
    assert f"WHERE {OCTOBER} AND requests.status = 'void'" in sql


def test_a_kind_with_a_word_for_rows_lists_them() -> None:
    assert f"WHERE {YEAR} AND requests.kind = 'complaint'" in CAMPUS.sql("今年投诉明细")


@pytest.mark.parametrize("text", ["上个月北苑明细", "北苑有哪些", "列出处理中"])
def test_a_value_that_tells_no_rows_lists_nothing(text: str) -> None:
    assert not isinstance(CAMPUS.plan(text), Draft)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("楼栋等级为C的投诉量", "halls.grade = 'C'"),
        ("楼栋等级是A或B的投诉量合计", "halls.grade IN ('A', 'B')"),
        ("complaints in halls of hall grade A", "halls.grade = 'A'"),
    ],
)
def test_a_letter_behind_its_field_is_a_value(text: str, condition: str) -> None:
    assert condition in CAMPUS.sql(text)


@pytest.mark.parametrize("text", ["what hall grade is a complaint?", "投诉量为A", "楼栋等级为D的投诉量"])
def test_a_letter_elsewhere_is_none(text: str) -> None:
    made = CAMPUS.plan(text)
    assert not isinstance(made, Draft) or "grade =" not in made.semantic_sql


@pytest.mark.parametrize("text", ["how many void call-backs in October", "列出10月作废的回访"])
def test_a_flag_of_the_rows_is_not_passed_over_for_a_state_of_others(text: str) -> None:
    made = CAMPUS.plan(text)
    assert not isinstance(made, Draft) or "requests.status" not in made.semantic_sql
