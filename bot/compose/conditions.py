"""Conditions on measures in words: what HAVING or an outer WHERE asks ("营业收入 > ¥500万", "名次 ≤ 3").

Role: read from the query's own tree, so that no threshold goes unsaid; names by labels, literals by their unit. What no
rule can say stands as the query wrote it, with labels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from bot.compose.expressions import ExpressionReader
from bot.compose.format import format_literal
from bot.compose.formulas import labelled
from bot.compose.wording import say
from semantic_layer.access import Rights
from semantic_layer.model import SemanticModel, Unit
from semantic_layer.query import CheckedQuery

_OPERATORS = {exp.GT: ">", exp.GTE: "≥", exp.LT: "<", exp.LTE: "≤", exp.EQ: "=", exp.NEQ: "≠"}
_MIRRORED = {">": "<", "≥": "≤", "<": ">", "≤": "≥", "=": "=", "≠": "≠"}


@dataclass(frozen=True, slots=True)
class Threshold:
    """One condition on a measure. `measure`, `op`, `value` where it compares with a literal, else only its text."""

    text: str
    measure: str = ""
    op: str = ""
    value: Decimal | None = None


def thresholds(checked: CheckedQuery, model: SemanticModel, lang: str) -> tuple[Threshold, ...]:
    """Every condition on measures, in the order of the query, each once."""
    reader = ExpressionReader(checked, model, lang)
    found: dict[str, Threshold] = {}
    for select, part in _parts(checked):
        text = _said(part, select, reader) or labelled(part.sql(), model, lang, Rights.full())
        found.setdefault(text, replace(_compared(part), text=text))
    return tuple(found.values())


def plain_thresholds(checked: CheckedQuery) -> list[Threshold]:
    """The same for programs: the measure as semantic SQL, without words."""
    return [_compared(part) for _, part in _parts(checked)]


def _parts(checked: CheckedQuery) -> Iterator[tuple[exp.Select, exp.Expr]]:
    blocks = {cte.alias for cte in checked.query.tree.find_all(exp.CTE)}
    for select in checked.query.tree.find_all(exp.Select):
        for clause in _clauses(select, blocks):
            for part in _conjuncts(clause):
                yield select, part


def _clauses(select: exp.Select, blocks: Collection[str]) -> Iterator[exp.Expr]:
    """HAVING, QUALIFY, and the WHERE of a block that reads other blocks (that of a model's block is filters)."""
    for name in ("having", "qualify"):
        clause = select.args.get(name)
        if clause is not None:
            yield clause.this
    where = select.args.get("where")
    sources = [source.name for source in select.find_all(exp.Table) if source.parent_select is select]
    if where is not None and any(source in blocks for source in sources):
        yield where.this


def _compared(node: exp.Expr) -> Threshold:
    if type(node) in _OPERATORS:
        left, right, sign = _sides(node)
        number = _number(right)
        if number is not None:
            return Threshold("", left.sql(), sign, number)
    return Threshold("", node.sql())


def _conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.And):
        yield from _conjuncts(node.this)
        yield from _conjuncts(node.expression)
    elif isinstance(node, exp.Paren):
        yield from _conjuncts(node.this)
    else:
        yield node


def _sides(node: exp.Expr) -> tuple[exp.Expr, exp.Expr, str]:
    """(measure, what it is compared with, sign); a literal on the left changes sides."""
    sign = _OPERATORS[type(node)]
    if _number(node.this) is not None and _number(node.expression) is None:
        return node.expression, node.this, _MIRRORED[sign]
    return node.this, node.expression, sign


def _said(node: exp.Expr, select: exp.Select, reader: ExpressionReader) -> str:
    """The condition in words; "" where a part of it has none."""
    if isinstance(node, exp.Paren):
        return _said(node.this, select, reader)
    if isinstance(node, (exp.Or, exp.And)):
        parts = [_said(side, select, reader) for side in (node.this, node.expression)]
        return say("either" if isinstance(node, exp.Or) else "both", reader.lang, one=parts[0], two=parts[1]) * all(
            parts
        )
    if isinstance(node, exp.Between):
        name = reader.name(node.this, select)
        ends = [_value(end, node.this, select, reader) for end in (node.args["low"], node.args["high"])]
        return say("within", reader.lang, name=name, low=ends[0], high=ends[1]) if name and all(ends) else ""
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        name = reader.name(node.this, select)
        return say("filter_IS NULL", reader.lang, field=name) if name else ""
    if isinstance(node, exp.Not) and isinstance(node.this, exp.Is):
        name = reader.name(node.this.this, select)
        return say("filter_IS NOT NULL", reader.lang, field=name) if name else ""
    if type(node) not in _OPERATORS:
        return ""
    left, right, sign = _sides(node)
    name, value = reader.name(left, select), _value(right, left, select, reader)
    return f"{name} {sign} {value}" if name and value else ""


def _value(node: exp.Expr, measure: exp.Expr, select: exp.Select, reader: ExpressionReader) -> str:
    number = _number(node)
    if number is None:
        return reader.name(node, select)
    unit = reader.unit(measure, select)
    return format_literal(number, unit if unit is not None else Unit(), reader.lang)


def _number(node: exp.Expr) -> Decimal | None:
    sign, inner = (-1, node.this) if isinstance(node, exp.Neg) else (1, node)
    if not isinstance(inner, exp.Literal) or inner.is_string:
        return None
    try:
        return sign * Decimal(str(inner.this))
    except InvalidOperation:
        return None
