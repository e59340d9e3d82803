"""Slips of what is counted, of which rows, by what and in what order."""

from __future__ import annotations

from tests.unit.agree.slip_forms import (
    COST,
    DESC,
    EACH_TOP,
    FLORIST,
    GENUS,
    MARKET,
    MONTH,
    NOW,
    OCT,
    OWED,
    ROSES,
    SEP,
    WEB,
    C,
    Case,
    P,
    T,
    by,
    over,
    q,
    ranked,
)

OF_WHAT: tuple[Case, ...] = (
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
        "turnover by variety in October, only the bloomy ones above 5000",
        (by("kinds.kind_name", T, OCT, f"HAVING {T} > 5000"),),
        {
            "above by another measure": by("kinds.kind_name", T, OCT, f"HAVING {P} > 5000"),
            "rows above": by("kinds.kind_name", T, f"{OCT} AND sales.amount > 5000"),
        },
        ("bloomy", "ones"),
    ),
)
