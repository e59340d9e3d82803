"""A list of metrics binds: what no metric of theirs touches, a person can neither count nor add up nor list."""

from __future__ import annotations

import pytest

from tests.scenario.redteam.conftest import BLANK, CLERK, LISTER, NOBODY, STRANGER, Ask, rows

OUTSIDE = [
    "SELECT COUNT(bills) AS n FROM guild",
    "SELECT SUM(bills.gross) AS n FROM guild",
    "SELECT MAX(plans.target) AS n FROM guild",
    "SELECT bills.bill_id FROM guild ORDER BY 1",
    "SELECT bills.due_on FROM guild GROUP BY bills.due_on",
    "SELECT MEASURE(takings) AS t FROM guild WHERE EXISTS (SELECT 1 FROM bills WHERE bills.gross > 1000)",
]
INSIDE = {
    "SELECT MEASURE(takings) AS t FROM guild WHERE period >= DATE '2026-01-01'": [[1718]],
    "SELECT SUM(sales.amount) AS n FROM guild": [[2638]],
    "SELECT COUNT(clients) AS n FROM guild": [[5]],
    "SELECT clients.tier, COUNT(clients) AS n FROM guild GROUP BY clients.tier": [["A", 2], ["B", 2], ["Ztier", 1]],
}


@pytest.mark.parametrize("text", OUTSIDE)
@pytest.mark.parametrize("person", [LISTER, CLERK])
def test_datasets_no_metric_touches_are_closed(ask: Ask, person: str, text: str):
    turn = ask(person, text)
    assert turn.outcome.kind == "refusal"
    assert {code[:6] for code in (str(item.code) for item in turn.outcome.issues)} == {"DENIED"}


@pytest.mark.parametrize("text", INSIDE)
def test_what_their_metrics_touch_is_open(ask: Ask, text: str):
    assert rows(ask(LISTER, text)) == INSIDE[text]


@pytest.mark.parametrize("text", [*OUTSIDE, *INSIDE, "how many clients", "number of sales this year", "list clients"])
@pytest.mark.parametrize("person", [NOBODY, BLANK, STRANGER])
def test_who_has_nothing_gets_nothing(ask: Ask, person: str, text: str):
    turn = ask(person, text)
    assert turn.outcome.kind == "refusal"
    assert rows(turn) == []


@pytest.mark.parametrize("text", ["help", "hello", "which metrics are there?", "takings", "takings by client name"])
@pytest.mark.parametrize("person", [NOBODY, BLANK, STRANGER])
def test_who_has_nothing_is_offered_nothing(ask: Ask, person: str, text: str):
    outcome = ask(person, text).outcome
    assert outcome.kind in ("definition", "refusal")
    assert not getattr(outcome, "suggestions", ())
    assert not getattr(outcome, "metrics", ())
