"""Odd and hostile input ends in a clear sentence: no traceback, no control characters, no minutes of work."""

from __future__ import annotations

import time

import pytest

from bot.turn import Answer, Refusal
from tests.scenario.redteam.conftest import BOSS, Ask, rows, shown

TAKINGS = [
    "takings\x00 this year", "\u202etakings this year\u202c", "tak\u200bings this\u2060 year", "takings 🍞 this year",
    "takings\nthis\r\n\tyear", "takings \x1b[31mthis\x1b[0m year", "\x1b]0;owned\x07takings this year",
    "{takings} this year",
    "ｔａｋｉｎｇｓ　ｔｈｉｓ　ｙｅａｒ", "takings this\u2028year", "takings \\ this year", "TAKINGS THIS YEAR!!!",
]  # fmt: skip
NO_ANSWER = {
    "takings " * 1250: "QUESTION_TOO_LONG",
    "营业额" * 3334: "QUESTION_TOO_LONG",
    "🍞🥐": "EMPTY_QUESTION",
    "\x00\u200b \u202e": "EMPTY_QUESTION",
    "???!!!。。": "EMPTY_QUESTION",
    "(" * 1000: "EMPTY_QUESTION",
    "a" * 2000: "NOT_IN_LAYER",
    "营" * 1999: "NOT_IN_LAYER",
    "takings'; DROP TABLE sales; --": "CHANGES_DATA",
    "takings on 2026-02-30": "UNRESOLVED_PERIOD",
    "takings last 999999999 days": "NOT_UNDERSTOOD",
    "近99999999年营业额": "NOT_UNDERSTOOD",
    "ما هو takings this year": "NOT_UNDERSTOOD",
    "takings [red]bold[/red] this year": "NOT_UNDERSTOOD",
    "top 0 clients by takings": "NOT_UNDERSTOOD",
    "clients with takings over " + "9" * 300 + " this year": "QUERY_FAILED",
}
SQL = {
    "SELECT MEASURE(takings) AS t FROM guild WHERE period >= DATE '0001-01-01'": "PERIOD_NOT_RANGE",
    "SELECT PRIOR_YEAR(MEASURE(takings)) AS t FROM guild WHERE period <= DATE '9999-12-31'": "PERIOD_NOT_RANGE",
    "SELECT MEASURE(takings) AS t FROM guild WHERE period > DATE '9999-12-31'": "PERIOD_NOT_RANGE",
    "SELECT MEASURE(takings) AS t FROM guild WHERE period >= DATE '2026-13-01'": "PERIOD_NOT_RANGE",
    "SELECT MEASURE(takings)" + " + 1" * 3000 + " AS t FROM guild": "TOO_LARGE",
    "SELECT MEASURE(takings) AS t FROM guild WHERE clients.name IN (" + "'a'," * 20000 + "'b')": "TOO_LARGE",
    "WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT 1 FROM a) SELECT MAX(1) FROM a": "FORBIDDEN_SYNTAX",
    "SELECT REPEAT(clients.name, 1000000000) AS r FROM guild ORDER BY 1": "FORBIDDEN_FUNCTION",
    "SELECT MEASURE(takings) FROM guild WHERE REGEXP_MATCHES(clients.name, '(a+)+$')": "FORBIDDEN_FUNCTION",
}


@pytest.mark.parametrize("text", TAKINGS)
def test_what_is_not_seen_changes_nothing(ask: Ask, text: str):
    turn = ask(BOSS, text)
    assert rows(turn) == [[1718]]
    assert not {char for char in shown(turn) if ord(char) < 32 and char != "\n"}
    assert not set(shown(turn)) & set("\x1b\x9b\u202e\u200b")


@pytest.mark.parametrize("text", [*NO_ANSWER, *SQL], ids=lambda text: repr(text[:30]))
def test_what_cannot_be_meant_is_said(ask: Ask, text: str):
    started = time.perf_counter()
    outcome = ask(BOSS, text).outcome
    assert isinstance(outcome, Refusal)
    assert (NO_ANSWER | SQL)[text] in {str(item.code) for item in outcome.issues}
    assert 10 < len(outcome.text) < 1000
    assert time.perf_counter() - started < 60


def test_bytes_that_are_no_text_are_asked_about_all_the_same(ask: Ask):
    assert rows(ask(BOSS, "takings \udcff this year")) == [[1718]]
    assert rows(ask("\udcff@example.com", "takings this year")) == []
    assert rows(ask(BOSS, "SELECT COUNT(clients) AS n FROM guild WHERE clients.name = '\udcff'")) == [[0]]


@pytest.mark.parametrize("factor", ["9" * 44, "1e200", "1e308 * 1e308", "1e-200"])
def test_numbers_beyond_all_money_are_printed(ask: Ask, factor: str):
    for columns, group in (("", ""), ("clients.name, ", " GROUP BY clients.name")):
        turn = ask(BOSS, f"SELECT {columns}MEASURE(takings) * {factor} AS x FROM guild{group}")
        assert isinstance(turn.outcome, Answer)
        assert shown(turn)
