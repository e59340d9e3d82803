"""Rule 35: a row rule acts like deletion; what may not be used is refused; rules fail closed."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.access import Rights, RowRule
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.model import FieldRef, OpenItems
from tests.soundness.tiny import Books, books, link, metric, table

CUSTOMERS = "1 | Ann | East\n2 | Bob | West\n3 | Cy | \n4 | O'Hara | East"
SALES = """
1 | 1 | 2026-01-05 | 100
2 | 2 | 2026-01-06 | 30
3 |   | 2026-01-07 | 7
4 | 3 | 2026-01-08 | 5
5 | 4 | 2026-01-09 | 1
"""
LEVELS = "1 | 2026-01-31 | 10\n2 | 2026-02-28 | 20"
BILLS = "1 | 1 | 2026-01-01 | 2026-01-15 | 50\n2 | 2 | 2026-01-01 | 2026-01-15 | 60"
PAID = "1 | 2026-01-20 | 20\n2 | 2026-01-20 | 30"
EAST = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("customers", "region"), ("East",)),))


def make(
    customers: str = CUSTOMERS, sales: str = SALES, levels: str = LEVELS, bills: str = BILLS, paid: str = PAID
) -> Books:
    items = OpenItems("bills", "amount", "due", "paid", "amount", "day")
    to = "customers.customer_id"
    return books(
        [
            table("customers", "customer_id:id name:name region:text", customers, key="customer_id"),
            table(
                "sales",
                "sale_id:id customer_id:id day:date amount:amount",
                sales,
                key="sale_id",
                time="day",
                loaded_through=date(2026, 1, 31),
            ),
            table(
                "levels", "customer_id:id day:date level:balance", levels, time="day", loaded_through=date(2026, 2, 28)
            ),
            table(
                "bills", "bill_id:id customer_id:id day:date due:date amount:amount", bills, key="bill_id", time="day"
            ),
            table("paid", "bill_id:id day:date amount:amount", paid, time="day"),
            table("targets", "day:date amount:amount", "2026-01-31 | 1000", time="day"),
        ],
        [
            link("sales.customer_id", to),
            link("levels.customer_id", to),
            link("bills.customer_id", to),
            link("paid.bill_id", "bills.bill_id"),
        ],
        [
            metric("sales", "SUM(sales.amount)"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("open", "SUM(bills.amount)", "balance", open_items=items),
            metric("heads", "COUNT(customers)"),
            metric("target", "SUM(targets.amount)"),
            metric("attained", "sales / target", "ratio"),
        ],
    )


@pytest.fixture(scope="module")
def whole() -> Books:
    return make()


@pytest.fixture(scope="module")
def east_only() -> Books:
    """The same books from which every row that is not of the East was deleted."""
    return make(
        customers="1 | Ann | East\n4 | O'Hara | East",
        sales="1 | 1 | 2026-01-05 | 100\n5 | 4 | 2026-01-09 | 1",
        levels="1 | 2026-01-31 | 10",
        bills="1 | 1 | 2026-01-01 | 2026-01-15 | 50",
        paid="1 | 2026-01-20 | 20",
    )


@pytest.mark.parametrize(
    "text",
    [
        "SELECT MEASURE(sales) FROM m",
        "SELECT customers.region, MEASURE(sales) AS s FROM m GROUP BY 1",
        "SELECT customers.name, MEASURE(sales) / TOTAL(MEASURE(sales)) AS s FROM m GROUP BY 1",
        "SELECT MEASURE(heads) FROM m",
        "SELECT MEASURE(open) FROM m WHERE period <= DATE '2026-01-31'",
        "SELECT customers.name FROM m ORDER BY 1",
        "SELECT sales.sale_id, customers.name FROM m ORDER BY 1",
        "SELECT customers.name FROM m WHERE NOT EXISTS (SELECT 1 FROM sales WHERE sales.amount > 50) ORDER BY 1",
        "WITH a AS (SELECT customers.region AS r, MEASURE(sales) AS s FROM m GROUP BY 1) SELECT SUM(s) AS t FROM a",
        "SELECT COUNT(DISTINCT sales.customer_id) AS n FROM m",
    ],
)
def test_a_rule_acts_like_deletion(whole: Books, east_only: Books, text: str):
    seen = whole.as_user(EAST).rows(text)
    assert seen == east_only.rows(text)
    assert seen != whole.rows(text), "the rule changes nothing here: the case proves nothing"


def test_the_as_of_date_is_that_of_the_whole_books(whole: Books):
    # West's snapshot of February sets the date for all: the East has no row there (rule 12), not its January one.
    assert whole.as_user(EAST).value("SELECT MEASURE(level) FROM m WHERE period <= DATE '2026-02-28'") is None


def test_a_dataset_that_cannot_reach_the_rule_is_denied_unless_exempt(whole: Books):
    assert whole.as_user(EAST).codes("SELECT MEASURE(target) FROM m") == ["DENIED_DATASET"]
    assert whole.as_user(EAST).codes("SELECT MEASURE(attained) FROM m") == ["DENIED_DATASET"]
    exempt = Rights(metrics=None, fields=None, rows=EAST.rows, exempt=frozenset({"targets"}))
    assert whole.as_user(exempt).value("SELECT MEASURE(attained) FROM m") == 0.101


def test_compile_denies_by_itself(whole: Books):
    checked = whole.checked("SELECT MEASURE(target) FROM m")
    assert isinstance(compile_query(checked, whole.layer, EAST), Issues)


def test_no_values_means_no_rows(whole: Books):
    nobody = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("customers", "region"), ()),))
    assert whole.as_user(nobody).value("SELECT MEASURE(sales) FROM m") is None


def test_a_rule_value_is_a_literal(whole: Books):
    rule = RowRule(FieldRef("customers", "name"), ("O'Hara", "x' OR '1'='1"))
    assert whole.as_user(Rights(metrics=None, fields=None, rows=(rule,))).value("SELECT MEASURE(sales) FROM m") == 1


def test_metrics_and_fields_are_denied(whole: Books):
    few = Rights(metrics=frozenset({"attained"}), fields=None, denied_fields=frozenset({"customers.name"}))
    # A permitted ratio may be used though its operands may not.
    assert whole.as_user(few).codes("SELECT MEASURE(attained) FROM m") == []
    assert whole.as_user(few).codes("SELECT MEASURE(sales) FROM m") == ["DENIED_METRIC"]
    for text in (
        "SELECT customers.name, MEASURE(attained) FROM m GROUP BY 1",
        "SELECT customers.name FROM m ORDER BY 1",
        "SELECT MAX(customers.name) AS x FROM m",
        "SELECT sales.sale_id FROM m WHERE customers.name = 'Ann' ORDER BY 1",
        "SELECT sales.sale_id FROM m WHERE EXISTS (SELECT 1 FROM sales WHERE customers.name = 'Ann') ORDER BY 1",
        "SELECT sales.sale_id FROM m ORDER BY customers.name",
        "SELECT SUM(sales.amount) FILTER (WHERE customers.name = 'Ann') AS x FROM m",
    ):
        assert "DENIED_FIELD" in whole.as_user(few).codes(text), text
    assert whole.as_user(Rights()).codes("SELECT MEASURE(sales) FROM m") == ["DENIED_METRIC"]


def test_detail_may_be_denied(whole: Books):
    coarse = Rights(metrics=None, fields=None, detail=False)
    assert whole.as_user(coarse).codes("SELECT sales.sale_id FROM m ORDER BY 1") == ["DENIED_DETAIL"]


def test_ambiguous_paths_of_a_rule_must_all_admit():
    customers = table("customers", "customer_id:id region:text", "1 | East\n2 | West", key="customer_id")
    orders = table("orders", "buyer:id payer:id amount:amount", "1 | 1 | 1\n1 | 2 | 10\n2 | 1 | 100")
    links = [
        link("orders.buyer", "customers.customer_id", name="buying"),
        link("orders.payer", "customers.customer_id", name="paying"),
    ]
    found = books([customers, orders], links, [metric("o", "SUM(orders.amount)")])
    assert found.as_user(EAST).value("SELECT MEASURE(o) FROM m") == 1
