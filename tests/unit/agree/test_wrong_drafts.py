"""Drafts that look right and are not, against the real reader: each question has one draft that agrees, and wrong ones.

Role: the table of slips a model makes. A wrong draft must be stopped by the checks or by the agreement; the right one
beside it proves that the question is not simply refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.agree import agree
from bot.planners.model import given_periods
from bot.read import read_question
from bot.turn import PriorTurn
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.model import Horizon, Layer
from semantic_layer.parse import parse_query
from tests.unit.offline.firm import context, question

OCT = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
YEAR = "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
LAST = "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'"
BY_CLIENT = "GROUP BY clients.client_name"
NORTH = "depots.zone = '城北'"
REV, COUNT = "MEASURE(freight_revenue)", "MEASURE(shipment_count)"
BOUND = f" HAVING {REV} > 5000000"


def select(what: str, where: str = OCT, rest: str = "") -> str:
    return f"SELECT {what} FROM parcels WHERE {where} {rest}".rstrip()


def m(name: str, rest: str = "") -> str:
    return f"MEASURE({name}){rest} AS m"


def stopped(
    text: str, sql: str, history: tuple[PriorTurn, ...] = (), horizons: dict[str, Horizon] | None = None
) -> list[str]:
    """The codes that stop a draft; none where it would run."""
    asked, around = question(text, history), context()
    if horizons is not None:
        around = replace(around, layer=Layer(around.layer.model, horizons))
    reading = read_question(asked, around)
    parsed = parse_query(sql, around.layer.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, around.layer, Rights.full("tests"))
    if isinstance(checked, Issues):
        return [str(code) for code in checked.codes()]
    last = history[-1].semantic_sql if history else ""
    found = agree(reading, checked, around.layer, given_periods(asked, reading, around), last)
    return [str(code) for code in found.codes()] if found is not None else []


# question, the right draft, wrong ones
PLAIN = ("上月城北的运费收入", select(m("freight_revenue"), f"{OCT} AND {NORTH}"))
TOP = (
    "今年运费收入最高的三个客户",
    select(f"clients.client_name, {m('freight_revenue')}", YEAR, f"{BY_CLIENT} ORDER BY m DESC NULLS LAST LIMIT 3"),
)
OVER = (
    "上月运费收入超过500万的客户",
    select(
        f"clients.client_name, {m('freight_revenue')}", OCT, f"{BY_CLIENT} HAVING MEASURE(freight_revenue) > 5000000"
    ),
)
YOY = (
    "上月运费收入同比增长",
    select("MEASURE(freight_revenue) AS m, MEASURE(freight_revenue) / PRIOR_YEAR(MEASURE(freight_revenue)) - 1 AS g"),
)
SHARE = (
    "上月城北占运费收入的比重",
    select(f"MEASURE(freight_revenue) FILTER (WHERE {NORTH}) / MEASURE(freight_revenue) AS s"),
)
MONTHLY = (
    "去年月均运费收入",
    "WITH t AS (SELECT DATE_TRUNC('month', period) AS month, MEASURE(freight_revenue) AS m FROM parcels "
    f"WHERE {LAST} GROUP BY DATE_TRUNC('month', period)) SELECT AVG(m) AS a FROM t",
)
NOT_NORTH = ("上月除城北以外的运单数", select(m("shipment_count"), f"{OCT} AND depots.zone IS DISTINCT FROM '城北'"))
TWO = (
    "上月城北的运费收入和运单数",
    select("MEASURE(freight_revenue) AS r, MEASURE(shipment_count) AS n", f"{OCT} AND {NORTH}"),
)
RATIO = ("上月各片区赔付率", select(f"depots.zone, {m('claim_ratio')}", OCT, "GROUP BY depots.zone"))
BALANCE = ("各客户应收款", f"SELECT clients.client_name, {m('receivables')} FROM parcels {BY_CLIENT}")
NO_PERIOD = ("各片区运单数", select(f"depots.zone, {m('shipment_count')}", YEAR, "GROUP BY depots.zone"))
BEFORE = ("去年同期运费收入", select(f"PRIOR_YEAR({REV}) AS m", YEAR))
PARTLY = ("上月城北的运费收入喵喵喵", PLAIN[1])

WRONG = [
    (*PLAIN, "another metric", PLAIN[1].replace("freight_revenue", "billed_amount")),
    (*PLAIN, "a count for an amount", PLAIN[1].replace("freight_revenue", "shipment_count")),
    (*PLAIN, "a field for the metric", PLAIN[1].replace(REV, "AVG(shipments.freight)")),
    (*PLAIN, "a month early", PLAIN[1].replace("2026-10-01", "2026-09-01").replace("2026-10-31", "2026-09-30")),
    (*PLAIN, "a year early", PLAIN[1].replace("2026-10", "2025-10")),
    (*PLAIN, "a day short", PLAIN[1].replace("2026-10-31", "2026-10-30")),
    (*PLAIN, "no period", PLAIN[1].replace(f"{OCT} AND ", "")),
    (*PLAIN, "the filter dropped", select(m("freight_revenue"))),
    (*PLAIN, "a neighbour's value", PLAIN[1].replace("城北", "城南")),
    (*PLAIN, "a way round by OR", select(m("freight_revenue"), f"{OCT} AND ({NORTH} OR shipments.service = '空运')")),
    (*PLAIN, "a pattern", PLAIN[1].replace("= '城北'", "LIKE '城%'")),
    (*PLAIN, "a filter added", PLAIN[1] + " AND shipments.service = '空运'"),
    (*PLAIN, "a number's bound added", PLAIN[1] + " AND shipments.freight > 0"),
    (*PLAIN, "empty fields left out", PLAIN[1] + " AND clients.segment IS NOT NULL"),
    (*PLAIN, "tax taken out", PLAIN[1].replace(REV, f"{REV} / 1.06")),
    (*PLAIN, "two metrics added", PLAIN[1].replace(REV, f"{REV} + MEASURE(billed_amount)")),
    (*PLAIN, "last year's number", PLAIN[1].replace(REV, f"PRIOR_YEAR({REV})")),
    (*PLAIN, "the year to date", PLAIN[1].replace(REV, f"YTD({REV})")),
    (*PLAIN, "a split nobody asked for",
     select(f"shipments.service, {m('freight_revenue')}", f"{OCT} AND {NORTH}", "GROUP BY shipments.service")),
    (*PLAIN, "its negation", PLAIN[1].replace("= '城北'", "IS DISTINCT FROM '城北'")),
    (*TOP, "turned round", TOP[1].replace("DESC", "ASC")),
    (*TOP, "no limit", TOP[1].replace(" LIMIT 3", "")),
    (*TOP, "another limit", TOP[1].replace("LIMIT 3", "LIMIT 10")),
    (*YOY, "the change turned round",
     select("PRIOR_YEAR(MEASURE(freight_revenue)) - MEASURE(freight_revenue) AS g")),
    (*TOP, "the best left out", TOP[1] + " OFFSET 1"),
    (*TOP, "ordered by another number", TOP[1].replace("ORDER BY m", "ORDER BY MEASURE(shipment_count)")),
    (*TOP, "grouped by something else", TOP[1].replace("clients.client_name", "depots.zone")),
    (*TOP, "a bound added", TOP[1].replace(" ORDER", " HAVING MEASURE(freight_revenue) > 1000 ORDER")),
    (*TOP, "a cut within a split", TOP[1].replace("clients.client_name", "clients.client_name, shipments.service")),
    (*OVER, "turned round", OVER[1].replace("> 5000000", "< 5000000")),
    (*OVER, "a zero lost", OVER[1].replace("5000000", "500000")),
    (*OVER, "the bound dropped", OVER[1].replace(BOUND, "")),
    (*OVER, "a bound on rows", OVER[1].replace(BOUND, "").replace(OCT, f"{OCT} AND shipments.freight > 500")),
    (*OVER, "not, turned round", OVER[1].replace("HAVING", "HAVING NOT")),
    (*YOY, "no year before", select(m("freight_revenue"))),
    (*YOY, "the month before", YOY[1].replace("PRIOR_YEAR", "PRIOR_PERIOD")),
    (*YOY, "of the wrong range", YOY[1].replace("2026-10", "2025-10")),
    (*SHARE, "the part in WHERE", select(f"{REV} / TOTAL({REV}) AS s", f"{OCT} AND {NORTH}")),
    (*SHARE, "the part, not the share", select(m("freight_revenue", f" FILTER (WHERE {NORTH})"))),
    (*SHARE, "another part", SHARE[1].replace("城北", "河西")),
    (*MONTHLY, "the sum, not the average", select(m("freight_revenue"), LAST)),
    (*MONTHLY, "the average of rows", select("AVG(shipments.freight) AS a", LAST)),
    (*NOT_NORTH, "only it", NOT_NORTH[1].replace("IS DISTINCT FROM", "=")),
    (*NOT_NORTH, "empty fields lost", NOT_NORTH[1].replace("IS DISTINCT FROM", "<>")),
    (*NOT_NORTH, "not at all", select(m("shipment_count"))),
    (*TWO, "one of two filtered", select(f"{REV} FILTER (WHERE {NORTH}) AS r, {COUNT} AS n")),
    (*TWO, "one metric only", select(m("freight_revenue"), f"{OCT} AND {NORTH}")),
    (*RATIO, "a ratio added up", "WITH t AS (SELECT depots.zone AS z, MEASURE(claim_ratio) AS r FROM parcels "
     f"WHERE {OCT} GROUP BY depots.zone) SELECT SUM(r) AS m FROM t"),
    (*RATIO, "its numerator alone", RATIO[1].replace("claim_ratio", "claims_paid")),
    (*RATIO, "not split", select(m("claim_ratio"))),
    (*BALANCE, "over the default range", select(f"clients.client_name, {m('receivables')}", YEAR, BY_CLIENT)),
    (*BALANCE, "the overdue part", BALANCE[1].replace("MEASURE(receivables)", "MEASURE(overdue_receivables)")),
    (*NO_PERIOD, "a month of its own choice", NO_PERIOD[1].replace(YEAR, OCT)),
    (*NO_PERIOD, "last year", NO_PERIOD[1].replace(YEAR, LAST)),
    (*BEFORE, "this year's", select(m("freight_revenue"), YEAR)),
    (*PARTLY, "a filter dropped beside words unknown", select(m("freight_revenue"))),
    (*PARTLY, "a year early beside words unknown", PLAIN[1].replace("2026-10", "2025-10")),
    (*PARTLY, "another metric beside words unknown", PLAIN[1].replace("freight_revenue", "shipment_count")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right"), list(dict.fromkeys((text, right) for text, right, _, _ in WRONG)))
def test_the_right_draft_agrees(text: str, right: str) -> None:
    assert stopped(text, right) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [pytest.param(text, right, wrong, id=f"{text}: {slip}") for text, right, slip, wrong in WRONG],
)
def test_a_wrong_draft_is_stopped(text: str, right: str, wrong: str) -> None:
    assert wrong != right
    assert stopped(text, wrong) != []


EARLIER = (PriorTurn("上月城北的运费收入", "answer", PLAIN[1]),)


@pytest.mark.parametrize(
    ("text", "sql", "agrees"),
    [
        ("城南呢", PLAIN[1].replace("城北", "城南"), True),
        ("城南呢", PLAIN[1].replace("城北", "城南").replace(OCT, YEAR), False),
        ("城南呢", PLAIN[1].replace("城北", "城南").replace(f"{OCT} AND ", ""), False),
        ("城南呢", PLAIN[1], False),
        ("今年呢", PLAIN[1].replace(OCT, YEAR), True),
        ("今年呢", PLAIN[1], False),
    ],
)
def test_a_follow_up_keeps_the_period_of_what_it_follows(text: str, sql: str, agrees: bool) -> None:
    assert (stopped(text, sql, EARLIER) == []) == agrees


OWED = "SELECT MEASURE(receivables) AS m FROM parcels"


@pytest.mark.parametrize(
    ("text", "sql", "agrees"),
    [
        ("应收款", OWED, True),
        ("应收款", f"{OWED} WHERE period <= DATE '2026-10-31'", True),
        ("应收款", f"{OWED} WHERE period <= DATE '2026-11-03'", False),
        ("现在的应收款", f"{OWED} WHERE period <= DATE '2026-11-03'", True),
        ("现在的应收款", OWED, False),
        ("现在的应收款", f"{OWED} WHERE period <= DATE '2026-10-31'", False),
    ],
)
def test_a_balance_stands_at_its_closing_unless_now_is_said(text: str, sql: str, agrees: bool) -> None:
    horizons = {"bills": Horizon(date(2024, 1, 1), date(2026, 11, 3), date(2026, 10, 31))}
    assert (stopped(text, sql, horizons=horizons) == []) == agrees
