"""shape_of: read a QueryShape back from a parsed query, where it is a one-block query of that form.

Role: follow-ups edit the shape, agreement reads it, the eval compares it. None where the query says more than a
shape can hold (CTEs, windows, expressions as keys).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlglot import exp

from semantic_layer.issues import Issue
from semantic_layer.metrics import ModelIndex, index_of
from semantic_layer.metrics.grammar import anonymous_name, is_measure, is_period
from semantic_layer.metrics.scalar import text_of, walk_down
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse.canonical import conjuncts, date_of, period_range
from semantic_layer.parse.query import grouped, is_block
from semantic_layer.query import SemanticQuery
from semantic_layer.shape import Condition, Item, Measure, QueryShape

Literal = str | int | float | Decimal | bool | date | None
_OPS: dict[type[exp.Expr], str] = {
    exp.EQ: "=", exp.NEQ: "!=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Like: "LIKE",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}  # fmt: skip


class _NotAShapeError(Exception):
    """The query says more than a QueryShape holds."""


def shape_of(query: SemanticQuery, model: SemanticModel) -> QueryShape | None:
    """The shape of a one-block query; None where it has none."""
    tree = query.tree
    if not isinstance(tree, exp.Select) or tree.ctes or not is_block(tree, model):
        return None
    if any(tree.args.get(clause) for clause in ("joins", "qualify", "offset", "distinct")):
        return None
    try:
        return _shape(tree, model, index_of(model))
    except _NotAShapeError:
        return None


def _shape(select: exp.Select, model: SemanticModel, index: ModelIndex) -> QueryShape:
    period = period_range(select.args.get("where"))
    if period.issues:
        raise _NotAShapeError
    fields: list[FieldRef] = []
    items: list[Item] = []
    names: dict[str, str] = {}
    grain = ""
    for position, node in enumerate(select.expressions):
        inner = node.this if isinstance(node, exp.Alias) else node
        if grain_of(inner):
            grain = grain_of(inner)
            names[text_of(inner)] = "period"
        elif isinstance(inner, exp.Column):
            ref = _ref(inner, index)
            fields.append(ref)
            names[text_of(inner)] = str(ref)
        else:
            item = _item(node, inner, position, index)
            items.append(item)
            names[text_of(inner)] = item.alias
    keys = [text_of(key) for key in grouped(select)]
    if items and sorted(keys) != sorted(name for name, meant in names.items() if meant not in {i.alias for i in items}):
        raise _NotAShapeError
    having = select.args.get("having")
    limit = select.args.get("limit")
    return QueryShape(
        model=model.name,
        items=tuple(items),
        fields=tuple(fields),
        grain=grain,
        where=tuple(condition_of(part, index) for part in period.rest),
        start=period.start,
        end=period.end,
        having=tuple(text_of(part) for part in conjuncts(having.this if having else None)),
        order=_order(select, names, index),
        limit=int(limit.expression.name) if limit else None,
        detail=not items and not keys,
    )


def grain_of(node: exp.Expr) -> str:
    """The grain of `DATE_TRUNC('grain', period)`; "" for anything else."""
    if isinstance(node, (exp.TimestampTrunc, exp.DateTrunc)) and is_period(node.this):
        return node.args["unit"].name.lower()
    return "day" if is_period(node) else ""


def _ref(node: exp.Column, index: ModelIndex) -> FieldRef:
    found = index.find(node.table, node.name)
    if isinstance(found, Issue):
        raise _NotAShapeError
    return found


def _item(node: exp.Expr, inner: exp.Expr, position: int, index: ModelIndex) -> Item:
    alias = node.alias if isinstance(node, exp.Alias) else ""
    if any(isinstance(part, exp.Window) for part in walk_down(inner)):
        raise _NotAShapeError
    measure = _measure(inner, index)
    if measure is not None:
        return Item(alias or measure.metric, measure)
    if not any(is_measure(part) for part in walk_down(inner)):
        raise _NotAShapeError
    return Item(alias or f"value_{position + 1}", expression=text_of(inner))


def _measure(node: exp.Expr, index: ModelIndex) -> Measure | None:
    """A metric under modifiers and at most one FILTER; None for aggregates and arithmetic."""
    modifiers: list[str] = []
    where: tuple[Condition, ...] = ()
    while True:
        name = anonymous_name(node)
        if isinstance(node, exp.Filter):
            where += tuple(condition_of(part, index) for part in conjuncts(node.expression.this))
            node = node.this
        elif name == "MEASURE":
            return Measure(node.expressions[0].name, tuple(modifiers), where)
        elif name and name not in ("COUNT_ROWS", "PERIOD_DAYS"):
            rest = ", ".join(text_of(part) for part in node.expressions[1:])
            modifiers.append(f"{name}({rest})" if rest else name)
            node = node.expressions[0]
        else:
            return None


def literal_of(node: exp.Expr) -> Literal:
    """The value of a literal node. Raises where it is none."""
    if isinstance(node, exp.Paren):
        return literal_of(node.this)
    if isinstance(node, exp.Null):
        return None
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Neg):
        value = literal_of(node.this)
        if isinstance(value, (int, float, Decimal)):
            return -value
        raise _NotAShapeError
    if isinstance(node, exp.Literal):
        if node.is_string:
            return node.name
        return int(node.name) if node.name.isdigit() else Decimal(node.name)
    day = date_of(node)
    if day is None:
        raise _NotAShapeError
    return day


def condition_of(node: exp.Expr, index: ModelIndex) -> Condition:
    """`field op values` of one condition in normal form; raises where it is another form."""
    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.Or):
        return _not_in_or_null(node, index)
    negated = isinstance(node, exp.Not)
    inner = node.this if negated else node
    if isinstance(inner, exp.Exists):
        if inner.this.args.get("where"):
            raise _NotAShapeError
        dataset = inner.this.args["from_"].this.name
        return Condition(FieldRef(dataset, ""), "NOT EXISTS" if negated else "EXISTS")
    tree = inner.this if negated and isinstance(inner, exp.Coalesce) else inner
    if anonymous_name(tree) == "WITHIN":
        column, members = tree.expressions[0], tree.expressions[1:]
        op = "NOT WITHIN" if negated else "WITHIN"
        return Condition(_ref(column, index), op, tuple(literal_of(member) for member in members))
    if not isinstance(inner.this, exp.Column):
        raise _NotAShapeError
    ref = _ref(inner.this, index)
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return Condition(ref, "IS NOT NULL" if negated else "IS NULL")
    if negated:
        raise _NotAShapeError
    if isinstance(inner, exp.In) and inner.expressions:
        return Condition(ref, "IN", tuple(literal_of(value) for value in inner.expressions))
    if type(inner) in _OPS and not inner.args.get("negate"):
        return Condition(ref, _OPS[type(inner)], (literal_of(inner.expression),))
    raise _NotAShapeError


def simple_condition(node: exp.Expr, index: ModelIndex) -> Condition | None:
    """The condition as `field op values`; None where it is another form."""
    try:
        return condition_of(node, index)
    except _NotAShapeError:
        return None


def _not_in_or_null(node: exp.Or, index: ModelIndex) -> Condition:
    """`(f IS NULL OR f NOT IN (…))`, the NOT IN that keeps NULL rows."""
    null, rest = node.this, node.expression
    if not (isinstance(null, exp.Is) and isinstance(rest, exp.Not) and isinstance(rest.this, exp.In)):
        raise _NotAShapeError
    if null.this != rest.this.this or not isinstance(null.this, exp.Column):
        raise _NotAShapeError
    return Condition(_ref(null.this, index), "NOT IN", tuple(literal_of(value) for value in rest.this.expressions))


def _order(select: exp.Select, names: dict[str, str], index: ModelIndex) -> tuple[tuple[str, bool], ...]:
    order = select.args.get("order")
    found: list[tuple[str, bool]] = []
    for ordered in order.expressions if order else ():
        name = names.get(text_of(ordered.this))
        if name is None and isinstance(ordered.this, exp.Column):
            name = str(_ref(ordered.this, index))
        if name is None:
            raise _NotAShapeError
        found.append((name, bool(ordered.args.get("desc"))))
    return tuple(found)
