"""Drill-through: the rows behind a number, worked out by hand; honest refusals where there are none to show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from semantic_layer.access import Rights
from semantic_layer.compile import compile_query
from semantic_layer.drill import Drill, drill
from semantic_layer.issues import Issues
from semantic_layer.model import OpenItems, Tree
from semantic_layer.query import CompiledSql
from tests.soundness.tiny import Books, books, link, metric, period, plain, table

OPEN = OpenItems("bills", "amount", "due", "paid", "amount", "day")
FEBRUARY = period("2026-02-01", "2026-02-28")


@pytest.fixture(scope="module")
def firm() -> Books:
    return books(
        [
            table("people", "id:id name:name region:text", "1 | Ann | East\n2 | Bob | West", key="id", display="name"),
            table(
                "sales",
                "id:id person:id day:date amount:amount scenario:text",
                """
                1 | 1 | 2026-01-05 | 10 | actual
                2 | 1 | 2026-02-05 | 20 | actual
                3 | 2 | 2026-02-28 | 40 | actual
                4 | 2 | 2026-02-27 | 70 | plan
                5 |   | 2026-02-27 | 3 | actual
                """,
                key="id",
                time="day",
                pins={"scenario": "actual"},
            ),
            table(
                "levels",
                "person:id day:date level:balance",
                "1 | 2026-01-31 | 5\n1 | 2026-02-20 | 7\n1 | 2026-02-20 | 7\n2 | 2026-02-20 | 1",
                time="day",
            ),
            table("bills", "id:id person:id day:date due:date amount:amount",
                  "1 | 1 | 2026-01-05 | 2026-01-20 | 100\n2 | 2 | 2026-02-01 | 2026-03-01 | 8\n"
                  "3 | 1 | 2026-02-02 | 2026-02-03 | 6",
                  key="id", time="day", loaded_through=date(2026, 2, 28)),
            table("paid", "bill:id day:date amount:amount", "1 | 2026-02-10 | 30\n3 | 2026-02-20 | 6", time="day"),
            table("accounts", "id:id parent:id name:name sign:int",
                  "1 |  | profit | 1\n2 | 1 | income | 1\n3 | 1 | cost | -1", key="id", display="name",
                  trees=(Tree("chart", "id", "parent", "name", sign="sign"),)),
            table("entries", "id:id account:id day:date amount:amount",
                  "1 | 2 | 2026-02-01 | 9\n2 | 3 | 2026-02-02 | 4", key="id", time="day"),
        ],
        [
            link("sales.person", "people.id"),
            link("levels.person", "people.id"),
            link("bills.person", "people.id"),
            link("paid.bill", "bills.id"),
            link("entries.account", "accounts.id"),
        ],
        [
            metric("sold", "SUM(sales.amount)"),
            metric("deals", "COUNT(sales)"),
            metric("buyers", "COUNT(DISTINCT sales.person)", "distinct"),
            metric("ticket", "sold / deals", "ratio"),
            metric("mixed", "SUM(sales.amount) / COUNT(sales)", "ratio"),
            metric("level", "SUM(levels.level)", "balance"),
            metric("cover", "level / sold", "ratio"),
            metric("open", "SUM(bills.amount)", "balance", open_items=OPEN),
            metric("booked", "SUM(entries.amount)"),
        ],
    )  # fmt: skip


def drilled(firm: Books, text: str, column: str, **at: Any) -> tuple[Drill, ...]:
    found = drill(firm.checked(text), column, at, firm.layer, firm.rights)
    assert not isinstance(found, Issues), [str(item) for item in found]
    return found


def refused(firm: Books, text: str, column: str, **at: Any) -> str:
    """The code of the refusal, and its reason."""
    found = drill(firm.checked(text), column, at, firm.layer, firm.rights)
    assert isinstance(found, Issues)
    (only,) = found.items
    return f"{only.code} {only.params.get('reason', '')}".strip()


def rows(firm: Books, one: Drill, *names: str) -> list[tuple[Any, ...]]:
    compiled = compile_query(one.checked, firm.layer, firm.rights)
    assert isinstance(compiled, CompiledSql)
    places = [[column.name for column in compiled.columns].index(name) for name in names]
    found = firm.connection.execute(compiled.sql).fetchall()
    return sorted(tuple(plain(row[place]) for place in places) for row in found)


def test_a_flow_with_its_pin_and_groups(firm: Books):
    text = f"SELECT people.region AS r, MEASURE(sold) AS s FROM m WHERE {FEBRUARY} GROUP BY 1"
    (west,) = drilled(firm, text, "s", r="West")
    # The plan of 70 is not behind an actual number.
    assert rows(firm, west, "id", "day", "people.name", "value") == [(3, "2026-02-28", "Bob", 40)]
    (orphans,) = drilled(firm, text, "s", r=None)
    assert rows(firm, orphans, "id", "value") == [(5, 3)]


def test_a_lifted_pin_and_a_month_before(firm: Books):
    text = f"SELECT sales.scenario AS x, MEASURE(sold) AS s FROM m WHERE {FEBRUARY} GROUP BY 1"
    (plan,) = drilled(firm, text, "s", x="plan")
    assert rows(firm, plan, "id", "value") == [(4, 70)]
    before = f"SELECT PRIOR_PERIOD(MEASURE(sold)) AS s FROM m WHERE {FEBRUARY}"
    (january,) = drilled(firm, before, "s")
    assert rows(firm, january, "id", "value") == [(1, 10)]


def test_a_ratio_has_rows_above_and_below(firm: Books):
    for name in ("ticket", "mixed"):
        above, below = drilled(firm, f"SELECT MEASURE({name}) AS t FROM m WHERE {FEBRUARY}", "t")
        assert rows(firm, above, "id", "value") == [(2, 20), (3, 40), (5, 3)]
        assert rows(firm, below, "id", "value") == [(2, 1), (3, 1), (5, 1)]


def test_a_balance_stands_at_its_date_and_like_rows_are_one_line(firm: Books):
    months = f"SELECT DATE_TRUNC('month', period) AS k, MEASURE(level) AS l FROM m WHERE {FEBRUARY} GROUP BY 1"
    (february,) = drilled(firm, months, "l", k=date(2026, 2, 1))
    assert rows(firm, february, "person", "day", "value") == [(1, "2026-02-20", 14), (2, "2026-02-20", 1)]
    # A ratio shares the end of its operands: sales go to the 28th, the levels stand at the 20th, so do the sales.
    level, sold = drilled(firm, f"SELECT MEASURE(cover) AS c FROM m WHERE {FEBRUARY}", "c")
    assert rows(firm, level, "value") == [(1,), (14,)]
    assert rows(firm, sold, "id", "value") == [(2, 20)]


def test_open_items_show_what_is_open(firm: Books):
    (items,) = drilled(firm, f"SELECT MEASURE(open) AS o FROM m WHERE {FEBRUARY}", "o")
    assert rows(firm, items, "id", "amount", "value") == [(1, 100, 70), (2, 8, 8)]


def test_a_distinct_count_names_what_it_counts(firm: Books):
    (found,) = drilled(firm, f"SELECT MEASURE(buyers) AS b FROM m WHERE {FEBRUARY}", "b")
    assert (found.combine, found.counted) == ("COUNT_DISTINCT", "counted")
    where = f"SELECT MEASURE(buyers) AS b FROM m WHERE {FEBRUARY} AND people.region = 'West'"
    (west,) = drilled(firm, where, "b")
    assert rows(firm, west, "id", "counted") == [(3, 2)]
    assert len(firm.connection.execute(firm.compiled(found.sql).sql).fetchall()) == 3


def test_signs_of_a_tree_and_weekdays(firm: Books):
    members = "TREE_MEMBER(accounts.chart, 'profit', 'cost')"
    text = f"SELECT {members} AS a, MEASURE(booked) AS b FROM m WHERE {FEBRUARY} GROUP BY 1"
    (profit,) = drilled(firm, text, "b", a="profit")
    assert rows(firm, profit, "id", "value") == [(1, 9), (2, -4)]
    (cost,) = drilled(firm, text, "b", a="cost")
    assert rows(firm, cost, "id", "value") == [(2, 4)]
    weekday = f"SELECT EXTRACT(isodow FROM period) AS w, MEASURE(sold) AS s FROM m WHERE {FEBRUARY} GROUP BY 1"
    (friday,) = drilled(firm, weekday, "s", w=5)
    assert rows(firm, friday, "id", "value") == [(5, 3)]


def test_a_subtotal(firm: Books):
    text = f"SELECT people.region AS r, MEASURE(deals) AS n FROM m WHERE {FEBRUARY} GROUP BY ROLLUP (people.region)"
    (whole,) = drilled(firm, text, "n")
    assert rows(firm, whole, "id", "value") == [(2, 1), (3, 1), (5, 1)]


def test_what_has_no_rows_to_show_is_refused(firm: Books):
    ranked = (
        f"SELECT people.region AS r, RANK() OVER (ORDER BY MEASURE(sold) DESC) AS n FROM m WHERE {FEBRUARY} GROUP BY 1"
    )
    assert refused(firm, ranked, "n", r="East") == "CANNOT_DRILL window"
    outer = f"WITH x AS (SELECT MEASURE(sold) AS s FROM m WHERE {FEBRUARY}) SELECT x.s * 2 AS d FROM x"
    assert refused(firm, outer, "d") == "CANNOT_DRILL outer"
    before = f"SELECT PRIOR_YEAR(MEASURE(sold)) AS s FROM m WHERE {FEBRUARY}"
    assert refused(firm, before, "s") == "CANNOT_DRILL no_rows"
    unkeyed = f"SELECT AVG(paid.amount) AS a, SUM(paid.amount) AS s FROM m WHERE {FEBRUARY}"
    assert refused(firm, unkeyed, "a") == "CANNOT_DRILL no_key"
    assert len(drilled(firm, unkeyed, "s")) == 1
    text = f"SELECT people.region AS r, MEASURE(sold) AS s FROM m WHERE {FEBRUARY} GROUP BY 1"
    assert refused(firm, text, "s") == "UNKNOWN_FIELD"
    assert refused(firm, text, "s", region="West") == "UNKNOWN_FIELD"


def test_rights_bind_the_rows_too(firm: Books):
    text = f"SELECT MEASURE(sold) AS s FROM m WHERE {FEBRUARY}"
    barred = firm.as_user(Rights(metrics=None, fields=None, detail=False))
    assert refused(barred, text, "s") == "DENIED_DETAIL"
    unnamed = firm.as_user(Rights(metrics=None, fields=None, denied_fields=frozenset({"people.name", "sales.day"})))
    (found,) = drilled(unnamed, text, "s")
    assert {"people.name", "day"}.isdisjoint(column.name for column in found.checked.columns)
