"""The bench's company: 10 million facts in DuckDB, made once under build/, and the model over them.

Role: gives the compiler bench something large to ask. The rows come from facts.sql, in a process of its own, because
the eval never drives DuckDB itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from semantic_layer.model import (
    Dataset,
    Field,
    FieldRole,
    FieldType,
    Horizon,
    Layer,
    Metric,
    MetricKind,
    Relationship,
    SemanticModel,
)

FOLDER = Path(__file__).parents[2] / "build" / "bench"
SCRIPT = Path(__file__).with_name("facts.sql")
FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
_BUILD = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute(sys.stdin.read())"
_ROLES = {
    FieldRole.ID: FieldType.INTEGER,
    FieldRole.CATEGORY: FieldType.STRING,
    FieldRole.TIME: FieldType.DATE,
    FieldRole.AMOUNT: FieldType.DECIMAL,
    FieldRole.BALANCE: FieldType.DECIMAL,
}


def facts() -> Path:
    """The database file, made if it is not there; named by its script's size so that a changed script is run anew."""
    script = SCRIPT.read_text(encoding="utf-8")
    path = FOLDER / f"facts-{len(script)}.duckdb"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(".part")
        made.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-c", _BUILD, str(made)], input=script, text=True, check=True)
        os.replace(made, path)
    return path


def _dataset(name: str, time: str = "", key: str = "", **roles: FieldRole) -> Dataset:
    fields = {column: Field(column, name, column, _ROLES[role], role) for column, role in roles.items()}
    return Dataset(name, name, fields=fields, primary_key=(key,) if key else (), time_field=time)


def _link(dataset: str) -> Relationship:
    return Relationship(f"{dataset}_customer", dataset, ("customer_id",), "customers", ("customer_id",))


def layer(metrics: int = 6) -> Layer:
    """The model over the facts; above six metrics it is filled up with further ones, as a large company would."""
    ident, group, day = FieldRole.ID, FieldRole.CATEGORY, FieldRole.TIME
    amount, stand = FieldRole.AMOUNT, FieldRole.BALANCE
    datasets = [
        _dataset("customers", key="customer_id", customer_id=ident, region=group, segment=group),
        _dataset("orders", "order_date", "order_id", order_id=ident, customer_id=ident, order_date=day, amount=amount,
                 cost=amount, quantity=amount),
        _dataset("expenses", "expense_date", "expense_id", expense_id=ident, customer_id=ident, expense_date=day,
                 amount=amount),
        _dataset("balances", "balance_date", account_id=ident, customer_id=ident, balance_date=day, balance=stand),
    ]  # fmt: skip
    named = [
        Metric("revenue", "SUM(orders.amount)", MetricKind.FLOW),
        Metric("cost", "SUM(orders.cost)", MetricKind.FLOW),
        Metric("pieces", "SUM(orders.quantity)", MetricKind.FLOW),
        Metric("spending", "SUM(expenses.amount)", MetricKind.FLOW),
        Metric("expense_rate", "spending / revenue", MetricKind.RATIO),
        Metric("receivable", "SUM(balances.balance)", MetricKind.BALANCE),
    ]
    for number in range(len(named), metrics):
        base = "orders.amount" if number % 2 else "expenses.amount"
        text = f"SUM({base} * {number})" if number % 3 else f"more_{number - 1} / revenue"
        kind = MetricKind.FLOW if number % 3 else MetricKind.RATIO
        named.append(Metric(f"more_{number}", text, kind))
    model = SemanticModel(
        "company",
        datasets={dataset.name: dataset for dataset in datasets},
        relationships=tuple(_link(name) for name in ("orders", "expenses", "balances")),
        metrics={metric.name: metric for metric in named},
        digest=f"bench-{metrics}",
    )
    return Layer(model, {name: Horizon(FIRST, LAST) for name in ("orders", "expenses", "balances")})
