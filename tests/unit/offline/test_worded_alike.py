"""A value beside a measure, where both words together name another measure: asked, unless both are one number."""

from __future__ import annotations

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Draft, Plan
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from tests.unit.offline import firm

TAXI = """
semantic_model: {name: taxi, label: {zh: 出租, en: Taxi}, default_period: this year}
datasets:
  - name: rides
    label: {zh: 行程, en: Ride}
    primary_key: ride_id
    time_field: rode_on
    loaded_through: 2026-11-04
    fields:
      - {name: ride_id, type: integer, role: id}
      - {name: rode_on, type: date, role: time}
      - {name: cost, type: decimal, role: amount, unit: CNY, label: {zh: 金额, en: Amount}}
      - {name: rent, type: decimal, role: amount, unit: CNY, label: {zh: 租金, en: Rent}}
      - {name: owner, type: string, role: category, label: {zh: 归属, en: Ownership}, values: [租赁, 自有],
         value_synonyms: {租赁: [leased], 自有: [own]}}
metrics:
  - {name: fuel, expression: SUM(rides.cost), label: {zh: 车费, en: Ride cost}, unit: CNY}
  - {name: leased, expression: SUM(rides.rent), label: {zh: 租赁车费, en: Leased car cost}, unit: CNY}
  - {name: own_cost, expression: SUM(rides.cost), filter: "rides.owner = '自有'", label: {zh: 自有车费},
     unit: CNY}
"""
OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@pytest.fixture(scope="module")
def taxi(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    path = tmp_path_factory.mktemp("taxi") / "taxi.yaml"
    path.write_text(TAXI, encoding="utf-8")
    return build_context(Layer(load_model([path])))


def _planned(text: str, taxi: ReadContext) -> Plan:
    asked = firm.question(text)
    return plan_offline(read_question(asked, taxi), asked, taxi)


@pytest.mark.parametrize("text", ["10月租赁归属的车费"])
def test_the_two_numbers_are_asked_between(text: str, taxi: ReadContext):
    made = _planned(text, taxi)
    assert isinstance(made, Ask), made
    first, second = (" ".join(one.semantic_sql.split()) for one in made.options)
    assert first == f"SELECT MEASURE(fuel) AS fuel FROM taxi WHERE {OCTOBER} AND rides.owner = '租赁'"
    assert second == f"SELECT MEASURE(leased) AS leased FROM taxi WHERE {OCTOBER}"


@pytest.mark.parametrize("text", ["10月自有归属的车费", "10月自有的车费"])
def test_one_number_by_two_names_is_answered(text: str, taxi: ReadContext):
    assert isinstance(_planned(text, taxi), Draft)


def test_a_measure_that_says_more_is_meant(taxi: ReadContext):
    assert isinstance(_planned("ride cost of leased in October", taxi), Draft)
