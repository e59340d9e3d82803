"""Rules 25-31: additivity through CTEs and windows, shares, limits, ad-hoc aggregates, NULLs, determinism."""

from __future__ import annotations

import pytest

from tests.soundness.tiny import Books, books, link, metric, period, table

YEAR = period("2026-01-01", "2026-03-31")


@pytest.fixture(scope="module")
def shop() -> Books:
    customers = table(
        "customers",
        "customer_id:id name:name region:text",
        "1 | Ann | East\n2 | Bob | West\n3 | Cy |",
        key="customer_id",
    )
    sales = table(
        "sales",
        "sale_id:id customer_id:id day:date amount:amount price:rate",
        """
        1 | 1 | 2026-01-05 | 60 | 1.5
        2 | 2 | 2026-01-06 | 30 | 2.5
        3 | 1 | 2026-03-05 | 90 | 3.5
        4 | 3 | 2026-03-31 | 30 | 1
        """,
        key="sale_id",
        time="day",
    )
    levels = table(
        "levels",
        "customer_id:id day:date level:balance",
        "1 | 2026-01-31 | 10\n2 | 2026-01-31 | 5\n1 | 2026-02-28 | 20\n1 | 2026-03-31 | 30\n2 | 2026-03-31 | 1",
        time="day",
    )
    return books(
        [customers, sales, levels],
        [link("sales.customer_id", "customers.customer_id"), link("levels.customer_id", "customers.customer_id")],
        [
            metric("sales", "SUM(sales.amount)"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("buyers", "COUNT(DISTINCT sales.customer_id)", "distinct"),
            metric("per_buyer", "sales / buyers", "ratio"),
        ],
    )


def monthly(shop: Books, outer: str) -> str:
    inner = (
        "SELECT DATE_TRUNC('month', period) AS month, customers.region AS region, MEASURE(sales) AS sales, "
        "MEASURE(level) AS level, MEASURE(buyers) AS buyers, MEASURE(per_buyer) AS rate "
        f"FROM m WHERE {YEAR} GROUP BY 1, 2"
    )
    return f"WITH monthly AS ({inner}) {outer}"


def test_flows_add_up_outside(shop: Books):
    assert shop.value(monthly(shop, "SELECT SUM(sales) AS s FROM monthly")) == 210


@pytest.mark.parametrize("column", ["level", "buyers", "rate"])
@pytest.mark.parametrize("function", ["SUM", "AVG"])
def test_what_is_not_additive_is_refused(shop: Books, column: str, function: str):
    assert shop.codes(monthly(shop, f"SELECT {function}({column}) AS x FROM monthly")) == ["NOT_ADDITIVE"]
    assert shop.codes(monthly(shop, f"SELECT month, {function}({column}) OVER () AS x FROM monthly")) == [
        "NOT_ADDITIVE"
    ]


def test_a_balance_adds_up_over_groups_but_not_over_time(shop: Books):
    rows = shop.rows(monthly(shop, "SELECT month, SUM(level) AS x FROM monthly GROUP BY month ORDER BY month"))
    assert rows == [("2026-01-01", 15), ("2026-02-01", 20), ("2026-03-01", 31)]
    assert shop.codes(monthly(shop, "SELECT region, SUM(level) AS x FROM monthly GROUP BY region")) == ["NOT_ADDITIVE"]


def test_the_largest_of_anything_may_be_taken(shop: Books):
    assert shop.rows(monthly(shop, "SELECT MAX(level) AS a, MAX(rate) AS b FROM monthly")) == [(30, 90)]


def test_an_average_per_month_divides_by_months(shop: Books):
    # 210 over three months, one of them without a sale: 70, not 105.
    inner = f"SELECT DATE_TRUNC('month', period) AS month, MEASURE(sales) AS s FROM m WHERE {YEAR} GROUP BY 1"
    assert shop.value(f"SELECT AVG(s) AS a FROM ({inner}) AS monthly") == 70


def test_windows_over_measures(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS month, MEASURE(sales) AS s, "
        f"SUM(MEASURE(sales)) OVER (ORDER BY DATE_TRUNC('month', period)) AS running FROM m WHERE {YEAR} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 90, 90), ("2026-02-01", None, 90), ("2026-03-01", 120, 210)]
    for measure in ("level", "buyers", "per_buyer"):
        text = (
            f"SELECT DATE_TRUNC('month', period) AS month, SUM(MEASURE({measure})) OVER (ORDER BY "
            f"DATE_TRUNC('month', period)) AS running FROM m WHERE {YEAR} GROUP BY 1"
        )
        assert shop.codes(text) == ["NOT_ADDITIVE"]


def test_a_moving_average_counts_empty_months(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS month, AVG(MEASURE(sales)) OVER (ORDER BY "
        f"DATE_TRUNC('month', period) ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS a FROM m WHERE {YEAR} GROUP BY 1"
    )
    # January 90; with an empty February 45; March (0 + 120) / 2.
    assert rows == [("2026-01-01", 90), ("2026-02-01", 45), ("2026-03-01", 60)]


def test_top_n_per_group(shop: Books):
    rows = shop.rows(
        f"SELECT DATE_TRUNC('month', period) AS month, customers.name, MEASURE(sales) AS s FROM m WHERE {YEAR} "
        "GROUP BY 1, 2 QUALIFY ROW_NUMBER() OVER (PARTITION BY month ORDER BY MEASURE(sales) DESC) = 1"
    )
    assert [row for row in rows if row[2]] == [("2026-01-01", "Ann", 60), ("2026-03-01", "Ann", 90)]


def test_customers_above_average(shop: Books):
    inner = f"SELECT customers.name AS name, MEASURE(sales) AS s FROM m WHERE {YEAR} GROUP BY 1"
    rows = shop.rows(f"WITH c AS ({inner}) SELECT name, s FROM c WHERE s > (SELECT AVG(s) FROM c)")
    assert rows == [("Ann", 150)]  # the mean is 70


def test_only_those_of_another_result(shop: Books):
    inner = f"SELECT customers.name AS n, MEASURE(sales) AS s FROM m WHERE {YEAR} GROUP BY 1"
    best = f"best AS ({inner} ORDER BY s DESC LIMIT 1), every AS ({inner})"
    text = f"WITH {best} SELECT every.n, every.s FROM every WHERE every.n IN (SELECT best.n FROM best)"
    assert shop.rows(text) == [("Ann", 150)]
    two = text.replace("SELECT best.n FROM", "SELECT best.n, best.s FROM")
    assert shop.codes(two) == ["FORBIDDEN_SYNTAX"]


def test_joins_need_complete_keys(shop: Books):
    region, name = "customers.region AS region", "customers.name AS name"
    one = f"SELECT {region}, MEASURE(sales) AS s FROM m WHERE {YEAR} GROUP BY 1"
    two = f"SELECT {region}, {name}, MEASURE(level) AS l FROM m WHERE {YEAR} GROUP BY 1, 2"
    three = f"SELECT {name}, {region}, MEASURE(buyers) AS b FROM m WHERE {YEAR} GROUP BY 1, 2"
    with_ = f"WITH one AS ({one}), two AS ({two}), three AS ({three}) "
    assert shop.codes(with_ + "SELECT two.name, three.b FROM two JOIN three ON two.region = three.region") == [
        "INCOMPLETE_JOIN"
    ]
    # One region joined to its customers repeats the region's sales: they may be shown, not summed.
    joined = "FROM two JOIN one ON two.region = one.region"
    assert shop.rows(with_ + f"SELECT two.name, one.s {joined} ORDER BY two.name") == [("Ann", 150), ("Bob", 30)]
    assert shop.codes(with_ + f"SELECT SUM(one.s) AS s {joined}") == ["NOT_ADDITIVE"]


def test_null_groups_meet_in_a_join(shop: Books):
    block = "SELECT customers.region AS region, MEASURE(sales) AS s FROM m WHERE {} GROUP BY 1"
    march, all_ = block.format(period("2026-03-01", "2026-03-31")), block.format(YEAR)
    with_ = f"WITH a AS ({all_}), b AS ({march})"
    rows = shop.rows(f"{with_} SELECT a.region, a.s, b.s AS march FROM a LEFT JOIN b USING (region) ORDER BY 1")
    assert rows == [("East", 150, 90), ("West", 30, None), (None, 30, 30)]


def test_measures_stand_only_over_the_model(shop: Books):
    assert shop.codes(monthly(shop, "SELECT MEASURE(sales) AS s FROM monthly")) == ["MEASURE_OUTSIDE_MODEL"]


def test_limit_needs_an_order_and_ties_are_broken_by_keys(shop: Books):
    text = f"SELECT customers.name, MEASURE(sales) AS s FROM m WHERE {YEAR} GROUP BY 1"
    assert shop.codes(f"{text} LIMIT 1") == ["LIMIT_WITHOUT_ORDER"]
    # Bob and Cy tie at 30: the name decides.
    assert shop.rows(f"{text} ORDER BY s LIMIT 1") == [("Bob", 30)]
    assert shop.probe(f"{text} ORDER BY s LIMIT 1", "tie") == [(True,)]
    assert shop.probe(f"{text} ORDER BY s DESC LIMIT 1", "tie") == [(False,)]


def test_adhoc_aggregates(shop: Books):
    assert shop.value(f"SELECT AVG(sales.amount) AS a FROM m WHERE {YEAR}") == 52.5
    assert shop.value(f"SELECT COUNT(*) AS n FROM m WHERE {YEAR} AND sales.amount > 30") == 2
    assert shop.checked("SELECT AVG(sales.amount) AS a FROM m").label == "exploratory"
    assert shop.codes(f"SELECT SUM(levels.level) AS x FROM m WHERE {YEAR}") == ["NOT_ADDITIVE"]
    assert shop.codes(f"SELECT SUM(sales.price) AS x FROM m WHERE {YEAR}") == ["NOT_ADDITIVE"]
    assert shop.codes(f"SELECT SUM(sales.sale_id) AS x FROM m WHERE {YEAR}") == ["NOT_ADDITIVE"]
    assert shop.codes("SELECT COUNT(*) AS n FROM m WHERE sales.amount > 1 AND levels.level > 1") == ["COUNT_OF_SEVERAL"]


def test_negation_loses_nothing(shop: Books):
    base = f"SELECT MEASURE(sales) FROM m WHERE {YEAR}"
    east = shop.value(f"{base} AND customers.region = 'East'")
    rest = shop.value(f"{base} AND customers.region IS DISTINCT FROM 'East'")
    assert (east, rest, east + rest) == (150, 60, shop.value(base))
    assert shop.value(f"{base} AND customers.region <> 'East'") == 30  # SQL's own logic is kept


def test_where_and_having_are_told_apart(shop: Books):
    text = "SELECT customers.region, MEASURE(sales) AS s FROM m"
    assert shop.codes(f"{text} WHERE MEASURE(sales) > 5 GROUP BY 1") == ["AGGREGATE_IN_WHERE"]
    assert shop.codes(f"{text} WHERE customers.region = 'East' OR MEASURE(sales) > 5 GROUP BY 1") == ["MIXED_CONDITION"]
    assert shop.codes(f"{text} WHERE RANK() OVER (ORDER BY customers.region) = 1 GROUP BY 1") == ["WINDOW_IN_WHERE"]
    assert shop.codes(f"{text} GROUP BY 1 HAVING customers.region = 'East'") == ["ROW_CONDITION_IN_HAVING"]
    assert shop.codes(f"{text} GROUP BY 1 HAVING customers.name = 'Ann' OR MEASURE(sales) > 5") == ["MIXED_CONDITION"]
    assert shop.codes("SELECT customers.region, MEASURE(sales) FROM m") == ["NOT_GROUPED"]


def test_the_same_query_gives_the_same_bytes(shop: Books):
    texts = {
        shop.compiled(f"SELECT customers.region, MEASURE(per_buyer) AS x FROM m WHERE {where} GROUP BY 1").sql
        for where in (
            f"{YEAR} AND customers.name IN ('Ann', 'Bob') AND sales.amount > 5",
            f"sales.amount > 5 AND {YEAR} AND customers.name IN ('Bob', 'Ann')",
        )
    }
    assert len(texts) == 1
    assert "NULLS LAST" in texts.pop()


def test_totals_and_subtotals_are_recomputed(shop: Books):
    rows = shop.rows(
        f"SELECT customers.region, DATE_TRUNC('month', period) AS month, MEASURE(per_buyer) AS x FROM m WHERE {YEAR} "
        "GROUP BY ROLLUP (customers.region, DATE_TRUNC('month', period))"
    )
    # The grand total is 210 over 3 buyers; East's is 150 over 1; neither is a sum or a mean of rows.
    assert (None, None, 70) in rows
    assert ("East", None, 150) in rows
    assert ("East", "2026-01-01", 60) in rows


def test_totals_alone_stand_beside_the_groups_of_their_rows(shop: Books):
    text = f"SELECT customers.region AS r, TOTAL(MEASURE(sales)) AS t FROM m WHERE {YEAR} GROUP BY 1"
    assert shop.rows(text) == [("East", 210), ("West", 210), (None, 210)]


def test_a_balance_adds_up_outside_whatever_names_its_date(shop: Books):
    columns = "DATE_TRUNC('month', period) AS k, customers.region AS r, MEASURE(level) AS l"
    inner = f"SELECT {columns} FROM m WHERE {YEAR} GROUP BY 1, 2"
    for written in ("1", "x.k", "k", "moment"):
        rows = shop.rows(
            f"WITH x AS ({inner}) SELECT x.k AS moment, SUM(x.l) AS v FROM x GROUP BY {written} ORDER BY 1"
        )
        assert rows == [("2026-01-01", 15), ("2026-02-01", 20), ("2026-03-01", 31)]
    assert shop.codes(f"WITH x AS ({inner}) SELECT x.r, SUM(x.l) AS v FROM x GROUP BY 1") == ["NOT_ADDITIVE"]


def test_a_balance_has_no_parts_of_dates(shop: Books):
    # It stands at one date of the range: every other month of the year would look empty.
    text = f"SELECT EXTRACT(month FROM period) AS k, MEASURE(level) AS l FROM m WHERE {YEAR} GROUP BY 1"
    assert shop.codes(text) == ["FORBIDDEN_SYNTAX"]
    assert shop.issue(text)["remedy"] == "DATE_TRUNC('month', period)"
