"""Slips of time: changes, running sums, trends, means per month, balances, two ranges."""

from __future__ import annotations

from tests.unit.agree.slip_forms import (
    AUTUMN,
    BY_MONTH,
    COST,
    FLORIST,
    GENUS,
    LAST,
    MONTH,
    NOW,
    Q3,
    SEP,
    TP,
    TY,
    Case,
    S,
    T,
    beside,
    by,
    having,
    over,
    q,
    two,
)

OVER_TIME: tuple[Case, ...] = (
    Case(
        "今年各月销售额同比",
        (
            q(f"{MONTH} AS m, {T} AS v, {T} / {TY} - 1 AS g", NOW, "GROUP BY 1"),
            q(f"{MONTH} AS m, 100.0 * ({T} - {TY}) / NULLIF({TY}, 0) AS g", NOW, "GROUP BY 1"),
            q(f"{MONTH} AS m, {T} AS v, {TY} AS p", NOW, "GROUP BY 1"),
            over(q(f"{MONTH} AS m, {T} AS v, {TY} AS p", NOW, "GROUP BY 1"), "SELECT m, (v - p) / p AS g FROM t"),
        ),
        {
            "the wrong way up": q(f"{MONTH} AS m, {TY} / {T} - 1 AS g", NOW, "GROUP BY 1"),
            "over now": q(f"{MONTH} AS m, {T} AS v, ({T} - {TY}) / {T} AS g", NOW, "GROUP BY 1"),
            "over now, outside": over(
                q(f"{MONTH} AS m, {T} AS v, {TY} AS p", NOW, "GROUP BY 1"), "SELECT m, (v - p) / v AS g FROM t"
            ),
            "over another past": q(f"{MONTH} AS m, {T} AS v, {T} / PRIOR_YEAR({COST}) - 1 AS g", NOW, "GROUP BY 1"),
            "without minus one": q(f"{MONTH} AS m, {T} / {TY} AS g", NOW, "GROUP BY 1"),
            "the month before": q(f"{MONTH} AS m, {T} AS v, {T} / {TP} - 1 AS g", NOW, "GROUP BY 1"),
            "the row before": over(BY_MONTH, "SELECT m, v, v / LAG(v) OVER (ORDER BY m) - 1 AS g FROM t"),
            "the past beside a share": q(f"{MONTH} AS m, {T} / TOTAL({T}) AS s, {TY} AS p", NOW, "GROUP BY 1"),
        },
    ),
    Case(
        "三季度销售额同比增长多少",
        (
            q(f"{T} / {TY} - 1 AS g", Q3),
            beside(f"{T} AS v", Q3, Q3.replace("2026", "2025"), "x.v / y.v - 1 AS g"),
            beside(f"{T} AS v", Q3, Q3.replace("2026", "2025"), "x.v, y.v, x.v - y.v AS d"),
        ),
        {
            "the wrong way up": beside(f"{T} AS v", Q3, Q3.replace("2026", "2025"), "y.v / x.v - 1 AS g"),
            "the quarter before": beside(
                f"{T} AS v", Q3, "period BETWEEN DATE '2026-04-01' AND DATE '2026-06-30'", "x.v / y.v - 1 AS g"
            ),
            "two years before": beside(f"{T} AS v", Q3, Q3.replace("2026", "2024"), "x.v / y.v - 1 AS g"),
            "last year alone": q(f"{T} AS v", Q3.replace("2026", "2025")),
        },
    ),
    Case(
        "今年各月销售额环比",
        (
            over(BY_MONTH, "SELECT m, v, v / LAG(v) OVER (ORDER BY m) - 1 AS g FROM t"),
            q(f"{MONTH} AS m, ROUND(({T} / {TP} - 1) * 100, 1) AS g", NOW, "GROUP BY 1"),
        ),
        {
            "the row after": over(BY_MONTH, "SELECT m, v, v / LAG(v) OVER (ORDER BY m DESC) - 1 AS g FROM t"),
            "two rows before": over(BY_MONTH, "SELECT m, v, v / LAG(v, 2) OVER (ORDER BY m) - 1 AS g FROM t"),
            "the next best month": over(BY_MONTH, "SELECT m, v, v / LAG(v) OVER (ORDER BY v) - 1 AS g FROM t"),
        },
    ),
    Case(
        "三季度销售额同比下降超过5%的花类",
        (
            having(f"{T} / {TY} - 1 < -0.05"),
            having(f"({T} - {TY}) / {TY} < -0.05"),
            having(f"{T} < 0.95 * {TY}", T),
            having(f"{T} < {TY} * (1 - 0.05)", T),
            having(f"{T} / {TY} < 0.95"),
            having(f"({T} / {TY} - 1) * 100 < -5"),
            over(
                q(f"{GENUS} AS k, {T} AS v, {TY} AS p", Q3, "GROUP BY 1"),
                "SELECT k, v / p - 1 AS g FROM t WHERE v / p - 1 < -0.05",
            ),
        ),
        {
            "-5 raw": having(f"{T} / {TY} - 1 < -5"),
            "a difference under -5": having(f"{T} - {TY} < -5", f"{T} - {TY}"),
            "a difference under -0.05": having(f"{T} - {TY} < -0.05", f"{T} - {TY}"),
            "a twentieth of last year": having(f"{T} < 0.05 * {TY}", T),
            "up by less than 5": having(f"{T} / {TY} - 1 < 0.05"),
            "five under zero of a quotient": having(f"{T} / {TY} < -0.05"),
            "below 1.05": having(f"{T} < 1.05 * {TY}", T),
            "down at all": having(f"{T} < {TY}", T),
            "up": having(f"{T} / {TY} - 1 > 0.05"),
            "over now": having(f"({T} - {TY}) / {T} < -0.05"),
            "of another": having(f"{COST} / PRIOR_YEAR({COST}) - 1 < -0.05"),
        },
    ),
    Case(
        "今年各月累计销售额",
        (
            q(f"{MONTH} AS m, YTD({T}) AS v", NOW, "GROUP BY 1 ORDER BY 1"),
            over(BY_MONTH, "SELECT m, SUM(v) OVER (ORDER BY m) AS c FROM t ORDER BY m"),
            over(
                BY_MONTH,
                "SELECT m, v, SUM(v) OVER (ORDER BY m ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS c FROM t",
            ),
        ),
        {
            "each alone": BY_MONTH,
            "from the quarter": q(f"{MONTH} AS m, QTD({T}) AS v", NOW, "GROUP BY 1"),
            "twelve months": q(f"{MONTH} AS m, TRAILING({T}, 12, month) AS v", NOW, "GROUP BY 1"),
            "from the end": over(BY_MONTH, "SELECT m, SUM(v) OVER (ORDER BY m DESC) AS c FROM t"),
            "all of it in each": over(BY_MONTH, "SELECT m, SUM(v) OVER () AS c FROM t"),
            "from July": over(
                BY_MONTH.replace("2026-01-01", "2026-07-01"), "SELECT m, SUM(v) OVER (ORDER BY m) AS c FROM t"
            ),
            "ranks": over(BY_MONTH, "SELECT m, v, ROW_NUMBER() OVER (ORDER BY m) AS c FROM t"),
        },
    ),
    Case(
        "三季度各月累计销售额",
        (q(f"{MONTH} AS m, QTD({T}) AS v", Q3, "GROUP BY 1"), q(f"{MONTH} AS m, YTD({T}) AS v", Q3, "GROUP BY 1")),
        {"each month to date": q(f"{MONTH} AS m, MTD({T}) AS v", Q3, "GROUP BY 1")},
    ),
    Case(
        "近三个月库存金额走势",
        (
            q(f"{MONTH} AS m, {S} AS v", AUTUMN, "GROUP BY 1 ORDER BY 1"),
            q(f"{MONTH} AS m, {S} AS v, PRIOR_YEAR({S}) AS p", AUTUMN, "GROUP BY 1"),
        ),
        {
            "one figure": q(f"{S} AS v", AUTUMN),
            "added up": over(q(f"{MONTH} AS m, {S} AS v", AUTUMN, "GROUP BY 1"), "SELECT SUM(v) AS v FROM t"),
            "net of the reserve": q(f"{MONTH} AS m, MEASURE(net_stock) AS v", AUTUMN, "GROUP BY 1"),
            "four months": q(f"{MONTH} AS m, {S} AS v", AUTUMN.replace("08-01", "07-01"), "GROUP BY 1"),
            "two months": q(f"{MONTH} AS m, {S} AS v", AUTUMN.replace("08-01", "09-01"), "GROUP BY 1"),
        },
    ),
    Case(
        "去年月均销售额",
        (
            q(f"{T} / 12 AS v", LAST),
            over(BY_MONTH.replace("2026", "2025"), "SELECT AVG(v) AS v FROM t"),
            over(BY_MONTH.replace("2026", "2025"), "SELECT SUM(v) / COUNT(*) AS v FROM t"),
        ),
        {
            "a tenth": q(f"{T} / 10 AS v", LAST),
            "per week": over(BY_MONTH.replace("2026", "2025").replace("month", "week"), "SELECT AVG(v) AS v FROM t"),
            "per florist": over(by(FLORIST, T, LAST), "SELECT AVG(v) AS v FROM t"),
            "the best month": over(BY_MONTH.replace("2026", "2025"), "SELECT MAX(v) AS v FROM t"),
            "per row": q("AVG(sales.amount) AS v", LAST),
        },
    ),
    Case(
        "今年月均销售额",
        (over(BY_MONTH, "SELECT AVG(v) AS v FROM t"), q(f"{T} / 11 AS v", NOW)),
        {"twelve months of a year that is not over": q(f"{T} / 12 AS v", NOW)},
    ),
    Case(
        "9月底库存金额",
        ("SELECT MEASURE(stock) AS v FROM flowers WHERE period <= DATE '2026-09-30'", q(f"{S} AS v", SEP)),
        {
            "October": "SELECT MEASURE(stock) AS v FROM flowers WHERE period <= DATE '2026-10-31'",
            "a mean": over(q(f"{MONTH} AS m, {S} AS v", Q3, "GROUP BY 1"), "SELECT AVG(v) AS v FROM t"),
            "rows added": q("SUM(shelf.worth) AS v", Q3),
            "the reserve": q("MEASURE(reserve) AS v", SEP),
        },
    ),
    Case(
        "10月比9月销售额增加了多少",
        (
            q(f"{T} - {TP} AS d"),
            two(f"{T} AS v", "x.v - y.v"),
            two(f"{T} AS v", "x.v, y.v, x.v - y.v AS d, x.v / y.v - 1"),
        ),
        {
            "the wrong way round": two(f"{T} AS v", "y.v - x.v"),
            "a rate the wrong way up": two(f"{T} AS v", "y.v / x.v - 1"),
            "both added": two(f"{T} AS v", "x.v + y.v"),
            "of another measure": two(f"{T} AS v", "x.v - y.v").replace(
                f"{T} AS v FROM flowers WHERE {SEP}", f"{COST} AS v FROM flowers WHERE {SEP}"
            ),
            "the row after": over(
                q(f"{MONTH} AS m, {T} AS v", "period BETWEEN DATE '2026-09-01' AND DATE '2026-10-31'", "GROUP BY 1"),
                "SELECT m, v, LEAD(v) OVER (ORDER BY m) - v AS d FROM t",
            ),
        },
    ),
    Case(
        "三季度每个月的销售额",
        (q(f"{MONTH} AS m, {T} AS v", Q3, "GROUP BY 1"), q(f"{MONTH} AS m, {T} AS v, {TY} AS p", Q3, "GROUP BY 1")),
        {
            "a row late": over(
                q(f"{MONTH} AS m, {T} AS v", Q3, "GROUP BY 1"), "SELECT m, LAG(v) OVER (ORDER BY m) AS v FROM t"
            ),
            "to date": q(f"{MONTH} AS m, QTD({T}) AS v", Q3, "GROUP BY 1"),
            "rolling": q(f"{MONTH} AS m, TRAILING({T}, 3, month) AS v", Q3, "GROUP BY 1"),
            "the first two": over(
                q(f"{MONTH} AS m, {T} AS v", Q3, "GROUP BY 1"), "SELECT m, v FROM t ORDER BY m LIMIT 2"
            ),
        },
    ),
    Case(
        "库存金额近三个月均摊多少",
        (),
        {"a day's stock over months": q(f"{S} / 3 AS v", AUTUMN)},
        ("均摊",),
    ),
)
