"""What a database shows of itself: tables, columns, counts, keys, value lists, dates.

Role: first step of a draft; facts only, no judgement. Reads through the trusted door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from semantic_layer.model import FieldType
from semantic_layer.model_check.shapes import family

MOST_VALUES = 12  # a column with at most so many different values is a list


class Database(Protocol):
    """The part of the trusted warehouse that a profile needs."""

    def rows(self, sql: str, params: tuple = ()) -> list[tuple]: ...


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    name: str
    engine_type: str
    type: FieldType | None  # None: nested or unknown
    filled: int
    distinct: int
    values: tuple[str, ...] = ()  # the most frequent first, where there are few
    first: date | None = None
    last: date | None = None
    month_ends: bool = False  # every date is the last day of its month
    month_starts: bool = False
    month_text: bool = False  # every value is YYYY-MM or YYYYMM
    day_text: bool = False  # every value is a day written as digits: 20260131, 2026/1/31, 2026年1月31日
    number_text: str = ""  # "number" or "percent": every value is one, written as text with separators or signs
    least: float | None = None  # of a column of numbers
    most: float | None = None
    whole: bool = False  # every number is a whole one


@dataclass(frozen=True, slots=True)
class TableProfile:
    """`name` as the warehouse knows it, `keys` declared in the database or found unique and filled."""

    schema: str
    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    declared_keys: tuple[tuple[str, ...], ...] = ()
    unique: tuple[str, ...] = ()
    references: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = field(default=())  # columns, table, columns

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)

    @property
    def relation(self) -> str:
        return f"{quoted(self.schema)}.{quoted(self.name)}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def profile_database(database: Database) -> tuple[TableProfile, ...]:
    """Every table and view with rows, by schema and name."""
    listed = database.rows(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY 1, 2"
    )
    return tuple(_profile(database, schema, name) for schema, name in listed)


def _profile(database: Database, schema: str, name: str) -> TableProfile:
    relation = f"{quoted(schema)}.{quoted(name)}"
    described = database.rows(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
        (schema, name),
    )
    counts = ", ".join(f"COUNT({quoted(c)}), APPROX_COUNT_DISTINCT({quoted(c)})" for c, _ in described)
    totals = database.rows(f"SELECT COUNT(*), {counts} FROM {relation}")[0]
    rows = int(totals[0])
    columns: list[ColumnProfile] = []
    for position, (column, engine_type) in enumerate(described):
        filled, near = totals[1 + 2 * position], totals[2 + 2 * position]
        columns.append(_column(database, relation, column, engine_type, int(filled), int(near)))
    unique = tuple(c.name for c in columns if c.filled == rows > 0 and c.distinct == rows)
    keys, references = _constraints(database, schema, name)
    return TableProfile(schema, name, rows, tuple(columns), keys, unique, references)


def _column(database: Database, relation: str, name: str, engine_type: str, filled: int, near: int) -> ColumnProfile:
    kind = family(engine_type)
    column = quoted(name)
    # The estimate is within some per cent: only what may be unique or a list is counted exactly.
    distinct = near
    if near >= 0.8 * filled or near <= 2 * MOST_VALUES:
        distinct = int(database.rows(f"SELECT COUNT(DISTINCT {column}) FROM {relation}")[0][0])
    values: tuple[str, ...] = ()
    if kind in (FieldType.STRING, FieldType.BOOLEAN, FieldType.INTEGER) and 0 < distinct <= MOST_VALUES:
        found = database.rows(
            f"SELECT CAST({column} AS VARCHAR) FROM {relation} WHERE {column} IS NOT NULL"
            " GROUP BY 1 ORDER BY COUNT(*) DESC, 1"
        )
        values = tuple(str(value) for (value,) in found)
    if not filled:
        return ColumnProfile(name, engine_type, kind, filled, distinct)
    if kind in (FieldType.DATE, FieldType.TIMESTAMP):
        day = f"CAST({column} AS DATE)"
        first, last, ends, starts = database.rows(
            f"SELECT MIN({day}), MAX({day}), BOOL_AND({day} = LAST_DAY({day})),"
            f" BOOL_AND({day} = CAST(DATE_TRUNC('month', {day}) AS DATE)) FROM {relation}"
        )[0]
        is_series = distinct >= 2
        return ColumnProfile(
            name, engine_type, kind, filled, distinct, first=first, last=last,
            month_ends=bool(ends) and is_series, month_starts=bool(starts) and is_series,
        )  # fmt: skip
    month, day, number = _texts(database, relation, column, kind)
    least, most, whole = _span(database, relation, column, kind)
    return ColumnProfile(
        name, engine_type, kind, filled, distinct, values,
        month_text=month, day_text=day, number_text=number, least=least, most=most, whole=whole,
    )  # fmt: skip


def _span(
    database: Database, relation: str, column: str, kind: FieldType | None
) -> tuple[float | None, float | None, bool]:
    if kind not in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE):
        return None, None, False
    number = f"CAST({column} AS DOUBLE)"
    least, most, whole = database.rows(
        f"SELECT MIN({number}), MAX({number}), BOOL_AND({number} = FLOOR({number})) FROM {relation}"
    )[0]
    return least, most, bool(whole)


_MONTH = "(19|20)[0-9]{2}([-/.]?(0[1-9]|1[0-2])|年(0?[1-9]|1[0-2])月)"
_DAY = (
    "(19|20)[0-9]{2}((0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
    "|[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12][0-9]|3[01])|年(0?[1-9]|1[0-2])月(0?[1-9]|[12][0-9]|3[01])日)"
)
_GLANCE = 2000  # rows that rule most readings out
# A number as people write it: 1,234.50, ¥1,234, -$5, (1,234.50) for less, 1,234元, 12.5%.
_NUMBER = "[(]?[-−]?[¥￥$€£]?[-−]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?[元%]?[)]?"


def _texts(database: Database, relation: str, column: str, kind: FieldType | None) -> tuple[bool, bool, str]:
    if kind not in (FieldType.STRING, FieldType.INTEGER):
        return False, False, ""
    glance = _read_as(database, f"SELECT {column} AS c FROM {relation} LIMIT {_GLANCE}")
    wanted = glance[: 3 if kind == FieldType.STRING else 2]
    if glance[0] is not None and not any(wanted):  # what fails in the first rows fails in all
        return False, False, ""
    month, day, number, has_sign, percent, mixed, signs = _read_as(database, f"SELECT {column} AS c FROM {relation}")
    of_one_kind = signs <= 1 and bool(percent) == bool(mixed)  # dollars and pounds, shares and amounts are not one
    is_number = bool(number and has_sign) and of_one_kind and kind == FieldType.STRING
    return bool(month), bool(day), ("percent" if percent else "number") if is_number else ""


def _read_as(database: Database, source: str) -> tuple:
    """Whether every value of the column `c` is a month, a day, a number; whether any has a separator or sign; whether
    all, and any, are percents; how many currency signs there are. None where there is no value."""
    return database.rows(
        f"SELECT BOOL_AND(regexp_full_match(v, '{_MONTH}')), BOOL_AND(regexp_full_match(v, '{_DAY}')),"
        f" BOOL_AND(regexp_full_match(v, '{_NUMBER}') AND NOT regexp_matches(v, '^0[0-9]')),"
        " BOOL_OR(regexp_matches(v, '[^0-9-]')), BOOL_AND(contains(v, '%')),"
        " BOOL_OR(contains(v, '%')), COUNT(DISTINCT NULLIF(regexp_extract(REPLACE(v, '￥', '¥'), '[¥$€£]'), ''))"
        f" FROM (SELECT TRIM(CAST(c AS VARCHAR)) AS v FROM ({source}) AS s WHERE c IS NOT NULL) AS t"
    )[0]


def _constraints(
    database: Database, schema: str, name: str
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]]:
    found = database.rows(
        "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names"
        " FROM duckdb_constraints() WHERE schema_name = ? AND table_name = ?"
        " ORDER BY constraint_type, constraint_index",
        (schema, name),
    )
    keys = tuple(tuple(columns) for kind, columns, _, _ in found if kind in ("PRIMARY KEY", "UNIQUE"))
    links = tuple(
        (tuple(columns), table, tuple(there)) for kind, columns, table, there in found if kind == "FOREIGN KEY"
    )
    return keys, links
