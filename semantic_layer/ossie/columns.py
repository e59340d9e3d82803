"""Columns and fields: Ossie's keys and relationships name columns of the source, ours name fields."""

from __future__ import annotations

import re
from typing import Any

Data = dict[str, Any]
_PLAIN = re.compile(r'[A-Za-z_]\w*|"[^"]+"')


def column_of(fields: list[Data], name: str) -> str:
    """The column behind a field, where the field is one column; else the field's own name."""
    for field in fields:
        if field["name"] == name:
            expression = field.get("expression") or name
            return expression.strip('"') if _PLAIN.fullmatch(expression) else name
    return name


def field_of(fields: list[Data], column: str) -> str | None:
    """The field that is this column, first by what it reads, then by name, whatever the case."""
    for field in fields:
        if column_of(fields, field["name"]).lower() == column.lower():
            return field["name"]
    return next((field["name"] for field in fields if field["name"].lower() == column.lower()), None)


def outward(block: Data, fields: list[Data]) -> Data:
    """A dataset's block with the columns of its keys."""
    changed = dict(block)
    if block.get("primary_key"):
        changed["primary_key"] = [column_of(fields, name) for name in block["primary_key"]]
    if block.get("unique_keys"):
        changed["unique_keys"] = [[column_of(fields, name) for name in key] for key in block["unique_keys"]]
    return changed


def inward(block: Data, fields: list[Data]) -> Data:
    """A dataset's block with the fields of its keys; a column without a field keeps its name."""
    changed = dict(block)
    if block.get("primary_key"):
        changed["primary_key"] = [field_of(fields, name) or name for name in block["primary_key"]]
    if block.get("unique_keys"):
        changed["unique_keys"] = [[field_of(fields, name) or name for name in key] for key in block["unique_keys"]]
    return changed


def outward_side(side: str | list[str], fields: dict[str, list[Data]]) -> str | list[str]:
    """One side of a relationship, with columns."""
    return _side(side, lambda dataset, name: column_of(fields.get(dataset, []), name))


def inward_side(side: str | list[str], fields: dict[str, list[Data]]) -> str | list[str]:
    """One side of a relationship, with fields."""
    return _side(side, lambda dataset, name: field_of(fields.get(dataset, []), name) or name)


def _side(side: str | list[str], name_of: Any) -> str | list[str]:
    refs = [side] if isinstance(side, str) else side
    changed = []
    for ref in refs:
        dataset, _, name = ref.partition(".")
        changed.append(f"{dataset}.{name_of(dataset, name)}")
    return changed[0] if isinstance(side, str) else changed
