"""Rule 35 as a law: over random books, what a person sees equals what a database without the forbidden facts says.

The second database is really built: rows are deleted in Python by following the links by hand, with no code of the
product. How far the data goes is told to both, for it is the layer's; and snapshot balances are left out: their as-of
date is that of the whole books (rule 12).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest

from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef, Horizon, OpenItems
from tests.scenario.redteam.conftest import EAST, Ask
from tests.scenario.redteam.conftest import rows as rows_of
from tests.soundness.tiny import Books, books, link, metric, period, table

REGIONS = ("East", "West", "O'Nord", None)
LINES = ("tea", "East", None)
DAYS = [f"2026-0{month}-{day:02d}" for month in (1, 2, 3) for day in (1, 15, 28)]
Rows = dict[str, list[tuple]]


def invent(seed: int) -> Rows:
    """Small books with orphans, NULLs, namesakes and links to nowhere."""
    pick = random.Random(seed).choice
    some = (1, 2, 3, 4, 5, 6)
    return {
        "people": [(n, pick(("Ann", "Bob", "Cy")), pick(REGIONS)) for n in some],
        "goods": [(n, pick(LINES)) for n in (1, 2, 3, 4)],
        "sales": [
            (n, pick(DAYS), pick((*some, None, 99)), pick((1, 2, 3, 4, None)), pick(range(-9, 99)))
            for n in range(1, 25)
        ],
        "bills": [(n, pick(DAYS), pick(DAYS), pick((*some, None)), pick(range(1, 50))) for n in range(1, 9)],
        "paid": [(pick((*range(1, 9), 99)), pick(DAYS), pick(range(1, 9))) for _ in range(9)],
        "care": [(pick(some), pick((1, 2, 3))) for _ in range(9)],
    }


def deleted(rows: Rows, regions: Sequence[str], lines: Sequence[str] | None) -> Rows:
    """The books without what the rules forbid."""
    people = {row[0] for row in rows["people"] if row[2] in regions}
    goods = {row[0] for row in rows["goods"] if lines is None or row[1] in lines}
    bills = [row for row in rows["bills"] if row[3] in people]
    return {
        "people": [row for row in rows["people"] if row[0] in people],
        "goods": [row for row in rows["goods"] if row[0] in goods],
        "sales": [r for r in rows["sales"] if r[2] in people and (lines is None or r[3] in goods)],
        "bills": bills,
        "paid": [row for row in rows["paid"] if row[0] in {bill[0] for bill in bills}],
        "care": [row for row in rows["care"] if row[0] in people],
    }


def lines_of(rows: Sequence[tuple]) -> str:
    return "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in rows)


HORIZONS = {name: Horizon(date(2026, 1, 1), date(2026, 3, 31)) for name in ("sales", "bills", "paid")}


def make(rows: Rows) -> Books:
    cells = {name: lines_of(part) for name, part in rows.items()}
    items = OpenItems("bills", "amount", "due", "paid", "amount", "day")
    tables = [
        table("people", "person:id name:name region:text", cells["people"], "person"),
        table("goods", "good:id line:text", cells["goods"], "good"),
        table("sales", "sale:id day:date person:id good:id amount:amount", cells["sales"], "sale", "day"),
        table("bills", "bill:id day:date due:date person:id amount:amount", cells["bills"], "bill", "day"),
        table("paid", "bill:id day:date amount:amount", cells["paid"], time="day"),
        table("care", "person:id agent:id", cells["care"], bridge=True),
        table("agents", "agent:id called:name", "1 | Pat\n2 | Quin\n3 | Rob", "agent"),
    ]
    links = [
        link("sales.person", "people.person"),
        link("sales.good", "goods.good"),
        link("bills.person", "people.person"),
        link("paid.bill", "bills.bill"),
        link("care.person", "people.person"),
        link("care.agent", "agents.agent"),
    ]
    metrics = [
        metric("sold", "SUM(sales.amount)"),
        metric("buyers", "COUNT(DISTINCT sales.person)", "distinct"),
        metric("owed", "SUM(bills.amount)", "balance", open_items=items),
        metric("billed", "SUM(bills.amount)"),
        metric("mean", "sold / buyers", "ratio"),
    ]
    return books(tables, links, metrics, horizons=HORIZONS)


P = period("2026-01-01", "2026-03-31")
QUERIES = [
    f"SELECT MEASURE(sold) AS a, MEASURE(buyers) AS b, MEASURE(mean) AS c FROM m WHERE {P}",
    f"SELECT people.region, people.name, MEASURE(sold) AS a, TOTAL(MEASURE(sold)) AS t FROM m WHERE {P} GROUP BY 1, 2",
    f"SELECT goods.line, MEASURE(sold) AS a, MEASURE(sold) / TOTAL(MEASURE(sold)) AS s FROM m WHERE {P} GROUP BY 1",
    f"SELECT DATE_TRUNC('month', period) AS m, people.name, MEASURE(sold) AS a, PRIOR_PERIOD(MEASURE(sold)) AS b, "
    f"YTD(MEASURE(sold)) AS c, TRAILING(MEASURE(buyers), 2, month) AS d FROM m WHERE {P} GROUP BY 1, 2",
    f"SELECT people.name, MEASURE(sold) AS a FROM m WHERE {P} GROUP BY 1 HAVING MEASURE(sold) > 9 ORDER BY 2 LIMIT 2",
    f"SELECT people.name, RANK() OVER (ORDER BY MEASURE(sold) DESC) AS r FROM m WHERE {P} GROUP BY 1",
    f"SELECT MEASURE(sold) AS a FROM m WHERE {P} AND people.region IS DISTINCT FROM 'East'",
    f"SELECT MEASURE(sold) FILTER (WHERE people.name = 'Ann') AS a, MEASURE(sold) AS b FROM m WHERE {P}",
    f"SELECT agents.called, MEASURE(sold) AS a FROM m WHERE {P} GROUP BY 1",
    f"SELECT MEASURE(sold) AS a FROM m WHERE {P} AND agents.called = 'Quin'",
    f"SELECT people.name, MEASURE(sold) AS a FROM m WHERE {P} GROUP BY ROLLUP(people.name)",
    "SELECT people.person FROM m WHERE NOT EXISTS (SELECT 1 FROM sales WHERE sales.amount > 20) ORDER BY 1",
    "SELECT people.person FROM m WHERE EXISTS (SELECT 1 FROM bills WHERE bills.amount > 10) ORDER BY 1",
    f"SELECT MEASURE(sold) AS a FROM m WHERE {P} AND EXISTS (SELECT 1 FROM sales WHERE sales.amount > 50)",
    "SELECT sales.sale, people.name, goods.line, sales.amount FROM m ORDER BY 1",
    "SELECT people.region FROM m GROUP BY people.region",
    "SELECT COUNT(people) AS a, COUNT(DISTINCT people.name) AS b, MAX(people.name) AS c FROM m",
    f"WITH a AS (SELECT people.name AS n, MEASURE(sold) AS s FROM m WHERE {P} GROUP BY 1) SELECT MAX(s), SUM(s) FROM a",
]  # fmt: skip
MONEY = [
    f"SELECT people.name, MEASURE(sold) AS a, MEASURE(billed) AS b FROM m WHERE {P} GROUP BY 1",
    f"SELECT MEASURE(owed) AS a FROM m WHERE {P}",
    f"SELECT DATE_TRUNC('month', period) AS m, people.name, MEASURE(owed) AS a FROM m WHERE {P} GROUP BY 1, 2",
    f"SELECT open_items.aging_bucket, MEASURE(owed) AS a FROM m WHERE {P} GROUP BY 1",
    "SELECT SUM(paid.amount) AS a FROM m",
]


def ruled(regions: Sequence[str], lines: Sequence[str] | None, exempt: tuple[str, ...] = ()) -> Rights:
    rules = [RowRule(FieldRef("people", "region"), tuple(regions))]
    rules += [RowRule(FieldRef("goods", "line"), tuple(lines))] if lines is not None else []
    return Rights(metrics=None, fields=None, rows=tuple(rules), exempt=frozenset(exempt))


def told(answers: Books, text: str) -> list[tuple]:
    return sorted(answers.rows(text), key=str)


@pytest.mark.parametrize(
    ("seed", "regions"), [(1, ("East",)), (2, ("East",)), (3, ("East", "O'Nord")), (4, ())], ids=str
)
def test_a_rule_on_one_field(seed: int, regions: tuple[str, ...]):
    rows = invent(seed)
    seen, left = make(rows).as_user(ruled(regions, None)), make(deleted(rows, regions, None))
    for text in [*QUERIES, *MONEY]:
        assert told(seen, text) == told(left, text), text


@pytest.mark.parametrize("seed", [5, 6])
def test_rules_on_two_fields_must_both_hold(seed: int):
    rows = invent(seed)
    regions, lines = ("East", "O'Nord"), ("tea", "East")
    seen, left = make(rows).as_user(ruled(regions, lines)), make(deleted(rows, regions, lines))
    answered = [text for text in QUERIES if not seen.codes(text)]
    assert len(answered) >= 8
    for text in answered:
        assert told(seen, text) == told(left, text), text
    assert set(seen.codes(MONEY[1])) == {"DENIED_DATASET"}, "bills have no goods"


def test_the_rules_hide_something():
    rows = invent(1)
    whole, seen = make(rows), make(rows).as_user(ruled(("East",), None))
    assert sum(told(whole, text) != told(seen, text) for text in [*QUERIES, *MONEY]) > 18


IN_WORDS = [
    "takings this year", "takings by client name this year", "takings by region this year", "takings by tier",
    "takings by ware this year", "takings by unit this year", "takings by agent this year",
    "share of takings by client this year", "top 3 clients by takings this year", "takings this year vs last year",
    "held by client", "owed by client", "how many clients", "takings of Zephyr this year", "takings by month this year",
    "buyers this year", "takings of North hall this year", "clients with takings over 50 this year", "有哪些大区",
]  # fmt: skip


@pytest.mark.parametrize("text", IN_WORDS)
def test_answers_in_words_are_those_of_the_deleted_guild(ask: Ask, deleted_guild: Ask, text: str):
    seen, left = ask(EAST, text), deleted_guild("east", text)
    assert (seen.outcome.kind, rows_of(seen)) == (left.outcome.kind, rows_of(left))
    lines = [line for line in seen.outcome.text.splitlines() if not line.startswith(("Your access: ", "你的权限："))]
    assert lines == left.outcome.text.splitlines(), "but for the line that names the asker's own rule"
