"""What narrows one measure, in words: the condition of its own FILTER ("East", "Days past due > 0").

Role: a condition's tree in, a short text out. Values equal to a field stand alone (their field is clear from them),
every other condition says field, sign and value, so that a bare number is never a name.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from bot.compose.format import format_literal
from bot.compose.formulas import labelled
from bot.compose.value_names import shown_value
from bot.compose.wording import field_label, listed, say
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, SemanticModel, Unit

FieldOf = Callable[[exp.Column], FieldRef | None]
_SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}


def narrowed(condition: exp.Expr, field_of: FieldOf, model: SemanticModel, lang: str) -> str:
    """The condition of a FILTER: its parts joined, each said once."""
    clause = condition.this if isinstance(condition, exp.Where) else condition
    return listed(dict.fromkeys(_part(one, field_of, model, lang) for one in _conjuncts(clause)), lang)


def _conjuncts(node: exp.Expr) -> list[exp.Expr]:
    node = node.unnest()
    return [*_conjuncts(node.this), *_conjuncts(node.expression)] if isinstance(node, exp.And) else [node]


def _part(node: exp.Expr, field_of: FieldOf, model: SemanticModel, lang: str) -> str:
    """One condition; as the query wrote it, with labels, where no rule says it."""
    is_not = isinstance(node, exp.Not)
    inner = node.this.unnest() if is_not else node
    ref = field_of(inner.this) if isinstance(inner.this, exp.Column) else None
    plain = labelled(node.sql(), model, lang, Rights.full())
    if isinstance(inner, exp.Anonymous) and str(inner.this).upper() == "WITHIN" and len(inner.expressions) == 2:
        found, member = inner.expressions
        ref = field_of(found) if isinstance(found, exp.Column) else None
        value = shown_value(ref, member.name, model, lang) if ref is not None else member.name
        return plain if is_not else value
    if ref is None:
        return plain
    label = field_label(ref, model, lang)
    if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
        return say("filter_IS NOT NULL" if is_not else "filter_IS NULL", lang, field=label)
    literals = [one for one in inner.args.get("expressions", ()) if isinstance(one, exp.Literal)]
    if isinstance(inner, exp.In) and len(literals) == len(inner.expressions) and literals:
        values = listed((_value(one, ref, model, lang) for one in literals), lang)
        is_named = not is_not and all(one.is_string for one in literals)
        return values if is_named else say(f"filter_{'NOT ' * is_not}IN", lang, field=label, values=values)
    sign, right = _SIGNS.get(type(inner), ""), inner.args.get("expression")
    if is_not or not sign or not isinstance(right, (exp.Literal, exp.Neg)):
        return plain
    value = _value(right, ref, model, lang)
    is_named = sign == "=" and isinstance(right, exp.Literal) and right.is_string
    return value if is_named else say(f"filter_{sign}", lang, field=label, values=value)


def _value(node: exp.Expr, ref: FieldRef, model: SemanticModel, lang: str) -> str:
    """A text by its name, a number by the unit of its field."""
    inner = node.this if isinstance(node, exp.Neg) else node
    if isinstance(inner, exp.Literal) and inner.is_string:
        return shown_value(ref, str(inner.this), model, lang)
    try:
        number = Decimal(str(inner.name)) * (-1 if isinstance(node, exp.Neg) else 1)
    except InvalidOperation:
        return str(node.sql())
    dataset = model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset is not None else None
    return format_literal(number, field.unit if field is not None else Unit(), lang)
