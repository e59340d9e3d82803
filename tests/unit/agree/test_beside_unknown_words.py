"""Where words beside it were not understood, a query may read a value or a bound another way, if it shows how."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.read.intent import Intent, MetricSaid, Threshold, ValueSaid
from bot.read.lexicon import Link
from bot.read.pieces import Number, Piece
from tests.unit.agree.conftest import DISTRICT, IN_MARCH, reading, value

Judge = Callable[..., list[str]]
TWO = (value("河东", at=0), value("河西", at=6))
ASKED = "河东 but 河西 not counted"
YEAR = "period BETWEEN DATE '2026-01-01' AND DATE '2026-04-07'"


def query(where: str = "", what: str = "MEASURE(takings) AS t", rest: str = "") -> str:
    return f"SELECT {what} FROM shop WHERE {IN_MARCH}{' AND ' + where if where else ''} {rest}".rstrip()


# ---- "河东 but 河西 not counted", where "not" was not read


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("stores.district = '河东'", []),
        ("stores.district = '河东' AND stores.district IS DISTINCT FROM '河西'", []),
        ("stores.district IN ('河东', '河西')", []),  # the planner asks about it: nothing shows the word
        ("stores.district = '河西'", ["VALUE"]),  # the one beside the word is turned round, not the other
        ("stores.district IS DISTINCT FROM '河西'", ["VALUE"]),  # 河东 is lost
        ("stores.district <> '河西'", ["VALUE"] * 2),  # and rows without a district as well
        ("stores.tier = 'A'", ["VALUE"] * 2),
        ("", ["VALUE"] * 2),
    ],
)
def test_a_value_beside_an_unread_not_may_be_left_out(disagreements: Judge, where: str, codes: list[str]) -> None:
    assert disagreements(reading(question=ASKED, values=TWO, unexplained=("not",)), query(where)) == codes


def test_without_such_a_word_every_value_must_stand(disagreements: Judge) -> None:
    alone = query("stores.district = '河东'")
    assert disagreements(reading(values=TWO), alone) == ["VALUE"]
    assert disagreements(reading(values=TWO, unexplained=("gently",)), alone) == ["VALUE"]


# ---- "tick" may be a slip for a value, or the beginning of ticket_count


def slipped(word: str, source: str = "fuzzy", unexplained: tuple[str, ...] = ("per",)):
    link = Link("value", (DISTRICT, "河东"), source, 0.8, "河东")  # type: ignore[arg-type]
    said = ValueSaid(word, ((DISTRICT, "河东"),), Piece(0, len(word), word, links=(link,)))
    return reading(of="", unexplained=unexplained, intent=Intent([], values=[said]))


@pytest.mark.parametrize(
    ("word", "source", "unexplained", "codes"),
    [
        ("tick", "fuzzy", ("per",), []),
        ("hedong", "fuzzy", ("per",), ["VALUE"]),  # nothing in the query is called so
        ("ti", "fuzzy", ("per",), ["VALUE"]),  # too short to tell
        ("tick", "alias", ("per",), ["VALUE"]),  # a name of the value's own
        ("tick", "fuzzy", (), ["VALUE"]),  # everything else is understood: it was a slip
    ],
)
def test_a_slip_for_a_value_may_name_the_metric(
    disagreements: Judge, word: str, source: str, unexplained: tuple[str, ...], codes: list[str]
) -> None:
    said = slipped(word, source, unexplained)
    found = disagreements(said, query(what="MEASURE(takings) / MEASURE(ticket_count) AS t"))
    assert [code for code in found if code == "VALUE"] == codes


# ---- "slid by 15% or more against last year", where "slid" is unknown


def bounded(op: str = ">=", unexplained: tuple[str, ...] = ("slid",), relations: tuple[str, ...] = ("yoy",)):
    threshold = Threshold(op, Number(Decimal(15), "percent"), word="15%")
    return reading(unexplained=unexplained, intent=Intent([], thresholds=[threshold], relations=list(relations)))


GROWTH = "MEASURE(takings) / PRIOR_YEAR(MEASURE(takings)) - 1"


def stores(having: str, growth: str = GROWTH) -> str:
    return query(what=f"stores.name, {growth} AS g", rest=f"GROUP BY stores.name HAVING {having}")


@pytest.mark.parametrize(
    ("having", "is_fine"),
    [
        (f"{GROWTH} <= -0.15", True),
        ("g <= -0.15", True),
        (f"{GROWTH} >= 0.15", True),
        ("1 - MEASURE(takings) / PRIOR_YEAR(MEASURE(takings)) >= 0.15", True),
        (f"{GROWTH} <= 0.15", False),
        (f"{GROWTH} < -0.15", False),
        (f"{GROWTH} <= -0.2", False),
        ("MEASURE(takings) <= -0.15", False),  # no change
    ],
)
def test_a_bound_on_a_change_may_be_one_on_a_fall(disagreements: Judge, having: str, is_fine: bool) -> None:
    assert ("VALUE" not in disagreements(bounded(), stores(having))) is is_fine


@pytest.mark.parametrize("more", [{"unexplained": ()}, {"relations": ()}])
def test_a_bound_that_was_understood_keeps_its_side(disagreements: Judge, more: dict) -> None:
    assert "VALUE" in disagreements(bounded(**more), stores(f"{GROWTH} <= -0.15"))


# ---- a name that the sentence takes apart


def apart(*words: tuple[str, str]):
    pieces = [
        MetricSaid(word, (name,), Piece(0, 1, word, links=(Link("metric", name, "exact", 1.0, word),)))
        for word, name in words
    ]
    return reading(of="", intent=Intent([], metrics=pieces))


@pytest.mark.parametrize(
    ("what", "codes"),
    [
        ("MEASURE(takings) - MEASURE(ticket_count) AS t", []),  # called by both words, in this order
        ("MEASURE(takings) - MEASURE(basket) AS t", []),
        ("MEASURE(takings) - MEASURE(stock_worth) AS t", ["METRIC"]),
        ("MEASURE(ticket_count) AS t", ["METRIC", "METRIC"]),  # what the first word names is not in the query
        ("MEASURE(ticket_count) - MEASURE(stock_worth) AS t", ["METRIC", "METRIC"]),
    ],
)
def test_two_words_may_be_one_name(disagreements: Judge, what: str, codes: list[str]) -> None:
    said = apart(("ticket", "takings"), ("count", "basket"))
    assert [code for code in disagreements(said, query(what=what)) if code == "METRIC"] == codes


def test_the_words_the_other_way_round_are_not_that_name(disagreements: Judge) -> None:
    said = apart(("count", "takings"), ("ticket", "basket"))
    assert "METRIC" in disagreements(said, query(what="MEASURE(takings) - MEASURE(ticket_count) AS t"))
