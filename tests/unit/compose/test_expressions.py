"""What people read for what a query computed, and its thresholds in words: over real checks of a made-up model."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channels.json_turn import turn_as_json
from bot.compose import compose_answer, present
from bot.compose.conditions import thresholds
from bot.compose.grounding import ungrounded_figures
from bot.compose.wording import field_label
from bot.turn import Answer, Draft, Question, Turn
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query
from semantic_layer.query import Cell, CheckedQuery, CompiledSql, ResultTable, SemanticQuery
from tests.unit.offline.firm import OCTOBER, TODAY, context

REVENUE = "MEASURE(freight_revenue)"
AIR = f"{REVENUE} FILTER (WHERE shipments.service = '空运')"
ROAD = f"{REVENUE} FILTER (WHERE shipments.service = '陆运')"
QUARTER = "period BETWEEN DATE '2026-07-01' AND DATE '2026-09-30'"


def checked(sql: str) -> CheckedQuery:
    parsed = parse_query(sql, context().layer.model)
    assert isinstance(parsed, SemanticQuery), parsed
    found = check_query(parsed, context().layer, Rights.full())
    assert isinstance(found, CheckedQuery), found
    return found


def headings(sql: str, lang: str = "en") -> tuple[str, ...]:
    found = checked(sql)
    return present(found, ResultTable(found.columns, ()), context().layer, lang).headings


def answered(sql: str, *rows: tuple[Cell, ...], lang: str = "zh") -> Answer:
    found, layer = checked(sql), context().layer
    compiled = CompiledSql("SELECT 1", "duckdb", found.columns, frozenset({"shipments"}), checked=found)
    question = Question("?", lang, TODAY, Rights.full())  # type: ignore[arg-type]
    return compose_answer(question, Draft(sql, "offline"), found, compiled, ResultTable(found.columns, rows), layer)


@pytest.mark.parametrize(
    ("expression", "zh", "en"),
    [
        (f"{REVENUE} / 3", "运费收入（每月平均）", "Freight revenue (average per month)"),
        (f"{REVENUE} / 4", "运费收入 ÷ 4", "Freight revenue ÷ 4"),
        ("COUNT(shipments.shipment_id)", "运单数", "Shipment count"),
        ("COUNT(DISTINCT shipments.service)", "服务类型数", "Service count"),
        ("AVG(shipments.freight)", "平均运费", "Average Freight"),
        ("MAX(shipments.weight_kg)", "重量（最大）", "Weight (highest)"),
        (f"{REVENUE} - MEASURE(claims_paid)", "运费收入 − 赔付金额", "Freight revenue − Claims paid"),
        (
            f"MEASURE(claims_paid) / ({REVENUE} - MEASURE(claims_paid))",
            "赔付金额 ÷ (运费收入 − 赔付金额)",
            "Claims paid ÷ (Freight revenue − Claims paid)",
        ),
        (f"ROUND(NULLIF({REVENUE}, 0), 2)", "运费收入", "Freight revenue"),
    ],
)
def test_a_computed_column_is_called_by_what_it_is_made_of(expression: str, zh: str, en: str) -> None:
    sql = f"SELECT {expression} AS some_alias FROM parcels WHERE {QUARTER}"
    assert headings(sql, "zh") == (zh,)
    assert headings(sql, "en") == (en,)


def test_parts_are_called_by_their_values() -> None:
    sql = f"SELECT {AIR} / {REVENUE} AS a, {AIR} - {ROAD} AS b FROM parcels WHERE {QUARTER}"
    assert headings(sql, "zh") == ("空运占运费收入", "运费收入差额（空运 − 陆运）")
    assert headings(sql)[0].endswith(" as share of Freight revenue")
    assert headings(sql)[1].startswith("Difference in Freight revenue (")


def test_an_average_is_by_the_unit_its_alias_says_only_if_the_range_holds_as_many() -> None:
    sql = f"SELECT {REVENUE} / {{}} AS freight_revenue_per_{{}} FROM parcels WHERE {QUARTER}"
    assert headings(sql.format(1, "quarter")) == ("Freight revenue (average per quarter)",)
    assert headings(sql.format(92, "day")) == ("Freight revenue (average per day)",)
    assert headings(sql.format(2, "month")) == ("Freight revenue ÷ 2",), "two months are not three"


def test_two_periods_side_by_side_are_told_apart_by_their_names() -> None:
    block = f"SELECT {REVENUE} AS r FROM parcels WHERE period BETWEEN DATE '{{0}}-01-01' AND DATE '{{0}}-12-31'"
    sql = (
        f"WITH later AS ({block.format(2025)}), earlier AS ({block.format(2023)}) "
        "SELECT later.r AS r_later, earlier.r AS r_earlier, later.r - earlier.r AS d FROM later CROSS JOIN earlier"
    )
    assert headings(sql) == ("Freight revenue (2025)", "Freight revenue (2023)", "Difference in Freight revenue")
    answer = answered(sql, (30.0, 20.0, 10.0))
    assert "范围：去年（2025-01-01 至 2025-12-31）；2023年（2023-01-01 至 2023-12-31）" in answer.text
    assert "_" not in answer.text
    assert ungrounded_figures(answer) == []


def test_an_expression_without_words_falls_back_to_its_alias_with_labels() -> None:
    sql = f"SELECT CASE WHEN {REVENUE} > 5 THEN 1 ELSE 0 END AS freight_revenue_flag FROM parcels WHERE {OCTOBER}"
    assert headings(sql, "zh") == ("运费收入 flag",)


def test_a_growth_is_called_so_whatever_its_alias() -> None:
    sql = f"SELECT {REVENUE} / PRIOR_YEAR({REVENUE}) - 1 AS x FROM parcels WHERE {OCTOBER}"
    assert headings(sql, "zh") == ("运费收入同比",)
    population = f"SELECT {REVENUE} / 2 AS population FROM parcels WHERE {OCTOBER}"
    assert headings(population) == ("Freight revenue ÷ 2",), "no part of a word is a comparison"


@pytest.mark.parametrize(
    ("having", "zh"),
    [
        (f"{REVENUE} > 5000000", "运费收入 > ¥500万"),
        (f"10500123 <= {REVENUE}", "运费收入 ≥ ¥10,500,123"),
        ("MEASURE(claim_ratio) < 0.125", "赔付率 < 12.5%"),
        (f"{REVENUE} BETWEEN 100 AND 2000", "运费收入 在 ¥100 至 ¥2,000 之间"),
        (f"{REVENUE} < PRIOR_YEAR({REVENUE})", "运费收入 < 运费收入（上年同期）"),
        (f"{REVENUE} / PRIOR_YEAR({REVENUE}) - 1 > 0.1", "运费收入同比 > 10%"),
        (f"{REVENUE} > -5", "运费收入 > -¥5"),
        (f"({REVENUE} > 5 OR MEASURE(claims_paid) > 7)", "运费收入 > ¥5 或 赔付金额 > ¥7"),
        (f"{REVENUE} IS NOT NULL", "运费收入 不为空"),
    ],
)
def test_a_threshold_is_said_in_text_and_card(having: str, zh: str) -> None:
    sql = f"SELECT clients.client_name, {REVENUE} AS r FROM parcels WHERE {OCTOBER} GROUP BY clients.client_name"
    answer = answered(f"{sql} HAVING {having}", ("甲", 6_000_000.0), ("乙", 7_000_000.0))
    assert f"；{zh}" in answer.text.splitlines()[1]
    assert dict(answer.card.lines)["筛选"] == zh
    assert ungrounded_figures(answer) == []


def test_a_threshold_of_an_inner_block_is_said_and_so_is_its_period() -> None:
    sql = (
        f"WITH members AS (SELECT clients.client_id, {REVENUE} AS r FROM parcels "
        "WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31' "
        f"GROUP BY clients.client_id HAVING {REVENUE} > 500) SELECT COUNT(*) AS clients_count FROM members"
    )
    answer = answered(sql, (82,))
    assert answer.text.startswith("客户数：82\n范围：今年（2026-01-01 至 2026-11-03）；运费收入 > ¥500\n")
    assert "2026-10-31 之后未结账" in answer.text


def test_programs_get_thresholds_and_labels() -> None:
    sql = f"SELECT clients.client_name, {REVENUE} AS r FROM parcels WHERE {OCTOBER} GROUP BY clients.client_name "
    answer = answered(sql + f"HAVING {REVENUE} > 5", ("甲", 6.0))
    body = turn_as_json(Turn(Question("?", "zh", date(2026, 11, 5), Rights.full()), answer, "a1"))
    assert body["columns"][1]["label"] == "运费收入"
    assert body["filters"][-1] == {
        "field": "MEASURE(freight_revenue)",
        "op": ">",
        "values": [5],
        "scope": "",
        "source": "threshold",
    }


def test_a_field_without_a_label_is_called_by_where_its_key_leads_or_in_words() -> None:
    model = context().layer.model
    assert field_label(FieldRef("shipments", "client_id"), model, "zh") == "客户"
    assert field_label(FieldRef("fleet", "month_end"), model, "en") == "month end"
    assert field_label(FieldRef("open_items", "days_past_due"), model, "zh") == "逾期天数"


def test_every_threshold_is_listed_once() -> None:
    sql = f"SELECT clients.client_name, {REVENUE} AS r FROM parcels WHERE {OCTOBER} GROUP BY clients.client_name "
    found = checked(sql + f"HAVING {REVENUE} > 5 AND {REVENUE} > 5 AND MEASURE(claims_paid) > 1")
    told = [item.text for item in thresholds(found, context().layer.model, "en")]
    assert sorted(told) == ["Claims paid > ¥1", "Freight revenue > ¥5"]
