"""Rule 34: amounts are converted row by row; a missing rate refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from semantic_layer.model import Conversion
from tests.soundness.tiny import Books, Table, books, metric, period, table

CONVERT = Conversion("currency", "rates", "code", "rate", "day", "kind")
RATES = """
USD | 2026-01-10 | average | 7
USD | 2026-02-10 | average | 8
USD | 2026-01-31 | closing | 7.5
USD | 2026-02-27 | closing | 9
USD | 2026-02-28 | closing | 10
"""


def converted(made: Table, field: str) -> Table:
    fields = dict(made.dataset.fields)
    fields[field] = replace(fields[field], convert=CONVERT)
    return replace(made, dataset=replace(made.dataset, fields=fields))


@pytest.fixture(scope="module")
def trade() -> Books:
    rates = table("rates", "code:text day:date kind:text rate:rate", RATES)
    sales = table(
        "sales",
        "day:date currency:text shop:text amount:amount",
        """
        2026-01-05 | CNY | a | 100
        2026-01-20 | USD | a | 10
        2026-02-20 | USD | a | 10
        2026-02-21 | USD | b | 1
        2026-03-01 | EUR | b | 1
        2026-03-02 | CNY | a | 5
        """,
        time="day",
    )
    levels = table(
        "levels",
        "day:date currency:text level:balance",
        "2026-01-31 | USD | 10\n2026-01-31 | CNY | 1\n2026-02-28 | USD | 10",
        time="day",
    )
    return books(
        [rates, converted(sales, "amount"), converted(levels, "level")],
        metrics=[
            metric("sales", "SUM(sales.amount)"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("both", "sales + sales"),
        ],
    )


def test_flows_take_the_rate_of_their_month(trade: Books):
    # 100 + 10 × 7 + 11 × 8: one rate for the whole range would give another number.
    assert trade.value(f"SELECT MEASURE(sales) FROM m WHERE {period('2026-01-01', '2026-02-28')}") == 258
    rows = trade.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(sales) AS s, YTD(MEASURE(sales)) AS y FROM m "
        f"WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 170, 170), ("2026-02-01", 88, 258)]


def test_balances_take_the_closing_rate_of_their_date(trade: Books):
    rows = trade.rows(
        f"SELECT DATE_TRUNC('month', period) AS x, MEASURE(level) AS l FROM m "
        f"WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1"
    )
    assert rows == [("2026-01-01", 76), ("2026-02-01", 100)]


def test_a_missing_rate_refuses(trade: Books):
    where = period("2026-03-01", "2026-03-31")
    text = f"SELECT sales.shop, MEASURE(sales) AS s, MEASURE(both) AS b FROM m WHERE {where} GROUP BY 1"
    # Shop b's euro has no rate: its total is unknown, not 0; and the probe tells.
    assert trade.rows(text) == [("a", 5, 10), ("b", None, None)]
    assert trade.probe(text, "missing_rate") == [(1,)]
    fine = f"SELECT MEASURE(sales) FROM m WHERE {period('2026-01-01', '2026-02-28')}"
    assert trade.probe(fine, "missing_rate") == [(0,)]
