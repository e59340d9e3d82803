"""The reference itself, held against numbers worked out by hand: who checks with it must be able to trust it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.laws.company import Terms, world_of
from tests.reference import dates
from tests.reference.asked import Asked
from tests.reference.evaluate import evaluate
from tests.reference.formula import Growth, Moved, Named, Ratio, Sum, Test, Total
from tests.reference.world import Refused, Row

EMPTY: dict[str, list[Row]] = {
    "sales": [], "costs": [], "stock": [], "moves": [], "bills": [], "paid": [], "shop_clubs": [],
    "clubs": [{"club_id": 1, "kind": "gold"}, {"club_id": 2, "kind": "gold"}],
    "goods": [{"good_id": 1, "line": "x"}],
    "shops": [
        {"shop_id": 1, "region": "East", "city": "a"},
        {"shop_id": 2, "region": "West", "city": "b"},
    ],
}  # fmt: skip
YEAR = {"start": date(2024, 1, 1), "end": date(2024, 12, 31)}


def sale(shop: int | None, day: date | None, amount: int | None) -> Row:
    return {"shop_id": shop, "good_id": 1, "day": day, "channel": "web", "amount": amount, "fee": 0, "buyer": 1,
            "paid_day": day}  # fmt: skip


def level(shop: int, day: date, amount: int) -> Row:
    return {"shop_id": shop, "good_id": 1, "day": day, "state": "ok", "level": amount}


def ask(rows: dict[str, list[Row]], *columns: Any, rules: Any = (), **more: Any) -> list[tuple[Any, ...]]:
    return evaluate(world_of(Terms(sales_loaded=date(2024, 12, 31)), {**EMPTY, **rows}, rules), Asked(columns, **more))


SALES = [sale(1, date(2024, 1, 31), 100), sale(2, date(2024, 3, 1), 7), sale(9, date(2024, 3, 2), 5),
         sale(1, None, 1000), sale(1, date(2023, 1, 15), 40)]  # fmt: skip


def test_orphans_stand_under_null_and_undated_rows_count_only_without_a_period():
    rows = ask({"sales": SALES}, Named("sold"), groups=("shops.region",), **YEAR)
    assert rows == [("East", 100), ("West", 7), (None, 5)]
    assert ask({"sales": SALES}, Named("sold")) == [(1152,)]


def test_buckets_are_dense_and_moved_ranges_compare():
    columns = Named("sold"), Moved("ytd", Named("sold")), Growth(Named("sold"), Moved("prior_year", Named("sold")))
    rows = ask({"sales": SALES}, *columns, grain="quarter", **YEAR)
    assert rows == [
        (date(2024, 1, 1), 112, 112, 112 / 40 - 1),
        (date(2024, 4, 1), None, 112, None),
        (date(2024, 7, 1), None, 112, None),
        (date(2024, 10, 1), None, 112, None),
    ]


def test_a_settled_balance_is_not_revived():
    stock = [level(1, date(2024, 1, 31), 10), level(2, date(2024, 1, 31), 3), level(1, date(2024, 3, 31), 4)]
    rows = ask({"stock": stock}, Named("on_hand"), groups=("shops.region",), **YEAR)
    assert rows == [("East", 4)]
    assert ask({"stock": stock}, Named("on_hand"), tests=(Test("shops.region", "=", ("West",)),), **YEAR) == [(None,)]
    february = {"start": date(2024, 2, 1), "end": date(2024, 2, 29)}
    assert ask({"stock": stock}, Named("stock_lines"), **february) == [(None,)]
    # February has no snapshot: neither its opening balance of January nor its mean may stand in.
    assert ask({"stock": stock}, Named("opening"), Named("mean_stock"), **february) == [(13, None)]


def test_absent_operands():
    rows = {"sales": SALES, "costs": [{"shop_id": 2, "day": date(2024, 12, 31), "scenario": "actual", "amount": 3}]}
    found = ask(rows, Named("profit"), Named("cost_rate"), groups=("shops.region",), **YEAR)
    # East and the orphan lack costs: 0 in the difference and in the numerator.
    assert found == [("East", 100, 0), ("West", 4, 3 / 7), (None, 5, 0)]


def test_pins_default_and_are_replaced():
    costs = [{"shop_id": 1, "day": date(2024, 12, 31), "scenario": name, "amount": n} for name, n in
             (("actual", 1), ("plan", 20), (None, 300))]  # fmt: skip
    assert ask({"costs": costs}, Named("spent"), Named("planned"), **YEAR) == [(1, 20)]
    assert ask({"costs": costs}, Named("spent"), tests=(Test("costs.scenario", "=", ("plan",)),), **YEAR) == [(20,)]
    assert ask({"costs": costs}, Named("spent"), groups=("costs.scenario",), **YEAR) == [
        ("actual", 1), ("plan", 20), (None, 300)
    ]  # fmt: skip
    with pytest.raises(Refused, match="PIN_MIXED"):
        ask({"costs": costs}, Named("spent"), tests=(Test("costs.scenario", "<>", ("plan",)),), **YEAR)


def test_a_bridge_counts_each_row_once_and_totals_count_rows():
    links = [{"shop_id": 1, "club_id": 1}, {"shop_id": 1, "club_id": 2}]
    rows = {"sales": SALES, "shop_clubs": links}
    found = ask(rows, Named("sold"), Ratio(Named("sold"), Total(Named("sold"))), groups=("clubs.kind",), **YEAR)
    assert found == [("gold", 100, 100 / 112), (None, 12, 12 / 112)]


def test_open_items_as_of_a_date():
    bill = {"bill_id": 1, "shop_id": 1, "day": date(2024, 1, 5), "due": date(2024, 2, 1), "amount": 100}
    paid = [{"bill_id": 1, "day": day, "amount": amount} for day, amount in
            ((date(2024, 3, 1), 100), (date(2024, 4, 1), -30))]  # fmt: skip
    columns = Named("open"), Named("late"), Named("old")
    found = ask({"bills": [bill], "paid": paid}, *columns, grain="month", start=date(2024, 1, 1), end=date(2024, 5, 2))
    assert [row[1:] for row in found] == [
        (100, None, None), (100, 100, None), (None, None, None), (30, 30, None), (30, 30, 30)
    ]  # fmt: skip


def test_movements_begin_at_the_beginning_and_rules_delete():
    moves = [{"shop_id": shop, "day": date(2024, month, 1), "amount": n} for shop, month, n in
             ((1, 1, 5), (2, 2, 7), (1, 3, -2))]  # fmt: skip
    change = Sum(Named("position"), Moved("opening", Named("position")), -1)
    march = {"start": date(2024, 3, 1), "end": date(2024, 3, 31)}
    assert ask({"moves": moves}, Named("position"), change, **march) == [(10, -2)]
    assert ask({"moves": moves}, Named("position"), rules=[("shops.region", ("East",))], **march) == [(3,)]


APRIL = dates.Calendar(4)
RETAIL = dates.Calendar(1, 7, (4, 4, 5), (date(2023, 1, 29), date(2024, 2, 4), date(2025, 2, 2)))


def test_naive_weeks():
    # The fiscal year 2023 has 53 weeks: its last month has six.
    assert dates.unit(date(2024, 2, 1), "fiscal_month", RETAIL) == (date(2023, 12, 24), date(2024, 2, 3))
    assert dates.unit(date(2024, 3, 3), "fiscal_month", RETAIL) == (date(2024, 3, 3), date(2024, 3, 30))
    assert dates.unit(date(2024, 3, 3), "fiscal_quarter", RETAIL) == (date(2024, 2, 4), date(2024, 5, 4))
    assert dates.unit(date(2024, 3, 3), "week", RETAIL) == (date(2024, 3, 3), date(2024, 3, 9))
    assert dates.week_number(date(2021, 1, 3), dates.NATURAL) == (2020, 53)
    assert dates.before(date(2024, 3, 3), date(2024, 3, 5), "fiscal_month", RETAIL) == (
        date(2024, 2, 4),
        date(2024, 2, 6),
    )


def test_naive_dates():
    assert dates.unit(date(2024, 2, 10), "fiscal_year", APRIL) == (date(2023, 4, 1), date(2024, 3, 31))
    assert dates.earlier(date(2024, 2, 1), date(2024, 2, 29), 12) == (date(2023, 2, 1), date(2023, 2, 28))
    assert dates.earlier(date(2023, 2, 1), date(2023, 2, 28), -12) == (date(2024, 2, 1), date(2024, 2, 29))
    assert dates.before(date(2024, 11, 1), date(2024, 11, 10), "month") == (date(2024, 10, 1), date(2024, 10, 10))
    assert dates.trailing(date(2024, 3, 15), 3, "month", dates.NATURAL) == (date(2024, 1, 1), date(2024, 3, 15))
    assert dates.unit_name(date(2024, 4, 1), date(2025, 3, 31), APRIL) == "fiscal_year"
