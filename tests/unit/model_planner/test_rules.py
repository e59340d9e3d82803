"""The rules given to the model: every form they teach is accepted, every one they forbid is not."""

from __future__ import annotations

import re

import pytest

from prompts import load_prompt
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query
from tests.unit.agree.conftest import IN_MARCH, LAYER

REAL = {"a.x": "stores.district", "b.y": "stores.name", "<model>": "shop", "WHERE ..": f"WHERE {IN_MARCH}"}
RULES = load_prompt("plan_rules").text


def judge(sql: str) -> Issues | None:
    parsed = parse_query(sql, LAYER.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, LAYER, Rights.full())
    return checked if isinstance(checked, Issues) else None


def real(form: str) -> str:
    """A form of the rules with the names of a real layer."""
    for name, meant in REAL.items():
        form = form.replace(name, meant)
    form = re.sub(r"\bMEASURE\(m\)", "MEASURE(takings)", form)
    return re.sub(r"\bMEASURE\(r\)", "MEASURE(basket)", form)


def forms(start: str) -> list[str]:
    """What stands after `start:` on its line of the rules, one form each."""
    line = next(line for line in RULES.splitlines() if start in line)
    return [part.strip() for part in line[line.index(start) + len(start) :].split(";")]


@pytest.mark.parametrize(
    "start", ["growth:", "of a ratio metric the difference:", "share of each group:", "share of one part:"]
)
def test_measures_that_the_rules_teach_are_accepted(start: str) -> None:
    taught = forms(start)[0].removesuffix(", the part not in WHERE")
    assert "MEASURE" in taught
    sql = f"SELECT stores.district, {real(taught)} FROM shop WHERE {IN_MARCH} GROUP BY stores.district"
    assert judge(sql) is None


@pytest.mark.parametrize(
    "measure",
    [
        "PRIOR_PERIOD(MEASURE(takings), month)",
        "YTD(MEASURE(takings))",
        "QTD(MEASURE(takings))",
        "MTD(MEASURE(takings))",
        "TRAILING(MEASURE(takings), 3, month)",
        "TOTAL(MEASURE(takings))",
        "TOTAL(MEASURE(takings), BY stores.district)",
        "PRIOR_YEAR(YTD(MEASURE(takings)))",
        "AVG(tickets.amount)",
        "COUNT(DISTINCT tickets.channel)",
        "COUNT(tickets)",
    ],
)
def test_functions_that_the_rules_name_are_accepted(measure: str) -> None:
    keys = "stores.district, stores.tier"
    sql = f"SELECT {keys}, {measure} AS m FROM shop WHERE {IN_MARCH} GROUP BY {keys}"
    assert judge(sql) is None
    assert measure.split("(")[0] in RULES


@pytest.mark.parametrize("start", ["top 3 per group:", "highest and lowest:", "average per month:"])
def test_queries_that_the_rules_teach_are_accepted(start: str) -> None:
    taught = forms(start)[0]
    assert taught.startswith("WITH")
    assert judge(real(taught)) is None


@pytest.mark.parametrize(
    "condition",
    ["stores.district IS DISTINCT FROM 'X'", "(stores.district IS NULL OR stores.district NOT IN ('X', 'Y'))"],
)
def test_conditions_that_the_rules_teach_are_accepted(condition: str) -> None:
    assert judge(f"SELECT MEASURE(takings) AS m FROM shop WHERE {IN_MARCH} AND {condition}") is None


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT MEASURE(takings) AS m FROM shop WHERE {IN_MARCH} OR stores.district = 'X'",
        f"SELECT MEASURE(takings) AS m FROM shop JOIN stores ON TRUE WHERE {IN_MARCH}",
        f"SELECT stores.district, MEASURE(takings) AS m FROM shop WHERE {IN_MARCH} GROUP BY stores.district LIMIT 3",
        f"SELECT YTD(PRIOR_YEAR(MEASURE(takings))) AS m FROM shop WHERE {IN_MARCH}",
        f"SELECT MEASURE(takings) AS m FROM shop WHERE {IN_MARCH} AND MEASURE(takings) > 5",
        f"SELECT YTD(MEASURE(stock_worth)) AS m FROM shop WHERE {IN_MARCH}",
    ],
)
def test_what_the_rules_forbid_is_refused(sql: str) -> None:
    assert judge(sql) is not None
