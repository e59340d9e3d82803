"""Over a plan, with the measure that the layer sets against it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, Question
from semantic_layer.access import Rights
from semantic_layer.loader import load_model
from semantic_layer.model import Layer

_MODEL = """
semantic_model: {name: garden, label: {zh: 苗圃, en: Nursery}, default_period: this year, currency: EUR}
datasets:
  - name: sites
    label: {zh: 基地, en: Site}
    primary_key: site_id
    display: site_name
    fields:
      - {name: site_id, type: integer, role: id, hidden: true}
      - {name: site_name, type: string, role: name, label: {zh: 基地名称, en: Site name}}
  - name: outlays
    label: {zh: 支出, en: Outlay}
    primary_key: [month, site_id]
    time_field: month
    loaded_through: 2026-10-31
    fields:
      - {name: month, type: date, role: time}
      - {name: site_id, type: integer, role: id, hidden: true}
      - {name: spent, type: decimal, role: amount, unit: EUR, hidden: true}
      - {name: planned, type: decimal, role: amount, unit: EUR, hidden: true}
      - {name: grown, type: decimal, role: amount, hidden: true}
relationships:
  - {name: outlay_site, from: outlays.site_id, to: sites.site_id}
metrics:
  - {name: upkeep, expression: SUM(outlays.spent), label: {zh: 养护费, en: Upkeep}, unit: EUR}
  - {name: upkeep_budget, expression: SUM(outlays.planned), label: {zh: 养护预算, en: Upkeep budget}, unit: EUR,
     synonyms: [预算, budget]}
  - {name: plants, expression: SUM(outlays.grown), label: {zh: 出苗数, en: Plants grown}}
"""
_GAP = "  - {name: budget_gap, expression: upkeep - upkeep_budget, label: {zh: 预算差异, en: Budget gap}, unit: EUR}\n"


def _context(tmp_path, text: str) -> ReadContext:
    (tmp_path / "garden.yml").write_text(text, encoding="utf-8")
    return build_context(Layer(load_model([tmp_path / "garden.yml"])))


def _plan(text: str, context: ReadContext) -> Plan:
    lang = "en" if text.isascii() else "zh"
    asked = Question(text, lang, date(2026, 11, 5), Rights.full("tests"))
    return plan_offline(read_question(asked, context), asked, context)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("超预算的基地", ">"),
        ("哪些基地超过预算了", ">"),
        ("which sites are over budget", ">"),
        ("sites above budget", ">"),
        ("低于预算的基地", "<"),
    ],
)
def test_the_layer_says_what_is_set_against_the_plan(tmp_path, text: str, sign: str):
    made = _plan(text, _context(tmp_path, _MODEL + _GAP))
    assert isinstance(made, Draft), made
    assert f"HAVING MEASURE(upkeep) {sign} MEASURE(upkeep_budget)" in made.semantic_sql
    assert "DATE '2026-01-01' AND DATE '2026-1" in made.semantic_sql


@pytest.mark.parametrize("text", ["超预算的基地", "which sites are over budget"])
def test_where_the_layer_does_not_say_it_nothing_is_guessed(tmp_path, text: str):
    assert isinstance(_plan(text, _context(tmp_path, _MODEL)), Decline | Ask)


@pytest.mark.parametrize("text", ["养护费超预算的基地", "sites where upkeep exceeds budget"])
def test_a_measure_said_is_the_one(tmp_path, text: str):
    made = _plan(text, _context(tmp_path, _MODEL))
    assert isinstance(made, Draft), made
    assert "HAVING MEASURE(upkeep) > MEASURE(upkeep_budget)" in made.semantic_sql


def test_one_figure_over_a_plan_is_no_list(tmp_path):
    assert not isinstance(_plan("超预算", _context(tmp_path, _MODEL + _GAP)), Draft)
