"""Nothing a person gets names what they may not see: values of forbidden rows, denied metrics and fields.

The marks are looked for in the whole turn: text, table, card, options, suggestions, SQL, chart and JSON.
"""

from __future__ import annotations

import pytest

from bot.turn import Refusal
from tests.scenario.redteam.conftest import BOSS, EAST, Ask, leaks, rows
from tests.scenario.redteam.guild import FORBIDDEN, SECRET_NAMES

PERIOD = "period BETWEEN DATE '2026-01-01' AND DATE '2026-03-31'"
WORDS = [
    "takings by client name this year", "takings by region this year", "takings by tier this year",
    "takings by ware this year", "takings by agent this year", "takings by unit this year",
    "takings of Zephir this year", "takings of Zephyrr this year", "takings of Zwesst this year",
    "takings of Zblad this year", "top 3 clients by takings this year", "share of takings by client this year",
    "takings by client name, by month this year", "held by client", "owed by client", "list clients", "list bills",
    "what regions are there", "客户有哪些", "有哪些大区", "大区有哪些值", "zspand this year", "薪酬今年", "今年薪资",
    "largest sale this year", "which metrics are there?", "help", "hello", "有哪些指标", "what is code word",
    "clients with takings over 500 this year", "which clients have no bills", "how is Profit calculated", "毛利怎么算",
]  # fmt: skip
QUERIES = [
    f"SELECT receiver.name, receiver.region, MEASURE(takings) AS t FROM guild WHERE {PERIOD} GROUP BY 1, 2",
    f"SELECT TREE_LEVEL(units.org, 2) AS u, MEASURE(takings) AS t FROM guild WHERE {PERIOD} GROUP BY 1",
    "SELECT MAX(clients.name) AS a, MIN(sales.ware) AS b FROM guild",
    "SELECT sales.sale_id, receiver.name, clients.tier FROM guild ORDER BY 1",
    "SELECT MEASURE(zspent) AS t FROM guild",
    "SELECT MEASURE(zsalry) AS t FROM guild",
    "SELECT MEASURE(takings) AS t FROM guild WHERE clients.codword = 'x'",
    "SELECT MEASURE(takings) AS t FROM guild WHERE codword = 'x'",
    "SELECT MEASURE(takings) AS t FROM guild WHERE clients.region = 'Zwesst'",
    "SELECT MEASURE(takings) AS t FROM guild WHERE clients.region = 'West'",
    "SELECT SUM(CAST(clients.name AS INTEGER)) AS t, MAX(CAST(sales.ware AS DATE)) AS d FROM guild",
    f"SELECT MEASURE(profit) / 0 AS t FROM guild WHERE {PERIOD}",
]


@pytest.mark.parametrize("text", [*WORDS, *QUERIES])
def test_no_forbidden_name_is_told(ask: Ask, text: str):
    assert leaks(ask(EAST, text), (*FORBIDDEN, *(name for name in SECRET_NAMES if name != "zspend"))) == []


def test_the_marks_are_found_where_they_are_allowed(ask: Ask):
    assert set(leaks(ask(BOSS, "takings by client name this year"), FORBIDDEN)) == {"Zephyr", "Zenith", "Zorro"}


@pytest.mark.parametrize("known", ["Zephyr", "Zblade", "Zcode3"])
def test_a_hidden_value_reads_like_one_that_is_not_there(ask: Ask, known: str):
    """Else anyone could learn by asking whether somebody is a client."""
    there, invented = (ask(EAST, f"takings of {word} this year") for word in (known, "Xyvvod"))
    assert there.outcome.kind == invented.outcome.kind == "refusal"
    assert there.outcome.text.replace(known, "Xyvvod") == invented.outcome.text


@pytest.mark.parametrize(("word", "takings"), [("Amber", 100), ("Birch", 70), ("North hall", 170), ("East", 170)])
def test_what_they_may_see_they_may_name(ask: Ask, word: str, takings: int):
    assert rows(ask(EAST, f"takings of {word} this year")) == [[takings]]


def test_a_denied_field_is_refused_whoever_asks_for_it(ask: Ask):
    for clause in ("WHERE clients.codeword = 'a'", "GROUP BY clients.codeword", "ORDER BY MAX(clients.codeword)"):
        outcome = ask(EAST, f"SELECT MEASURE(takings) AS t FROM guild {clause}").outcome
        assert isinstance(outcome, Refusal)
        assert [str(item.code) for item in outcome.issues][:1] == ["DENIED_FIELD"], clause
