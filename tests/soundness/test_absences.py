"""Rules 6, 12, 13, 19, 24 and 30 where something is missing: no snapshot, no rows at all, no member behind a bridge."""

from __future__ import annotations

import pytest

from semantic_layer.model import CarryForward
from tests.soundness.tiny import Books, books, link, metric, period, table

STOCK = "1 | 1 | 2024-01-31 | ok | 5\n1 | 2 | 2024-01-31 | ok | 6\n2 | 1 | 2024-01-31 | ok | 7"
COSTS = "1 | 2024-02-10 | 40\n2 | 2024-04-05 | 2"
SALES = "1 | 2024-02-01 | 100\n2 | 2024-02-02 | 7\n3 | 2024-02-03 | 30\n | 2024-02-04 | 1"


def company(stock: str = STOCK, sales: str = "", costs: str = COSTS) -> Books:
    """Shop 1 is in clubs gold and blue, 3 in a club of no kind, 2 in none; a sale stands at no shop."""
    return books(
        [
            table("shops", "shop_id:id region:text", "1 | East\n2 | West\n3 | East", key="shop_id"),
            table("clubs", "club_id:id kind:text", "1 | gold\n2 | blue\n3 |", key="club_id"),
            table("shop_clubs", "shop_id:id club_id:id", "1 | 1\n1 | 2\n3 | 3", bridge=True),
            table("stock", "shop_id:id good_id:id day:date state:text level:balance", stock, time="day"),
            table("sales", "shop_id:id day:date amount:amount", sales, time="day"),
            table("costs", "shop_id:id day:date amount:amount", costs, time="day"),
        ],
        [
            link("stock.shop_id", "shops.shop_id"),
            link("sales.shop_id", "shops.shop_id"),
            link("costs.shop_id", "shops.shop_id"),
            link("shop_clubs.shop_id", "shops.shop_id"),
            link("shop_clubs.club_id", "clubs.club_id"),
        ],
        [
            metric("stock_lines", "COUNT(stock)", "balance"),
            metric("stocked", "COUNT(DISTINCT stock.good_id)", "balance"),
            metric("level", "SUM(stock.level)", "balance"),
            metric("mean", "AVG(sales.amount)", "non_additive"),
            metric("sold", "SUM(sales.amount)"),
            metric("sale_count", "COUNT(sales)"),
            metric("spent", "SUM(costs.amount)"),
            metric("profit", "sold - spent"),
        ],
    )


@pytest.fixture(scope="module")
def shops() -> Books:
    return company(sales=SALES)


def test_a_count_without_a_snapshot_is_unknown(shops: Books):
    after = period("2024-03-01", "2024-12-31")
    late = company(STOCK + "\n1 | 1 | 2025-01-31 | ok | 1")
    for name in ("stock_lines", "stocked"):
        assert late.value(f"SELECT MEASURE({name}) FROM m WHERE {after}") is None
        assert late.value(f"SELECT MEASURE({name}) + 0 FROM m WHERE {after}") is None
    year = period("2024-01-01", "2024-01-31")
    assert shops.rows(f"SELECT MEASURE(stock_lines), MEASURE(stocked) FROM m WHERE {year}") == [(3, 2)]
    assert shops.value(f"SELECT PRIOR_PERIOD(MEASURE(stocked), year) FROM m WHERE {year}") is None


def test_a_count_at_a_snapshot_without_such_rows_is_zero(shops: Books):
    # There is a snapshot on 31 January; none of its rows is of this state or shop.
    where = period("2024-01-01", "2024-01-31")
    assert shops.value(f"SELECT MEASURE(stock_lines) FROM m WHERE {where} AND stock.state = 'lost'") == 0
    assert shops.value(f"SELECT MEASURE(stocked) FILTER (WHERE stock.shop_id = 9) FROM m WHERE {where}") == 0


def test_a_total_count_without_a_snapshot_is_unknown():
    late = company(STOCK + "\n1 | 1 | 2025-01-31 | ok | 1")
    rows = late.rows(
        "SELECT shops.region AS r, MEASURE(spent) AS s, TOTAL(MEASURE(stock_lines)) AS t FROM m "
        f"WHERE {period('2024-03-01', '2024-12-31')} GROUP BY 1"
    )
    assert rows == [("West", 2, None)]


def test_an_empty_dataset_beside_another_one_by_month(shops: Books):
    empty = company(sales="")
    text = "SELECT DATE_TRUNC('month', period) AS p, MEASURE(mean) AS a, MEASURE(spent) AS b FROM m GROUP BY 1"
    assert empty.rows(text) == [("2024-02-01", None, 40), ("2024-03-01", None, None), ("2024-04-01", None, 2)]
    text = "SELECT DATE_TRUNC('month', period) AS p, MEASURE(profit) AS x FROM m GROUP BY 1"
    assert empty.rows(text) == [("2024-02-01", -40), ("2024-03-01", None), ("2024-04-01", -2)]


def test_moved_columns_of_an_empty_dataset_are_unknown_too():
    empty = company(sales="")
    columns = (
        "PRIOR_PERIOD(MEASURE(mean), quarter) AS b, PRIOR_YEAR(MEASURE(sold)) AS c, YTD(MEASURE(sold)) AS d, "
        "MEASURE(sold) - PRIOR_YEAR(MEASURE(sold)) AS e"
    )
    text = f"SELECT DATE_TRUNC('month', period) AS p, MEASURE(spent) AS a, {columns} FROM m GROUP BY 1"
    nothing = (None, None, None, None)
    assert empty.rows(text) == [
        ("2024-02-01", 40, *nothing),
        ("2024-03-01", None, *nothing),
        ("2024-04-01", 2, *nothing),
    ]


def test_an_empty_balance_beside_another_metric_by_quarter():
    empty = company(stock="")
    text = (
        "SELECT DATE_TRUNC('quarter', period) AS p, MEASURE(level) AS a, MEASURE(stock_lines) AS n, "
        "TRAILING(MEASURE(spent), 2, month) AS b FROM m"
    )
    # February and March hold 40, March and April 2.
    rows = [("2024-01-01", None, None, 40), ("2024-04-01", None, None, 2)]
    assert empty.rows(f"{text} GROUP BY 1") == rows
    assert empty.rows(f"{text} WHERE period <= DATE '2024-04-30' GROUP BY 1") == rows
    assert empty.rows(f"{text} WHERE period >= DATE '2024-01-01' GROUP BY 1") == rows


def test_rows_without_a_member_meet_conditions_that_null_meets(shops: Books):
    # Without a club: shop 2 (7) and the sale at no shop (1). Shop 3 (30) is in a club whose kind is NULL.
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind IS NULL") == 38
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.club_id IS NULL") == 8
    # Shop 1 (100) is in blue too, so it has a member that is not gold.
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind IS DISTINCT FROM 'gold'") == 138
    not_in = "(clubs.kind IS NULL OR clubs.kind NOT IN ('gold', 'blue'))"
    assert shops.value(f"SELECT MEASURE(sold) FROM m WHERE {not_in}") == 38
    assert shops.value("SELECT MEASURE(sale_count) FROM m WHERE COALESCE(clubs.kind, 'none') = 'none'") == 3
    assert shops.rows("SELECT clubs.kind AS k, MEASURE(sold) AS s FROM m WHERE clubs.kind IS DISTINCT FROM 'gold' "
                      "GROUP BY 1") == [("blue", 100), (None, 38)]  # fmt: skip


def test_plain_conditions_behind_a_bridge_still_ask_for_a_member(shops: Books):
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind IN ('gold', 'blue')") == 100
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind <> 'gold'") == 100
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind IS NOT NULL") == 100
    assert shops.value("SELECT MEASURE(sold) FROM m WHERE clubs.kind IS NULL AND clubs.club_id = 3") == 30


def carried(rows: str) -> Books:
    levels = table("levels", "item:id day:date level:balance", rows, time="day")
    bills = table("bills", "day:date amount:amount", "2026-10-05 | 3\n2026-12-31 | 4", time="day")
    carry = CarryForward(("item",), 60)
    return books(
        [levels, bills],
        metrics=[
            metric("held", "SUM(levels.level)", "balance", carry_forward=carry),
            metric("held_items", "COUNT(levels)", "balance", carry_forward=carry),
            metric("mean_held", "AVG_BALANCE(held, month)", "non_additive"),
            metric("billed", "SUM(bills.amount)"),
            metric("more", "held + billed", "non_additive"),
        ],
    )


def test_a_carried_balance_is_known_where_a_value_is_carried():
    found = carried("1 | 2026-10-31 | 10\n2 | 2026-12-31 | 7\n2 | 2027-06-30 | 9")
    november = period("2026-11-01", "2026-11-30")
    # No snapshot in November, but item 1's is 30 days old: 10 counts, and 10 + nothing billed is 10.
    assert found.rows(f"SELECT MEASURE(held), MEASURE(held_items), MEASURE(more) FROM m WHERE {november}") == [
        (10, 1, 10)
    ]
    # In May nothing is young enough.
    may = period("2027-05-01", "2027-05-31")
    assert found.rows(f"SELECT MEASURE(held), MEASURE(held_items) FROM m WHERE {may}") == [(None, None)]


def test_the_mean_of_a_carried_balance_is_a_mean():
    # Ends of October and November: 10 and 10 (carried), of December 7 (item 1 is 61 days old).
    found = carried("1 | 2026-10-31 | 10\n2 | 2026-12-31 | 7")
    where = period("2026-11-01", "2026-12-31")
    assert found.value(f"SELECT MEASURE(mean_held) FROM m WHERE {where}") == 9
    # At the end of September nothing is known: no mean.
    assert found.value(f"SELECT MEASURE(mean_held) FROM m WHERE {period('2026-10-01', '2026-12-31')}") is None


@pytest.mark.parametrize("measure", ["PRIOR_YEAR(MEASURE(sold))", "MEASURE(sold) FILTER (WHERE sales.amount > 1)"])
def test_a_grouping_that_ends_before_the_data_begins_is_refused(shops: Books, measure: str):
    # The first sale is of 1 February 2024: there is no bucket to show.
    text = f"SELECT DATE_TRUNC('year', period) AS p, {measure} AS x FROM m WHERE period <= DATE '2023-02-28' GROUP BY 1"
    found = shops.issue(text)
    assert (found["metric"], str(found["first"]), str(found["end"])) == ("sold", "2024-02-01", "2023-02-28")
    assert shops.codes(text) == ["BEFORE_FIRST"]


def test_keys_of_an_empty_result_have_their_types(shops: Books):
    # Nothing lies a year before: no group, no row; the time key stays a date where engines ask for it.
    text = (
        "SELECT DATE_TRUNC('month', period) AS p, shops.region AS r, PRIOR_YEAR(MEASURE(sold)) AS x, "
        f"TOTAL(MEASURE(sold), BY shops.region) AS t FROM m WHERE {period('2024-02-01', '2024-02-29')} GROUP BY 1, 2"
    )
    assert shops.rows(text) == []
    sql = shops.compiled(text).sql
    assert "CAST(NULL AS DATE) AS k1, (SELECT a" in sql
