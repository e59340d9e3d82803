"""Two lists in one, a member against a whole, a sum with what is not said, the same day as which, due by then."""

from __future__ import annotations

import pytest

from bot.turn import Decline, Draft, PriorTurn
from tests.unit.offline.company import Company

QUARRY = Company("quarry")
TAKINGS = "SELECT MEASURE(takings) AS takings FROM quarry WHERE period"
OCTOBER = f"{TAKINGS} BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@pytest.mark.parametrize(
    "text",
    [
        "top 3 and bottom 3 pits by takings in October",
        "best and worst month for takings in 2025",
        "the bottom 2 and the top 2 stones by takings",
        "takings of Marble vs all stones in October",
        "takings of Upper vs the pit in October",
        "Slate takings versus pits in October",
        "takings same day last week",
        "takings the same day last year",
        "takings in the second half of October",
        "takings in the second half of Q3",
        "takings Monday to Friday",
        "takings from last Monday to Wednesday",
    ],
)
def test_what_one_list_cannot_hold_is_named(text: str):
    assert isinstance(QUARRY.plan(text), Decline)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("top 3 pits by takings in October", "ORDER BY takings DESC NULLS LAST LIMIT 3"),
        ("worst month for takings in 2025", "ORDER BY takings ASC NULLS LAST LIMIT 1"),
        ("takings of Marble by pit in October", "notes.stone = 'Marble' GROUP BY pits.pit_name"),
        ("takings of Marble vs Slate by pit in October", "notes.stone IN ('Marble', 'Slate') GROUP BY pits.pit_name"),
        ("takings on 2 November vs the same day last year", "PRIOR_YEAR(MEASURE(takings))"),
        ("takings in October compared with the same month last year", "PRIOR_YEAR(MEASURE(takings))"),
    ],
)
def test_near_ones_are_answered(text: str, part: str):
    assert part in QUARRY.sql(text)


def _history() -> list[PriorTurn]:
    assert QUARRY.sql("takings in October") == OCTOBER
    return [QUARRY.answered("takings in October")]


@pytest.mark.parametrize(
    "text", ["combined with September", "together with September", "plus September", "+ September", "plus Marble"]
)
def test_a_sum_with_the_answer_before_is_not_the_second_alone(text: str):
    assert isinstance(QUARRY.plan(text, _history()), Decline)


def test_another_period_is_taken():
    september = f"{TAKINGS} BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
    assert QUARRY.sql("and September", _history()) == september


@pytest.mark.parametrize("text", ["as of August", "until the end of August"])
def test_since_when_is_not_guessed_of_an_answer_with_a_beginning(text: str):
    assert not isinstance(QUARRY.plan(text, _history()), Draft)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("weigh notes due by end of November", "WHERE notes.due_on <= DATE '2026-11-30' ORDER"),
        (
            "weigh notes due in November",
            "WHERE notes.due_on >= DATE '2026-11-01' AND notes.due_on <= DATE '2026-11-30' ORDER",
        ),
    ],
)
def test_due_by_then_has_no_beginning(text: str, where: str):
    assert where in QUARRY.sql(text)


def test_due_until_friday_may_be_the_one_to_come():
    options = QUARRY.options("weigh notes due until Monday").values()  # asked on a Thursday
    assert [sql.split("WHERE ")[1].split(" ORDER")[0] for sql in options] == [
        "notes.due_on <= DATE '2026-11-09'",
        "notes.due_on <= DATE '2026-11-02'",
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("takings Monday to Friday last week", "2026-10-26", "2026-10-30"),
        ("takings from Monday to Wednesday last week", "2026-10-26", "2026-10-28"),
        ("上周一到周三进账", "2026-10-26", "2026-10-28"),
        ("takings Monday through Wednesday this week", "2026-11-02", "2026-11-04"),
        ("takings in the second half of 2025", "2025-07-01", "2025-12-31"),
    ],
)
def test_weekdays_side_by_side_are_of_one_week(text: str, first: str, last: str):
    assert QUARRY.sql(text) == f"{TAKINGS} BETWEEN DATE '{first}' AND DATE '{last}'"


@pytest.mark.parametrize("text", ["takings on Tuesday and Thursday last week", "上周二和周四进账"])
def test_both_days_are_of_the_week_named(text: str):
    made = QUARRY.sql(text)
    assert "DATE '2026-10-27'" in made
    assert "DATE '2026-10-29'" in made
    assert "2026-11-" not in made


@pytest.mark.parametrize(
    "text",
    [
        "takings target and takings by pit in October, only above target",
        "takings and takings target by pit in October, only above target",
    ],
)
def test_nothing_is_above_itself(text: str):
    assert "HAVING MEASURE(takings) > MEASURE(takings_target)" in QUARRY.sql(text)
