"""Balances: movements that must reach back to the beginning (rule 14), open items that must be whole (rule 15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from semantic_layer.formulas import FormulaError, exp, read_formula, read_scalar
from semantic_layer.model import Dataset, Metric, OpenItems, SemanticModel
from semantic_layer.model_check.finding import (
    Finding,
    FindingCode,
    Rows,
    column,
    error,
    one_row,
    plural,
    relation_sql,
    warning,
)

# Related facts may begin a little earlier: an order before its first movement.
LEAD = timedelta(days=31)


def check_inception(metric: Metric, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    """Movements since the beginning: no related dataset begins before them, and the running balance keeps its sign."""
    anchor = _anchor(metric, model)
    if anchor is None:
        return
    time_field = metric.time_field.rpartition(".")[2] or anchor.time_field
    if not time_field:
        return
    moment = f"CAST({column(anchor, time_field)} AS DATE)"
    (first,) = one_row(warehouse, f"SELECT MIN({moment}) FROM {relation_sql(anchor)}")
    if first is None:
        return
    for other in _related(anchor, model):
        begins = _first_date(other, warehouse)
        if begins and begins < first - LEAD:
            sentence = (
                f"metric {metric.name} is from_inception, but {anchor.name} begins on {first} and {other.name} already "
                f"on {begins}: earlier movements seem to be missing. Opening rows are dated by {begins + LEAD}; a list "
                "of members that no metric counts by date needs no time_field"
            )
            yield error(FindingCode.NOT_FROM_INCEPTION, metric.origin, sentence)
    yield from _check_sign(metric, anchor, moment, warehouse)


def _anchor(metric: Metric, model: SemanticModel) -> Dataset | None:
    """The dataset whose rows are the movements: that of the first field summed."""
    formula = read_formula(metric.expression)
    names = [name.qualifier for name in formula.fields] + list(formula.counted)
    return next((model.datasets[name] for name in names if name in model.datasets), None)


def _related(anchor: Dataset, model: SemanticModel) -> Iterator[Dataset]:
    """Dated datasets one relationship away; dimensions have no time field."""
    for rel in model.relationships:
        for here, there in ((rel.from_dataset, rel.to_dataset), (rel.to_dataset, rel.from_dataset)):
            if here == anchor.name and there != anchor.name and model.datasets[there].time_field:
                yield model.datasets[there]


def _first_date(dataset: Dataset, warehouse: Rows) -> date | None:
    moment = f"CAST({column(dataset, dataset.time_field)} AS DATE)"
    return one_row(warehouse, f"SELECT MIN({moment}) FROM {relation_sql(dataset)}")[0]


def _check_sign(metric: Metric, anchor: Dataset, moment: str, warehouse: Rows) -> Iterator[Finding]:
    amount = _own_columns(metric.expression, anchor)
    if amount is None:
        return
    condition = _own_predicate(metric.filter, anchor) if metric.filter else "TRUE"
    if condition is None:
        return
    lowest, highest, when = one_row(
        warehouse,
        f"WITH d AS (SELECT {moment} AS day, {amount} AS moved FROM {relation_sql(anchor)}"
        f" WHERE {condition} AND {moment} IS NOT NULL GROUP BY 1),"
        " b AS (SELECT day, SUM(moved) OVER (ORDER BY day) AS balance FROM d)"
        " SELECT MIN(balance), MAX(balance), MIN(day) FILTER (WHERE balance < 0) FROM b",
    )
    if lowest is not None and lowest < 0 < highest:
        sentence = f"the running balance of {metric.name} is below zero on {when}; are opening rows missing?"
        yield warning(FindingCode.BALANCE_CHANGES_SIGN, metric.origin, sentence)


def _own_columns(expression: str, dataset: Dataset) -> str | None:
    """The formula over the dataset's own columns; None where it reaches beyond the dataset."""
    try:
        formula = read_formula(expression)
    except FormulaError:
        return None
    if formula.metrics or formula.counted:
        return None
    return _expanded(formula.tree, dataset)


def _own_predicate(text: str, dataset: Dataset) -> str | None:
    try:
        return _expanded(read_scalar(text)[0], dataset)
    except FormulaError:
        return None


def _expanded(tree: exp.Expr, dataset: Dataset) -> str | None:
    columns = list(tree.find_all(exp.Column))
    if any(c.table != dataset.name or c.name not in dataset.fields for c in columns):
        return None

    def inline(node: exp.Expr) -> exp.Expr:
        return exp.paren(read_scalar(dataset.fields[node.name].expression)[0]) if isinstance(node, exp.Column) else node

    return tree.transform(inline).sql("duckdb")


def check_open_items(metric: Metric, items: OpenItems, model: SemanticModel, warehouse: Rows) -> Iterator[Finding]:
    """Documents have a due date, and no document is settled by more than it was."""
    document, applied = model.datasets[items.document], model.datasets[items.applied]
    due = column(document, items.due_date)
    (undated,) = one_row(warehouse, f"SELECT COUNT(*) FROM {relation_sql(document)} WHERE {due} IS NULL")
    if undated:
        rows = f"{plural(undated, 'row')} of {document.name}"
        sentence = f"{rows} have no {items.due_date}: {metric.name} never counts them overdue"
        yield warning(FindingCode.OPEN_ITEM_NULL, metric.origin, sentence, undated)
    link = next(
        (r for r in model.relationships if (r.from_dataset, r.to_dataset) == (applied.name, document.name)), None
    )
    if link is None:
        return
    keys = [column(applied, name) for name in link.from_fields]
    others = [column(document, name) for name in link.to_fields]
    places = range(len(keys))
    settled = ", ".join(f"{key} AS k{i}" for i, key in enumerate(keys))
    owed = ", ".join(f"{key} AS t{i}" for i, key in enumerate(others))
    matched = " AND ".join(f"k{i} = t{i}" for i in places)
    over, example = one_row(
        warehouse,
        f"WITH s AS (SELECT {settled}, SUM({column(applied, items.applied_amount)}) AS paid"
        f" FROM {relation_sql(applied)} GROUP BY ALL),"
        f" o AS (SELECT {owed}, {column(document, items.amount)} AS owed FROM {relation_sql(document)})"
        f" SELECT COUNT(*), MIN(CAST(k0 AS VARCHAR)) FROM s JOIN o ON {matched}"
        " WHERE paid * SIGN(owed) > ABS(owed) + 0.005",
    )
    if over:
        sentence = (
            f"{plural(over, 'row')} of {document.name} are settled by more than they amount to, such as {example}"
        )
        yield warning(FindingCode.APPLIED_BEYOND_DOCUMENT, metric.origin, sentence, over)
