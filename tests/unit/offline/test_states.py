"""What has or has not happened by a date of its own: 还没到货, "shipped in September", "unpaid", 没下架."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline, Draft
from semantic_layer.issues import IssueCode
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.company import Company

GARAGE = Company("garage")


def _where(text: str) -> str:
    """The conditions of the one answer."""
    return GARAGE.sql(text).partition(" WHERE ")[2].partition(" GROUP BY ")[0].partition(" ORDER BY ")[0]


SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
FIXED = "jobs.fixed_on >= DATE '2026-10-01' AND jobs.fixed_on <= DATE '2026-10-31'"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("9月报修还没修好的工单有几个", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("9月报修但还没修好的工单", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("10月修好的工单有多少", FIXED),
        ("10月修好的工单工时收入", FIXED),
        ("9月报修10月修好的工单", f"{SEPTEMBER} AND {FIXED}"),
        ("jobs repaired in October", FIXED),
        ("labour revenue of jobs repaired in October", FIXED),
        ("jobs reported in September but not yet repaired", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("jobs repaired in October but reported in September", f"{SEPTEMBER} AND {FIXED}"),
        ("unpaid jobs", "jobs.paid_at IS NULL"),
        ("还没付清的工单", "jobs.paid_at IS NULL"),
        ("已修好但没付清的工单", "jobs.fixed_on IS NOT NULL AND jobs.paid_at IS NULL"),
        ("jobs repaired but not paid", "jobs.fixed_on IS NOT NULL AND jobs.paid_at IS NULL"),
        ("没撤销的工单有多少", "jobs.is_void = FALSE"),
        ("jobs due next month", "jobs.due_on >= DATE '2026-12-01' AND jobs.due_on <= DATE '2026-12-31'"),
        ("下月到期的工单有哪些", "jobs.due_on >= DATE '2026-12-01' AND jobs.due_on <= DATE '2026-12-31'"),
        (
            "how many jobs were paid in October",
            "jobs.paid_at >= DATE '2026-10-01' AND jobs.paid_at < DATE '2026-11-01'",
        ),
        ("jobs repaired since October", "jobs.fixed_on >= DATE '2026-10-01'"),
        ("2025年入会的车主有哪些", "clients.joined_on >= DATE '2025-01-01' AND clients.joined_on <= DATE '2025-12-31'"),
    ],
)
def test_a_date_of_its_own(text: str, where: str):
    assert _where(text).removeprefix("(").removesuffix(")") == where


@pytest.mark.parametrize("text", ["9月报修的工单有多少", "jobs reported in September"])
def test_the_date_that_is_counted_by_takes_its_period_as_ever(text: str):
    assert _where(text) == SEPTEMBER


def test_a_date_entered_before_the_day_is_never_denied():
    """A launch next month is no empty date, and has not happened."""
    assert isinstance(GARAGE.plan("还没开业的分店"), Decline | Ask)
    assert isinstance(GARAGE.plan("branches not opened"), Decline | Ask)
    assert "branches.opens_on >= DATE '2026-10-01'" in _where("10月开业的分店")


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "a planned date or the own one is never denied": [
                "未到期的工单",
                "jobs not yet due",
                "没报修的工单",
                "jobs expired",
                "到期的工单",
            ],
            "columns beside a measure are named": [
                "labour revenue and intake date of jobs repaired but not paid",
                "列出没付清的工单的报修时间和工时收入",
            ],
        }
    ),
)
def test_what_is_no_state_of_rows_is_never_answered_as_one(text: str):
    assert isinstance(GARAGE.plan(text), Decline | Ask)


def test_an_amount_is_no_list():
    assert isinstance(GARAGE.plan("9月报修10月修好的工单金额"), Decline | Ask)


@pytest.mark.parametrize("text", ["10月还没修好的工单", "jobs not repaired in October"])
def test_what_a_period_is_of_is_confirmed(text: str):
    (only,) = GARAGE.options(text).values()
    assert "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' AND jobs.fixed_on IS NULL" in only


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("clients who made a call in October", "EXISTS"),
        ("clients that have not made a single call in October", "NOT EXISTS"),
        ("10月没有来电的车主", "NOT EXISTS"),
    ],
)
def test_the_last_day_of_a_range_of_moments_goes_on_until_midnight(text: str, op: str):
    days = "BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    assert _where(text) == f"{op} (SELECT 1 FROM calls WHERE CAST(calls.called_at AS DATE) {days})"


@pytest.mark.parametrize(
    "text", ["clients who have not repaired a job", "clients that have not paid a job", "没付清工单的车主"]
)
def test_the_deed_of_members_is_no_state_of_a_thing(text: str):
    made = GARAGE.plan(text)
    assert not (isinstance(made, Draft) and "IS NULL" in made.semantic_sql), made


def test_rows_of_several_states_are_confirmed():
    (only,) = GARAGE.options("还没还车的租车单").values()
    assert "rentals.back_on IS NULL" in only


def test_the_period_of_a_measure_is_not_that_of_its_members():
    usual, same = GARAGE.options("2025年入会的车主的工时收入").values()
    assert "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'" in usual
    assert "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'" in same
    assert "clients.joined_on >= DATE '2025-01-01'" in usual
    assert "clients.joined_on >= DATE '2025-01-01'" in same


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "9月交接的租车单",  # two dates of one stem
            "WHERE rentals.got_on >= DATE '2026-09-01' AND rentals.got_on <= DATE '2026-09-30'",
            "WHERE rentals.sent_on >= DATE '2026-09-01' AND rentals.sent_on <= DATE '2026-09-30'",
        ),
        ("jobs due in December", "2026-12-01", "2025-12-01"),  # a bare month of a planned date may be the one to come
    ],
)
def test_which_date_is_meant_is_asked(text: str, first: str, second: str):
    one, other = GARAGE.options(text).values()
    assert first in one
    assert second in other


@pytest.mark.parametrize("text", ["10月的工单修好了多少", "修好的10月", "10月修好率", "October repair jobs"])
def test_what_is_said_otherwise_is_not_guessed(text: str):
    made = GARAGE.plan(text)
    assert not (isinstance(made, Draft) and "fixed_on" not in made.semantic_sql), made
    assert isinstance(made, Decline | Ask)


@pytest.mark.parametrize(
    "text",
    [
        "10月修好的工单数同比",
        "jobs repaired in October vs September",
        "9月或10月修好的工单",
        "9月修好和10月修好的工单数",
        "9月报修和10月修好的工单",
        "10月底还没修好的工单",
        "9月报修当月没修好的工单",
        "今年修好的工单工时收入比去年",
        "jobs repaired in September or October",
    ],
)
def test_no_earlier_value_no_either_no_past_day(text: str):
    made = GARAGE.plan(text)
    assert isinstance(made, Decline) or (isinstance(made, Ask) and made.issue.code is IssueCode.NOT_UNDERSTOOD), made


def test_a_query_without_the_condition_is_not_let_through():
    bare = "SELECT MEASURE(job_count) AS n FROM garage WHERE jobs.due_on >= DATE '2026-10-01'"
    assert GARAGE.disagreed("10月修好的工单有多少", bare) is not None
