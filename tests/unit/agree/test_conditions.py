"""Agreement on values, order, metrics and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.read.intent import FieldSaid, Intent, Threshold
from bot.read.pieces import Number, Piece
from bot.turn import Reading, Span
from semantic_layer.model import FieldRef
from tests.unit.agree.conftest import DISTRICT, IN_MARCH, TIER, reading, value

Judge = Callable[..., list[str]]
EAST = reading(values=(value("河东"),))
NOT_EAST = reading(values=(value("河东", negated=True),))
BOTH = reading(values=(value("河东"), value("河西", at=13)))
BY_DISTRICT = FieldSaid("区", (DISTRICT,), Piece(0, 1, "区"), each=True)
SHARE = Span(20, 22, "占比", "share", "share")


def where(condition: str) -> str:
    return f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH} AND {condition}"


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        (EAST, where("stores.district = '河东'")),
        (EAST, where("stores.district IN ('河东')")),
        (EAST, where("district = '河东'")),
        (EAST, f"SELECT MEASURE(takings) FILTER (WHERE stores.district = '河东') AS t FROM shop WHERE {IN_MARCH}"),
        (replace(EAST, unexplained=("渠道上",)), where("tickets.channel = '河东'")),
        (BOTH, where("stores.district IN ('河西', '河东')")),
        (BOTH, where("(stores.district = '河东' OR stores.district = '河西')")),
        (
            BOTH,
            "SELECT MEASURE(takings) FILTER (WHERE stores.district = '河东') AS a, "
            f"MEASURE(takings) FILTER (WHERE stores.district = '河西') AS b FROM shop WHERE {IN_MARCH}",
        ),
        (NOT_EAST, where("stores.district IS DISTINCT FROM '河东'")),
        (NOT_EAST, where("(stores.district IS NULL OR stores.district NOT IN ('河东'))")),
        (NOT_EAST, where("(stores.district <> '河东' OR stores.district IS NULL)")),
        (NOT_EAST, where("COALESCE(stores.district, '') <> '河东'")),
        (reading(of="online", values=(value("网店", FieldRef("tickets", "channel")),)), "online"),
        (reading(values=(value("actual", FieldRef("tickets", "scenario")),)), "takings"),
        (reading(values=(value("true", FieldRef("stores", "is_open")),)), where("stores.is_open")),
        (reading(values=(value("true", FieldRef("stores", "is_open")),)), where("stores.is_open = TRUE")),
    ],
)
def test_values_in_any_form_agree(disagreements: Judge, said: Reading, sql: str) -> None:
    if " " not in sql:
        sql = f"SELECT MEASURE({sql}) AS t FROM shop WHERE {IN_MARCH}"
    assert disagreements(said, sql) == []


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        (EAST, "stores.tier = 'A'"),
        (EAST, "tickets.channel = '河东'"),
        (EAST, "stores.district = '河西'"),
        (EAST, "stores.district LIKE '河东%'"),
        (EAST, "stores.district IS DISTINCT FROM '河东'"),
        (EAST, "NOT (stores.district = '河东')"),
        (EAST, "(stores.district = '河东' OR stores.tier = 'A')"),
        (EAST, "(stores.district = '河东' OR stores.district IS NOT NULL OR stores.tier IS NULL)"),
        (BOTH, "stores.district = '河东'"),
        (NOT_EAST, "stores.district = '河东'"),
        (NOT_EAST, "stores.district <> '河东'"),
        (NOT_EAST, "stores.district NOT IN ('河东')"),
        (NOT_EAST, "stores.tier = 'A'"),
    ],
)
def test_a_value_lost_or_turned_round_is_caught(disagreements: Judge, said: Reading, condition: str) -> None:
    assert "VALUE" in disagreements(said, where(condition))


def test_a_value_of_several_fields_agrees_with_any_of_them(disagreements: Judge) -> None:
    span = Span(10, 12, "河东", "value")
    either = (replace(value("河东"), span=span), replace(value("河东店", TIER), span=span))
    said = reading(values=either)
    assert disagreements(said, where("stores.tier = '河东店'")) == []
    assert "VALUE" in disagreements(said, where("stores.tier = '河西店'"))


def test_a_filter_nobody_asked_for_is_caught_where_all_words_are_understood(disagreements: Judge) -> None:
    sql = where("stores.district = '河东' AND stores.tier = 'A'")
    assert disagreements(EAST, sql) == ["EXTRA"]
    assert disagreements(replace(EAST, unexplained=("头等",)), sql) == []
    assert disagreements(replace(EAST, is_follow_up=True), sql) == []


def by_district(rest: str, inner: str = "MEASURE(takings) AS t") -> str:
    return f"SELECT stores.district, {inner} FROM shop WHERE {IN_MARCH} GROUP BY stores.district {rest}"


TOP = reading(limit=3, descending=True, fields=(DISTRICT,))


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        (TOP, by_district("ORDER BY t DESC LIMIT 3")),
        (TOP, by_district("ORDER BY MEASURE(takings) DESC NULLS LAST, stores.district LIMIT 3")),
        (replace(TOP, limit=None), by_district("ORDER BY t DESC LIMIT 1")),
        (replace(TOP, limit=None), by_district("ORDER BY t DESC")),
        (replace(TOP, limit=None, fields=()), f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"),
        (replace(TOP, descending=False), by_district("ORDER BY t ASC LIMIT 3")),
        (reading(fields=(DISTRICT,)), by_district("ORDER BY t DESC")),
        (reading(fields=(DISTRICT,)), by_district("")),
    ],
)
def test_order_and_limit_in_any_form_agree(disagreements: Judge, said: Reading, sql: str) -> None:
    assert disagreements(said, sql) == []


@pytest.mark.parametrize(
    ("said", "sql"),
    [
        (TOP, by_district("ORDER BY t DESC LIMIT 5")),
        (TOP, by_district("ORDER BY t ASC LIMIT 3")),
        (TOP, by_district("ORDER BY t DESC")),
        (TOP, by_district("")),
        (TOP, by_district("ORDER BY stores.district LIMIT 3")),
        (reading(fields=(DISTRICT,)), by_district("ORDER BY t DESC LIMIT 10")),
    ],
)
def test_order_or_limit_changed_is_caught(disagreements: Judge, said: Reading, sql: str) -> None:
    assert disagreements(said, sql) == ["ORDER"]


@pytest.mark.parametrize(
    ("said", "inner"),
    [
        (reading(), "MEASURE(takings) AS t"),
        (reading(), "MEASURE(takings) AS t, MEASURE(ticket_count) AS n"),
        (reading(), "MEASURE(revenue) AS t"),
        (reading(of="revenue"), "MEASURE(takings) AS t"),
        (reading(also=[SHARE]), "MEASURE(takings) / TOTAL(MEASURE(takings)) AS s"),
        (reading(unexplained=("每单",)), "MEASURE(basket) AS b"),
        (reading(of=""), "MEASURE(ticket_count) AS n"),
    ],
)
def test_a_metric_used_or_built_on_agrees(disagreements: Judge, said: Reading, inner: str) -> None:
    assert disagreements(said, by_district("", inner)) == []


@pytest.mark.parametrize(
    ("said", "inner"),
    [
        (reading(), "MEASURE(ticket_count) AS n"),
        (reading(), "MEASURE(basket) AS b"),
        (reading(unexplained=("每单",)), "MEASURE(stock_worth) AS b"),
        (reading(of="basket"), "MEASURE(takings) / MEASURE(ticket_count) AS b"),
    ],
)
def test_another_metric_is_caught(disagreements: Judge, said: Reading, inner: str) -> None:
    assert disagreements(said, by_district("", inner)) == ["METRIC"]


def test_a_word_of_several_metrics_agrees_with_any_of_them(disagreements: Judge) -> None:
    both = tuple(Span(0, 3, "收入", "metric", name) for name in ("takings", "ticket_count"))
    said = replace(reading(of=""), spans=both)
    for name in ("takings", "ticket_count"):
        assert disagreements(said, by_district("", f"MEASURE({name}) AS t")) == []
    assert disagreements(said, by_district("", "MEASURE(basket) AS t")) == ["METRIC"]


def test_a_link_that_is_not_sure_binds_nobody(disagreements: Judge) -> None:
    said = replace(reading(of=""), spans=(Span(0, 3, "应业额", "metric", "takings", "fuzzy", 0.8),))
    assert disagreements(said, by_district("", "MEASURE(ticket_count) AS t")) == []


def test_a_grouping_lost_is_caught(disagreements: Judge) -> None:
    total = f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"
    assert disagreements(reading(fields=(DISTRICT,)), total) == ["GROUP"]
    assert disagreements(reading(fields=(FieldRef("stores", "name"),)), total) == ["GROUP"]
    assert disagreements(reading(grain="day"), total) == ["GROUP"]
    inside = reading(fields=(DISTRICT,), values=(value("河东"), value("河西", at=13)))
    assert disagreements(inside, where("stores.district IN ('河东', '河西')")) == ["GROUP"]
    assert disagreements(replace(inside, values=(value("河东"),)), where("stores.district = '河东'")) == []
    by_week = (
        total.replace("SELECT", "SELECT DATE_TRUNC('week', period) AS w,") + " GROUP BY DATE_TRUNC('week', period)"
    )
    assert disagreements(reading(grain="day"), by_week) == ["GROUP"]
    assert disagreements(reading(grain="week"), by_week) == []


def test_the_key_of_an_entity_stands_for_its_name(disagreements: Judge) -> None:
    said = reading(fields=(FieldRef("stores", "store_id"),))
    sql = f"SELECT stores.name, MEASURE(takings) AS t FROM shop WHERE {IN_MARCH} GROUP BY stores.name"
    assert disagreements(said, sql) == []


def test_amounts_keep_their_zeros(disagreements: Judge) -> None:
    """500万 is 5000000; a factor lost is the commonest slip with Chinese units."""
    threshold = Threshold(">", Number(Decimal("5E+6"), "", True), word="500万")
    intent = Intent([], thresholds=[threshold], groups=[BY_DISTRICT])
    said = replace(reading(of=""), intent=intent)
    assert disagreements(said, by_district("HAVING MEASURE(takings) > 5000000")) == []
    assert disagreements(said, by_district("HAVING MEASURE(takings) > 500000")) == ["VALUE"]


def test_which_one_is_one(disagreements: Judge) -> None:
    said = replace(reading(of="", descending=True), intent=Intent([], which="one", groups=[BY_DISTRICT]))
    assert disagreements(said, by_district("ORDER BY t DESC LIMIT 1")) == []
    assert disagreements(said, by_district("ORDER BY t DESC")) == []
    assert disagreements(said, by_district("ORDER BY t DESC LIMIT 2")) == ["ORDER"]


def test_what_a_follow_up_takes_away_need_not_stand(disagreements: Judge) -> None:
    intent = Intent([], follow={"remove"}, groups=[FieldSaid("区", (DISTRICT,), Piece(0, 1, "区"))])
    said = replace(reading(of="", is_follow_up=True), intent=intent)
    total = f"SELECT MEASURE(takings) AS t FROM shop WHERE {IN_MARCH}"
    assert disagreements(said, total) == []
    assert disagreements(replace(said, is_follow_up=False), total) == ["GROUP"]
