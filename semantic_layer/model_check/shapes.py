"""Tables, columns, types and keys: does the warehouse hold what the datasets declare?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from semantic_layer.model import Dataset, Field, FieldType
from semantic_layer.model_check.finding import (
    Finding,
    FindingCode,
    Rows,
    TrustedError,
    column,
    error,
    one_row,
    plural,
    relation_sql,
    warning,
)
from semantic_layer.suggest import suggest

# Engine types by what they hold, up to the first bracket.
FAMILIES: dict[str, FieldType] = {
    "VARCHAR": FieldType.STRING,
    "CHAR": FieldType.STRING,
    "UUID": FieldType.STRING,
    "ENUM": FieldType.STRING,
    "TINYINT": FieldType.INTEGER,
    "SMALLINT": FieldType.INTEGER,
    "INTEGER": FieldType.INTEGER,
    "BIGINT": FieldType.INTEGER,
    "HUGEINT": FieldType.INTEGER,
    "UTINYINT": FieldType.INTEGER,
    "USMALLINT": FieldType.INTEGER,
    "UINTEGER": FieldType.INTEGER,
    "UBIGINT": FieldType.INTEGER,
    "UHUGEINT": FieldType.INTEGER,
    "DECIMAL": FieldType.DECIMAL,
    "DOUBLE": FieldType.DOUBLE,
    "FLOAT": FieldType.DOUBLE,
    "BOOLEAN": FieldType.BOOLEAN,
    "DATE": FieldType.DATE,
    "TIMESTAMP": FieldType.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": FieldType.TIMESTAMP,
    "TIMESTAMP_S": FieldType.TIMESTAMP,
    "TIMESTAMP_MS": FieldType.TIMESTAMP,
    "TIMESTAMP_NS": FieldType.TIMESTAMP,
}
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.DOUBLE})
_MOMENTS = frozenset({FieldType.DATE, FieldType.TIMESTAMP})


def family(engine_type: str) -> FieldType | None:
    """What an engine type holds; None for nested and unknown types.

    >>> family("DECIMAL(18,2)").value, family("STRUCT(a INTEGER)")
    ('decimal', None)
    """
    return None if engine_type.endswith("]") else FAMILIES.get(engine_type.partition("(")[0].strip())


def check_shape(dataset: Dataset, warehouse: Rows) -> tuple[list[Finding], dict[str, str]]:
    """Findings, and the engine type of every readable field; no types = the dataset cannot be read at all."""
    relation = relation_sql(dataset)
    try:
        warehouse.columns(f"SELECT * FROM {relation}")
    except TrustedError as fault:
        sentence = f"dataset {dataset.name} cannot be read: {_reason(fault, lambda: _tables(warehouse))}"
        return [error(FindingCode.TABLE_UNREADABLE, dataset.origin, sentence)], {}
    found: list[Finding] = []
    types: dict[str, str] = {}
    for item in dataset.fields.values():
        try:
            types[item.name] = warehouse.columns(f"SELECT {item.expression} AS f FROM {relation}")[0][1]
        except TrustedError as fault:
            reason = _reason(fault, lambda: [name for name, _ in warehouse.columns(f"SELECT * FROM {relation}")])
            sentence = f"field {dataset.name}.{item.name} cannot be read: {reason}"
            found.append(error(FindingCode.FIELD_UNREADABLE, item.origin, sentence))
            continue
        found.extend(_check_type(item, types[item.name]))
    return found, types


_UNKNOWN = re.compile(r'(Table with name|Referenced column) "?([^"]+?)"? (?:does not exist|not found)')


def _reason(fault: Exception, known: Callable[[], list[str]]) -> str:
    """The engine's words in one line; an unknown table or column with the names that come near."""
    said = str(fault).splitlines()[0]
    found = _UNKNOWN.search(said)
    if not found:
        return said.partition(" Error: ")[2] or said
    what = "table" if found[1].startswith("Table") else "column"
    near = suggest(found[2], known())
    return f"there is no {what} {found[2]}" + (f"; did you mean {' or '.join(near)}?" if near else "")


def _tables(warehouse: Rows) -> list[str]:
    return [name for (name,) in warehouse.rows("SELECT table_name FROM information_schema.tables ORDER BY 1")]


def _check_type(item: Field, engine_type: str) -> Iterator[Finding]:
    actual = family(engine_type)
    if actual == item.type or {actual, item.type} <= _MOMENTS:
        return
    name = f"{item.dataset}.{item.name}"
    sentence = f"{name} is taken for {item.type}, and the data holds {engine_type}; declare type: {actual or '…'}"
    if {actual, item.type} <= _NUMBERS:
        if item.type == FieldType.INTEGER or FieldType.DOUBLE in (actual, item.type):
            yield warning(FindingCode.TYPE_DIFFERS, item.origin, sentence)
        return
    yield error(FindingCode.TYPE_DIFFERS, item.origin, sentence)


def check_keys(dataset: Dataset, warehouse: Rows) -> Iterator[Finding]:
    """Declared keys are unique; a primary key is never NULL. Versions of a dimension are unique with valid_from."""
    relation = relation_sql(dataset)
    keys = [("primary_key", dataset.primary_key), *(("unique_keys", key) for key in dataset.unique_keys)]
    for kind, key in keys:
        if not key:
            continue
        parts = [column(dataset, name) for name in key]
        if dataset.valid_from and dataset.valid_from not in key:
            parts.append(column(dataset, dataset.valid_from))
        all_set = " AND ".join(f"{part} IS NOT NULL" for part in parts)
        nulls, repeated, example = one_row(
            warehouse,
            f"WITH k AS (SELECT {', '.join(f'{part} AS k{i}' for i, part in enumerate(parts))}, {all_set} AS is_set"
            f" FROM {relation}), r AS (SELECT * FROM k WHERE is_set),"
            " twice AS (SELECT *, COUNT(*) AS n FROM r GROUP BY ALL HAVING COUNT(*) > 1)"
            " SELECT (SELECT COUNT(*) FROM k WHERE NOT is_set), (SELECT COUNT(*) FROM twice),"
            " (SELECT CAST(k0 AS VARCHAR) FROM twice ORDER BY 1 LIMIT 1)",
        )
        listed_key = ", ".join(key)
        if repeated:
            what = plural(repeated, "value")
            sentence = f"{kind} ({listed_key}) of {dataset.name} is not unique: {what} repeat, such as {example}"
            yield error(FindingCode.KEY_NOT_UNIQUE, dataset.origin, sentence, repeated)
        if nulls and kind == "primary_key":
            sentence = f"primary_key ({listed_key}) of {dataset.name} is NULL in {plural(nulls, 'row')}"
            yield error(FindingCode.KEY_IS_NULL, dataset.origin, sentence, nulls)


def check_bridge(dataset: Dataset, link_fields: tuple[str, ...], warehouse: Rows) -> Iterator[Finding]:
    """A bridge links each pair once, unless it is dated: then its key says what a row is."""
    if not dataset.bridge or not link_fields or dataset.primary_key:
        return
    parts = ", ".join(column(dataset, name) for name in link_fields)
    (repeated,) = one_row(
        warehouse,
        f"SELECT COUNT(*) FROM (SELECT COUNT(*) FROM {relation_sql(dataset)}"
        f" GROUP BY {parts} HAVING COUNT(*) > 1) AS t",
    )
    if repeated:
        sentence = f"bridge {dataset.name} links {plural(repeated, 'pair')} more than once"
        yield warning(FindingCode.BRIDGE_REPEATS, dataset.origin, sentence, repeated)
