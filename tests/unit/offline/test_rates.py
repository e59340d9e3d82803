"""One measure per another is the first divided by the number of the second; members are listed, as ever."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, Company

FIRM = Company(
    "parcels",
    more="""
  - {name: bill_count, expression: COUNT(bills), filter: "bills.gross > 0", label: {zh: 账单数, en: Number of bills},
     unit: {count: {zh: 张, en: bills}}}
  - {name: nil_bills, expression: COUNT(bills), filter: "bills.gross = 0", label: {zh: 零账单数, en: Nil bills},
     unit: {count: {zh: 张, en: bills}}}
""",
)
PER_BILL = "MEASURE(billed_amount) / MEASURE(bill_count) AS billed_amount_share"


@pytest.mark.parametrize(
    "text",
    [
        "billed amount per bill in October",
        "billed amount per invoice in October",
        "billings per bill in October",
        "what was the billed amount per bill in October",
    ],
)
def test_it_divides_by_the_number_of_them(text: str):
    made = FIRM.sql(text)
    assert PER_BILL in made
    assert OCTOBER in made
    assert "GROUP BY" not in made


def test_it_is_split_like_any_measure():
    assert PER_BILL in (made := FIRM.sql("billed amount per bill by client in October"))
    assert "GROUP BY clients.client_name" in made
    before = [FIRM.answered("billed amount per bill in October")]
    assert PER_BILL in FIRM.sql("and in September?", before)


def test_members_with_a_name_are_listed():
    made = FIRM.sql("billed amount per client in October")
    assert "GROUP BY clients.client_name" in made
    assert "/" not in made


@pytest.mark.parametrize(
    "text",
    [
        "receivables per bill in October",  # a stock
        "claim ratio per bill in October",  # a rate
        "billed amount per settlement in October",  # of which nobody keeps the number
        "billed amount per bill and claims paid per bill in October",
    ],
)
def test_what_cannot_be_divided_is_not(text: str):
    made = FIRM.plan(text)
    assert not isinstance(made, Draft) or "/" not in made.semantic_sql
