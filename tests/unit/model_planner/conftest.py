"""A tiny layer, a reading and a verify made of the real parser, for the model planner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from bot.planners.model import Example, ModelPlanner, ModelSettings
from bot.turn import Question, Reading, Span, ValueMatch
from semantic_layer.access import Rights
from semantic_layer.issues import Issue, Issues
from semantic_layer.model import (
    Dataset,
    Field,
    FieldRef,
    FieldRole,
    FieldType,
    Label,
    Layer,
    Metric,
    MetricKind,
    Relationship,
    SemanticModel,
    Unit,
)
from semantic_layer.parse import parse_query
from semantic_layer.periods import Grain, Period

DISTRICT = FieldRef("stores", "district")
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31), Grain.MONTH, words="上月")
RIGHT = (
    "SELECT MEASURE(takings) AS takings FROM shop "
    "WHERE period BETWEEN DATE '2026-03-01' AND DATE '2026-03-31' AND stores.district = '河东'"
)


def text_field(dataset: str, name: str, label: Label, role: FieldRole = FieldRole.CATEGORY, **more: Any) -> Field:
    return Field(name, dataset, name, FieldType.STRING, role, label, **more)


def small_model() -> SemanticModel:
    tickets = {
        "ticket_no": text_field("tickets", "ticket_no", Label("小票号", "Ticket number"), FieldRole.ID),
        "store_id": text_field("tickets", "store_id", Label(), FieldRole.ID, hidden=True),
        "sold_on": Field("sold_on", "tickets", "sold_on", FieldType.DATE, FieldRole.TIME, Label("日期", "Date")),
        "amount": Field("amount", "tickets", "amount", FieldType.DECIMAL, FieldRole.AMOUNT, Label("金额", "Amount")),
    }
    stores = {
        "store_id": text_field("stores", "store_id", Label(), FieldRole.ID, hidden=True),
        "name": text_field("stores", "name", Label("门店名称", "Store name"), FieldRole.NAME),
        "district": text_field("stores", "district", Label("区", "District"), values=("河东", "河西", "江北")),
        "landlord": text_field("stores", "landlord", Label("房东", "Landlord")),
    }
    datasets = {
        "tickets": Dataset("tickets", "tickets", fields=tickets, time_field="sold_on", label=Label("小票", "Ticket")),
        "stores": Dataset("stores", "stores", fields=stores, display="name", label=Label("门店", "Store")),
    }
    metrics = [
        Metric(
            "takings",
            "SUM(tickets.amount)",
            MetricKind.FLOW,
            Label("营业额", "Takings"),
            ("流水",),
            Label("含税实收金额", "Gross amount received"),
            unit=Unit("currency", "CNY"),
        ),
        Metric("ticket_count", "COUNT(tickets)", MetricKind.FLOW, Label("小票数", "Tickets")),
        Metric("basket", "takings / ticket_count", MetricKind.RATIO, Label("客单价", "Basket"), ("笔单价",)),
        Metric("rent_paid", "SUM(tickets.amount)", MetricKind.FLOW, Label("已付租金", "Rent paid")),
    ]
    return SemanticModel(
        "shop",
        datasets=datasets,
        relationships=(Relationship("at", "tickets", ("store_id",), "stores", ("store_id",)),),
        metrics={metric.name: metric for metric in metrics},
        digest="d1",
    )


@dataclass(frozen=True)
class Context:
    layer: Layer
    index: None = None


def make_reading(text: str = "上月河东营业额怎么个走法") -> Reading:
    """Period, metric and value linked; some words not recognised."""
    at = text.find("河东")
    span = Span(at, at + 2, "河东", "value", (DISTRICT, "河东"), "value")
    return Reading(
        text,
        "zh",
        spans=(Span(4, 7, "营业额", "metric", "takings"), span),
        metrics=("takings",),
        values=(ValueMatch(DISTRICT, "河东", span=span),),
        periods=(MARCH,),
        unexplained=("怎么个走法",),
    )


@dataclass
class Case:
    """A question ready to be planned, and a record of what was verified."""

    question: Question
    reading: Reading
    context: Context
    verified: list[str]
    steps: list[str]
    problems: Callable[[str], Issues | None] = lambda _sql: None

    async def verify(self, sql: str) -> Issues | None:
        self.verified.append(sql)
        parsed = parse_query(sql, self.context.layer.model)
        return parsed if isinstance(parsed, Issues) else self.problems(sql)

    async def planned_by(self, planner: ModelPlanner) -> Any:
        return await planner.plan(self.question, self.reading, self.context, self.verify, self.steps.append)

    def asked_by(self, rights: Rights) -> Case:
        return replace(self, question=replace(self.question, rights=rights))


@pytest.fixture
def case() -> Case:
    reading = make_reading()
    question = Question(reading.question, "zh", date(2026, 4, 9), Rights.full())
    return Case(question, reading, Context(Layer(small_model())), [], [])


def word(found: Issue) -> str:
    return f"{found.code}: {dict(found.params)}"


def make_planner(url: str, **more: Any) -> ModelPlanner:
    """A planner for a server on loopback; settings and parts may be replaced."""
    options = {name: more.pop(name) for name in ("cache", "examples", "resolve_default", "connect") if name in more}
    chosen: dict[str, Any] = {"model": "any-model", "api_key": "sk-secret", "base_url": url} | more
    return ModelPlanner(ModelSettings(**chosen), word=word, **options)


EXAMPLES = (
    Example("每个区的营业额", "SELECT stores.district, MEASURE(takings) AS t FROM shop GROUP BY stores.district"),
    Example("每个区的已付租金", "SELECT stores.district, MEASURE(rent_paid) AS r FROM shop GROUP BY stores.district"),
)
