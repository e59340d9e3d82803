"""Scalar expressions over joined rows as SQL: columns, EXISTS and tree functions (rules 19, 33).

Role: the one writer of what an asker or a metric says about rows: keys, conditions and what an aggregate stands over.
Parts that are subqueries are written apart and filled in by number; what stands inside EXISTS is written here again.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.checks.exists import inner_conditions
from semantic_layer.compile.exists import correlated
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, scalar_sql
from semantic_layer.compile.trees import tree_sql
from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.metrics.grammar import anonymous_name, is_period
from semantic_layer.model import FieldRef


def scalar_over(tree: exp.Expr, joins: Joins) -> str:
    """The SQL of a scalar expression over the rows of `joins`, which grow by the tables it needs."""
    return _with_subqueries(tree, joins) if _has_subqueries(tree) else scalar_sql(tree, joins.column)


def condition_over(tree: exp.Expr, joins: Joins) -> str:
    """A condition, bracketed where it holds OR."""
    written = scalar_over(tree, joins)
    return f"({written})" if isinstance(tree, exp.Or) else written


def argument_over(tree: exp.Expr, joins: Joins) -> str:
    """The SQL of what an aggregate stands over: of a document what is open of it."""
    if not joins.measured or _has_subqueries(tree):
        return scalar_over(tree, joins)

    def column(node: exp.Column) -> str:
        found = joins.index.find(node.table, node.name)
        return joins.amount(found) if isinstance(found, FieldRef) and not is_period(node) else joins.column(node)

    return scalar_sql(tree, column)


def _has_subqueries(tree: exp.Expr) -> bool:
    return tree.find(exp.Exists, exp.Anonymous) is not None


def _with_subqueries(tree: exp.Expr, joins: Joins) -> str:
    """The SQL of an expression that holds EXISTS or tree functions."""
    copy = tree.copy()
    written: list[str] = []
    for node in list(copy.find_all(exp.Exists, exp.Anonymous)):
        if isinstance(node, exp.Exists):
            text = _exists_sql(node, joins, len(written))
        elif anonymous_name(node) in TREE_FUNCTIONS and isinstance(node, exp.Anonymous):
            if node.find_ancestor(exp.Exists):
                continue
            text = tree_sql(node, joins)
        else:
            continue
        if node is copy:
            return text
        node.replace(exp.var(f":{len(written)}"))
        written.append(text)
    return scalar_sql(copy, joins.column, written)


def _exists_sql(node: exp.Exists, outer: Joins, number: int) -> str:
    """The correlated subquery of one EXISTS."""
    inner, ties = correlated(node, outer, number)
    conditions = ties + [condition_over(part, inner) for part in inner_conditions(node, outer.index)]
    return f"EXISTS (SELECT 1 {inner.source().replace(chr(10), ' ')} WHERE {all_of(conditions)})"
