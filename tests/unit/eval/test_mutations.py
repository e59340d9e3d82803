"""Planted wrong answers are found with exactly their reason code, whether the case gives semantic or physical SQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.turn import Turn
from eval.results import CaseResult

TurnOf = Callable[[str], Turn]
Judge = Callable[..., CaseResult]

OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
TAKINGS = f"SELECT MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER}"
NORTH = f"{TAKINGS} AND kilns.kiln = '北窑'"
SOUTH = NORTH.replace("北窑", "南窑")
BY_KILN = f"SELECT kilns.kiln, MEASURE(takings) AS takings FROM pottery WHERE {OCTOBER} GROUP BY kilns.kiln"
BY_MONTH = (
    "SELECT DATE_TRUNC('month', period) AS m, MEASURE(takings) AS takings FROM pottery "
    "WHERE period BETWEEN DATE '2026-07-01' AND DATE '2026-10-31' GROUP BY DATE_TRUNC('month', period) ORDER BY m"
)
STOCK = f"SELECT MEASURE(stock_worth) AS worth FROM pottery WHERE {OCTOBER}"
SHARE = "SELECT MEASURE(cost_share) AS s FROM pottery WHERE period BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'"
GOLD = {
    TAKINGS: "SELECT SUM(amount) FROM sales WHERE sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'",
    NORTH: "SELECT SUM(s.amount) FROM sales s JOIN kilns k ON k.kiln_id = s.kiln_id "
    "WHERE k.kiln = '北窑' AND s.sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'",
    BY_KILN: "SELECT k.kiln, SUM(s.amount) FROM sales s LEFT JOIN kilns k ON k.kiln_id = s.kiln_id "
    "WHERE s.sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' GROUP BY k.kiln",
    BY_MONTH: "SELECT t.m, x.v FROM (VALUES (DATE '2026-07-01'), (DATE '2026-08-01'), (DATE '2026-09-01'), "
    "(DATE '2026-10-01')) AS t(m) LEFT JOIN (SELECT DATE_TRUNC('month', sold_on) AS m, SUM(amount) AS v FROM sales "
    "WHERE sold_on BETWEEN DATE '2026-07-01' AND DATE '2026-10-31' GROUP BY 1) AS x ON x.m = t.m",
    SOUTH: "SELECT SUM(s.amount) FROM sales s JOIN kilns k ON k.kiln_id = s.kiln_id "
    "WHERE k.kiln = '南窑' AND s.sold_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'",
    STOCK: "SELECT SUM(worth) FROM stock WHERE counted_on = DATE '2026-10-31'",
    SHARE: "SELECT CAST(SUM(cost) AS DOUBLE) / SUM(amount) FROM sales "
    "WHERE sold_on BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'",
}
TWO_MONTHS = "period BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'"
MEAN_OF_RATIOS = f"SELECT AVG(sales.cost / sales.amount) AS s FROM pottery WHERE {TWO_MONTHS}"
SEMANTIC = {
    "period off by one": (TAKINGS, TAKINGS.replace("10-31", "10-30"), "WRONG_PERIOD"),
    "another month": (TAKINGS, TAKINGS.replace("2026-10", "2026-09").replace("09-31", "09-30"), "WRONG_PERIOD"),
    "balance of another day": (STOCK, STOCK.replace("10-31", "09-30").replace("10-01", "09-01"), "WRONG_PERIOD"),
    "filter dropped": (NORTH, TAKINGS, "WRONG_FILTER"),
    "filter added": (TAKINGS, NORTH, "WRONG_FILTER"),
    "another value": (NORTH, NORTH.replace("北窑", "南窑"), "WRONG_FILTER"),
    "another metric": (TAKINGS, TAKINGS.replace("takings", "spending"), "WRONG_METRIC"),
    "grouping dropped": (BY_KILN, TAKINGS, "WRONG_GRAIN"),
    "grouping added": (TAKINGS, BY_KILN, "WRONG_GRAIN"),
    "quarters for months": (BY_MONTH, BY_MONTH.replace("'month'", "'quarter'"), "WRONG_GRAIN"),
    "fewer rows": (BY_KILN, f"{BY_KILN} ORDER BY takings DESC LIMIT 2", "MISSING_ROWS"),
    "average of ratios": (SHARE, MEAN_OF_RATIOS, "AVERAGED_RATIO"),
    "nothing there": (TAKINGS, TAKINGS.replace("2026-10", "2026-08"), "EMPTY"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["gold_semantic_sql", "gold_sql"])
@pytest.mark.parametrize("name", SEMANTIC)
def test_mutated_semantic_sql_is_named(turn_of: TurnOf, judge: Judge, name: str, kind: str):
    right, wrong, reason = SEMANTIC[name]
    gold = {kind: right if kind == "gold_semantic_sql" else GOLD[right]}
    assert judge(turn_of(right), **gold).passed
    result = judge(turn_of(wrong), **gold)
    assert list(result.reasons) == [reason], result.details
    assert result.is_silent_wrong


def whole_table(sql: str) -> str:
    """The SQL without any condition on dates: a balance is then added up over all month ends."""
    return "SELECT SUM(stock.worth) AS worth FROM stock" + (" " if sql else "")


PHYSICAL = {
    "period off by one": (TAKINGS, lambda sql: sql.replace("2026-11-01", "2026-10-31"), "WRONG_PERIOD"),
    "filter dropped": (NORTH, lambda sql: sql.replace("kilns.kiln = '北窑'", "TRUE"), "WRONG_FILTER"),
    "another column": (TAKINGS, lambda sql: sql.replace("sales.amount", "sales.cost"), "WRONG_METRIC"),
    "sum of a balance": (STOCK, whole_table, "SUMMED_BALANCE"),
    "average of ratios": (SHARE, lambda _sql: "SELECT AVG(CAST(cost AS DOUBLE) / amount) FROM sales "
                          "WHERE sold_on BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'", "AVERAGED_RATIO"),
    "unit": (TAKINGS, lambda sql: sql.replace("SUM(sales.amount)", "SUM(sales.amount) * 10000"), "WRONG_UNIT"),
    "percent beyond": (SHARE, lambda sql: f"SELECT s * 10000 FROM ({sql}) AS t(s)", "WRONG_UNIT"),
    "inner join": (BY_KILN, lambda sql: sql.replace("LEFT JOIN", "JOIN"), "MISSING_ROWS"),
    "rows doubled": (BY_KILN, lambda sql: f"SELECT * FROM ({sql}) UNION ALL SELECT '假窑', 1", "EXTRA_ROWS"),
    "join that multiplies": (TAKINGS, lambda sql: sql.replace("FROM sales AS sales", "FROM sales AS sales, stock AS x"),
                             "WRONG_JOIN"),
    "join on another key": (SOUTH, lambda sql: sql.replace("sales.kiln_id =", "sales.sale_id ="), "WRONG_JOIN"),
}  # fmt: skip


@pytest.mark.parametrize("name", PHYSICAL)
def test_mutated_physical_sql_is_named(turn_of: TurnOf, answer_with, judge: Judge, name: str):
    right, change, reason = PHYSICAL[name]
    turn = turn_of(right)
    assert judge(turn, gold_sql=GOLD[right]).passed
    result = judge(answer_with(turn, change), gold_sql=GOLD[right])
    assert list(result.reasons) == [reason], result.details


@pytest.mark.parametrize("name", ["sum of a balance", "average of ratios", "unit"])
def test_mistakes_of_aggregation_are_named_from_the_semantic_gold_too(turn_of, answer_with, judge: Judge, name: str):
    right, change, reason = PHYSICAL[name]
    if name == "average of ratios":  # the mean of the two months, which the hypothesis computes
        change = lambda _sql: "SELECT (60.0 / 100 + 145.0 / 260) / 2"  # noqa: E731
    result = judge(answer_with(turn_of(right), change), gold_semantic_sql=right)
    assert list(result.reasons) == [reason], result.details


def test_an_exploratory_sum_over_a_balance_field_is_named(turn_of, judge: Judge, answer_with):
    """The layer refuses such a sum over months; forged as if it had not."""
    turn = answer_with(turn_of(STOCK), whole_table)
    assert list(judge(turn, gold_value=77).reasons) == ["SUMMED_BALANCE"]


def test_order_counts_where_it_is_asked_for(turn_of, judge: Judge):
    rising = f"{BY_KILN} ORDER BY takings ASC NULLS LAST LIMIT 3"
    falling = rising.replace("ASC", "DESC")
    assert judge(turn_of(rising), gold_semantic_sql=falling).passed
    assert list(judge(turn_of(rising), gold_semantic_sql=falling, ordered=True).reasons) == ["WRONG_ORDER"]


def test_several_mistakes_are_all_named_the_gravest_first(turn_of, judge: Judge):
    wrong = TAKINGS.replace("10-31", "10-30").replace("takings", "spending")
    assert list(judge(turn_of(wrong), gold_semantic_sql=NORTH).reasons) == [
        "WRONG_PERIOD",
        "WRONG_FILTER",
        "WRONG_METRIC",
    ]


def test_what_nothing_explains_is_a_wrong_value(turn_of, judge: Judge):
    assert list(judge(turn_of(TAKINGS), gold_value=261).reasons) == ["WRONG_VALUE"]


def test_several_answers_may_be_accepted(turn_of, judge: Judge):
    more = [{"gold_rows": [["?", 1]]}, {"gold_semantic_sql": TAKINGS}]
    assert judge(turn_of(TAKINGS), gold_value=1, accept=more).passed
    assert not judge(turn_of(TAKINGS), gold_value=1, accept=more[:1]).passed
