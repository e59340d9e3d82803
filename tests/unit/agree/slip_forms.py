"""What the tables of slips are written with: a case, periods, measures, and SELECTs in few words."""

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


def beside(what: str, one: str, other: str, shown: str) -> str:
    """Two ranges beside each other."""
    return f"WITH x AS ({q(what, one)}), y AS ({q(what, other)}) SELECT {shown} FROM x CROSS JOIN y"


def two(what: str, shown: str) -> str:
    """October and September beside each other."""
    return beside(what, OCT, SEP, shown)


WEB = "sales.canal = 'web'"
ROSES = "kinds.genus = '玫瑰'"
EACH_TOP = f"{GENUS} AS g, {FLORIST} AS f, {T} AS v"


def ranked(window: str, rest: str = "WHERE n <= 3") -> str:
    inner = q(f"{EACH_TOP}, ROW_NUMBER() OVER ({window}) AS n", NOW, "GROUP BY kinds.genus, florists.florist_name")
    return over(inner, f"SELECT g, f, v FROM t {rest}")


DESC = f"ORDER BY {T} DESC NULLS LAST"
