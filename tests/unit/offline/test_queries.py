"""Questions in both languages and the one query each must come to, written by hand."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot import exp

from tests.unit.offline.firm import OCTOBER, YEAR, canonical, drafted

REVENUE = "MEASURE(freight_revenue)"
BY_DEPOT = f"SELECT depots.depot_name, MEASURE(claim_ratio) AS claim_ratio FROM parcels WHERE {YEAR} GROUP BY 1"
YOY = f"{REVENUE}, PRIOR_YEAR({REVENUE}) AS freight_revenue_prior_year, {REVENUE} / PRIOR_YEAR({REVENUE}) - 1 AS g"
MONTHS = "DATE_TRUNC('month', period)"

VALUES = [
    ("上月城北片区运费收入是多少?", f"SELECT {REVENUE} FROM parcels WHERE {OCTOBER} AND depots.zone = '城北'"),
    ("What was last month's freight revenue in the North zone?", None),
    ("城北 上个月 的 運費收入", None),
    ("城北一站上月运费收入", f"SELECT {REVENUE} FROM parcels WHERE {OCTOBER} AND depots.depot_name = '城北一站'"),
    (
        "除城北以外上月的运费收入",
        f"SELECT {REVENUE} FROM parcels WHERE {OCTOBER} AND depots.zone IS DISTINCT FROM '城北'",
    ),
    ("Freight revenue last month excluding North", None),
    ("上月不含城北的运费收入", None),
    (
        "空运和陆运上月的运费收入分别是多少",
        f"SELECT shipments.service, {REVENUE} "
        f"FROM parcels WHERE {OCTOBER} AND shipments.service IN ('空运', '陆运') GROUP BY 1",
    ),
    ("compare Air and Road freight revenue last month", None),
    (
        "空运和陆运上月的运费收入合计",
        f"SELECT {REVENUE} FROM parcels WHERE {OCTOBER} AND shipments.service IN ('空运', '陆运')",
    ),
    ("combined freight revenue of Air and Road last month", None),
    (
        "除城北和城南以外上月的运费收入",
        f"SELECT {REVENUE} "
        f"FROM parcels WHERE {OCTOBER} AND (depots.zone IS NULL OR depots.zone NOT IN ('城北', '城南'))",
    ),
]

GROUPS = [
    ("今年各网点赔付率,画个图", BY_DEPOT),
    ("claim ratio by depot this year, as a chart", None),
    ("按网点看今年的赔付率", None),
    ("今年每个网点的赔付率是多少", None),
    (
        "今年每个月的运费收入,和去年同期比",
        f"SELECT {MONTHS} AS m, {YOY} FROM parcels WHERE {YEAR} GROUP BY 1 ORDER BY 1 ASC NULLS LAST",
    ),
    ("monthly freight revenue this year compared with the same period last year", None),
    ("今年运费收入按月同比", None),
    (
        "赔付率最近6个月走势",
        f"SELECT {MONTHS} AS m, MEASURE(claim_ratio) FROM parcels "
        "WHERE period BETWEEN DATE '2026-05-01' AND DATE '2026-10-31' GROUP BY 1 ORDER BY 1 ASC NULLS LAST",
    ),
    ("trend of the claim ratio over the last 6 months", None),
    (
        "2026年各月回款金额和应收余额",
        f"SELECT {MONTHS} AS m, MEASURE(collected), MEASURE(receivables) "
        f"FROM parcels WHERE {YEAR} GROUP BY 1 ORDER BY 1 ASC NULLS LAST",
    ),
]

RANKINGS = [
    (
        "第三季度赔付率最低的三个服务类型",
        "SELECT shipments.service, MEASURE(claim_ratio) AS c FROM parcels WHERE period BETWEEN DATE '2026-07-01' "
        "AND DATE '2026-09-30' AND shipments.service IS NOT NULL GROUP BY 1 ORDER BY c ASC NULLS LAST LIMIT 3",
    ),
    ("bottom 3 services by claim ratio in Q3", None),
    ("the three services with the lowest claim ratio in the third quarter", None),
    ("三季度赔付率倒数3的服务类型", None),
    (
        "Top 10 customers by overdue receivables",
        "SELECT clients.client_name, MEASURE(overdue_receivables) AS o FROM parcels "
        "WHERE period <= DATE '2026-10-31' AND clients.client_name IS NOT NULL "
        "GROUP BY 1 ORDER BY o DESC NULLS LAST LIMIT 10",
    ),
    ("逾期应收前十的客户", None),
    ("逾期应收最高的10个客户", None),
    (
        "今年哪个网点赔付率最高",
        "SELECT depots.depot_name, MEASURE(claim_ratio) AS claim_ratio FROM parcels "
        f"WHERE {YEAR} AND depots.depot_name IS NOT NULL GROUP BY 1 ORDER BY claim_ratio DESC NULLS LAST LIMIT 1",
    ),
    ("which depot has the highest claim ratio this year?", None),
    ("今年哪个网点赔付率最差", None),
    (
        "今年哪个月运费收入最高",
        f"SELECT {MONTHS} AS m, {REVENUE} AS r FROM parcels WHERE {YEAR} GROUP BY 1 ORDER BY r DESC NULLS LAST LIMIT 1",
    ),
    ("which month had the highest freight revenue this year", None),
]

CALCULATIONS = [
    (
        "年初至今运费收入,同比增长多少",
        f"SELECT {YOY} FROM parcels WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-11-05'",
    ),
    ("year to date freight revenue, year over year growth", None),
    (
        "逾期超过90天的应收占比",
        "SELECT MEASURE(receivables) FILTER (WHERE open_items.days_past_due > 90) AS r, MEASURE(receivables) FILTER "
        "(WHERE open_items.days_past_due > 90) / MEASURE(receivables) AS s FROM parcels "
        "WHERE period <= DATE '2026-10-31'",
    ),
    ("share of receivables overdue more than 90 days", None),
    (
        "上月空运占运费收入的比重",
        f"SELECT {REVENUE} FILTER (WHERE shipments.service = '空运') AS a, {REVENUE} FILTER (WHERE shipments.service = "
        f"'空运') / {REVENUE} AS s FROM parcels WHERE {OCTOBER}",
    ),
    (
        "今年各片区运费收入占比",
        f"SELECT depots.zone, {REVENUE}, {REVENUE} / TOTAL({REVENUE}) AS s FROM parcels WHERE {YEAR} GROUP BY 1",
    ),
    ("share of freight revenue by zone this year", None),
    (
        "今年运费收入超过500万的客户",
        f"SELECT clients.client_name, {REVENUE} FROM parcels WHERE {YEAR} GROUP BY 1 HAVING {REVENUE} > 5000000",
    ),
    ("clients with freight revenue over 5 million this year", None),
    (
        "今年运费收入500万以上的客户",
        f"SELECT clients.client_name, {REVENUE} FROM parcels WHERE {YEAR} GROUP BY 1 HAVING {REVENUE} >= 5000000",
    ),
    (
        "今年赔付率超过10%的网点",
        f"SELECT depots.depot_name, MEASURE(claim_ratio) "
        f"FROM parcels WHERE {YEAR} GROUP BY 1 HAVING MEASURE(claim_ratio) > 0.1",
    ),
    ("depots with a claim ratio above 10% this year", None),
    (
        "今年月均运费收入",
        f"SELECT {REVENUE} / 10 AS a FROM parcels WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-10-31'",
    ),
    ("average monthly freight revenue this year", None),
    ("有多少客户", "SELECT COUNT(clients.client_id) AS n FROM parcels"),
    ("how many clients do we have", None),
    ("客户数量是多少", None),
    ("上月有多少运单", f"SELECT MEASURE(shipment_count) FROM parcels WHERE {OCTOBER}"),
    ("how many shipments were there last month?", None),
    ("上月运单数", None),
]

ROWS = [
    (
        "没有理赔的运单",
        "SELECT shipments.shipment_no, shipments.shipped_on, shipments.service, shipments.freight, shipments.weight_kg "
        "FROM parcels WHERE NOT EXISTS (SELECT 1 FROM claims) "
        "ORDER BY shipments.shipped_on DESC NULLS LAST, shipments.shipment_no ASC NULLS LAST",
    ),
    ("shipments without a claim", None),
    (
        "list the bills over 1 million last month",
        "SELECT bills.bill_no, bills.billed_on, bills.gross, bills.due_on FROM parcels "
        f"WHERE {OCTOBER} AND bills.gross > 1000000 "
        "ORDER BY bills.billed_on DESC NULLS LAST, bills.bill_no ASC NULLS LAST",
    ),
    ("列出上月超过100万的账单", None),
    (
        "last 5 bills",
        "SELECT bills.bill_no, bills.billed_on, bills.due_on, bills.gross FROM parcels "
        "ORDER BY bills.billed_on DESC LIMIT 5",
    ),
    ("最近的5张账单", None),
    ("最后5张账单", None),
    (
        "上月金额最大的3笔理赔",
        f"SELECT claims.claim_no, claims.claimed_on, claims.paid, claims.cause FROM parcels WHERE {OCTOBER} "
        "ORDER BY claims.paid DESC LIMIT 3",
    ),
    ("3 largest claims last month", None),
]


def pairs() -> list[tuple[str, str]]:
    """A row without a query of its own says the same as the row before it."""
    found: list[tuple[str, str]] = []
    for text, sql in (*VALUES, *GROUPS, *RANKINGS, *CALCULATIONS, *ROWS):
        found.append((text, sql or found[-1][1]))
    return found


def columns_aside(sql: str) -> str:
    """Normal form without aliases, so that only what is computed is compared."""
    tree = sqlglot.parse_one(canonical(sql), dialect="duckdb")
    assert isinstance(tree, exp.Select)
    tree.set("expressions", [node.unalias() for node in tree.expressions])
    return tree.sql("duckdb")


@pytest.mark.parametrize(("text", "sql"), pairs())
def test_the_question_comes_to_this_query(text: str, sql: str):
    assert columns_aside(drafted(text)) == columns_aside(sql)


ABSENT = [
    ("customers without bills last month", "NOT EXISTS", OCTOBER.replace("period", "bills.billed_on"), "clients"),
    ("今年没有账单的客户", "NOT EXISTS", YEAR.replace("period", "bills.billed_on"), "clients"),
    ("上月有账单的客户有哪些", "EXISTS", OCTOBER.replace("period", "bills.billed_on"), "clients"),
]


@pytest.mark.parametrize(("text", "word", "when", "listed"), ABSENT, ids=[text for text, *_ in ABSENT])
def test_the_period_of_what_an_entity_lacks_is_that_of_the_rows(text: str, word: str, when: str, listed: str):
    tree = sqlglot.parse_one(drafted(text), dialect="duckdb")
    where = tree.find(exp.Where)
    assert where is not None
    wanted = f"SELECT 1 FROM {listed} WHERE {word} (SELECT 1 FROM bills WHERE {when})"
    expected = sqlglot.parse_one(wanted, dialect="duckdb").find(exp.Where)
    assert expected is not None
    assert where.sql("duckdb") == expected.sql("duckdb").replace("DATE '", "DATE '")
