"""Conditions against what a metric's own filter leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import SemanticQuery

MODEL = """
semantic_model: {name: kennel, label: {zh: 犬舍, en: Kennel}}
datasets:
  - name: stays
    label: {zh: 寄养, en: Stay}
    primary_key: stay_id
    time_field: begun
    fields:
      - {name: stay_id, type: integer, role: id}
      - {name: begun, type: date, role: time}
      - {name: fee, type: decimal, role: amount}
      - {name: breed, type: string, role: category, values: [collie, beagle, poodle]}
      - {name: state, type: string, role: category, values: [kept, dropped, waiting]}
      - {name: trial, type: boolean, role: flag}
metrics:
  - {name: fees, expression: SUM(stays.fee), filter: "stays.state <> 'dropped' AND NOT stays.trial", label: Fees}
  - {name: large, expression: SUM(stays.fee), filter: "stays.breed IN ('collie', 'poodle')", label: Large}
  - {name: ratio, expression: large / fees, label: {zh: 占率, en: Ratio}}
  - {name: stay_count, expression: COUNT(stays), label: {zh: 次数, en: Stays}}
"""


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Layer:
    path: Path = tmp_path_factory.mktemp("kennel") / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return Layer(load_model([path]))


def refused(select: str, where: str, layer: Layer) -> list[str]:
    text = f"SELECT {select} AS n FROM kennel WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-01-31' {where}"
    parsed = parse_query(text, layer.model)
    assert isinstance(parsed, SemanticQuery), parsed
    found = check_query(parsed, layer, Rights.full("tests"))
    if not isinstance(found, Issues):
        return []
    assert {item.code for item in found} == {IssueCode.FILTER_CONTRADICTS}, [str(item) for item in found]
    return sorted({str(item.params["value"]) for item in found})


@pytest.mark.parametrize(
    ("select", "where", "values"),
    [
        ("MEASURE(fees)", "AND stays.state = 'dropped'", ["dropped"]),
        ("MEASURE(fees)", "AND stays.state IN ('kept', 'dropped')", ["dropped"]),
        ("MEASURE(fees)", "AND stays.state = 'kept'", []),
        ("MEASURE(fees)", "AND stays.state <> 'kept'", []),
        ("MEASURE(fees)", "AND stays.trial", ["NOT stays.trial"]),
        ("MEASURE(fees)", "AND NOT stays.trial", []),
        ("MEASURE(fees) FILTER (WHERE stays.state = 'dropped')", "", ["dropped"]),
        ("MEASURE(large)", "AND stays.breed = 'beagle'", ["beagle"]),
        ("MEASURE(large)", "AND stays.breed = 'poodle'", []),
        ("MEASURE(ratio)", "AND stays.breed = 'beagle'", ["beagle"]),
        ("MEASURE(ratio)", "AND stays.breed IN ('beagle', 'collie')", []),
        ("MEASURE(stay_count)", "AND stays.state = 'dropped'", []),
    ],
)
def test_a_value_the_definition_leaves_out_is_no_condition(select: str, where: str, values: list[str], layer: Layer):
    assert refused(select, where, layer) == values
