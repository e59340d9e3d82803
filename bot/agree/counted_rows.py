"""Which rows count as one, inside EXISTS: "no sales" has no row of the measure, so its own filter stands there unsaid.

Role: the query without such conditions, for the search of what nobody asked for. A condition is one only where a
measure over the very dataset of the EXISTS has it in its definition, or adds up the column that must not be nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from bot.agree.made_of import bare
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.reach import base_datasets, counts_rows
from semantic_layer.metrics.scalar import columns_of
from semantic_layer.model import SemanticModel


def without_row_definitions(tree: exp.Expr, model: SemanticModel) -> exp.Expr:
    """The tree with TRUE in the place of each such condition; the same tree where there is none."""
    found = [node for one in tree.find_all(exp.Exists) for node in _conditions(one) if _defines(node, one, model)]
    if not found:
        return tree
    places = {id(node) for node in found}
    copy = tree.copy()
    for node, twin in zip(tree.walk(), list(copy.walk()), strict=True):
        if id(node) in places:
            twin.replace(exp.true())
    return copy


def _conditions(one: exp.Exists) -> Iterator[exp.Expr]:
    where = one.this.args.get("where")
    todo = [where.this] if where is not None else []
    while todo:
        node = bare(todo.pop())
        if isinstance(node, exp.And):
            todo += [node.this, node.expression]
        else:
            yield node


def _defines(node: exp.Expr, one: exp.Exists, model: SemanticModel) -> bool:
    dataset = one.this.args["from_"].this.name
    return _text(node) in {
        text
        for name in model.metrics
        if model.metrics[name].open_items is None and base_datasets(model, name) == {dataset}
        for text in _of_metric(name, model)
    }


def _of_metric(name: str, model: SemanticModel) -> Iterator[str]:
    metric = model.metrics[name]
    try:
        tree = sqlglot.parse_one(metric.filter, dialect="duckdb") if metric.filter else None
    except SqlglotError:
        tree = None
    if tree is not None:
        yield _text(tree)
        for part in tree.flatten() if isinstance(tree, exp.And) else ():
            yield _text(part)
    columns = [*columns_of(read_formula(model, metric))]
    if not counts_rows(model, name) and len(columns) == 1:
        yield _text(sqlglot.parse_one(f"{columns[0].table}.{columns[0].name} <> 0", dialect="duckdb"))


def _text(node: exp.Expr) -> str:
    return bare(node).sql("duckdb").casefold()
