"""Slowly changing dimensions: the one version of a row that held (rule 22).

Role: what stands in FROM for a versioned dataset, and the conditions that pick the version. Versions are told apart
over all rows of the dataset, before any row rule: a rule that hid one version would stretch its neighbours over it.
"""

from __future__ import annotations

from semantic_layer.compile.tables import Tables
from semantic_layer.compile.text import listed
from semantic_layer.model import Dataset, FieldType, Relationship


def is_versioned(step: Relationship, target: Dataset) -> bool:
    """Whether the step leads to one of several versions."""
    return bool(target.valid_from) and tuple(step.to_fields) != target.primary_key


def version_of(tables: Tables, step: Relationship, alias: str, at: str) -> tuple[str, list[str]]:
    """(relation, conditions on it as `alias`): the version valid at the date `at`, or the latest one."""
    target = tables.index.model.datasets[step.to_dataset]
    plain = tables.plain(step.to_dataset)
    keys = listed(tables.field(step.to_dataset, name, "versions") for name in step.to_fields)
    start = tables.field(step.to_dataset, target.valid_from, "versions")
    if step.history != "as_was" or not at:
        ranked = f"ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY {start} DESC NULLS LAST) AS version_rank"
        return f"(SELECT versions.*, {ranked} FROM {plain} AS versions)", [f"{alias}.version_rank = 1"]
    following = f"LEAD({start}) OVER (PARTITION BY {keys} ORDER BY {start} NULLS FIRST) AS next_valid_from"
    versions = f"(SELECT versions.*, {following} FROM {plain} AS versions)"
    mine = tables.field(step.to_dataset, target.valid_from, alias)
    following = f"{alias}.next_valid_from"
    conditions = [f"({mine} IS NULL OR {at} >= {mine})", f"({following} IS NULL OR {at} < {following})"]
    if target.valid_to:
        until = tables.field(step.to_dataset, target.valid_to, alias)
        conditions.append(f"({until} IS NULL OR {at} <= {until})")
    return versions, conditions


def day_of(tables: Tables, dataset: str, alias: str) -> str:
    """The date the rows of a dataset are counted by; "" where it has none."""
    declared = tables.index.model.datasets[dataset]
    if not declared.time_field:
        return ""
    written = tables.field(dataset, declared.time_field, alias)
    is_date = declared.fields[declared.time_field].type is FieldType.DATE
    return written if is_date else f"CAST({written} AS DATE)"
