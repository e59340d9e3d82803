"""A finding: one thing the data says against the model. Codes are stable and documented in docs/model-author.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from semantic_layer.model import Dataset, Origin
from semantic_layer.warehouse.relation import relation_sql
from semantic_layer.warehouse.trusted import TrustedError

Severity = Literal["error", "warning"]


class FindingCode(StrEnum):
    """An error makes answers wrong or impossible; a warning is for the author to judge."""

    TABLE_UNREADABLE = "TABLE_UNREADABLE"
    VERIFIED_QUERY = "VERIFIED_QUERY"
    ACCESS_FILE = "ACCESS_FILE"
    DEFAULT_PERIOD = "DEFAULT_PERIOD"
    FIELD_UNREADABLE = "FIELD_UNREADABLE"
    TYPE_DIFFERS = "TYPE_DIFFERS"
    KEY_NOT_UNIQUE = "KEY_NOT_UNIQUE"
    KEY_IS_NULL = "KEY_IS_NULL"
    BRIDGE_REPEATS = "BRIDGE_REPEATS"
    ORPHANS = "ORPHANS"
    LINK_TYPES_DIFFER = "LINK_TYPES_DIFFER"
    VALUE_NOT_DECLARED = "VALUE_NOT_DECLARED"
    VALUE_NOT_IN_DATA = "VALUE_NOT_IN_DATA"
    PIN_NOT_IN_DATA = "PIN_NOT_IN_DATA"
    DATE_IS_NULL = "DATE_IS_NULL"
    DATA_BEYOND_LOADED = "DATA_BEYOND_LOADED"
    LOADED_BEYOND_DATA = "LOADED_BEYOND_DATA"
    CLOSED_BEYOND_LOADED = "CLOSED_BEYOND_LOADED"
    GRAIN_TOO_COARSE = "GRAIN_TOO_COARSE"
    NOT_FROM_INCEPTION = "NOT_FROM_INCEPTION"
    BALANCE_CHANGES_SIGN = "BALANCE_CHANGES_SIGN"
    VALIDITY_OVERLAPS = "VALIDITY_OVERLAPS"
    TREE_CYCLE = "TREE_CYCLE"
    TREE_ORPHANS = "TREE_ORPHANS"
    TREE_SIGN = "TREE_SIGN"
    HIERARCHY_BRANCHES = "HIERARCHY_BRANCHES"
    OPEN_ITEM_NULL = "OPEN_ITEM_NULL"
    APPLIED_BEYOND_DOCUMENT = "APPLIED_BEYOND_DOCUMENT"
    QUERY_FAILED = "QUERY_FAILED"
    FIELDS_UNANSWERED = "FIELDS_UNANSWERED"
    METRIC_UNANSWERED = "METRIC_UNANSWERED"
    METRIC_OUT_OF_SCALE = "METRIC_OUT_OF_SCALE"


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` is file:line, `sentence` plain English, `count` the rows concerned (0 where rows are not the matter)."""

    severity: Severity
    code: FindingCode
    place: str
    sentence: str
    count: int = 0

    def __str__(self) -> str:
        return f"{self.severity}: {self.place}: {self.sentence}"


class Rows(Protocol):
    """The part of the trusted warehouse that a check needs."""

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple]: ...

    def columns(self, sql: str) -> list[tuple[str, str]]: ...


def error(code: FindingCode, place: Origin | str, sentence: str, count: int = 0) -> Finding:
    return Finding("error", code, str(place), sentence, count)


def warning(code: FindingCode, place: Origin | str, sentence: str, count: int = 0) -> Finding:
    return Finding("warning", code, str(place), sentence, count)


def column(dataset: Dataset, name: str) -> str:
    """A field's expression, safe to stand in a larger one."""
    return f"({dataset.fields[name].expression})"


def one_row(warehouse: Rows, sql: str, params: Sequence[object] = ()) -> tuple:
    return warehouse.rows(sql, params)[0]


def listed(values: Sequence[object], most: int = 5) -> str:
    """'a', 'b' and 3 more."""
    shown = ", ".join(repr(value) if isinstance(value, str) else str(value) for value in values[:most])
    return f"{shown} and {len(values) - most} more" if len(values) > most else shown


def plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


__all__ = [
    "Finding",
    "FindingCode",
    "Rows",
    "TrustedError",
    "column",
    "error",
    "listed",
    "one_row",
    "plural",
    "relation_sql",
    "warning",
]
