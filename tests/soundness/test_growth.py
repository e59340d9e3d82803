"""Rule 19: growth on a base of zero or less has no rate, wherever it is worked out, and the answer knows why."""

from __future__ import annotations

import pytest

from tests.soundness.tiny import Books, books, metric, period, table

JANUARY = period("2026-01-01", "2026-01-31")
BEFORE = period("2025-01-01", "2025-01-31")


@pytest.fixture(scope="module")
def units() -> Books:
    """A's base is -10, B's 10; C has none."""
    rows = "A | 2025-01-05 | -10\nA | 2026-01-05 | 5\nB | 2025-01-05 | 10\nB | 2026-01-31 | 15\nC | 2026-01-05 | 4"
    profit = table("profit", "unit:text day:date amount:amount", rows, time="day")
    return books([profit], metrics=[metric("p", "SUM(profit.amount)"), metric("g", "p / PRIOR_YEAR(p) - 1", "ratio")])


def test_in_subtotals(units: Books):
    text = f"SELECT profit.unit AS u, MEASURE(g) AS g FROM m WHERE {JANUARY} GROUP BY ROLLUP (profit.unit)"
    # The whole: 24 on a base of -10 + 10 = 0.
    assert units.rows(text) == [("A", None), ("B", 0.5), ("C", None), (None, None)]
    assert sorted(units.probe(text, "base:g")) == [(1,), (1,)]


def test_inside_other_arithmetic(units: Books):
    text = f"SELECT profit.unit AS u, ROUND(MEASURE(g) * 100, 1) AS g FROM m WHERE {JANUARY} GROUP BY 1"
    assert units.rows(text) == [("A", None), ("B", 50), ("C", None)]
    assert units.probe(text, "base:g") == [(1,)]


def test_through_an_outer_select(units: Books):
    inner = f"SELECT profit.unit AS u, MEASURE(g) AS g FROM m WHERE {JANUARY} GROUP BY 1"
    text = f"WITH x AS ({inner}) SELECT x.u, ROUND(x.g, 2) AS rate FROM x WHERE x.u <> 'B'"
    assert units.rows(text) == [("A", None), ("C", None)]
    assert units.probe(text, "base:rate") == [(1,)]


def test_of_two_results_side_by_side(units: Books):
    now = f"SELECT profit.unit AS u, MEASURE(p) AS p FROM m WHERE {JANUARY} GROUP BY 1"
    then = f"SELECT profit.unit AS u, MEASURE(p) AS p FROM m WHERE {BEFORE} GROUP BY 1"
    rates = "now.p / NULLIF(then.p, 0) - 1 AS g, 100.0 * (now.p - then.p) / then.p AS h, now.p / then.p AS q"
    # `then` is a keyword of SQL: the names are the asker's.
    text = (
        f"WITH now AS ({now}), before AS ({then}) SELECT now.u, {rates} FROM now LEFT JOIN before ON now.u = before.u"
    )
    text = text.replace("then.", "before.")
    # A's 5 on -10 is no growth of -150 %; a plain quotient is what was asked.
    assert units.rows(text) == [("A", None, None, -0.5), ("B", 0.5, 50, 1.5), ("C", None, None, None)]
    assert units.probe(text, "base:g") == [(1,)]
    assert units.probe(text, "base:h") == [(1,)]
    assert "base:q" not in {probe.name for probe in units.compiled(text).probes}


def test_against_the_row_before():
    rows = "2026-01-05 | -10\n2026-02-05 | 5\n2026-03-05 | 15"
    made = books(
        [table("profit", "day:date amount:amount", rows, time="day")], metrics=[metric("p", "SUM(profit.amount)")]
    )
    months = (
        f"SELECT DATE_TRUNC('month', period) AS k, MEASURE(p) AS p FROM m WHERE {period('2026-01-01', '2026-03-31')}"
    )
    before = "LAG(x.p) OVER (ORDER BY x.k)"
    text = f"WITH x AS ({months} GROUP BY 1) SELECT x.k, x.p / {before} - 1 AS g FROM x"
    assert made.rows(text) == [("2026-01-01", None), ("2026-02-01", None), ("2026-03-01", 2)]
    assert made.probe(text, "base:g") == [(1,)]


def test_different_metrics_are_no_growth(units: Books):
    made = books(
        [table("profit", "unit:text day:date amount:amount cost:amount", "A | 2026-01-05 | -10 | -4", time="day")],
        metrics=[metric("p", "SUM(profit.amount)"), metric("c", "SUM(profit.cost)")],
    )
    inner = f"SELECT profit.unit AS u, MEASURE(p) AS p, MEASURE(c) AS c FROM m WHERE {JANUARY} GROUP BY 1"
    assert made.rows(f"WITH x AS ({inner}) SELECT x.u, x.p / x.c - 1 AS markup FROM x") == [("A", 1.5)]


@pytest.mark.parametrize(
    ("written", "a", "b"),
    [
        ("100.0 * (MEASURE(p) - PRIOR_YEAR(MEASURE(p))) / PRIOR_YEAR(MEASURE(p))", None, 50),
        ("MEASURE(p) / PRIOR_YEAR(MEASURE(p)) * 100 - 100", None, 50),
        ("(MEASURE(p) - PRIOR_YEAR(MEASURE(p))) / ABS(PRIOR_YEAR(MEASURE(p)))", None, 0.5),
        # What is asked for in absolute numbers is no growth: its sign is gone.
        ("ABS(MEASURE(p) - PRIOR_YEAR(MEASURE(p))) / PRIOR_YEAR(MEASURE(p))", -1.5, 0.5),
        ("ABS(MEASURE(p)) / PRIOR_YEAR(MEASURE(p)) - 1", -1.5, 0.5),
        ("CAST(MEASURE(p) / 4 AS INT) / PRIOR_YEAR(MEASURE(p)) - 1", -1.1, -0.6),
    ],
)
def test_ways_of_writing_it(units: Books, written: str, a: float | None, b: float):
    text = f"SELECT profit.unit AS u, {written} AS g FROM m WHERE {JANUARY} AND profit.unit <> 'C' GROUP BY 1"
    assert units.rows(text) == [("A", a), ("B", b)]


def test_a_changed_scale_loses_its_unit(units: Books):
    columns = "MEASURE(p) / 10000 AS w, MEASURE(g) * 100 AS h, MEASURE(g) AS g, MEASURE(p) / 12 AS m"
    of = {c.name: c.unit.kind for c in units.checked(f"SELECT {columns} FROM m WHERE {JANUARY}").columns}
    assert of == {"w": "none", "h": "none", "g": "percent", "m": "currency"}
    outer = f"WITH x AS (SELECT MEASURE(p) AS p FROM m WHERE {JANUARY}) SELECT x.p / 1000 AS k, x.p * 2 AS d FROM x"
    assert [c.unit.kind for c in units.checked(outer).columns] == ["none", "currency"]


def test_less_than_before_is_true_of_what_has_no_rows_now():
    rows = "A | 2025-01-05 | 10\nB | 2025-01-05 | 10\nB | 2026-01-05 | 8\nC | 2026-01-05 | 4"
    rows += "\nD | 2026-01-09 | 1\nD | 2025-01-09 | 1"
    sales = table("sales", "unit:text day:date amount:amount", rows, time="day")
    names = [metric("s", "SUM(sales.amount)"), metric("two", "s + s")]
    made = books([sales], metrics=names)
    text = f"SELECT sales.unit AS u, MEASURE(s) AS s FROM m WHERE {JANUARY} GROUP BY 1 HAVING "
    assert made.rows(f"{text} MEASURE(s) < PRIOR_YEAR(MEASURE(s)) ORDER BY 1") == [("A", None), ("B", 8)]
    assert made.rows(f"{text} MEASURE(s) > PRIOR_YEAR(MEASURE(s)) ORDER BY 1") == [("C", 4)]
    assert made.rows(f"{text} MEASURE(two) < PRIOR_YEAR(MEASURE(two)) ORDER BY 1") == [("A", None), ("B", 8)]
    assert made.rows(f"{text} MEASURE(s) - PRIOR_YEAR(MEASURE(s)) < 0 ORDER BY 1") == [("A", None), ("B", 8)]
    assert made.rows(f"{text} PRIOR_YEAR(MEASURE(s)) < 5 ORDER BY 1") == [("D", 1)]  # a number: absence stays absent
