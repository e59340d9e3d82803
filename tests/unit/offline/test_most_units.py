"""Who sold the most crates: the unit of a measure that is ranked by; what is held; the overdue part of what is owed."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, Company

_CARRIER = Company(
    "parcels",
    more="""
  - {name: sold_stamps, expression: SUM(shipments.weight_kg), label: {zh: 邮票销量, en: Stamps sold},
     synonyms: [volume sold], unit: {count: {zh: 枚, en: stamps}}}
  - {name: printed_stamps, expression: SUM(shipments.weight_kg), label: {zh: 印量, en: Stamps printed},
     unit: {count: {zh: 枚, en: stamps}}}
  - {name: stamp_stock, expression: SUM(fleet.vans), kind: balance, label: {zh: 邮票库存, en: Stamps on the shelf},
     synonyms: [stock on hand], unit: {count: {zh: 枚, en: stamps}}}
  - {name: stock_worth, expression: SUM(fleet.vans), kind: balance, label: {zh: 库存金额, en: Stock worth},
     synonyms: [inventory], unit: CNY}
""",
)


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("which depot sold the most stamps last month", "DESC"),
        ("which depot sold the fewest stamps last month?", "ASC"),
    ],
)
def test_ranked_by_what_is_counted(asked: str, order: str):
    assert _CARRIER.sql(asked) == (
        "SELECT depots.depot_name, MEASURE(sold_stamps) AS sold_stamps FROM parcels "
        f"WHERE {OCTOBER} AND depots.depot_name IS NOT NULL GROUP BY depots.depot_name "
        f"ORDER BY sold_stamps {order} NULLS LAST LIMIT 1"
    )


def test_how_many_are_held():
    made = _CARRIER.sql("how many stamps did we hold at the end of October")
    assert "SELECT MEASURE(stamp_stock) AS stamp_stock FROM parcels" in made
    assert "depots.depot_name" in _CARRIER.sql("which depot held the most stamps at the end of October")


@pytest.mark.parametrize(
    "asked",
    [
        "which depot ordered the most stamps last month",  # nothing counts what is ordered
        "which depot returned the most stamps last month",
        "which depot has the most stamps last month",
        "how much cash do we hold at the end of October",
        "how much money did we hold at the end of October",
        "how many vans did we hold at the end of October",
        "how many clients do we hold",
    ],
)
def test_another_deed_is_not_taken_for_it(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked


@pytest.mark.parametrize(
    "asked", ["who owes us the most that's overdue receivables", "which client owes us most overdue receivables"]
)
def test_the_overdue_part_of_what_is_owed(asked: str):
    made = _CARRIER.sql(asked)
    assert "MEASURE(overdue_receivables) AS overdue_receivables" in made
    assert "MEASURE(receivables)" not in made
    assert made.endswith("ORDER BY overdue_receivables DESC NULLS LAST LIMIT 1")


@pytest.mark.parametrize(
    "asked",
    [
        "who owes us the most and overdue receivables",  # of the two
        "what share of what clients owe us is overdue receivables",
        "how much freight revenue do clients owe us",
        "which client owes us the most billed amount",
    ],
)
def test_what_is_owed_is_not_left_out(asked: str):
    assert not isinstance(_CARRIER.plan(asked), Draft), asked
