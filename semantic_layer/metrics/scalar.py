"""Scalar SQL: what one node may be, by the list in `functions`, and how trees are walked and told apart."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from semantic_layer.functions import AGGREGATES, SCALAR

TYPES = frozenset(
    {
        "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "DOUBLE", "FLOAT", "DECIMAL", "TEXT", "VARCHAR", "CHAR",
        "DATE", "BOOLEAN", "TIMESTAMP",
    }
)  # fmt: skip
EXTRACT_PARTS = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "ISODOW", "DOW", "DOY", "ISOYEAR", "HOUR"})


_local = threading.local()


def text_of(node: exp.Expr) -> str:
    """The text of a tree in DuckDB's SQL: how equal expressions are told. Columns and literals take a short way."""
    if type(node) is exp.Column:
        table = node.args.get("table")
        name = node.this
        if type(name) is exp.Identifier and not name.quoted and (table is None or not table.quoted):
            return f"{table.name}.{name.name}" if table is not None else name.name
    generator = getattr(_local, "generator", None)
    if generator is None:
        generator = _local.generator = DuckDB().generator(comments=False)
    return generator.generate(node)


def walk_down(tree: exp.Expr, prune: tuple[type[exp.Expr], ...] = ()) -> Iterator[exp.Expr]:
    """Every node, parents first; below a node of a pruned class it does not go."""
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, prune):
            stack.extend(reversed(list(node.iter_expressions())))


def is_aggregate(node: exp.Expr) -> bool:
    """An aggregate function, whatever it stands over."""
    return isinstance(node, AGGREGATES)


def columns_of(tree: exp.Expr) -> list[exp.Column]:
    """The columns of a tree, in the order written."""
    return [node for node in walk_down(tree) if isinstance(node, exp.Column)]


def name_of_function(node: exp.Expr) -> str:
    """How a person would call the function: SUM, QUANTILE, or the class where it has no SQL name."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).upper()
    if isinstance(node, exp.Func):
        return node.sql_name()
    return type(node).__name__.upper()


def scalar_problem(node: exp.Expr) -> tuple[str, str] | None:
    """Why this one node may not stand in a scalar expression: ("function" | "syntax", its name); None = it may."""
    if not isinstance(node, SCALAR):
        return ("function" if isinstance(node, exp.Func) else "syntax", name_of_function(node))
    if isinstance(node, (exp.Cast, exp.TryCast)):
        kind = node.to.this.name if hasattr(node.to.this, "name") else str(node.to.this)
        if kind not in TYPES:
            return ("syntax", f"CAST AS {kind}")
    if isinstance(node, exp.Extract) and node.this.name.upper() not in EXTRACT_PARTS:
        return ("syntax", f"EXTRACT {node.this.name}")
    if isinstance(node, exp.Interval) and not isinstance(node.this, exp.Literal):
        return ("syntax", "INTERVAL")
    return None
