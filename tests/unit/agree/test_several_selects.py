"""Agreement over CTEs: every SELECT from the model counts, and ranks stand for limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from semantic_layer.periods import Period
from tests.unit.agree.conftest import DISTRICT, IN_MARCH, reading

Judge = Callable[..., list[str]]
TOP = reading(limit=3, descending=True, fields=(DISTRICT,))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31), words="近三个月")
IN_QUARTER = "period BETWEEN DATE '2026-01-01' AND DATE '2026-03-31'"
IN_FEBRUARY = "period BETWEEN DATE '2026-02-01' AND DATE '2026-02-28'"
RANKED = (
    "WITH r AS (SELECT stores.district AS d, stores.tier AS k, MEASURE(takings) AS t, ROW_NUMBER() OVER "
    f"(PARTITION BY stores.district ORDER BY MEASURE(takings) {{}} NULLS LAST) AS n FROM shop WHERE {IN_MARCH} "
    "GROUP BY stores.district, stores.tier) SELECT d, k, t FROM r WHERE n <= {} ORDER BY d, n"
)


def monthly(where: str, outer: str) -> str:
    return (
        "WITH t AS (SELECT DATE_TRUNC('month', period) AS m, MEASURE(takings) AS v FROM shop "
        f"WHERE {where} GROUP BY DATE_TRUNC('month', period)) SELECT {outer} FROM t"
    )


def test_a_rank_in_each_group_is_a_limit(disagreements: Judge) -> None:
    assert disagreements(TOP, RANKED.format("DESC", 3)) == []
    assert disagreements(TOP, RANKED.format("ASC", 3)) == ["ORDER"]
    assert disagreements(TOP, RANKED.format("DESC", 5)) == ["ORDER"]


def test_the_average_month_counts_the_range_inside(disagreements: Judge) -> None:
    said = reading(periods=(QUARTER,), grain="month")
    assert disagreements(said, monthly(IN_QUARTER, "AVG(v) AS a")) == []
    assert disagreements(said, monthly(IN_FEBRUARY, "AVG(v) AS a")) == ["PERIOD"]


def test_an_extreme_keeps_its_direction(disagreements: Judge) -> None:
    said = reading(periods=(QUARTER,), grain="month", descending=True)
    assert disagreements(said, monthly(IN_QUARTER, "MAX(v) AS a")) == []
    assert disagreements(said, monthly(IN_QUARTER, "MIN(v) AS a")) == ["ORDER"]


def test_a_second_select_of_another_month_is_caught(disagreements: Judge) -> None:
    sql = (
        f"WITH a AS (SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}), "
        f"b AS (SELECT MEASURE(takings) AS u FROM shop WHERE {IN_FEBRUARY}) SELECT a.t, b.u FROM a CROSS JOIN b"
    )
    assert disagreements(reading(), sql) == ["PERIOD"]
