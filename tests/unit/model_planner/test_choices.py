"""What a model chose without a word that says so is offered: another measure, one total for each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.planners.model.choices import is_own_choice
from bot.read.intent import Intent, MetricSaid
from bot.read.pieces import Piece
from bot.turn import Reading
from tests.unit.model_planner.conftest import make_reading, small_model

MODEL = small_model()
ONE = "SELECT MEASURE(takings) AS t FROM shop"


def reading(unexplained: tuple[str, ...], *said: str, follows: bool = False) -> Reading:
    metrics = [MetricSaid(name, (name,), Piece(0, 1, name)) for name in said]
    return replace(make_reading(), unexplained=unexplained, intent=Intent([], metrics=metrics), is_follow_up=follows)


@pytest.mark.parametrize(
    ("unexplained", "sql", "is_own"),
    [
        (("差旅费",), ONE, True),  # a measure that the layer lacks
        (("travel expenses",), ONE, True),
        (("租金额",), ONE.replace("takings", "rent_paid"), False),  # its name holds the word
        (("咋样",), ONE, False),  # no measure: how it went
        ((), ONE, False),
    ],
)
def test_a_measure_nobody_knows_is_not_another_one(unexplained: tuple[str, ...], sql: str, is_own: bool) -> None:
    assert is_own_choice(sql, reading(unexplained), MODEL) is is_own


@pytest.mark.parametrize(
    ("sql", "is_own"),
    [
        (ONE, False),
        ("SELECT MEASURE(takings) / MEASURE(rent_paid) AS t FROM shop", True),  # a second metric that nobody named
        ("SELECT MEASURE(basket) AS t FROM shop", False),  # made of it: asked about elsewhere
    ],
)
def test_a_second_metric_needs_a_word(sql: str, is_own: bool) -> None:
    assert is_own_choice(sql, reading(("烧",), "takings"), MODEL) is is_own


@pytest.mark.parametrize(
    ("word", "sql", "is_own"),
    [
        ("各跑", ONE, True),
        ("respectively", ONE, True),
        ("各跑", "SELECT stores.district, MEASURE(takings) AS t FROM shop GROUP BY stores.district", False),
        (
            "各跑",
            "SELECT MEASURE(takings) FILTER (WHERE a) AS x, MEASURE(takings) FILTER (WHERE b) AS y FROM shop",
            False,
        ),
        ("跑", ONE, False),
    ],
)
def test_each_that_was_not_read_is_not_one_total(word: str, sql: str, is_own: bool) -> None:
    assert is_own_choice(sql, reading((word,), "takings"), MODEL) is is_own


def test_the_year_before_is_not_the_period_before() -> None:
    growth = "SELECT MEASURE(takings) / PRIOR_PERIOD(MEASURE(takings)) - 1 AS g FROM shop"
    assert is_own_choice(growth, reading(("year",), "takings"), MODEL)
    assert not is_own_choice(growth.replace("PERIOD", "YEAR"), reading(("year",), "takings"), MODEL)
    assert not is_own_choice(growth, reading(("quarter",), "takings"), MODEL)
    assert not is_own_choice(growth, reading(("year",), "takings", follows=True), MODEL)
