"""A layer with flows, a balance, ratios and two ways to the same words; queries through the real parser and checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.agree import agree
from bot.turn import Reading, Span, ValueMatch
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    Field,
    FieldRef,
    FieldRole,
    FieldType,
    Horizon,
    Label,
    Layer,
    Metric,
    MetricKind,
    Relationship,
    SemanticModel,
)
from semantic_layer.parse import parse_query
from semantic_layer.periods import Grain, Period

DISTRICT = FieldRef("stores", "district")
TIER = FieldRef("stores", "tier")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), Grain.MONTH, words="上月")
YEAR = Period(date(2026, 1, 1), date(2026, 4, 7), Grain.YEAR, complete=False, words="今年")
LAST_MARCH = Period(date(2025, 3, 1), date(2025, 3, 31), Grain.MONTH, words="去年3月")
IN_MARCH = "period BETWEEN DATE '2026-03-01' AND DATE '2026-03-31'"


def column(dataset: str, name: str, kind: FieldType, role: FieldRole, **more: Any) -> Field:
    return Field(name, dataset, name, kind, role, **more)


def words(dataset: str, name: str, label: str = "", **more: Any) -> Field:
    return column(dataset, name, FieldType.STRING, FieldRole.CATEGORY, label=Label(label, label), **more)


def build_layer() -> Layer:
    date_of = (FieldType.DATE, FieldRole.TIME)
    tickets = {
        "store_id": words("tickets", "store_id"),
        "channel": words("tickets", "channel", "渠道"),
        "scenario": words("tickets", "scenario", "口径", pinned="actual"),
        "sold_on": column("tickets", "sold_on", *date_of),
        "amount": column("tickets", "amount", FieldType.DECIMAL, FieldRole.AMOUNT),
    }
    stock = {
        "store_id": words("stock", "store_id"),
        "counted_on": column("stock", "counted_on", *date_of),
        "worth": column("stock", "worth", FieldType.DECIMAL, FieldRole.BALANCE),
    }
    stores = {
        "store_id": words("stores", "store_id"),
        "name": column("stores", "name", FieldType.STRING, FieldRole.NAME),
        "district": words("stores", "district", "区"),
        "tier": words("stores", "tier", "等级"),
        "is_open": column("stores", "is_open", FieldType.BOOLEAN, FieldRole.FLAG),
    }
    datasets = {
        "tickets": Dataset("tickets", "tickets", fields=tickets, time_field="sold_on"),
        "stock": Dataset("stock", "stock", fields=stock, time_field="counted_on"),
        "stores": Dataset("stores", "stores", fields=stores, primary_key=("store_id",), display="name"),
    }
    metrics = [
        Metric("takings", "SUM(tickets.amount)", MetricKind.FLOW),
        Metric("revenue", "takings", MetricKind.FLOW),
        Metric("ticket_count", "COUNT(tickets)", MetricKind.FLOW),
        Metric("basket", "takings / ticket_count", MetricKind.RATIO),
        Metric("takings_growth", "takings / PRIOR_YEAR(takings) - 1", MetricKind.RATIO),
        Metric("online", "SUM(tickets.amount)", MetricKind.FLOW, filter="tickets.channel = '网店'"),
        Metric("stock_worth", "SUM(stock.worth)", MetricKind.BALANCE),
    ]
    model = SemanticModel(
        "shop",
        datasets=datasets,
        relationships=(
            Relationship("sold_at", "tickets", ("store_id",), "stores", ("store_id",)),
            Relationship("kept_at", "stock", ("store_id",), "stores", ("store_id",)),
        ),
        metrics={metric.name: metric for metric in metrics},
        calendar=CalendarSpec(),
        digest="d",
    )
    ends = {
        "tickets": Horizon(date(2024, 1, 1), date(2026, 4, 7), date(2026, 3, 31)),
        "stock": Horizon(date(2024, 1, 1), date(2026, 3, 31), date(2026, 3, 31)),
    }
    return Layer(model, ends)


LAYER = build_layer()
BASE = Reading("?", "zh", spans=(Span(0, 3, "营业额", "metric", "takings"),), metrics=("takings",), periods=(MARCH,))


def value(text: str, field: FieldRef = DISTRICT, negated: bool = False, at: int = 10) -> ValueMatch:
    return ValueMatch(field, text, negated, Span(at, at + len(text), text, "value"))


def reading(**changes: Any) -> Reading:
    """上月营业额, changed; `also` adds spans, `of` names another metric."""
    also = tuple(changes.pop("also", ()))
    of = changes.pop("of", "takings")
    spans = (Span(0, 3, "?", "metric", of),) if of else ()
    return replace(BASE, metrics=(of,) if of else (), spans=spans + also, **changes)


@pytest.fixture
def disagreements() -> Callable[..., list[str]]:
    """The codes of what a query does not keep of a reading; a query that is wrong in itself fails the test."""

    def judge(said: Reading, sql: str, **more: Any) -> list[str]:
        parsed = parse_query(sql, LAYER.model)
        assert not isinstance(parsed, Issues), [str(item) for item in parsed]
        checked = check_query(parsed, LAYER, Rights.full())
        assert not isinstance(checked, Issues), [str(item) for item in checked]
        found = agree(said, checked, LAYER, **more)
        return [] if found is None else [code.value.removeprefix("DISAGREES_") for code in found.codes()]

    return judge
