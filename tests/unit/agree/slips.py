"""The table of test_slips: questions, right forms, slips."""

from __future__ import annotations

from dataclasses import dataclass, field

OCT = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
SEP = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
Q3 = "period BETWEEN DATE '2026-07-01' AND DATE '2026-09-30'"
NOW = "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
LAST = "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'"
AUTUMN = "period BETWEEN DATE '2026-08-01' AND DATE '2026-10-31'"
T, P, COST, S, C = (f"MEASURE({name})" for name in ("turnover", "profit", "outlay", "stock", "received"))
TY, TP = f"PRIOR_YEAR({T})", f"PRIOR_PERIOD({T})"
OWED = "SELECT MEASURE(owed) AS v FROM flowers"
MONTH = "DATE_TRUNC('month', period)"
GENUS, FLORIST, MARKET = "kinds.genus", "florists.florist_name", "places.place_name"
BY_MONTH = f"SELECT {MONTH} AS m, {T} AS v FROM flowers WHERE {NOW} GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the drafts that say it, the drafts that do not. `unknown`: its words that the rules do not know."""

    text: str
    right: tuple[str, ...]
    wrong: dict[str, str]
    unknown: tuple[str, ...] = field(default=())


def q(what: str, where: str = OCT, rest: str = "") -> str:
    return f"SELECT {what} FROM flowers WHERE {where} {rest}".strip()


def by(key: str, what: str, where: str = OCT, rest: str = "") -> str:
    return q(f"{key} AS k, {what} AS v", where, f"GROUP BY 1 {rest}")


def over(inner: str, outer: str) -> str:
    return f"WITH t AS ({inner}) {outer}"


def having(condition: str, what: str = f"{T} / {TY} - 1", where: str = Q3, key: str = GENUS) -> str:
    return by(key, what, where, f"HAVING {condition}")


def two(what: str, shown: str) -> str:
    """October and September beside each other."""
    return f"WITH x AS ({q(what)}), y AS ({q(what, SEP)}) SELECT {shown} FROM x CROSS JOIN y"


WEB = "sales.canal = 'web'"
ROSES = "kinds.genus = '玫瑰'"
EACH_TOP = f"{GENUS} AS g, {FLORIST} AS f, {T} AS v"


def ranked(window: str, rest: str = "WHERE n <= 3") -> str:
    inner = q(f"{EACH_TOP}, ROW_NUMBER() OVER ({window}) AS n", NOW, "GROUP BY kinds.genus, florists.florist_name")
    return over(inner, f"SELECT g, f, v FROM t {rest}")


DESC = f"ORDER BY {T} DESC NULLS LAST"

CASES: tuple[Case, ...] = (
    Case(
        "上月玫瑰的销售额",
        (
            q(T, f"{OCT} AND {ROSES}"),
            q(f"COALESCE({T}, 0) AS v", f"period >= DATE '2026-10-01' AND period < DATE '2026-11-01' AND {ROSES}"),
            q(f"ROUND({T}, 2) AS v", f"{OCT} AND kinds.genus IN ('玫瑰')"),
            over(by(GENUS, T), "SELECT k, v FROM t WHERE k = '玫瑰'"),
            over(by(GENUS, T), "SELECT SUM(CASE WHEN k = '玫瑰' THEN v END) AS v FROM t"),
        ),
        {
            "off by one month": q(T, f"{SEP} AND {ROSES}"),
            "the first day left out": q(T, f"period > DATE '2026-10-01' AND period <= DATE '2026-10-31' AND {ROSES}"),
            "a day too many": q(T, f"period >= DATE '2026-10-01' AND period <= DATE '2026-11-01' AND {ROSES}"),
            "rounded to ten thousands": q(f"ROUND({T}, -4) AS v", f"{OCT} AND {ROSES}"),
            "cut to whole numbers of thousands": q(f"FLOOR({T} / 1000) AS v", f"{OCT} AND {ROSES}"),
            "in ten thousands": q(f"{T} / 10000 AS v", f"{OCT} AND {ROSES}"),
            "another spelling": q(T, f"{OCT} AND kinds.genus = 'rose'"),
            "or nothing": q(T, f"{OCT} AND ({ROSES} OR kinds.genus IS NULL)"),
            "the variety called so": q(T, f"{OCT} AND kinds.kind_name = '红玫瑰'"),
            "another state": q(T, f"{OCT} AND {ROSES} AND sales.fate = 'kept'"),
            "what it is part of": q(P, f"{OCT} AND {ROSES}"),
            "a CASE of the others": over(by(GENUS, T), "SELECT SUM(CASE WHEN k = '百合' THEN v END) AS v FROM t"),
        },
    ),
    Case(
        "玫瑰和百合上月的销售额",
        (
            by(GENUS, T, f"{OCT} AND kinds.genus IN ('玫瑰', '百合')"),
            q(T, f"{OCT} AND ({ROSES} OR kinds.genus = '百合')"),
        ),
        {
            "both at once": q(T, f"{OCT} AND {ROSES} AND kinds.genus = '百合'"),
            "a third": by(GENUS, T, f"{OCT} AND kinds.genus IN ('玫瑰', '百合', '郁金香')"),
            "or none": by(GENUS, T, f"{OCT} AND (kinds.genus IN ('玫瑰', '百合') OR kinds.genus IS NULL)"),
            "the rest": by(GENUS, T, f"{OCT} AND kinds.genus NOT IN ('玫瑰', '百合')"),
        },
    ),
    Case(
        "turnover in California this year",
        (q(T, f"{NOW} AND places.state = 'CA'"), by("places.state", T, f"{NOW} AND places.state = 'CA'")),
        {"Canada": q(T, f"{NOW} AND florists.nation = 'CA'"), "Washington": q(T, f"{NOW} AND places.state = 'WA'")},
    ),
    Case(
        "上月拍卖业态的运量",
        (
            q("MEASURE(load) AS v", f"{OCT} AND places.format = 'Auction'"),
            q("MEASURE(load) AS v", f"{OCT} AND origin.format = 'Auction'"),
        ),
        {"where it goes to": q("MEASURE(load) AS v", f"{OCT} AND goal.format = 'Auction'")},
    ),
    Case(
        "上月各花市的运量",
        (by(MARKET, "MEASURE(load)"), by("origin.place_name", "MEASURE(load)")),
        {"by where it goes to": by("goal.place_name", "MEASURE(load)"), "by town": by("places.town", "MEASURE(load)")},
    ),
    Case(
        "今年哪个花类毛利率最高",
        (
            by(GENUS, "MEASURE(margin)", NOW, "ORDER BY v DESC NULLS LAST LIMIT 1"),
            over(by(GENUS, "MEASURE(margin)", NOW), "SELECT k, v FROM t ORDER BY 2 DESC LIMIT 1"),
            over(
                q(
                    f"{GENUS} AS k, MEASURE(margin) AS v, RANK() OVER (ORDER BY MEASURE(margin) DESC) AS n",
                    NOW,
                    "GROUP BY kinds.genus",
                ),
                "SELECT k, v FROM t WHERE n = 1",
            ),
        ),
        {
            "the lowest": over(by(GENUS, "MEASURE(margin)", NOW), "SELECT k, v FROM t ORDER BY 2 LIMIT 1"),
            "the last of the first": over(
                by(GENUS, "MEASURE(margin)", NOW, "ORDER BY v DESC LIMIT 3"), "SELECT k, v FROM t ORDER BY v LIMIT 1"
            ),
            "its best month": over(
                q(f"{GENUS} AS k, {MONTH} AS m, MEASURE(margin) AS v", NOW, "GROUP BY kinds.genus, 2"),
                "SELECT k, MAX(v) AS v FROM t GROUP BY k ORDER BY v DESC LIMIT 1",
            ),
            "a mean of rates": over(
                q(
                    f"{GENUS} AS k, kinds.kind_name AS n, MEASURE(margin) AS v",
                    NOW,
                    "GROUP BY kinds.genus, kinds.kind_name",
                ),
                "SELECT k, AVG(v) AS v FROM t GROUP BY k ORDER BY v DESC LIMIT 1",
            ),
            "the amount": by(GENUS, P, NOW, "ORDER BY v DESC LIMIT 1"),
            "the variety": by("kinds.kind_name", "MEASURE(margin)", NOW, "ORDER BY v DESC LIMIT 1"),
        },
    ),
    Case(
        "今年销售额最高的三个花店",
        (
            by(FLORIST, T, NOW, "ORDER BY v DESC NULLS LAST LIMIT 3"),
            over(by(FLORIST, T, NOW, "ORDER BY v DESC LIMIT 3"), "SELECT k, v FROM t ORDER BY v"),
        ),
        {
            "the lowest, turned": over(by(FLORIST, T, NOW, "ORDER BY v LIMIT 3"), "SELECT k, v FROM t ORDER BY v DESC"),
            "their tier": by("florists.tier", T, NOW, "ORDER BY v DESC LIMIT 3"),
            "all": by(FLORIST, T, NOW, "ORDER BY v DESC"),
        },
    ),
    Case(
        "今年每个花类销售额最高的三个花店",
        (
            ranked(f"PARTITION BY kinds.genus {DESC}"),
            ranked(f"PARTITION BY kinds.genus {DESC}", "WHERE n <= 3 ORDER BY g, n"),
            q(
                EACH_TOP,
                NOW,
                "GROUP BY kinds.genus, florists.florist_name "
                f"QUALIFY RANK() OVER (PARTITION BY kinds.genus {DESC}) <= 3",
            ),
        ),
        {
            "over all": q(EACH_TOP, NOW, "GROUP BY kinds.genus, florists.florist_name ORDER BY v DESC LIMIT 3"),
            "ranked over all": ranked(DESC),
            "within the florist": ranked(f"PARTITION BY florists.florist_name {DESC}"),
            "two of each": ranked(f"PARTITION BY kinds.genus {DESC}", "WHERE n < 3"),
            "cut again": ranked(f"PARTITION BY kinds.genus {DESC}", "WHERE n <= 3 ORDER BY g, n LIMIT 3"),
            "the lowest": ranked(f"PARTITION BY kinds.genus ORDER BY {T}"),
        },
    ),
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
        "上月毛利率超过30%的花店",
        (
            by(FLORIST, "MEASURE(margin)", OCT, "HAVING MEASURE(margin) > 0.3"),
            over(by(FLORIST, "MEASURE(margin)"), "SELECT k, v FROM t WHERE v > 0.30 ORDER BY v DESC"),
        ),
        {
            "30 raw": by(FLORIST, "MEASURE(margin)", OCT, "HAVING MEASURE(margin) > 30"),
            "3 %": by(FLORIST, "MEASURE(margin)", OCT, "HAVING MEASURE(margin) > 0.03"),
            "of another rate": by(FLORIST, "MEASURE(margin)", OCT, "HAVING MEASURE(outlay_rate) > 0.3"),
            "of an amount": by(FLORIST, "MEASURE(margin)", OCT, f"HAVING {P} > 0.3"),
            "cut": by(FLORIST, "MEASURE(margin)", OCT, "HAVING MEASURE(margin) > 0.3 ORDER BY v DESC LIMIT 10"),
        },
    ),
    Case(
        "上月销售额超过100万的花店",
        (by(FLORIST, T, OCT, f"HAVING {T} > 1000000"), over(by(FLORIST, T), "SELECT k, v FROM t WHERE v > 1e6")),
        {
            "a zero lost": by(FLORIST, T, OCT, f"HAVING {T} > 100000"),
            "on rows": by(FLORIST, T, f"{OCT} AND sales.amount > 1000000"),
            "on another measure": by(FLORIST, T, OCT, f"HAVING {COST} > 1000000"),
            "on what it is part of": by(FLORIST, T, OCT, f"HAVING {P} > 1000000"),
            "on the other side": by(FLORIST, T, OCT, f"HAVING {T} < 1000000"),
        },
    ),
    Case(
        "今年线上占销售额的比重",
        (
            q(f"{T} FILTER (WHERE {WEB}) / {T} AS s", NOW),
            q(f"100.0 * {T} FILTER (WHERE {WEB}) / NULLIF({T}, 0) AS s", NOW),
            q(f"{T} FILTER (WHERE {WEB}) / TOTAL({T}) AS s, {T} FILTER (WHERE {WEB}) AS a, {T} AS b", NOW),
        ),
        {
            "the whole over the part": q(f"{T} / {T} FILTER (WHERE {WEB}) AS s", NOW),
            "of another measure": q(f"{T} FILTER (WHERE {WEB}) / {COST} AS s", NOW),
            "of the other part": q(f"{T} FILTER (WHERE sales.canal = 'shop') / {T} AS s", NOW),
            "of numbers": q(f"MEASURE(sale_count) FILTER (WHERE {WEB}) / MEASURE(sale_count) AS s", NOW),
            "the part in WHERE": q(f"{T} / TOTAL({T}) AS s", f"{NOW} AND {WEB}"),
            "the part": q(f"{T} FILTER (WHERE {WEB}) AS s", NOW),
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
        "逾期超过60天的应收款",
        (
            f"{OWED} WHERE open_items.days_past_due > 60",
            f"{OWED} WHERE open_items.aging_bucket IN ('61-90', '90+')",
        ),
        {
            "one band": f"{OWED} WHERE open_items.aging_bucket = '61-90'",
            "the last band": f"{OWED} WHERE open_items.aging_bucket = '90+'",
            "one more band": f"{OWED} WHERE open_items.aging_bucket IN ('31-60', '61-90', '90+')",
            "60 too": f"{OWED} WHERE open_items.days_past_due >= 60",
            "all that is late": "SELECT MEASURE(overdue) AS v FROM flowers",
        },
    ),
    Case(
        "上月凋谢的成交有多少笔",
        (
            q("MEASURE(wilted_count) AS v"),
            q("COUNT(sales) AS v", f"{OCT} AND sales.fate = 'wilted'"),
            q("COUNT(sales) FILTER (WHERE sales.fate = 'wilted') AS v"),
        ),
        {
            "all but those": q("MEASURE(sale_count) AS v"),
            "a share": q("MEASURE(wilted_count) / COUNT(sales) AS v"),
            "all": q("COUNT(sales) AS v"),
        },
    ),
    Case(
        "上月除凋谢以外的成交笔数",
        (q("MEASURE(sale_count) AS v"),),
        {"those": q("MEASURE(wilted_count) AS v"), "all": q("COUNT(sales) AS v")},
    ),
    Case(
        "上月销售额比计划多了多少",
        (q(f"{T} - MEASURE(plan) AS d"), q(f"{T} AS a, MEASURE(plan) AS b, {T} - MEASURE(plan) AS d")),
        {
            "the wrong way round": q(f"MEASURE(plan) - {T} AS d"),
            "the plan alone": q("MEASURE(plan) AS d"),
            "the rate": q("MEASURE(plan_met) AS d"),
        },
    ),
    Case(
        "上月回款比销售额少多少",
        (q(f"{C} - {T} AS d"), q(f"{T} - {C} AS d")),
        {"another": q(f"{T} - {P} AS d"), "a rate": q(f"{C} / {T} AS d")},
    ),
    Case(
        "玫瑰和百合上月的成交笔数各是多少",
        (by(GENUS, "MEASURE(sale_count)", f"{OCT} AND kinds.genus IN ('玫瑰', '百合')"),),
        {"together": q("MEASURE(sale_count) AS v", f"{OCT} AND kinds.genus IN ('玫瑰', '百合')")},
    ),
    Case(
        "早班和晚班上月的销售额分别是多少",
        (by("sales.shift", T, f"{OCT} AND sales.shift IN ('早班', '晚班')"),),
        {"together": q(T, f"{OCT} AND sales.shift IN ('早班', '晚班')")},
    ),
    Case(
        "上月各花类的成交花店数",
        (by(GENUS, "MEASURE(buyers)"), by(GENUS, "COALESCE(MEASURE(buyers), 0)", OCT, "ORDER BY 2 DESC")),
        {
            "the rows": by(GENUS, "COUNT(sales.florist_id)"),
            "void ones too": by(GENUS, "COUNT(DISTINCT sales.florist_id)"),
            "weeks added": over(
                q(
                    f"{GENUS} AS k, DATE_TRUNC('week', period) AS w, MEASURE(buyers) AS v",
                    OCT,
                    "GROUP BY kinds.genus, 2",
                ),
                "SELECT k, SUM(v) AS v FROM t GROUP BY k",
            ),
            "sales": by(GENUS, "MEASURE(sale_count)"),
            "the blank left out": by(
                GENUS, "MEASURE(buyers)", f"{OCT} AND kinds.genus IS NOT NULL AND kinds.genus <> ''"
            ),
        },
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
        "上月各花类的销售额和进货成本",
        (
            q(f"{GENUS} AS k, {T} AS a, {COST} AS b", OCT, "GROUP BY 1"),
            f"WITH x AS ({by(GENUS, T)}), y AS ({by(GENUS, COST)}) "
            "SELECT x.k, x.v, y.v FROM x LEFT JOIN y ON x.k = y.k",
        ),
        {
            "an inner join": f"WITH x AS ({by(GENUS, T)}), y AS ({by(GENUS, COST)}) "
            "SELECT x.k, x.v, y.v FROM x JOIN y ON x.k = y.k",
            "the blank left out": over(
                q(f"{GENUS} AS k, {T} AS a, {COST} AS b", OCT, "GROUP BY 1"),
                "SELECT k, a, b FROM t WHERE k IS NOT NULL",
            ),
            "only what sold": over(
                q(f"{GENUS} AS k, {T} AS a, {COST} AS b", OCT, "GROUP BY 1"), "SELECT k, a, b FROM t WHERE a > 0"
            ),
        },
    ),
    Case(
        "上月除玫瑰和百合以外的销售额",
        (q(T, f"{OCT} AND (kinds.genus IS NULL OR kinds.genus NOT IN ('玫瑰', '百合'))"),),
        {
            "the blank lost": q(T, f"{OCT} AND kinds.genus NOT IN ('玫瑰', '百合')"),
            "not both at once": q(
                T, f"{OCT} AND (kinds.genus IS DISTINCT FROM '玫瑰' OR kinds.genus IS DISTINCT FROM '百合')"
            ),
            "one of two": q(T, f"{OCT} AND kinds.genus IS DISTINCT FROM '玫瑰'"),
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
        "有多少花店今年销售额超过100万",
        (
            over(by("florists.florist_id", T, NOW), "SELECT COUNT(k) AS n FROM t WHERE v > 1000000"),
            over(by(FLORIST, T, NOW, f"HAVING {T} > 1000000"), "SELECT COUNT(*) AS n FROM t"),
        ),
        {
            "nations": over(by("florists.nation", T, NOW), "SELECT COUNT(k) AS n FROM t WHERE v > 1000000"),
            "their sum": over(by("florists.florist_id", T, NOW), "SELECT SUM(v) AS n FROM t WHERE v > 1000000"),
            "florists and months": over(
                q(f"florists.florist_id AS k, {MONTH} AS m, {T} AS v", NOW, "GROUP BY 1, 2"),
                "SELECT COUNT(k) AS n FROM t WHERE v > 1000000",
            ),
            "all of them": q("MEASURE(buyers) AS n", NOW),
            "below": over(by("florists.florist_id", T, NOW), "SELECT COUNT(k) AS n FROM t WHERE v < 1000000"),
        },
    ),
    Case(
        "库存金额近三个月均摊多少",
        (),
        {"a day's stock over months": q(f"{S} / 3 AS v", AUTUMN)},
        ("均摊",),
    ),
    Case(
        "turnover by variety in October, only the bloomy ones above 5000",
        (by("kinds.kind_name", T, OCT, f"HAVING {T} > 5000"),),
        {
            "above by another measure": by("kinds.kind_name", T, OCT, f"HAVING {P} > 5000"),
            "rows above": by("kinds.kind_name", T, f"{OCT} AND sales.amount > 5000"),
        },
        ("bloomy", "ones"),
    ),
)
