"""Rule 32: pinned fields."""

from __future__ import annotations

import pytest

from tests.soundness.tiny import Books, books, metric, period, table


@pytest.fixture(scope="module")
def ledger() -> Books:
    entries = table(
        "entries",
        "day:date scenario:text team:text amount:amount",
        """
        2026-01-05 | actual | a | 100
        2026-01-06 | budget | a | 80
        2026-01-07 | budget | b | 40
        2026-01-08 | forecast | a | 7
        """,
        time="day",
        pins={"scenario": "actual"},
    )
    return books(
        [entries],
        metrics=[
            metric("cost", "SUM(entries.amount)"),
            metric("plan", "SUM(entries.amount)", pins={"entries.scenario": "budget"}),
            metric("plan_by_filter", "SUM(entries.amount)", filter="entries.scenario = 'budget'"),
            metric("used", "cost / plan", "ratio"),
        ],
    )


WHERE = period("2026-01-01", "2026-01-31")


def test_the_default_applies_and_is_printed(ledger: Books):
    text = f"SELECT MEASURE(cost) FROM m WHERE {WHERE}"
    assert ledger.value(text) == 100
    checked = ledger.checked(text)
    assert [(f.values, f.source) for f in checked.filters] == [(("actual",), "pin")]
    assert "PIN_APPLIED" in [note.code for note in checked.notes]


def test_an_equality_replaces_it(ledger: Books):
    assert ledger.value(f"SELECT MEASURE(cost) FROM m WHERE {WHERE} AND entries.scenario = 'forecast'") == 7
    text = (
        f"SELECT MEASURE(cost) FILTER (WHERE entries.scenario = 'budget') AS b, MEASURE(cost) AS a FROM m WHERE {WHERE}"
    )
    assert ledger.rows(text) == [(120, 100)]


def test_grouping_lifts_it(ledger: Books):
    rows = ledger.rows(f"SELECT entries.scenario, MEASURE(cost) AS c FROM m WHERE {WHERE} GROUP BY 1")
    assert rows == [("actual", 100), ("budget", 120), ("forecast", 7)]


def test_mixing_without_grouping_is_refused(ledger: Books):
    several = f"SELECT MEASURE(cost) FROM m WHERE {WHERE} AND entries.scenario IN ('actual', 'budget')"
    assert ledger.codes(several) == ["PIN_MIXED"]
    assert ledger.codes(f"SELECT MEASURE(cost) FROM m WHERE {WHERE} AND entries.scenario <> 'budget'") == ["PIN_MIXED"]
    share = f"SELECT entries.scenario, MEASURE(cost) / TOTAL(MEASURE(cost)) AS s FROM m WHERE {WHERE} GROUP BY 1"
    assert ledger.codes(share) == ["PIN_MIXED"]


def test_a_pin_of_the_definition_stays(ledger: Books):
    assert ledger.rows(f"SELECT MEASURE(cost), MEASURE(plan), MEASURE(plan_by_filter) FROM m WHERE {WHERE}") == [
        (100, 120, 120)
    ]
    assert ledger.value(f"SELECT MEASURE(used) FROM m WHERE {WHERE}") == round(100 / 120, 6)


def test_a_conflict_is_an_issue_not_an_empty_result(ledger: Books):
    assert ledger.codes(f"SELECT MEASURE(plan) FROM m WHERE {WHERE} AND entries.scenario = 'actual'") == [
        "PIN_CONFLICT"
    ]
    assert ledger.value(f"SELECT MEASURE(plan) FROM m WHERE {WHERE} AND entries.scenario = 'budget'") == 120


def test_details_are_pinned_too(ledger: Books):
    rows = ledger.rows(f"SELECT entries.team, entries.amount FROM m WHERE {WHERE} ORDER BY entries.amount")
    assert rows == [("a", 100)]
