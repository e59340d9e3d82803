"""Parts of scalar expressions that are subqueries: EXISTS and tree functions, filled in by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from semantic_layer.compile.exists import exists_sql
from semantic_layer.compile.text import scalar_sql
from semantic_layer.compile.trees import tree_sql
from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.metrics.grammar import anonymous_name

if TYPE_CHECKING:
    from semantic_layer.compile.joins import Joins


def with_specials(tree: exp.Expr, joins: Joins) -> str:
    """The SQL of an expression that holds EXISTS or tree functions."""
    copy = tree.copy()
    written: list[str] = []
    for node in list(copy.find_all(exp.Exists, exp.Anonymous)):
        if isinstance(node, exp.Exists):
            text = exists_sql(node, joins, len(written))
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
