"""Rules 16-24: several datasets, paths, stitching, absent operands, totals, bridges, history."""

from __future__ import annotations

import pytest

from semantic_layer.model import FieldRef
from tests.soundness.tiny import Books, books, link, metric, period, table


@pytest.fixture(scope="module")
def trade() -> Books:
    """Orders and payments share customers; payment 4 and order 5 belong to nobody; North has neither."""
    customers = table(
        "customers",
        "customer_id:id name:name region:text",
        "1 | Ann | East\n2 | Bob | West\n3 | Cy | East\n4 | Di | North\n5 | Eve | South",
        key="customer_id",
    )
    orders = table(
        "orders",
        "order_id:id customer_id:id day:date product:text status:text amount:amount",
        """
        1 | 1 | 2026-01-05 | X | done | 100
        2 | 1 | 2026-01-06 | Y | done | 50
        3 | 2 | 2026-01-07 | X | void | 30
        4 | 3 | 2026-02-01 | X | done | 20
        5 |   | 2026-01-09 | X | done | 7
        """,
        key="order_id",
        time="day",
    )
    payments = table(
        "payments",
        "payment_id:id customer_id:id day:date amount:amount",
        """
        1 | 1 | 2026-01-10 | 60
        2 | 1 | 2026-01-11 | 5
        3 | 5 | 2026-01-12 | 9
        4 |   | 2026-01-20 | 3
        5 | 2 | 2026-02-28 | 1
        """,
        key="payment_id",
        time="day",
    )
    islands = table("islands", "island:text size:amount", "P | 1", key="island")
    return books(
        [customers, orders, payments, islands],
        [link("orders.customer_id", "customers.customer_id"), link("payments.customer_id", "customers.customer_id")],
        [
            metric("ordered", "SUM(orders.amount)", filter="orders.status <> 'void'"),
            metric("paid", "SUM(payments.amount)"),
            metric("order_count", "COUNT(orders)"),
            metric("due", "ordered - paid"),
            metric("paid_rate", "paid / ordered", "ratio"),
            metric("typical", "MEDIAN(orders.amount)", "non_additive"),
            metric("upper", "QUANTILE(orders.amount, 0.75)", "non_additive"),
            metric("ordered_all", "SUM(orders.amount)", ignore=(FieldRef("customers", "region"),)),
            metric("share", "paid / ordered_all", "ratio"),
        ],
    )


JANUARY = period("2026-01-01", "2026-01-31")


def test_orphan_facts_stand_under_null(trade: Books):
    rows = trade.rows(f"SELECT customers.region, MEASURE(ordered) AS o FROM m WHERE {JANUARY} GROUP BY 1")
    assert rows == [("East", 150), (None, 7)]


def test_two_facts_are_stitched_not_joined(trade: Books):
    # A join of both facts would double Ann's: 300 and 130. South has only a payment, North nothing.
    rows = trade.rows(
        f"SELECT customers.region, MEASURE(ordered) AS o, MEASURE(paid) AS p FROM m WHERE {JANUARY} GROUP BY 1"
    )
    assert rows == [("East", 150, 65), ("South", None, 9), (None, 7, 3)]


def test_absent_operands(trade: Books):
    # In a difference an absent operand is 0 if the other is there; in a ratio an absent denominator gives NULL.
    rows = trade.rows(
        f"SELECT customers.region, MEASURE(due) AS d, MEASURE(paid_rate) AS r FROM m WHERE {JANUARY} GROUP BY 1"
    )
    assert rows == [("East", 85, round(65 / 150, 6)), ("South", -9, None), (None, 4, round(3 / 7, 6))]
    rows = trade.rows(
        f"SELECT orders.product, MEASURE(ordered) / MEASURE(order_count) AS x FROM m WHERE {JANUARY} GROUP BY 1"
    )
    assert rows == [("X", round(107 / 3, 6)), ("Y", 50)]


def test_an_absent_numerator_is_zero(trade: Books):
    rows = trade.rows(
        "SELECT customers.name, MEASURE(paid_rate) AS r FROM m WHERE period BETWEEN DATE '2026-02-01' AND "
        "DATE '2026-02-28' GROUP BY 1"
    )
    # Cy ordered 20 and paid nothing: 0, not NULL. Orders are known to 1 February: Bob's payment lies after.
    assert rows == [("Cy", 0)]


def test_a_ratio_of_sums_is_no_mean_of_ratios(trade: Books):
    assert trade.value(f"SELECT MEASURE(paid_rate) FROM m WHERE {JANUARY}") == round(77 / 157, 6)


def test_a_field_must_be_shared(trade: Books):
    found = trade.issue(f"SELECT orders.product, MEASURE(paid) AS p FROM m WHERE {JANUARY} GROUP BY 1")
    assert (found["field"], found["metric"]) == ("orders.product", "paid")
    assert trade.codes(f"SELECT MEASURE(due) FROM m WHERE {JANUARY} AND orders.product = 'X'") == ["FIELD_NOT_SHARED"]
    assert trade.codes(f"SELECT islands.island, MEASURE(paid) FROM m WHERE {JANUARY} GROUP BY 1") == [
        "FIELD_NOT_SHARED"
    ]


def test_a_filter_for_one_metric(trade: Books):
    rows = trade.rows(
        f"SELECT MEASURE(ordered) FILTER (WHERE orders.product = 'X') AS x, MEASURE(paid) AS p FROM m WHERE {JANUARY}"
    )
    assert rows == [(107, 77)]


def test_medians_come_from_rows(trade: Books):
    # East: 100, 50 → 75; all of January: 100 50 30 7 → 40. The mean of group medians would be another number.
    rows = trade.rows(f"SELECT customers.region, MEASURE(typical) AS t FROM m WHERE {JANUARY} GROUP BY 1")
    assert rows == [("East", 75), ("West", 30), (None, 7)]
    assert trade.rows(f"SELECT MEASURE(typical), MEASURE(upper) FROM m WHERE {JANUARY}") == [(40, 62.5)]


def test_an_ignored_field_is_computed_at_the_total(trade: Books):
    # The denominator is all orders of January (187 with the void one), whatever the region.
    rows = trade.rows(f"SELECT customers.region, MEASURE(share) AS s FROM m WHERE {JANUARY} GROUP BY 1")
    assert rows == [("East", round(65 / 187, 6)), ("South", round(9 / 187, 6)), (None, round(3 / 187, 6))]
    where = f"{JANUARY} AND customers.region = 'East'"
    assert trade.value(f"SELECT MEASURE(share) FROM m WHERE {where}") == round(65 / 187, 6)
    notes = [note.code for note in trade.checked(f"SELECT MEASURE(share) FROM m WHERE {where}").notes]
    assert "FIELD_IGNORED" in notes


def test_totals_come_from_the_facts(trade: Books):
    rows = trade.rows(
        f"SELECT customers.region, orders.product, MEASURE(ordered) / TOTAL(MEASURE(ordered)) AS s, "
        f"MEASURE(ordered) / TOTAL(MEASURE(ordered), BY customers.region) AS p FROM m WHERE {JANUARY} "
        "GROUP BY 1, 2 HAVING MEASURE(ordered) > 10 ORDER BY s DESC LIMIT 1"
    )
    # 100 of 157 and of East's 150: before HAVING and LIMIT.
    assert rows == [("East", "X", round(100 / 157, 6), round(100 / 150, 6))]
    (column,) = [c for c in trade.checked(
        f"SELECT customers.region, MEASURE(paid) / TOTAL(MEASURE(paid)) AS s FROM m WHERE {JANUARY} GROUP BY 1"
    ).columns if c.name == "s"]  # fmt: skip
    assert (column.is_share, column.unit.kind) == (True, "percent")


def test_total_of_distinct_counts(trade: Books):
    rows = trade.rows(
        f"SELECT orders.product, COUNT(DISTINCT orders.customer_id) AS c, "
        f"TOTAL(COUNT(DISTINCT orders.customer_id)) AS t FROM m WHERE {JANUARY} GROUP BY 1"
    )
    assert rows == [("X", 2, 2), ("Y", 1, 2)]


def test_growth_needs_a_base_above_zero():
    profit = table(
        "profit",
        "unit:text day:date amount:amount",
        "A | 2025-01-05 | -10\nA | 2026-01-05 | 5\nB | 2025-01-05 | 10\nB | 2026-01-31 | 15\nC | 2026-01-05 | 4",
        time="day",
    )
    found = books([profit], metrics=[metric("p", "SUM(profit.amount)")])
    rows = found.rows(
        f"SELECT profit.unit, MEASURE(p) / PRIOR_YEAR(MEASURE(p)) - 1 AS g, "
        f"(MEASURE(p) - PRIOR_YEAR(MEASURE(p))) / PRIOR_YEAR(MEASURE(p)) AS h FROM m WHERE {JANUARY} GROUP BY 1"
    )
    assert rows == [("A", None, None), ("B", 0.5, 0.5), ("C", None, None)]


def test_why_a_growth_has_no_rate_is_known():
    rows = "A | 2025-01-05 | -10\nA | 2026-01-05 | 5\nB | 2025-01-05 | 10\nB | 2026-01-31 | 15\nC | 2026-01-05 | 4"
    profit = table("profit", "unit:text day:date amount:amount", rows, time="day")
    growth = metric("g", "p / PRIOR_YEAR(p) - 1", "ratio")
    found = books([profit], metrics=[metric("p", "SUM(profit.amount)"), growth])
    text = f"SELECT profit.unit AS u, MEASURE(g) AS g FROM m WHERE {JANUARY} GROUP BY 1"
    # A's base is -10. C has no base at all, which is no base of zero.
    assert found.probe(text, "base:g") == [(1,)]
    assert found.probe(f"{text} HAVING MEASURE(p) < 5", "base:g") == [(0,)]
    assert found.probe(f"{text} ORDER BY u DESC LIMIT 2", "base:g") == [(0,)]
    assert [probe.when for probe in found.compiled(text).probes if probe.name == "base:g"] == ["g"]
    # A column of the asker's may have any name.
    named = f"SELECT profit.unit AS growth_base, MEASURE(g) AS g FROM m WHERE {JANUARY} GROUP BY 1"
    assert found.probe(named, "base:g") == [(1,)]


@pytest.fixture(scope="module")
def roles() -> Books:
    """Orders name a customer, a ship-to and (by the visit) another customer."""
    customers = table("customers", "customer_id:id region:text", "1 | East\n2 | West", key="customer_id")
    visits = table("visits", "visit_id:id customer_id:id", "9 | 2", key="visit_id")
    orders = table(
        "orders",
        "order_id:id customer_id:id ship_id:id visit_id:id amount:amount",
        "1 | 1 | 2 | 9 | 10",
        key="order_id",
    )
    return books(
        [customers, visits, orders],
        [
            link("orders.customer_id", "customers.customer_id", name="billed"),
            link("orders.ship_id", "customers.customer_id", role="ship_to", name="shipped"),
            link("orders.visit_id", "visits.visit_id"),
            link("visits.customer_id", "customers.customer_id"),
        ],
        [metric("ordered", "SUM(orders.amount)")],
    )


def test_several_paths_are_an_error_that_names_them(roles: Books):
    found = roles.issue("SELECT customers.region, MEASURE(ordered) FROM m GROUP BY 1")
    assert found["paths"] == ("orders → customers", "orders → visits → customers")


def test_a_role_is_addressed_by_name(roles: Books):
    assert roles.rows("SELECT ship_to.region, MEASURE(ordered) AS o FROM m GROUP BY 1") == [("West", 10)]


def test_a_declared_default_path_is_taken_and_printed():
    customers = table("customers", "customer_id:id region:text", "1 | East\n2 | West", key="customer_id")
    orders = table("orders", "order_id:id payer:id buyer:id amount:amount", "1 | 1 | 2 | 10", key="order_id")
    found = books(
        [customers, orders],
        [
            link("orders.payer", "customers.customer_id", name="paying"),
            link("orders.buyer", "customers.customer_id", name="buying", default=True),
        ],
        [metric("ordered", "SUM(orders.amount)")],
    )
    text = "SELECT customers.region, MEASURE(ordered) AS o FROM m GROUP BY 1"
    assert found.rows(text) == [("West", 10)]
    assert "DEFAULT_PATH" in [note.code for note in found.checked(text).notes]


def test_stitching_goes_by_field_not_by_name():
    # Both datasets have a field called region; they are not the same thing.
    a = table("a", "region:text day:date amount:amount", "East | 2026-01-01 | 1", time="day")
    b = table("b", "region:text day:date amount:amount", "East | 2026-01-01 | 2", time="day")
    found = books([a, b], metrics=[metric("x", "SUM(a.amount)"), metric("y", "SUM(b.amount)")])
    assert found.codes("SELECT a.region, MEASURE(x), MEASURE(y) FROM m GROUP BY 1") == ["FIELD_NOT_SHARED"]
    assert found.codes("SELECT region, MEASURE(x) FROM m GROUP BY 1") == ["AMBIGUOUS_FIELD"]


def test_history_is_read_as_it_was_or_as_it_is():
    versions = "1 | East | 2025-01-01 | 2025-12-31\n1 | West | 2026-01-01 | \n2 | East | 2025-01-01 | "
    people = table(
        "people", "person:id region:text since:date until:date", versions, valid_from="since", valid_to="until"
    )
    sales = table(
        "sales",
        "person:id day:date amount:amount",
        "1 | 2025-12-31 | 10\n1 | 2026-01-01 | 1\n2 | 2026-01-01 | 100",
        time="day",
    )
    was = books(
        [people, sales], [link("sales.person", "people.person", history="as_was")], [metric("s", "SUM(sales.amount)")]
    )
    now = books([people, sales], [link("sales.person", "people.person")], [metric("s", "SUM(sales.amount)")])
    text = "SELECT people.region, MEASURE(s) AS s FROM m GROUP BY 1"
    assert was.rows(text) == [("East", 110), ("West", 1)]
    assert now.rows(text) == [("East", 100), ("West", 11)]


def test_a_bridge_counts_each_row_once_per_group():
    # Account 1 belongs to Ann and Bob, both of the East: the East has it once.
    accounts = table("accounts", "account:id", "1\n2\n3", key="account")
    people = table(
        "people", "person:id region:text name:name", "1 | East | Ann\n2 | East | Bob\n3 | West | Cy", key="person"
    )
    holders = table("holders", "account:id person:id", "1 | 1\n1 | 2\n2 | 3\n2 | 1", bridge=True)
    sales = table("sales", "account:id amount:amount", "1 | 100\n2 | 10\n3 | 1")
    found = books(
        [accounts, people, holders, sales],
        [
            link("holders.account", "accounts.account"),
            link("holders.person", "people.person"),
            link("sales.account", "accounts.account"),
        ],
        [
            metric("s", "SUM(sales.amount)"),
            metric("mean", "AVG(sales.amount)", "non_additive"),
            metric("n", "COUNT(DISTINCT sales.account)", "distinct"),
        ],
    )
    rows = found.rows("SELECT people.region, MEASURE(s) AS s, MEASURE(mean) AS a, MEASURE(n) AS n FROM m GROUP BY 1")
    assert rows == [("East", 110, 55, 2), ("West", 10, 10, 1), (None, 1, 1, 1)]
    assert found.value("SELECT MEASURE(s) FROM m") == 111
    assert found.value("SELECT MEASURE(s) FROM m WHERE people.region = 'East'") == 110
    rows = found.rows("SELECT people.region, MEASURE(s) AS s FROM m WHERE people.name <> 'Ann' GROUP BY 1")
    assert rows == [("East", 100), ("West", 10)]


def test_a_balance_from_movements_takes_the_dimension_of_its_date():
    versions = "1 | East | 2025-01-01 | 2026-01-31\n1 | West | 2026-02-01 | "
    people = table(
        "people", "person:id region:text since:date until:date", versions, valid_from="since", valid_to="until"
    )
    rows = "1 | 2026-01-10 | 10\n1 | 2026-02-10 | 1"
    moves = table("moves", "person:id day:date amount:amount", rows, time="day")
    stock = metric("stock", "SUM(moves.amount)", "balance", from_inception=True)
    found = books([people, moves], [link("moves.person", "people.person", history="as_was")], [stock])
    # On 31 January all 10 stand in the East; on 10 February all 11 in the West, January's 10 with them.
    text = "SELECT people.region, DATE_TRUNC('month', period) AS x, MEASURE(stock) AS s FROM m WHERE {} GROUP BY 1, 2"
    assert found.rows(text.format(period("2026-01-01", "2026-02-10"))) == [
        ("East", "2026-01-01", 10),
        ("West", "2026-01-01", None),
        ("East", "2026-02-01", None),
        ("West", "2026-02-01", 11),
    ]
    single = "SELECT people.region, MEASURE(stock) AS s FROM m WHERE period <= DATE '2026-02-10' GROUP BY 1"
    assert found.rows(single) == [("West", 11)]
