"""Lineage: from a metric down to the base columns it is made of, as data.

Role: the card, the catalog and the audit read it. Every name is the model's; a base column is (table, column) of the
warehouse, with column "*" where the rows as such are counted or a dataset's own query cannot be traced.
Errors: KeyError where the model has no such metric.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.formulas import DIALECT, FieldName, read_formula, read_scalar
from semantic_layer.model import Dataset, FieldRef, Metric, SemanticModel


class BaseColumn(NamedTuple):
    """A column of the warehouse."""

    table: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class MetricNode:
    """One metric of the tree: what it is made of, one level down."""

    name: str
    expression: str
    filter: str
    metrics: tuple[str, ...]
    fields: tuple[FieldRef, ...]
    counted: tuple[str, ...]  # datasets whose rows it counts


@dataclass(frozen=True, slots=True)
class FieldNode:
    ref: FieldRef
    expression: str
    used_for: tuple[str, ...]  # value, filter, time, open items, conversion, pin
    columns: tuple[BaseColumn, ...]


@dataclass(frozen=True, slots=True)
class DatasetNode:
    name: str
    source: str  # the table or view; "" where the dataset is a query
    query: str
    time_field: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The metric first, then what it is made of; each thing once, in the order it is reached."""

    metric: str
    metrics: tuple[MetricNode, ...]
    datasets: tuple[DatasetNode, ...]
    fields: tuple[FieldNode, ...]
    columns: tuple[BaseColumn, ...]


def lineage(model: SemanticModel, metric: str) -> Lineage:
    """The lineage of one metric of a loaded model."""
    roles = {rel.role: rel.to_dataset for rel in model.relationships if rel.role}
    nodes: dict[str, MetricNode] = {}
    uses: dict[FieldRef, list[str]] = {}
    _descend(model, metric, roles, nodes, uses)
    fields = tuple(_field_node(model, ref, tuple(dict.fromkeys(used))) for ref, used in uses.items())
    counted = [name for node in nodes.values() for name in node.counted]
    names = dict.fromkeys([*counted, *(node.ref.dataset for node in fields)])
    datasets = tuple(_dataset_node(model.datasets[name]) for name in names)
    rows = [BaseColumn(table, "*") for node in datasets if node.name in counted for table in node.tables]
    columns = tuple(dict.fromkeys([column for node in fields for column in node.columns] + rows))
    return Lineage(metric, tuple(nodes.values()), datasets, fields, columns)


def _descend(
    model: SemanticModel,
    name: str,
    roles: dict[str, str],
    nodes: dict[str, MetricNode],
    uses: dict[FieldRef, list[str]],
) -> None:
    if name in nodes:
        return
    metric = model.metrics[name]
    formula = read_formula(metric.expression)
    own = _refs(formula.fields, roles)
    filtered = _refs(read_scalar(metric.filter)[1], roles) if metric.filter else ()
    nodes[name] = MetricNode(
        name=name,
        expression=metric.expression,
        filter=metric.filter,
        metrics=formula.metrics,
        fields=tuple(dict.fromkeys([*own, *filtered])),
        counted=formula.counted,
    )
    for used_for, refs in (("value", own), ("filter", filtered), *_further(model, metric, formula.counted, own)):
        for ref in refs:
            uses.setdefault(ref, []).append(used_for)
    for inner in formula.metrics:
        _descend(model, inner, roles, nodes, uses)


def _further(
    model: SemanticModel, metric: Metric, counted: tuple[str, ...], own: tuple[FieldRef, ...]
) -> list[tuple[str, tuple[FieldRef, ...]]]:
    """Fields that the metric uses without naming them in its formula."""
    found: list[tuple[str, tuple[FieldRef, ...]]] = []
    anchors = dict.fromkeys([*counted, *(ref.dataset for ref in own)])
    if metric.time_field:
        dataset, _, name = metric.time_field.partition(".")
        found.append(("time", (FieldRef(dataset, name),)))
    elif anchors:
        anchor = model.datasets[next(iter(anchors))]
        found.append(("time", (FieldRef(anchor.name, anchor.time_field),) if anchor.time_field else ()))
    items = metric.open_items
    if items:
        document = [FieldRef(items.document, name) for name in (items.amount, items.due_date)]
        applied = [FieldRef(items.applied, name) for name in (items.applied_amount, items.applied_date)]
        found.append(("open items", (*document, *applied)))
    found.append(("conversion", tuple(ref for amount in own for ref in _converting(model, amount))))
    pins = [FieldRef(*ref.split(".", 1)) for ref in metric.pins]
    return [*found, ("pin", tuple(pins))]


def _converting(model: SemanticModel, amount: FieldRef) -> tuple[FieldRef, ...]:
    """What an amount in several currencies is converted by."""
    convert = model.field(amount).convert
    if convert is None:
        return ()
    names = [name for name in (convert.rate_code, convert.rate, convert.rate_date, convert.rate_kind) if name]
    return (FieldRef(amount.dataset, convert.code), *(FieldRef(convert.rates, name) for name in names))


def _refs(names: Iterable[FieldName], roles: dict[str, str]) -> tuple[FieldRef, ...]:
    """The fields behind names; age fields of open items come from the metric's own keys."""
    refs = [FieldRef(roles.get(name.qualifier, name.qualifier), name.name) for name in names]
    return tuple(ref for ref in refs if ref.dataset != "open_items")


def _field_node(model: SemanticModel, ref: FieldRef, used_for: tuple[str, ...]) -> FieldNode:
    item, dataset = model.field(ref), model.datasets[ref.dataset]
    names = [name.name for name in read_scalar(item.expression)[1]]
    columns = [column for name in names for column in _base(dataset, name)]
    return FieldNode(ref, item.expression, used_for, tuple(dict.fromkeys(columns)))


def _base(dataset: Dataset, column: str) -> list[BaseColumn]:
    """The base columns behind one column of a dataset's source or query."""
    if dataset.source:
        return [BaseColumn(dataset.source, column)]
    from sqlglot.lineage import lineage as trace_column  # lazily: it loads the optimizer

    whole = [BaseColumn(table, "*") for table in _tables(dataset)]
    try:
        root = trace_column(column, dataset.query, {}, dialect=DIALECT)
    except (SqlglotError, ValueError):
        return whole
    leaves = [node for node in root.walk() if not node.downstream]
    if not all(isinstance(leaf.source, exp.Table) for leaf in leaves):
        return whole
    return sorted({BaseColumn(_table_name(leaf.source), leaf.name.rpartition(".")[2]) for leaf in leaves})


def _dataset_node(dataset: Dataset) -> DatasetNode:
    return DatasetNode(dataset.name, dataset.source, dataset.query, dataset.time_field, _tables(dataset))


def _tables(dataset: Dataset) -> tuple[str, ...]:
    if dataset.source:
        return (dataset.source,)
    tree = sqlglot.parse_one(dataset.query, dialect=DIALECT)
    local = {cte.alias for cte in tree.find_all(exp.CTE)}
    names = [_table_name(table) for table in tree.find_all(exp.Table)]
    return tuple(dict.fromkeys(name for name in names if name not in local))


def _table_name(table: exp.Expr) -> str:
    assert isinstance(table, exp.Table)
    return ".".join(part.name for part in table.parts)
