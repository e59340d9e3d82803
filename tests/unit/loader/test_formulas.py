"""The reader of formulas, and its peace with the normal form that checks and compile work on."""

from __future__ import annotations

import pytest

from semantic_layer.formulas import FormulaError, metric_function, read_formula, read_scalar
from semantic_layer.metrics import formula_problems

SOUND = {
    "SUM(invoices.amount)": (["invoices.amount"], [], []),
    "COUNT(invoices) FILTER (WHERE invoices.amount > 0)": (["invoices.amount"], ["invoices"], []),
    "COUNT(DISTINCT invoices.customer_id) / orders": (["invoices.customer_id"], [], ["orders"]),
    "SUM(CASE WHEN customers.region = 'north' THEN invoices.amount END)": (
        ["customers.region", "invoices.amount"],
        [],
        [],
    ),
    "MEASURE(orders) - PRIOR_PERIOD(orders, month)": ([], [], ["orders"]),
    "TRAILING(orders, 3, month) / NULLIF(YTD(orders), 0)": ([], [], ["orders"]),
    "AVG_BALANCE(held, month) / orders * PERIOD_DAYS()": ([], [], ["held", "orders"]),
    "OPENING(held) + COALESCE(ROUND(ABS(FULL_YEAR(orders)), 2), 0)": ([], [], ["held", "orders"]),
    "QUANTILE(invoices.amount, 0.9) + MEDIAN(invoices.amount)": (["invoices.amount"], [], []),
    "CASE WHEN orders > 0 THEN held / orders END": ([], [], ["orders", "held"]),
}
BROKEN = [
    "",
    "SUM(",
    "1; 2",
    "SELECT 1",
    "SUM(invoices.amount) AS x",
    "SUM(invoices.amount) OVER ()",
    "COUNT(*)",
    "invoices.amount",
    "SUM(SUM(invoices.amount))",
    "SUM(YTD(orders))",
    "UPPER(orders)",
    "YTD()",
    "YTD(orders, month)",
    "TRAILING(orders, 3)",
    "PRIOR_PERIOD(orders, fortnight)",
    "orders FILTER (WHERE invoices.amount > 0)",
]


@pytest.mark.parametrize("text", SOUND)
def test_names_are_found_in_order(text):
    formula = read_formula(text)
    found = ([str(name) for name in formula.fields], list(formula.counted), list(formula.metrics))
    assert found == SOUND[text]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(FormulaError):
        read_formula(text)


@pytest.mark.parametrize("text", SOUND)
def test_what_loads_can_be_compiled(shop, text):
    model = shop(
        "metrics:\n  - {name: orders, expression: COUNT(invoices)}\n"
        "  - {name: held, expression: SUM(invoices.open_balance)}\n"
        f'  - {{name: it, expression: "{text}"}}\n'
    )
    assert formula_problems(model, model.metrics["it"]) == ()


def test_an_aggregate_is_no_scalar():
    with pytest.raises(FormulaError, match="aggregates belong in metrics"):
        read_scalar("SUM(x) > 1")


def test_the_functions_over_metrics_are_known():
    assert metric_function(read_formula("ytd(orders)").tree) == "YTD"
    assert metric_function(read_formula("orders").tree) == ""
