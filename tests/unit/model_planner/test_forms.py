"""A list of what something never happened to, in whatever form a model writes its period; asked about where two fit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.pipeline import Services, answer_question
from bot.planners.model.forms import brought_to_form, rows_looked_for, with_dated_rows
from bot.read import ReadContext, build_context
from bot.turn import Clarification
from semantic_layer.model import FieldType, Layer, SemanticModel
from tests.fakes.openai_server import OpenAiServer, says
from tests.unit.model_planner.conftest import make_planner
from tests.unit.offline.firm import context, question

OCT = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
SHIPPED = "shipments.shipped_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
MODEL = context().layer.model


def clients(where: str) -> str:
    return f"SELECT clients.client_name FROM parcels WHERE {where}"


def same(sql: str, model: SemanticModel = MODEL) -> str:
    return brought_to_form(sql, model).replace("EXISTS(", "EXISTS (")


GONE = clients(f"NOT EXISTS (SELECT 1 FROM shipments WHERE {SHIPPED})")


def test_the_period_inside_is_the_date_of_the_rows() -> None:
    assert same(clients(f"NOT EXISTS (SELECT 1 FROM shipments WHERE {OCT})")) == GONE
    half_open = "period >= DATE '2026-10-01' AND period < DATE '2026-11-01'"
    text = same(clients(f"NOT EXISTS (SELECT 1 FROM shipments WHERE {half_open})"))
    assert "shipments.shipped_on >= DATE '2026-10-01' AND shipments.shipped_on < DATE '2026-11-01'" in text


def test_a_moment_is_of_its_day() -> None:
    shipments = MODEL.datasets["shipments"]
    fields = {**shipments.fields, "shipped_on": replace(shipments.fields["shipped_on"], type=FieldType.TIMESTAMP)}
    model = replace(MODEL, datasets={**MODEL.datasets, "shipments": replace(shipments, fields=fields)})
    text = same(clients(f"NOT EXISTS (SELECT 1 FROM shipments WHERE {OCT})"), model)
    assert "CAST(shipments.shipped_on AS DATE) BETWEEN" in text


def test_beside_things_without_a_date_the_period_is_theirs() -> None:
    assert same(clients(f"{OCT} AND NOT EXISTS (SELECT 1 FROM shipments)")) == GONE
    assert same(clients(f"NOT EXISTS (SELECT 1 FROM shipments) AND {OCT} AND clients.segment = '电商'")) == (
        GONE + " AND clients.segment = '电商'"
    )


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT bills.bill_no FROM parcels WHERE {OCT} AND NOT EXISTS (SELECT 1 FROM settlements)",  # its own date
        GONE,
        clients("NOT EXISTS (SELECT 1 FROM shipments)"),
        clients("NOT EXISTS (SELECT 1 FROM shipments WHERE"),  # does not parse
        f"SELECT clients.client_name, MEASURE(receivables) AS m FROM parcels WHERE {OCT} GROUP BY clients.client_name",
        clients(f"{OCT} AND NOT EXISTS (SELECT 1 FROM shipments WHERE {SHIPPED})"),
        clients(f"{OCT} AND NOT EXISTS (SELECT 1 FROM shipments) AND NOT EXISTS (SELECT 1 FROM bills)"),  # whose?
    ],
)
def test_everything_else_stays_as_it_is(sql: str) -> None:
    assert brought_to_form(sql, MODEL) == sql


def test_only_things_with_a_date_have_two_readings() -> None:
    clients_dated = replace(MODEL.datasets["clients"], time_field="joined_on")
    model = replace(MODEL, datasets={**MODEL.datasets, "clients": clients_dated})
    outside = clients(f"{OCT} AND NOT EXISTS (SELECT 1 FROM shipments)")
    assert same(outside, model) == outside
    assert with_dated_rows(outside, model).replace("EXISTS(", "EXISTS (") == GONE
    assert with_dated_rows(GONE, model) == ""
    bills = f"SELECT bills.bill_no FROM parcels WHERE {OCT} AND NOT EXISTS (SELECT 1 FROM settlements)"
    assert with_dated_rows(bills, model) == "", "bills of October"


def test_what_is_looked_for() -> None:
    assert rows_looked_for(GONE, MODEL) == (("shipments", True),)
    assert rows_looked_for(clients("EXISTS (SELECT 1 FROM bills)"), MODEL) == (("bills", False),)
    narrowed = clients("NOT EXISTS (SELECT 1 FROM shipments WHERE shipments.service = '空运')")
    assert rows_looked_for(narrowed, MODEL) == (), "something else is asked of them"


# ---- through the planner


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(GONE)) as running:
        yield running


async def asked(server: OpenAiServer, sql: str, around: ReadContext) -> Any:
    server.then(says(sql))
    model = make_planner(server.url)
    services = Services(around.layer, around, warehouse=None, planner="model", model_planner=model)  # type: ignore[arg-type]
    return await answer_question(question("上月喵喵喵没有发运的客户"), services)


async def test_where_void_rows_are_not_counted_it_is_asked_whether_they_count(server: OpenAiServer) -> None:
    counted = replace(MODEL.metrics["shipment_count"], filter="shipments.service <> '同城'")
    model = replace(MODEL, metrics={**MODEL.metrics, "shipment_count": counted})
    turn = await asked(
        server, clients(f"NOT EXISTS (SELECT 1 FROM shipments WHERE {OCT})"), build_context(Layer(model))
    )
    assert isinstance(turn.outcome, Clarification)
    assert [option.label for option in turn.outcome.options] == ["没有任何运单（不论状态）"]
