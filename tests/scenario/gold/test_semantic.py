"""The layer against hand-written SQL: parse, check and compile give the rows of the gold SQL, for every metric of the
demo. Neither reading nor planner takes part."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from eval.cases import load_cases
from eval.match import find_columns
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.warehouse.trusted import Trusted

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
ENTRIES = YAML(typ="safe").load((HERE / "semantic.yml").read_text(encoding="utf-8"))
CASES = {
    case.id: case for case in load_cases([HERE / "questions.yml", *sorted((ROOT / "demo" / "cases").glob("*.yml"))])
}


def run(text: str, layer: Layer, warehouse: Trusted) -> list[tuple]:
    """Semantic SQL with full rights."""
    query = parse_query(text, layer.model)
    assert not isinstance(query, Issues), query
    checked = check_query(query, layer, Rights.full())
    assert not isinstance(checked, Issues), checked
    compiled = compile_query(checked, layer, Rights.full())
    assert not isinstance(compiled, Issues), compiled
    return warehouse.rows(compiled.sql)


def golds_of(entry: dict) -> tuple[list[str], bool]:
    """The accepted gold queries, and whether order counts."""
    if "case" not in entry:
        return [entry["gold_sql"]], False
    case = CASES[entry["case"]]
    return [gold.gold_sql for gold in case.golds() if gold.gold_sql], case.ordered


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.get("case") or entry["name"])
def test_the_layer_gives_the_rows_of_the_gold_sql(entry, layer: Layer, warehouse: Trusted):
    got = run(entry["semantic_sql"], layer, warehouse)
    golds, ordered = golds_of(entry)
    assert any(find_columns(warehouse.rows(sql), got, 1e-6, ordered) is not None for sql in golds), got[:8]


def test_every_metric_that_people_see_is_compared(layer: Layer):
    text = " ".join(entry["semantic_sql"] for entry in ENTRIES)
    used = set(re.findall(r"MEASURE\((\w+)\)", text))
    assert {metric.name for metric in layer.model.metrics.values() if not metric.hidden} - used == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "SELECT customers.region, MEASURE(net_profit) AS m FROM finance GROUP BY customers.region",
            "FIELD_NOT_SHARED",
        ),
        ("SELECT products.series, MEASURE(ar_balance) AS m FROM finance GROUP BY products.series", "FIELD_NOT_SHARED"),
        ("SELECT MEASURE(revenue) AS m FROM finance WHERE period = DATE '2026-11-04'", "AFTER_LOADED"),
        ("SELECT MEASURE(revenue) AS m FROM finance WHERE period < DATE '2024-01-01'", "BEFORE_FIRST"),
    ],
)
def test_what_the_layer_cannot_answer_it_refuses(text, code, layer: Layer):
    query = parse_query(text, layer.model)
    assert not isinstance(query, Issues)
    checked = check_query(query, layer, Rights.full())
    assert isinstance(checked, Issues)
    assert code in checked.codes()
