"""Which of two measures is meant, told by a word apart from its noun; a value of money; how many are enough."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, YEAR, Company

# A carrier that bills ticketed and net fares, and knows what a claim costs.
_BILLS = Company(
    "parcels",
    more="""
  - {name: ticketed_fares, expression: SUM(shipments.freight), label: {zh: 总车资, en: Ticketed fares}, unit: CNY}
  - {name: net_fares, expression: ticketed_fares - claims_paid, label: {zh: 净车资, en: Net fares}, synonyms: [fares]}
  - {name: fuel, expression: SUM(shipments.freight) * 0.2, label: {zh: 燃油, en: Fuel bill}, unit: CNY}
  - {name: fuel_per_trip, expression: fuel / shipment_count, label: {zh: 单车燃油, en: Fuel bill per trip}, unit: CNY}
""",
)


@pytest.mark.parametrize(
    ("asked", "metric"),
    [
        ("fares of the North last month, net", "net_fares"),
        ("fares of the North last month, ticketed", "ticketed_fares"),
        ("fares for North last month (ticketed) please?", "ticketed_fares"),
        ("fares for North last month - ticketed", "ticketed_fares"),
    ],
)
def test_the_word_behind_tells_which(asked: str, metric: str):
    """Fares are net ones unless it is said otherwise."""
    assert f"SELECT MEASURE({metric}) AS {metric} FROM parcels WHERE {OCTOBER} AND depots.zone = '城北'" in _BILLS.sql(
        asked
    )


@pytest.mark.parametrize(
    "asked",
    [
        "fares and claims paid last month, net",  # of both, or the one less the other
        "freight revenue last month, ticketed",  # no measure is called so
        "fares last month, non ticketed",
        "fares last month, ticketed and net",
        "fares last month, overdue",
    ],
)
def test_another_word_behind_tells_nothing(asked: str):
    assert not isinstance(_BILLS.plan(asked), Draft), asked


def test_in_a_thread_the_word_stands_alone():
    for text in (
        "no, ticketed",
        "no sorry, ticketed",
        "sorry, ticketed",
        "ticketed?",
        "I meant ticketed",
    ):
        made = _BILLS.drafted(*_BILLS.told(["net fares in the North last month", text]))
        assert made == _BILLS.drafted("ticketed fares in the North last month"), text


def test_per_of_what_was_shown():
    made = _BILLS.drafted(*_BILLS.told(["fuel bill this year", "per trip?"]))
    assert made == _BILLS.drafted("fuel bill per trip this year")


@pytest.mark.parametrize(
    "turns",
    [
        ("freight revenue last month", "ticketed?"),  # there is no ticketed freight revenue
        ("freight revenue last month", "per van?"),
        ("fuel bill this year", "per head?"),
        ("net fares and claims paid last month", "ticketed?"),  # which of the two is left?
        ("net fares last month", "no, not ticketed"),
    ],
)
def test_what_no_measure_is_called_is_not_taken(turns: tuple[str, str]):
    text, history = _BILLS.told(turns)
    assert not isinstance(_BILLS.plan(text, history), Draft), turns


def test_a_value_is_an_amount_of_money():
    assert f"SELECT MEASURE(billed_amount) AS billed_amount FROM parcels WHERE {OCTOBER}" in _BILLS.sql(
        "value of billings last month"
    )
    for asked in (
        "value of vans last month",
        "value of number of shipments last month",
        "value of claim ratio in October",
    ):
        assert not isinstance(_BILLS.plan(asked), Draft), asked


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("freight revenue last 4 quarters, one line per quarter", "freight revenue last 4 quarters by quarter"),
        ("freight revenue last month by zone, one row per client", "freight revenue last month by zone and client"),
        ("freight revenue last month, in millions pls", "freight revenue last month"),
        ("freight revenue Jul-Sep vs the same months a year ago", "freight revenue Jul-Sep vs a year ago"),
        ("freight revenue Jul-Sep vs the same three months last year", "freight revenue Jul-Sep vs a year ago"),
    ],
)
def test_how_it_is_to_be_shown(short: str, long: str):
    assert _BILLS.drafted(short) == _BILLS.drafted(long)


def test_so_many_are_enough():
    first = "top 10 clients by freight revenue this year"
    assert _BILLS.sql(*_BILLS.told([first, "top 3 is enough"])) == (
        "SELECT clients.client_name, MEASURE(freight_revenue) AS freight_revenue FROM parcels "
        f"WHERE {YEAR} AND clients.client_name IS NOT NULL GROUP BY clients.client_name "
        "ORDER BY freight_revenue DESC NULLS LAST LIMIT 3"
    )
    assert _BILLS.drafted(*_BILLS.told([first, "the top 3 will do, thanks"])) == _BILLS.drafted(
        "top 3 clients by freight revenue this year"
    )


@pytest.mark.parametrize("said", ["top 3 is enough", "the top three will do"])
def test_the_top_of_the_lowest_is_not_the_highest(said: str):
    text, history = _BILLS.told(["bottom 10 clients by freight revenue this year", said])
    assert not isinstance(_BILLS.plan(text, history), Draft)
