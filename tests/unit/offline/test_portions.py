"""One measure within another, the same period a year before, and the ages of what is open."""

from __future__ import annotations

import pytest

from bot.turn import Decline
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import YEAR, answered, canonical, choices, draft, drafted, plan

SHARE = (
    "SELECT MEASURE(claims_paid) AS claims_paid, MEASURE(freight_revenue) AS freight_revenue, "
    f"MEASURE(claims_paid) / MEASURE(freight_revenue) AS claims_paid_share FROM parcels WHERE {YEAR}"
)
OPEN = "SELECT MEASURE(receivables) AS receivables FROM parcels WHERE period <= DATE '2026-10-31' AND {}"


@pytest.mark.parametrize(
    "text",
    [
        "今年运费收入中赔付金额占多少",
        "今年运输收入里面赔款占比",
        "今年赔款占运输收入的比重",
        "what share of freight revenue is claims paid this year",
        "percentage of claims paid in freight revenue this year",
        "claims paid as a percentage of freight revenue this year",
    ],
)
def test_the_part_stands_over_the_whole(text: str):
    assert drafted(text) == canonical(SHARE)


def test_a_value_within_a_measure_is_still_its_part():
    made = draft("今年运费收入中空运占多少")
    assert "FILTER (WHERE shipments.service = '空运') / MEASURE(freight_revenue)" in made.semantic_sql


@pytest.mark.parametrize("text", ["去年同期赔付金额", "claims paid same period last year"])
def test_the_same_period_is_as_far_as_this_year_has_come(text: str):
    expected = (
        "SELECT MEASURE(claims_paid) AS claims_paid FROM parcels "
        "WHERE period BETWEEN DATE '2025-01-01' AND DATE '2025-11-03'"
    )
    assert drafted(text) == canonical(expected)


def test_so_it_is_in_a_follow_up():
    before = answered("今年赔付金额")
    assert drafted("去年同期呢", [before]) == drafted("去年同期赔付金额")


def test_of_a_balance_it_is_that_day():
    expected = "SELECT MEASURE(receivables) AS receivables FROM parcels WHERE period <= DATE '2025-10-31'"
    assert drafted("去年同期应收款") == canonical(expected)


@pytest.mark.parametrize("text", ["赔付金额比去年同期", "赔付金额和去年同期", "今年赔付金额,去年同期"])
def test_against_the_same_period_it_stays_a_comparison(text: str):
    assert "PRIOR_YEAR" in drafted(text)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("逾期超过45天的应收款", "open_items.days_past_due > 45"),
        ("receivables overdue by more than 45 days", "open_items.days_past_due > 45"),
        ("逾期15到45天的应收款", "open_items.days_past_due > 15 AND open_items.days_past_due <= 45"),
        ("receivables 15 to 45 days overdue", "open_items.days_past_due > 15 AND open_items.days_past_due <= 45"),
        ("未逾期的应收款", "open_items.aging_bucket = 'not_due'"),
        ("没有逾期的应收账款", "open_items.aging_bucket = 'not_due'"),
        ("accounts receivable not yet overdue", "open_items.aging_bucket = 'not_due'"),
    ],
)
def test_ages_of_open_items(text: str, condition: str):
    assert drafted(text) == canonical(OPEN.format(condition))


@pytest.mark.parametrize("text", ["receivables older than 45 days", "超过45天的应收款"])
def test_days_of_which_nobody_said_overdue_are_asked_about(text: str):
    assert choices(text) == [canonical(OPEN.format("open_items.days_past_due > 45"))]


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "a part of nothing said is not answered": [
                "今年空运中运费收入占多少",
                "今年运费收入中运单数占多少",
                "今年收入中收入占多少",
            ],
            "days of a flow are not dropped": [
                "今年超过45天的运费收入",
                "freight revenue older than 45 days",
                "15到45天的运费收入",
            ],
        }
    ),
)
def test_neither_a_part_nor_days_are_dropped(text: str):
    assert isinstance(plan(text), Decline)
