"""Values of several fields in a list, and a comparison of which one side is only a value: neither side is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.agree import agree
from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from tests.unit.offline import firm
from tests.unit.offline.firm import canonical, drafted, plan
from tests.unit.offline.test_places import agreed

CLINIC = """
semantic_model: {name: clinic, label: {zh: 诊所, en: Clinic}, default_period: this year, currency: EUR}
datasets:
  - name: wards
    label: {zh: 病区, en: Ward}
    primary_key: ward_id
    display: ward_name
    fields:
      - {name: ward_id, type: integer, role: id, hidden: true}
      - {name: ward_name, type: string, role: name, values: [Birch, Maple],
         value_synonyms: {Birch: [桦楼], Maple: [枫楼]}}
  - name: spending
    label: {zh: 支出行, en: Spending row}
    primary_key: [month, ward_id, item]
    time_field: month
    time_grain: month
    loaded_through: 2026-10-31
    fields:
      - {name: month, type: date, role: time}
      - {name: ward_id, type: integer, role: id, hidden: true}
      - {name: item, type: string, role: category, label: {zh: 科目, en: Item}, values: [drugs, linen],
         value_synonyms: {drugs: [药品], linen: [布草]}}
      - {name: spent, type: decimal, role: amount, unit: EUR, label: {zh: 支出额, en: Amount of the row}}
      - {name: planned, type: decimal, role: amount, unit: EUR, label: {zh: 计划额, en: Amount planned}}
      - {name: heads, type: integer, role: amount}
relationships:
  - {name: spending_ward, from: spending.ward_id, to: wards.ward_id}
metrics:
  - {name: outlay, expression: SUM(spending.spent), label: {zh: 支出, en: Outlay}}
  - {name: outlay_budget, expression: SUM(spending.planned), label: {zh: 支出预算, en: Outlay budget},
     synonyms: [预算, budget]}
  - {name: outlay_rate, expression: outlay / outlay_budget, label: {zh: 预算用度, en: Use of budget}, unit: percent}
  - {name: staff_target, expression: SUM(spending.heads), label: {zh: 人员目标, en: Staff target}, synonyms: [目标]}
"""


# A measure that is called like a value of a field.
NAMESAKE = """
  - {name: linen_outlay, expression: SUM(spending.spent), filter: "spending.item = 'linen'",
     label: {zh: 布草, en: Linen}}
"""


def _loaded(text: str, folder: Path) -> ReadContext:
    path = folder / "clinic.yaml"
    path.write_text(text, encoding="utf-8")
    return build_context(Layer(load_model([path])))


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    return _loaded(CLINIC, tmp_path_factory.mktemp("clinic"))


def _planned(text: str, context: ReadContext) -> Plan:
    lang = "en" if text.isascii() else "zh"
    asked = Question(text, lang, firm.TODAY, Rights.full("tests"))
    return plan_offline(read_question(asked, context), asked, context)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("drugs vs budget for Birch in August", {"drugs", "Birch"}),
        ("drugs for Birch compared to budget in August", {"drugs", "Birch"}),
        ("budget vs linen in August", {"linen"}),
        ("8月桦楼药品和预算", {"drugs", "Birch"}),
        ("8月各病区药品对比预算", {"drugs"}),
    ],
)
def test_both_sides_of_a_comparison_are_asked_for(text: str, filters: set[str], clinic: ReadContext):
    made = _planned(text, clinic)
    assert isinstance(made, Draft), made
    assert "MEASURE(outlay) AS" in made.semantic_sql
    assert "MEASURE(outlay_budget) AS" in made.semantic_sql
    where = made.semantic_sql.split("WHERE")[1]
    assert all(f"= '{value}'" in where for value in filters)
    assert "2026-08-01" in where


@pytest.mark.parametrize(
    "text", ["drugs vs staff target for Birch in August", "8月桦楼药品和人员目标", "8月药品和支出"]
)
def test_what_is_no_plan_of_anything_has_no_other_side(text: str, clinic: ReadContext):
    made = _planned(text, clinic)
    assert isinstance(made, Decline), made
    assert any(word in made.issues[0].params["words"] for word in ("drugs", "药品"))


@pytest.mark.parametrize(
    "text", ["outlay vs budget for drugs in August", "8月药品支出和预算", "budget for drugs in August"]
)
def test_what_is_complete_stays_as_it_is(text: str, clinic: ReadContext):
    made = _planned(text, clinic)
    assert isinstance(made, Draft), made
    assert made.semantic_sql.count("MEASURE(outlay_budget)") == 1
    assert ("MEASURE(outlay)" in made.semantic_sql) == ("outlay" in text or "支出" in text)


ZONE_AND_DEPOT = [
    "上月城南和城北一站的运费收入",
    "上月城南、城北一站的运费收入",
    "freight revenue of South and 城北一站 last month",
    "South vs 城北一站 freight revenue last month",
    "上月城南的运费收入和城北一站的运费收入",
]


@pytest.mark.parametrize("text", ZONE_AND_DEPOT)
def test_levels_in_a_list_stand_side_by_side(text: str):
    made = agreed(text)
    assert "FILTER (WHERE depots.zone = '城南')" in made
    assert "FILTER (WHERE depots.depot_name = '城北一站')" in made
    assert "'城" not in made.partition("\nWHERE ")[2]


def test_three_places_of_two_levels_are_three_figures():
    made = agreed("freight revenue of South, West bank and 城北一站 last month")
    assert made.count("FILTER (WHERE") == 3


def test_places_of_one_level_are_rows():
    assert "depots.zone IN ('城南', '河西')" in drafted("上月城南和河西的运费收入")


@pytest.mark.parametrize(
    "text",
    [
        "上月城南空运和河西陆运的运费收入",  # each of its own: no cross of the two
        "freight revenue for South and Road yoy last month",
        "total freight revenue for South and Road last month",
        "上月城南和城北一站运费收入最高的客户",
    ],
)
def test_what_a_list_of_fields_leaves_open_is_not_answered(text: str):
    assert isinstance(plan(text), Decline), plan(text)


@pytest.mark.parametrize("text", ["freight revenue for South and Road last month", "上月城南和陆运的运费收入"])
def test_values_of_two_fields_are_both_at_once_or_each_for_itself(text: str):
    made = plan(text)
    assert isinstance(made, Ask), made
    both, apart = (canonical(option.semantic_sql) for option in made.options)
    assert both == drafted("上月城南陆运的运费收入")
    assert apart.count("FILTER(WHERE") == 2
    assert "= '" not in apart.rpartition(" WHERE ")[2]


@pytest.mark.parametrize("text", ["加上城南", "和城南比"])
def test_a_place_of_another_level_is_not_added_as_a_condition(text: str):
    before = firm.answered("上月城北一站的运费收入")
    assert isinstance(plan(text, [before]), Decline), plan(text, [before])
    assert "= '城南'" in drafted("城南呢", [before])


def test_values_that_no_word_joins_are_conditions_together():
    where = drafted("上月城南空运的运费收入").partition("WHERE")[2]
    assert "depots.zone = '城南'" in where
    assert "shipments.service = '空运'" in where


def _agreement(text: str, sql: str):
    asked = firm.question(text)
    parsed = parse_query(sql, firm.context().layer.model)
    assert not isinstance(parsed, Issues)
    checked = check_query(parsed, firm.context().layer, Rights.full("tests"))
    assert not isinstance(checked, Issues), [str(item) for item in checked]
    return agree(read_question(asked, firm.context()), checked, firm.context().layer)


def test_agreement_refuses_levels_as_conditions_together():
    text = "上月城北和城北一站的运费收入"
    head = f"FROM parcels WHERE period BETWEEN DATE '{date(2026, 10, 1)}' AND DATE '{date(2026, 10, 31)}'"
    crossed = f"SELECT MEASURE(freight_revenue) AS r {head} AND depots.zone = '城北' AND depots.depot_name = '城北一站'"
    assert _agreement(text, crossed) is not None
    beside = (
        "SELECT MEASURE(freight_revenue) FILTER (WHERE depots.zone = '城北') AS a, "
        f"MEASURE(freight_revenue) FILTER (WHERE depots.depot_name = '城北一站') AS b {head}"
    )
    assert _agreement(text, beside) is None


@pytest.mark.parametrize(
    "text", ["8月布草超过5万且支出超过10万的病区", "wards with linen over 50k and outlay over 100k in August"]
)
def test_what_a_bound_is_on_is_measured_and_filters_nothing_else(text: str, tmp_path: Path):
    made = _planned(text, _loaded(CLINIC + NAMESAKE, tmp_path))
    assert isinstance(made, Draft), made
    where, _, having = made.semantic_sql.partition("WHERE")[2].partition("HAVING")
    assert "linen" not in where
    assert "MEASURE(linen_outlay) > 50000" in having
    assert "MEASURE(outlay) > 100000" in having
