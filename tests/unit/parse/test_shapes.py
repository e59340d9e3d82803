"""A QueryShape written as semantic SQL is read back as the same shape."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.query import SemanticQuery
from semantic_layer.shape import Condition, Item, Measure, QueryShape
from tests.unit.parse.test_refusals import MODEL

REGION = FieldRef("customers", "region")
PAYER = FieldRef("customers", "region", "payer")
AMOUNT = FieldRef("sales", "amount")
SHAPES = [
    QueryShape("m", items=(Item("revenue", Measure("revenue")),)),
    QueryShape(
        "m",
        items=(Item("r", Measure("revenue")), Item("p", Measure("revenue", ("PRIOR_YEAR", "YTD")))),
        fields=(REGION,),
        grain="month",
        start=date(2026, 1, 1),
        end=date(2026, 10, 31),
        order=(("period", False), ("r", True)),
        limit=5,
    ),
    QueryShape(
        "m",
        items=(
            Item("t", Measure("revenue", ("TRAILING(3, month)",))),
            Item("s", Measure("revenue", ("TOTAL(customers.region)",))),
            Item("f", Measure("revenue", ("PRIOR_PERIOD(month)",), (Condition(REGION, "=", ("x",)),))),
            Item("g", expression="MEASURE(revenue) / MEASURE(costs)"),
        ),
        fields=(REGION,),
        start=date(2026, 1, 1),
        having=("MEASURE(revenue) > 100",),
    ),
    QueryShape("m", items=(Item("revenue", Measure("revenue")),), end=date(2026, 1, 1), fields=(PAYER,)),
    QueryShape(
        "m", fields=(FieldRef("sales", "sale_id"), REGION), order=(("sales.sale_id", True),), limit=3, detail=True
    ),
]
CONDITIONS = [
    Condition(REGION, "=", ("it's",)),
    Condition(REGION, "!=", ("x",)),
    Condition(REGION, "IN", ("x", "y")),
    Condition(REGION, "NOT IN", ("x", "y")),
    Condition(REGION, "LIKE", ("x%",)),
    Condition(REGION, "IS NULL"),
    Condition(REGION, "IS NOT NULL"),
    Condition(REGION, "IS DISTINCT FROM", ("x",)),
    Condition(AMOUNT, ">=", (5,)),
    Condition(AMOUNT, "<", (Decimal("1.5"),)),
    Condition(AMOUNT, ">", (-3,)),
    Condition(FieldRef("sales", "day"), "<=", (date(2026, 1, 1),)),
    Condition(FieldRef("sales", ""), "EXISTS"),
    Condition(FieldRef("sales", ""), "NOT EXISTS"),
]


def back(shape: QueryShape) -> QueryShape | None:
    parsed = parse_query(shape.to_sql(), MODEL)
    assert isinstance(parsed, SemanticQuery), shape.to_sql()
    return shape_of(parsed, MODEL)


@pytest.mark.parametrize("shape", SHAPES, ids=range(len(SHAPES)))
def test_a_shape_comes_back(shape: QueryShape):
    assert back(shape) == shape


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda c: c.op)
def test_a_condition_comes_back(condition: Condition):
    shape = QueryShape("m", items=(Item("revenue", Measure("revenue")),), where=(condition,))
    assert back(shape) == shape


@pytest.mark.parametrize(
    "text",
    [
        "WITH a AS (SELECT region, MEASURE(revenue) AS r FROM m GROUP BY 1) SELECT region FROM a",
        "SELECT region, RANK() OVER (ORDER BY MEASURE(revenue)) AS k FROM m GROUP BY 1",
        "SELECT DISTINCT region FROM m",
        "SELECT UPPER(region) AS u, MEASURE(revenue) FROM m GROUP BY 1",
        "SELECT MEASURE(revenue) FROM m WHERE amount > 1 OR amount < 0",
        "SELECT MEASURE(revenue) FROM m GROUP BY ROLLUP (region)",
    ],
)
def test_what_says_more_has_no_shape(text: str):
    parsed = parse_query(text, MODEL)
    assert isinstance(parsed, SemanticQuery)
    assert shape_of(parsed, MODEL) is None
