"""What the query wrote behind a computed column: which comparison it holds, which filter a measure stands under.

Role: completes the columns of a result from the query's own tree, so that a growth is called 同比 or 环比 and a
filtered measure by its values. Reads names and literals only; evaluates nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from bot.compose.expressions import ExpressionReader
from bot.compose.pairs import paired
from bot.compose.wording import listed
from semantic_layer.model import SemanticModel
from semantic_layer.query import CheckedQuery, Column

_DEPTH = 4
_COMPARISONS = ("PRIOR_YEAR", "PRIOR_PERIOD")


def completed(checked: CheckedQuery, columns: Sequence[Column], model: SemanticModel, lang: str) -> tuple[Column, ...]:
    """The columns, computed ones with the comparisons they hold, filtered ones with what they are filtered by."""
    tree = checked.query.tree
    named = {node.alias: node.this for node in tree.find_all(exp.Alias)}
    if isinstance(tree, exp.Select):  # its own columns, where an inner block has one of the same name
        named |= {item.alias: item.this for item in tree.selects if isinstance(item, exp.Alias)}
    reader = ExpressionReader(checked, model, lang)
    return tuple(_completed(column, named, reader) for column in paired(tree, columns))


def _completed(column: Column, named: dict[str, exp.Expr], reader: ExpressionReader) -> Column:
    node = named.get(column.name)
    if node is None:
        return column
    if column.role == "computed" and not column.modifiers:
        if isinstance(node, exp.Window) and isinstance(node.this, exp.Sum) and node.args.get("order"):
            return replace(column, modifiers=("RUNNING",))
        made_of = _made_of(column, node, named)
        if made_of:
            return replace(column, modifiers=(f"OF({', '.join(made_of)})",))
        return replace(column, modifiers=_comparisons(node, named, _DEPTH))
    if "FILTER" in column.modifiers:
        notes = dict.fromkeys(note for found in node.find_all(exp.Filter) if (note := reader.narrowed(found)))
        told = f"FILTER({listed(notes, reader.lang)})" if notes else "FILTER"
        return replace(column, modifiers=tuple(told if name == "FILTER" else name for name in column.modifiers))
    return column


def _made_of(column: Column, node: exp.Expr, named: dict[str, exp.Expr]) -> tuple[str, ...]:
    """The columns of the result that a rate or share divides; () where its numerator is none of them."""
    if column.unit.kind != "percent" or column.is_growth or column.is_share or not isinstance(node, exp.Div):
        return ()
    aliases = {one.sql(): alias for alias, one in named.items()}
    sides = [_bare(side) for side in (node.this, node.expression)]
    found = [
        side.name if side.sql() not in aliases and side.name in named else aliases.get(side.sql(), "") for side in sides
    ]
    return tuple(one for one in found if one) if found[0] else ()


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, (exp.Paren, exp.Nullif, exp.Cast, exp.TryCast)):
        node = node.this
    return node


def _comparisons(node: exp.Expr, named: dict[str, exp.Expr], depth: int) -> tuple[str, ...]:
    """PRIOR_YEAR or PRIOR_PERIOD, where the expression or a column that it names holds one."""
    text = node.sql().upper()
    found = tuple(name for name in _COMPARISONS if f"{name}(" in text)
    if found or not depth:
        return found
    for column in node.find_all(exp.Column):
        behind = named.get(column.name)
        if behind is not None and behind is not node:
            found = _comparisons(behind, named, depth - 1)
            if found:
                return found
    return ()
