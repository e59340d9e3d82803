"""Members that have not a single one: what they lack is told by the noun, the verb or the classifier."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import Company
from tests.unit.offline.orchard import OCTOBER, YEAR, offered, plan, sql

NO_LOTS = "NOT EXISTS (SELECT 1 FROM lots WHERE lots.sold_on {})"
NO_RUNS = "NOT EXISTS (SELECT 1 FROM runs WHERE runs.left_on {})"
NO_NOTICES = "NOT EXISTS (SELECT 1 FROM notices WHERE notices.filed_on {})"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("今年一箱都没卖出去的品种有哪些", NO_LOTS.format(YEAR)),
        ("哪些客户10月一箱货都没卖", NO_LOTS.format(OCTOBER)),
        ("哪个品种10月一班车都没发", NO_RUNS.format(OCTOBER)),
        ("10月连一班都没有的品种有哪些", NO_RUNS.format(OCTOBER)),
    ],
)
def test_by_the_verb_or_the_classifier(text: str, condition: str):
    assert f"WHERE {condition}" in sql(text)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("今年一张投诉单都没有的客户有哪些", NO_NOTICES.format(YEAR)),
        ("which buyers did not get a single complaint this year", NO_NOTICES.format(YEAR)),
        ("10月一批都没卖的客户有谁", NO_LOTS.format(OCTOBER)),  # a classifier nobody declared
    ],
)
def test_what_leaves_rows_out_or_adds_them_up_is_confirmed(text: str, condition: str):
    (only,) = offered(text)
    assert f"WHERE {condition}" in only


@pytest.mark.parametrize(
    "text", ["which guild houses did not get a single complaint in October", "哪些老字号10月一张投诉单都没有"]
)
def test_members_may_be_named_by_a_flag(text: str):
    (only,) = offered(text)
    assert f"WHERE {NO_NOTICES.format(OCTOBER)} AND buyers.guild = TRUE" in only
    assert only.startswith("SELECT buyers.buyer_name")


@pytest.mark.parametrize(
    "text",
    [
        "10月一箱都没提货的客户有哪些",  # what became of the lots, not that there are none
        "10月一箱都没退的客户有哪些",  # nothing records it
        "10月一箱都没送的客户有哪些",  # a verb nobody knows
        "10月一辆车都没有的客户有哪些",  # carts belong to no buyer
        "10月一班车都没发的客户有哪些",  # runs belong to no buyer
        "10月一天都没来的客户有哪些",
        "10月没有折让的客户有哪些",  # a rebate of nothing is no lack of lots
        "which buyers had no rebate in October",
        "which buyers did not settle a single complaint in October",
        "10月一箱都没卖",
    ],
)
def test_what_became_of_it_or_belongs_to_others_is_not_taken(text: str):
    made = plan(text)
    assert not (isinstance(made, Draft) and "EXISTS" in made.semantic_sql), made
    assert not isinstance(made, Draft), made


# ---- which rows count as one

SOLD = "NOT EXISTS (SELECT 1 FROM lots WHERE lots.{} <> 0 AND lots.sold_on {})"
BIKES = Company("bikes")
NO_RIDES = "NOT EXISTS (SELECT 1 FROM rides WHERE (rides.state <> '退款') AND rides.started_on {})"


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("which buyers had no sales in October", SOLD.format("price", OCTOBER)),
        ("10月没有销量的品种有哪些", SOLD.format("crates", OCTOBER)),
    ],
)
def test_a_row_of_nothing_is_none_of_the_measure(text: str, condition: str):
    assert f"WHERE {condition}" in sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "riders with no rides in October",
        "riders with zero rides in October",
        "riders who had no rides in October",
        "10月没有骑行的骑手",
    ],
)
def test_what_the_measure_leaves_out_is_none_of_it(text: str):
    assert NO_RIDES.format(OCTOBER) in BIKES.sql(text)


@pytest.mark.parametrize(
    ("counts", "inside"),
    [
        ([("gross > 0", "Number of bills")], "WHERE (bills.gross > 0)"),
        ([("gross > 0", "Bills"), ("gross > 100", "Large ones")], "WHERE (bills.gross > 0)"),
        ([("gross > 0", "Number of bills"), ("gross > 1", "Bill count")], ""),  # two numbers of bills
        ([("gross > 100", "Large ones")], ""),  # no number of bills at all
        ([("gross < 0", "Void accounts")], ""),
    ],
)
def test_the_number_of_such_rows_says_which_of_them_count(counts: list[tuple[str, str]], inside: str):
    more = "".join(
        f"\n  - {{name: m{place}, expression: COUNT(bills), filter: 'bills.{only}', label: {{en: {label}}}}}"
        for place, (only, label) in enumerate(counts)
    )
    firm, text = Company("parcels", more=f"{more}\n"), "clients without a bill in October"
    if inside:
        assert inside in firm.sql(text)
    else:
        assert not isinstance(firm.plan(text), Draft)


def test_different_ones_are_counted_as_they_are():
    more = """
  - {name: bill_numbers, expression: COUNT(DISTINCT bills.bill_no), filter: "bills.gross > 0",
     label: {zh: 账单数, en: Number of bills}}
"""
    made = Company("parcels", more=more).sql("clients without a bill in October")
    assert "WHERE (bills.gross > 0)" in made
    assert "<> 0" not in made


def test_of_members_that_came_in_on_a_day_the_period_may_be_either():
    joined = Company(
        "parcels", more="\n  - {name: fresh, expression: COUNT(bills), label: {zh: 新账单, en: New bills}}\n"
    )
    assert not isinstance(joined.plan("bills without a settlement in October"), Draft)
    assert "BETWEEN" not in joined.sql("bills without a settlement")
    assert isinstance(Company("parcels").plan("bills without a settlement in October"), Draft)
