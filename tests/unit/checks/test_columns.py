"""What a checked query knows of its columns: units, kinds, growth, shares, names, periods, labels and filters."""

from __future__ import annotations

from datetime import date

import pytest

from semantic_layer.model import FieldRef, MetricKind, Unit
from tests.soundness.tiny import Books, books, link, metric, period, table


@pytest.fixture(scope="module")
def shop() -> Books:
    customers = table("customers", "customer_id:id name:name region:text", "1 | Ann | East", key="customer_id")
    sales = table(
        "sales",
        "sale_id:id customer_id:id day:date amount:amount cost:amount",
        "1 | 1 | 2025-01-05 | 10 | 4\n2 | 1 | 2026-01-05 | 20 | 5",
        key="sale_id",
        time="day",
        loaded_through=date(2026, 3, 15),
        closed_through=date(2026, 2, 28),
    )
    return books(
        [customers, sales],
        [link("sales.customer_id", "customers.customer_id")],
        [
            metric("sales", "SUM(sales.amount)"),
            metric("cost", "SUM(sales.cost)"),
            metric("deals", "COUNT(sales)"),
            metric("margin", "(sales - cost) / sales", "ratio"),
            metric("days", "cost / sales * PERIOD_DAYS()", "ratio", unit=Unit("days")),
            metric("growth", "sales / PRIOR_YEAR(sales) - 1", "ratio"),
        ],
    )


WHERE = period("2026-01-01", "2026-01-31")


@pytest.mark.parametrize(
    ("expression", "unit", "kind"),
    [
        ("MEASURE(sales)", "currency", MetricKind.FLOW),
        ("MEASURE(sales) - MEASURE(cost)", "currency", MetricKind.FLOW),
        ("MEASURE(sales) / MEASURE(deals)", "currency", MetricKind.RATIO),
        ("MEASURE(sales) / MEASURE(cost)", "percent", MetricKind.RATIO),
        ("MEASURE(margin)", "percent", MetricKind.RATIO),
        ("MEASURE(margin) - PRIOR_YEAR(MEASURE(margin))", "points", MetricKind.RATIO),
        ("MEASURE(days)", "days", MetricKind.RATIO),
        ("MEASURE(sales) * 2", "currency", MetricKind.FLOW),
        ("MEASURE(sales) / 12", "currency", MetricKind.FLOW),
        ("YTD(MEASURE(sales))", "currency", MetricKind.CUMULATIVE),
        ("COUNT(DISTINCT sales.customer_id)", "count", MetricKind.DISTINCT),
        ("AVG(sales.amount)", "currency", MetricKind.NON_ADDITIVE),
    ],
)
def test_units_and_kinds(shop: Books, expression: str, unit: str, kind: MetricKind):
    (column,) = shop.checked(f"SELECT {expression} AS x FROM m WHERE {WHERE}").columns
    assert (column.unit.kind, column.kind) == (unit, kind)


@pytest.mark.parametrize(
    "expression",
    [
        "MEASURE(sales) / PRIOR_YEAR(MEASURE(sales)) - 1",
        "(MEASURE(sales) - PRIOR_YEAR(MEASURE(sales))) / PRIOR_YEAR(MEASURE(sales))",
        "(MEASURE(sales) - PRIOR_YEAR(MEASURE(sales))) * 1.0 / NULLIF(PRIOR_YEAR(MEASURE(sales)), 0)",
        "(MEASURE(sales) - PRIOR_YEAR(MEASURE(sales))) / ABS(PRIOR_YEAR(MEASURE(sales)))",
    ],
)
def test_growth_is_known_however_it_is_written(shop: Books, expression: str):
    text = f"SELECT {expression} AS x FROM m WHERE {WHERE}"
    (column,) = shop.checked(text).columns
    assert (column.is_growth, column.unit.kind, column.metric) == (True, "percent", "sales")
    assert shop.value(text) == 1


def test_a_metric_may_be_a_growth(shop: Books):
    assert shop.value(f"SELECT MEASURE(growth) FROM m WHERE {WHERE}") == 1


def test_shares(shop: Books):
    text = f"SELECT customers.name, MEASURE(sales) / TOTAL(MEASURE(sales)) AS x FROM m WHERE {WHERE} GROUP BY 1"
    column = shop.checked(text).columns[1]
    assert (column.is_share, column.is_growth, column.unit.kind, column.metric) == (True, False, "percent", "sales")


def test_names_of_columns_without_alias(shop: Books):
    checked = shop.checked(
        f"SELECT customers.region, DATE_TRUNC('month', period), MEASURE(sales), PRIOR_YEAR(MEASURE(sales)), "
        f"MEASURE(sales) FILTER (WHERE customers.name = 'Ann') FROM m WHERE {WHERE} GROUP BY 1, 2"
    )
    assert [c.name for c in checked.columns] == ["region", "period_start", "sales", "sales_prior_year", "sales_2"]
    assert [c.role for c in checked.columns] == ["group", "time", "measure", "measure", "measure"]
    assert [c.modifiers for c in checked.columns][3:] == [("PRIOR_YEAR",), ("FILTER",)]
    assert checked.grain == "month"


def test_two_columns_of_one_name_are_refused(shop: Books):
    assert shop.codes(f"SELECT MEASURE(sales) AS x, MEASURE(cost) AS x FROM m WHERE {WHERE}") == ["DUPLICATE_NAME"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("SELECT MEASURE(sales) FROM m", "governed"),
        ("SELECT MEASURE(sales) / PRIOR_YEAR(MEASURE(sales)) - 1 AS g FROM m WHERE " + WHERE, "governed"),
        ("SELECT MEASURE(sales) / MEASURE(deals) AS x FROM m", "exploratory"),
        ("SELECT SUM(sales.amount) AS x FROM m", "exploratory"),
        ("SELECT sales.sale_id FROM m ORDER BY 1", "exploratory"),
    ],
)
def test_labels(shop: Books, text: str, label: str):
    assert shop.checked(text).label == label


def test_periods_say_what_a_column_stands_for(shop: Books):
    checked = shop.checked(
        f"SELECT MEASURE(sales) AS a, PRIOR_YEAR(MEASURE(sales)) AS b, YTD(MEASURE(sales)) AS c FROM m "
        f"WHERE {period('2026-03-01', '2026-03-31')}"
    )
    found = {p.column: (str(p.start), str(p.end), p.complete, p.closed) for p in checked.periods}
    assert found == {
        "a": ("2026-03-01", "2026-03-15", False, False),
        "b": ("2025-03-01", "2025-03-15", False, True),
        "c": ("2026-01-01", "2026-03-15", False, False),
    }


def test_filters_are_said_as_asked(shop: Books):
    where = f"{WHERE} AND customers.region IN ('East', 'West') AND (customers.name IS NULL OR customers.name <> 'x')"
    first, second = shop.checked(f"SELECT MEASURE(sales) FROM m WHERE {where}").filters
    assert (second.op, second.values, second.field) == ("IN", ("East", "West"), FieldRef("customers", "region"))
    assert first.op == "CONDITION"
    (only,) = shop.checked("SELECT MEASURE(sales) FILTER (WHERE customers.name = 'x') AS s FROM m").filters
    assert only.scope == "sales"


def test_every_problem_is_returned_at_once(shop: Books):
    text = (
        "SELECT customers.region, MEASURE(sales), SUM(sales.sale_id) AS x FROM m "
        f"WHERE {WHERE} AND MEASURE(sales) > 1 AND customers.name = 5 GROUP BY 1 HAVING customers.name = 'x' LIMIT 3"
    )
    assert set(shop.codes(text)) == {
        "AGGREGATE_IN_WHERE", "TYPE_MISMATCH", "ROW_CONDITION_IN_HAVING", "LIMIT_WITHOUT_ORDER", "NOT_ADDITIVE",
    }  # fmt: skip
