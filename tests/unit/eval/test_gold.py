"""Gold that fails, returns nothing or contradicts itself is a broken case, never a pass."""

from __future__ import annotations

from typing import Any

import pytest

from eval.cases import Case, case_schema
from eval.runner import Bench

TAKINGS = "SELECT MEASURE(takings) AS t FROM pottery WHERE period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
ASKED = {"id": "x", "question": "上月营业额"}
BROKEN: dict[str, dict[str, Any]] = {
    "no such table": {"gold_sql": "SELECT SUM(amount) FROM sold"},
    "no SQL": {"gold_sql": "SELEC 1"},
    "no rows": {"gold_sql": "SELECT amount FROM sales WHERE amount < 0"},
    "only NULL": {"gold_sql": "SELECT SUM(amount) FROM sales WHERE amount < 0"},
    "unknown metric": {"gold_semantic_sql": TAKINGS.replace("takings", "profits")},
    "refused": {"gold_semantic_sql": TAKINGS.replace("2026-10", "2031-10")},
    "ragged rows": {"gold_rows": [[1], [1, 2]]},
    "empty rows": {"gold_rows": []},
    "two golds that differ": {"gold_sql": "SELECT 261", "gold_semantic_sql": TAKINGS},
    "an accepted one": {"gold_value": 260, "accept": [{"gold_sql": "SELECT nothing"}]},
    "columns of another gold": {"gold_value": 260, "gold_columns": ["a", "b"]},
    "an accepted one of nothing": {"gold_value": 260, "accept": [{}]},
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_gold_is_a_broken_case(bench: Bench, name: str):
    result = bench.run(Case.model_validate({**ASKED, **BROKEN[name]}))
    assert list(result.reasons) == ["BROKEN_CASE"]
    assert result.details[0]
    assert not result.passed
    assert not result.is_silent_wrong


@pytest.mark.parametrize(
    "gold",
    [
        {"gold_sql": "SELECT 260", "gold_semantic_sql": TAKINGS},
        {"gold_sql": "SELECT CAST(260 AS DECIMAL(9,2))"},
        {"gold_rows": [["260"]], "accept": [{"gold_value": 260}]},
        {"gold_rows": [[260]], "gold_columns": ["takings"]},
    ],
)
def test_sound_gold_is_compared(bench: Bench, gold: dict[str, Any]):
    assert bench.run(Case.model_validate({**ASKED, **gold})).passed


def test_a_conversation_is_scored_by_its_last_turn(bench: Bench):
    # The month before last month is September: 100
    assert bench.run(Case.model_validate({"id": "a", "turns": ["上月营业额", "9月呢?"], "gold_value": 100})).passed
    prior = {"id": "b", "prior_question": "上月营业额", "question": "9月呢?", "gold_value": 100}
    assert bench.run(Case.model_validate(prior)).passed


def test_today_is_the_case_s_own(bench: Bench):
    case = {"id": "c", "question": "上月营业额", "as_of": "2026-10-15", "gold_value": 100}
    assert bench.run(Case.model_validate(case)).passed


def test_a_changed_case_has_another_digest():
    one = Case.model_validate({**ASKED, "gold_value": 1})
    assert one.digest() == Case.model_validate({**ASKED, "gold_value": 1}).digest()
    assert one.digest() != Case.model_validate({**ASKED, "gold_value": 2}).digest()


def test_the_schema_names_every_key():
    schema = case_schema()["items"]
    assert {"id", "question", "turns", "gold_sql", "accept", "forbidden", "chart"} <= set(schema["properties"])
