"""Two ranges set side by side: which column is the earlier value, which is the difference, which the rate.

Role: a query that takes one measure from two blocks and subtracts or divides them says a comparison; its columns are
marked PRIOR_RANGE, so that text, headings and charts tell it like any other. Reads the query's own tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.model import Unit
from semantic_layer.query import Column

MARK = "PRIOR_RANGE"


def paired(tree: exp.Expr, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, those of such a comparison marked; a rate is a growth, a difference of rates is in points."""
    if not isinstance(tree, exp.Select):
        return tuple(columns)
    nodes = {item.alias_or_name: item.unalias() for item in tree.selects}
    blocks = {cte.alias: cte.this for cte in tree.find_all(exp.CTE)}
    marked = {column.name: column for column in columns}
    for column in columns:
        node = nodes.get(column.name)
        sides = _sides(node, blocks) if node is not None and not column.modifiers else None
        earlier = next((name for name, one in nodes.items() if sides and one == sides[1]), "")
        if sides is None or node is None or earlier not in marked or not any(one == sides[0] for one in nodes.values()):
            continue
        before = marked[earlier]
        marked[earlier] = replace(before, modifiers=(MARK,))
        changes = {"metric": before.metric, "modifiers": (MARK,), "better": before.better}
        if isinstance(_bare(node.this), exp.Div):
            marked[column.name] = replace(column, unit=Unit("percent"), is_growth=True, **changes)
        else:
            unit = Unit("points") if before.unit.kind == "percent" else before.unit
            marked[column.name] = replace(column, unit=unit, **changes)
    return tuple(marked[column.name] for column in columns)


def _sides(node: exp.Expr, blocks: dict[str, exp.Expr]) -> tuple[exp.Column, exp.Column] | None:
    """Later and earlier column of `a - b` or `a / b - 1`, if they are the same measure of two blocks."""
    if not isinstance(node, exp.Sub):
        return None
    pair = _bare(node.this)
    if isinstance(pair, exp.Div) and not (isinstance(node.expression, exp.Literal) and node.expression.name == "1"):
        return None
    both = (pair.this, pair.expression) if isinstance(pair, exp.Div) else (node.this, node.expression)
    later, earlier = (_bare(side) for side in both)
    if not (isinstance(later, exp.Column) and isinstance(earlier, exp.Column)) or later.table == earlier.table:
        return None
    measures = [_measure(side, blocks) for side in (later, earlier)]
    return (later, earlier) if measures[0] is not None and measures[0] == measures[1] else None


def _measure(column: exp.Column, blocks: dict[str, exp.Expr]) -> exp.Expr | None:
    """What a column of a block is there, if that is a measure."""
    block = blocks.get(column.table)
    if not isinstance(block, exp.Select):
        return None
    found = next((item.unalias() for item in block.selects if item.alias_or_name == column.name), None)
    is_measure = found is not None and any(str(one.this).upper() == "MEASURE" for one in found.find_all(exp.Anonymous))
    return found if is_measure else None


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, (exp.Paren, exp.Nullif, exp.Cast, exp.TryCast, exp.Coalesce)):
        node = node.this
    return node
