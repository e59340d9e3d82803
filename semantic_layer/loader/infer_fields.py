"""What a field is, where the file leaves it out: type and role from how the model uses it and from its name.

Role: heuristics with an order: declared > forced by use (a time field is a date, a summed field a number) > name >
string. `askfin model check` compares the outcome with the data, so a wrong guess is reported, not silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from semantic_layer.formulas import FormulaError, exp, read_formula
from semantic_layer.loader import schema
from semantic_layer.loader.read_files import Blocks
from semantic_layer.model import FieldRole, FieldType

NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE})
_TYPE_OF_ROLE = {
    FieldRole.AMOUNT: FieldType.DECIMAL,
    FieldRole.BALANCE: FieldType.DECIMAL,
    FieldRole.RATE: FieldType.DECIMAL,
    FieldRole.TIME: FieldType.DATE,
    FieldRole.FLAG: FieldType.BOOLEAN,
}
_DATE_NAME = re.compile(r"(^|_)(date|day|month_end|on)$|日期$|日$")
_TIMESTAMP_NAME = re.compile(r"(^|_)(timestamp|datetime|at)$|时间$")
_ID_NAME = re.compile(r"(^|_)(id|no|number|code|key|sku|uuid)$|编号$|编码$|代码$|号$|号码$", re.IGNORECASE)
_RATE_NAME = re.compile(r"(^|_)(rate|ratio|price|pct|percent|percentage|share|margin)$|率$|单价$|比例$|占比$")
_BALANCE_NAME = re.compile(r"(^|_)balance$|余额$")
_CATEGORY_NUMBER = re.compile(r"(^|_)(year|quarter|month|week|level|rank|grade|version|sequence|seq)$")


@dataclass(frozen=True, slots=True)
class FieldUse:
    """How the model uses a field."""

    key: bool = False  # in a primary key, a unique key or a relationship
    summed: bool = False  # the very argument of SUM, AVG, MEDIAN or QUANTILE
    dated: bool = False  # a time field, due date, validity date


def find_uses(blocks: Blocks) -> dict[tuple[str, str], FieldUse]:
    """(dataset, field) → use, over all blocks; unparsable formulas are left to later steps."""
    keys: set[tuple[str, str]] = set()
    dated: set[tuple[str, str]] = set()
    summed: set[tuple[str, str]] = set()
    for placed in blocks.relationships:
        keys.update(_split(ref) for ref in (*placed.block.from_, *placed.block.to))
    for dataset in (placed.block for placed in blocks.datasets):
        keys.update((dataset.name, name) for key in (dataset.primary_key, *dataset.unique_keys) for name in key)
        dated.update((dataset.name, name) for name in (dataset.time_field, dataset.valid_from, dataset.valid_to))
    for metric in (placed.block for placed in blocks.metrics):
        if metric.time_field:
            dated.add(_split(metric.time_field))
        if metric.open_items:
            items = metric.open_items
            dated.update({(items.document, items.due_date), (items.applied, items.applied_date)})
            summed.update({(items.document, items.amount), (items.applied, items.applied_amount)})
        summed.update(_summed(metric.expression))
    names = keys | dated | summed
    return {name: FieldUse(name in keys, name in summed, name in dated) for name in names}


def _summed(expression: str) -> set[tuple[str, str]]:
    try:
        formula = read_formula(expression) if expression else None
    except FormulaError:
        return set()
    found: set[tuple[str, str]] = set()
    for aggregate in formula.aggregates if formula else ():
        argument = aggregate.function.this
        additive = exp.Sum, exp.Avg, exp.Median, exp.Quantile
        if isinstance(aggregate.function, additive) and isinstance(argument, exp.Column):
            found.add((argument.table, argument.name))
    return found


def _split(ref: str) -> tuple[str, str]:
    dataset, _, name = ref.partition(".")
    return dataset, name


def infer_type(block: schema.FieldFile, use: FieldUse) -> FieldType:
    """The declared type, else the one that use, unit, expression and name speak for."""
    if block.type:
        return block.type
    if block.role and block.role in _TYPE_OF_ROLE:
        return _TYPE_OF_ROLE[block.role]
    if block.unit and block.unit.kind != "none":
        return FieldType.DECIMAL
    if use.dated:
        return FieldType.DATE
    if use.summed:
        return FieldType.DECIMAL
    if block.role or block.values or use.key:
        return FieldType.STRING
    cast = re.search(r"AS\s+(DATE|TIMESTAMP|BOOLEAN|INTEGER|BIGINT|DOUBLE|DECIMAL)\b", block.expression or "", re.I)
    if cast:
        return FieldType({"BIGINT": "integer"}.get(cast[1].upper(), cast[1].lower()))
    name = block.name.lower()
    if _DATE_NAME.search(name):
        return FieldType.DATE
    if _TIMESTAMP_NAME.search(name):
        return FieldType.TIMESTAMP
    if name.startswith(("is_", "has_")):
        return FieldType.BOOLEAN
    return FieldType.STRING


def infer_role(block: schema.FieldFile, kind: FieldType, dataset: schema.DatasetFile, use: FieldUse) -> FieldRole:
    """The role that type, use and name speak for."""
    if kind in (FieldType.DATE, FieldType.TIMESTAMP):
        return FieldRole.TIME
    if kind == FieldType.BOOLEAN:
        return FieldRole.FLAG
    name = block.name.lower()
    id_like = bool(_ID_NAME.search(name))
    if kind == FieldType.STRING:
        if block.values or not (id_like or block.name == dataset.display):
            return FieldRole.CATEGORY
        return FieldRole.ID if id_like else FieldRole.NAME
    if use.summed:
        return FieldRole.BALANCE if _BALANCE_NAME.search(name) else FieldRole.AMOUNT
    if (id_like or use.key) and kind == FieldType.INTEGER:
        return FieldRole.ID
    if kind == FieldType.INTEGER and _CATEGORY_NUMBER.search(name):
        return FieldRole.CATEGORY
    if _RATE_NAME.search(name) or (block.unit and block.unit.kind in ("percent", "points", "times")):
        return FieldRole.RATE
    return FieldRole.BALANCE if _BALANCE_NAME.search(name) else FieldRole.AMOUNT


def roles_of(blocks: Blocks) -> Mapping[str, str]:
    """Role name → the dataset it stands for, as the relationships declare."""
    datasets = {p.block.name for p in blocks.datasets}  # a role of such a name is a fault, and no role
    links = [p.block for p in blocks.relationships if p.block.role and p.block.to]
    return {link.role: _split(link.to[0])[0] for link in links if link.role not in datasets}
