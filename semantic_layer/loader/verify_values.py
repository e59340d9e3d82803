"""Values in formulas against the fields they are compared with: a misspelt value would silently count nothing.

Role: part of the third step of loading; adds faults, changes nothing. `comparisons` also serves the check against data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from semantic_layer.formulas import FieldName, exp
from semantic_layer.loader.faults import Place
from semantic_layer.loader.infer_fields import NUMBERS, roles_of
from semantic_layer.loader.names import Names
from semantic_layer.model import Field, FieldType
from semantic_layer.suggest import suggest

_PAIRS = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_SAME = (exp.EQ, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ, exp.In)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field beside a literal. `is_whole`: compared as a whole (=, <>, IN), not by order."""

    field: FieldName
    value: str
    is_text: bool
    is_whole: bool


def comparisons(tree: exp.Expr) -> Iterator[Comparison]:
    """Every comparison of a plain column with a literal, in the order written."""
    for node in tree.walk():
        if isinstance(node, _PAIRS):
            sides = [(node.this, node.expression), (node.expression, node.this)]
            pairs = [(one, [other]) for one, other in sides if isinstance(one, exp.Column)]
        elif isinstance(node, exp.In) and isinstance(node.this, exp.Column):
            pairs = [(node.this, node.expressions)]
        else:
            continue
        for column, others in pairs:
            for other in others:
                if isinstance(other, exp.Literal):
                    name = FieldName(column.table, column.name)
                    yield Comparison(name, str(other.this), bool(other.is_string), isinstance(node, _SAME))


def verify_literals(tree: exp.Expr, place: Place, key: str, names: Names) -> None:
    """A fault for each literal that its field cannot hold: not in the closed list, or of another type."""
    roles = roles_of(names.blocks)
    for found in comparisons(tree):
        dataset = names.model.datasets.get(roles.get(found.field.qualifier, found.field.qualifier))
        item = dataset.fields.get(found.field.name) if dataset else None
        if item is None:
            continue
        if found.is_whole and item.values and found.is_text and found.value not in item.values:
            near = suggest(found.value, item.values)
            listed = "" if near else f" Its list holds {', '.join(item.values[:8])}{', …' if item.values[8:] else ''}."
            names.faults.add(place, key, f"unknown value of {found.field} {found.value!r}.{listed}", near)
        elif fault := _misfit(item, found):
            names.faults.add(place, key, f"{found.field} {fault}")


def _misfit(item: Field, found: Comparison) -> str:
    """Why the field can never hold the literal; "" if it can."""
    if item.type in NUMBERS and found.is_text and not _is_number(found.value):
        return f"holds numbers, and {found.value!r} is a text"
    if item.type == FieldType.STRING and not found.is_text:
        return f"holds texts: write '{found.value}'"
    if item.type in (FieldType.DATE, FieldType.TIMESTAMP) and found.is_text and not _is_day(found.value):
        return f"holds dates, and {found.value!r} is none; write '2026-10-31'"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    for kind in (date, datetime):
        try:
            kind.fromisoformat(text)
        except ValueError:
            continue
        return True
    return False
