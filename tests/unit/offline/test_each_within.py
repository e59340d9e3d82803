"""各 before a name of the measure that begins with the noun asked for; a word that is part of several names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from tests.unit.offline import firm

MODEL = """
semantic_model: {name: foundry, label: {zh: 铸造厂, en: Foundry}, default_period: this year, currency: CNY}
datasets:
  - name: costs
    label: {zh: 费用行, en: Cost line}
    primary_key: line_id
    time_field: booked_on
    loaded_through: 2026-10-31
    fields:
      - {name: line_id, type: integer, role: id, hidden: true}
      - {name: booked_on, type: date, role: time, hidden: true}
      - {name: shop, type: string, role: category, label: {zh: 车间, en: Workshop}, values: [熔炼, 造型]}
      - {name: crew, type: string, role: category, label: {zh: 班组, en: Crew}, values: [老浇注甲, 新浇注甲, 东磨光乙]}
      - {name: amount, type: decimal, role: amount, unit: CNY, hidden: true}
      - {name: scrap, type: decimal, role: amount, unit: CNY, hidden: true}
metrics:
  - {name: cost, expression: SUM(costs.amount), label: {zh: 费用, en: Costs}, synonyms: [车间费用], unit: CNY}
  - {name: scrap, expression: SUM(costs.scrap), label: {zh: 车间报废损失, en: Workshop scrap}, unit: CNY}
"""


@cache
def _context() -> ReadContext:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "foundry.yaml"
        path.write_text(MODEL, encoding="utf-8")
        return build_context(Layer(load_model([path])))


def _plan(text: str, history: Sequence[PriorTurn] = ()) -> Plan:
    asked = firm.question(text, history)
    return plan_offline(read_question(asked, _context()), asked, _context())


@pytest.mark.parametrize("text", ["10月各车间费用", "10月每个车间费用", "10月按车间费用", "各车间费用10月"])
def test_the_noun_is_grouped_by(text: str):
    made = _plan(text)
    assert isinstance(made, Draft), made
    assert made.semantic_sql == (
        "SELECT costs.shop, MEASURE(cost) AS cost\nFROM foundry\n"
        "WHERE period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'\nGROUP BY costs.shop"
    )


def test_without_a_word_of_grouping_it_is_one_name():
    made = _plan("10月车间费用")
    assert isinstance(made, Draft)
    assert "GROUP BY" not in made.semantic_sql


def test_what_is_left_must_name_the_same_measure():
    assert isinstance(_plan("10月各车间报废损失"), Decline)


def _answered(text: str) -> PriorTurn:
    made = _plan(text)
    assert isinstance(made, Draft)
    return PriorTurn(text, "answer", made.semantic_sql)


def test_a_part_of_several_names_is_asked_about():
    made = _plan("那浇注呢", [_answered("10月各班组费用")])
    assert isinstance(made, Ask)
    assert [option.label for option in made.options] == ["老浇注甲", "新浇注甲"]


def test_the_part_of_one_name_is_that_value():
    made = _plan("磨光呢", [_answered("10月各班组费用")])
    assert isinstance(made, Draft)
    assert "costs.crew = '东磨光乙'" in made.semantic_sql
