"""The same right answer in the forms that models write it: none of them is refused."""

from __future__ import annotations

import pytest

from tests.unit.agree.test_wrong_drafts import LAST, NORTH, OCT, REV, YEAR, select, stopped

HALF_OPEN = "period >= DATE '2026-10-01' AND period < DATE '2026-11-01'"
GROUPED = "GROUP BY clients.client_name"
BY_ZONE = "GROUP BY depots.zone"
N = "MEASURE(shipment_count) AS n"

RIGHT = [
    ("上月城北的运费收入", select(f"{REV} AS 收入", f"{HALF_OPEN} AND {NORTH}")),
    ("上月城北的运费收入", select(f"{REV}", f"{NORTH} AND {OCT}")),
    ("上月城北的运费收入", select(f"{REV} AS m", f"{OCT} AND depots.zone IN ('城北')")),
    ("上月城北的运费收入", select(f"{REV} AS m", f"{OCT} AND zone = '城北'")),
    ("上月城北的运费收入", select(f"depots.zone, {REV} AS m", f"{OCT} AND {NORTH}", BY_ZONE)),
    ("上月城北的运费收入", select(f"{REV} FILTER (WHERE {NORTH}) AS m")),
    ("上月城北的运费收入", f"WITH t AS ({select(f'{REV} AS m', f'{OCT} AND {NORTH}')}) SELECT m FROM t"),
    ("上月各片区运费收入", select(f"depots.zone AS 片区, {REV} AS 收入", OCT, "GROUP BY 片区 ORDER BY 收入 DESC")),
    ("上月各片区运费收入", select(f"depots.zone, {REV} AS m", OCT, "GROUP BY 1 ORDER BY 2 DESC")),
    ("上月各片区运费收入", select(f"depots.zone, {REV} AS m", OCT, "GROUP BY ALL")),
    (
        "今年运费收入最高的三个客户",
        select(f"clients.client_name, {REV} AS m", YEAR, f"{GROUPED} ORDER BY {REV} DESC NULLS LAST LIMIT 3"),
    ),
    (
        "今年运费收入最高的三个客户",
        f"WITH t AS (SELECT clients.client_name AS c, {REV} AS m, ROW_NUMBER() OVER (ORDER BY {REV} DESC NULLS LAST) "
        f"AS n FROM parcels WHERE {YEAR} {GROUPED}) SELECT c, m FROM t WHERE n <= 3 ORDER BY n",
    ),
    (
        "上月运费收入超过500万的客户",
        select(f"clients.client_name, {REV} AS m", OCT, f"{GROUPED} HAVING 5000000 < {REV} ORDER BY m DESC NULLS LAST"),
    ),
    (
        "上月运费收入超过500万的客户",
        f"WITH t AS (SELECT clients.client_name AS c, {REV} AS m FROM parcels WHERE {OCT} {GROUPED}) "
        "SELECT c, m FROM t WHERE m > 5000000",
    ),
    ("上月运费收入同比", select(f"{REV} AS m, PRIOR_YEAR({REV}) AS p, {REV} / PRIOR_YEAR({REV}) - 1 AS g")),
    ("上月运费收入同比", select(f"{REV} / PRIOR_YEAR({REV}) - 1 AS g")),
    ("上月运费收入环比", select(f"({REV} - PRIOR_PERIOD({REV})) / PRIOR_PERIOD({REV}) AS g")),
    ("去年同期运费收入", select(f"PRIOR_YEAR({REV}) AS m", YEAR)),
    ("上月城北占运费收入的比重", select(f"{REV} FILTER (WHERE {NORTH}) / TOTAL({REV}) AS s")),
    ("上月各片区运费收入占比", select(f"depots.zone, {REV} AS m, {REV} / TOTAL({REV}) AS s", OCT, BY_ZONE)),
    ("上月各片区运费收入占比", select(f"depots.zone, {REV} / SUM({REV}) OVER () AS s", OCT, BY_ZONE)),
    (
        "去年月均运费收入",
        f"SELECT AVG(m) AS a FROM (SELECT DATE_TRUNC('month', period) AS month, {REV} AS m FROM parcels "
        f"WHERE {LAST} GROUP BY 1) AS t",
    ),
    ("去年月均运费收入", select(f"{REV} / 12 AS a", LAST)),
    ("上月除城北以外的运单数", select(N, f"{OCT} AND COALESCE(depots.zone, '') <> '城北'")),
    ("上月城北和城南的运单数", select(N, f"{OCT} AND depots.zone IN ('城北', '城南')")),
    (
        "上月城北和城南的运单数",
        select("depots.zone, MEASURE(shipment_count) AS n", f"{OCT} AND ({NORTH} OR depots.zone = '城南')", BY_ZONE),
    ),
    ("各客户应收款", f"SELECT clients.client_name, MEASURE(receivables) AS m FROM parcels {GROUPED} ORDER BY m DESC"),
    (
        "逾期超过60天的应收款",
        "SELECT MEASURE(receivables) AS m FROM parcels WHERE open_items.days_past_due > 60",
    ),
    (
        "逾期超过60天的应收款",
        "SELECT MEASURE(receivables) FILTER (WHERE open_items.days_past_due >= 61) AS m FROM parcels",
    ),
    ("去年每月运单数", select(f"DATE_TRUNC('month', period) AS 月份, {N}", LAST, "GROUP BY 月份")),
    ("monthly shipments last year", select("DATE_TRUNC('month', period), MEASURE(shipment_count)", LAST, "GROUP BY 1")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sql"), RIGHT)
def test_a_right_draft_is_not_refused(text: str, sql: str) -> None:
    assert stopped(text, sql) == []
