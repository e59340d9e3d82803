"""Builds the value index: one SQLite file of what the columns hold and what people call it.

Role: model + trusted door → file. Tables: `fields`, `vals` (each value with its row count), `keys` (folded texts that
name a value), `starts` (first two characters → lengths of keys), `sounds` (pinyin, initials), `near` (typos). Written
beside and moved into place, so readers never see half an index. Raises OperatorError where a column cannot be read or
the folder not written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from semantic_layer.errors import OperatorError
from semantic_layer.model import Field, SemanticModel
from semantic_layer.values.fold import fold_key
from semantic_layer.values.layout import ALIAS, EXACT, FULL, INITIALS, SHORT, VERSION
from semantic_layer.values.near import is_fit, stored_under
from semantic_layer.values.shorten import MOST, short_names
from semantic_layer.values.sounds import sounds
from semantic_layer.warehouse.relation import relation_sql

if TYPE_CHECKING:
    from semantic_layer.warehouse.trusted import Trusted

MAX_KEY = 60  # characters: longer values are listed, yet no question names them whole
MAX_VALUE = 200
TYPO_VALUES = 200_000  # a column with more is found by exact names, pinyin and prefix only

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE fields (id INTEGER PRIMARY KEY, dataset TEXT, field TEXT, total INTEGER);
CREATE TABLE vals (id INTEGER PRIMARY KEY, field INTEGER, value TEXT, count INTEGER, folded TEXT);
CREATE TABLE keys (id INTEGER PRIMARY KEY, key TEXT, value INTEGER, source INTEGER);
CREATE TABLE sounds (key TEXT, value INTEGER, kind INTEGER);
CREATE TABLE near (hash INTEGER, key INTEGER);
"""
_INDEXES = """
CREATE INDEX vals_of ON vals (field, count DESC, value);
CREATE INDEX vals_from ON vals (field, folded);
CREATE INDEX keys_by ON keys (key);
CREATE INDEX sounds_by ON sounds (key);
CREATE INDEX near_by ON near (hash, key);
CREATE TABLE starts (prefix TEXT PRIMARY KEY, lengths INTEGER) WITHOUT ROWID;
ANALYZE;
"""


def build_index(path: Path, model: SemanticModel, trusted: Trusted, key: str = "") -> None:
    """Write the index of `model` over the trusted door to `path`. `key`: what it is made from, kept for freshness."""
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        with closing(sqlite3.connect(beside)) as connection:
            _fill(connection, model, trusted, key)
        beside.replace(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise OperatorError(
            f"The value index {path} cannot be written: {error}",
            "Give yourself the right to write in that folder, and room on the disk.",
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, model: SemanticModel, trusted: Trusted, key: str) -> None:
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
    connection.executescript(_SCHEMA)
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [("version", VERSION), ("key", key)])
    writer = _Writer(connection)
    for field in indexed_fields(model):
        writer.add(field, _counted(field, model, trusted))
    connection.executescript(_INDEXES)
    connection.execute(
        "INSERT INTO starts SELECT substr(key, 1, 2), sum(DISTINCT 1 << length(key)) FROM keys GROUP BY 1"
    )
    connection.commit()


def indexed_fields(model: SemanticModel) -> Iterator[Field]:
    """The fields whose values people may name."""
    for dataset in model.datasets.values():
        for field in dataset.fields.values():
            if not field.hidden and (field.index_values or field.values or field.value_synonyms):
                yield field


def _counted(field: Field, model: SemanticModel, trusted: Trusted) -> Iterator[tuple[str, int]]:
    """(value, rows) from the data, most frequent first; then the declared values that no row has."""
    from semantic_layer.warehouse.trusted import TrustedError  # loads the engine, which readers do without

    dataset = model.datasets[field.dataset]
    text = f"CAST({field.expression} AS VARCHAR)"
    sql = (
        f"SELECT {text} AS v, COUNT(*) AS n FROM {relation_sql(dataset)} "
        f"WHERE length({text}) BETWEEN 1 AND {MAX_VALUE} GROUP BY 1 ORDER BY n DESC, v"
    )
    declared = dict.fromkeys((*field.values, *field.value_synonyms))
    try:
        for batch in trusted.batches(sql):
            for value, count in batch:
                declared.pop(value, None)
                yield value, count
    except TrustedError as error:
        raise OperatorError(
            f"The values of {field.dataset}.{field.name} ({field.origin}) cannot be read: {str(error).splitlines()[0]}",
            "Mend the field's expression, then run: askfin model check",
        ) from error
    for value in declared:
        yield value, 0


class _Writer:
    """Numbers the rows and writes them in batches; keys of a field are written with its values."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.fields = self.values = self.keys = 0

    def add(self, field: Field, counted: Iterable[tuple[str, int]]) -> None:
        self.fields += 1
        total = 0
        for batch in _batched(counted, MOST):
            short = short_names([value for value, _ in batch]) if not total and len(batch) < MOST else {}
            self._add_batch(field, batch, short, typos=total < TYPO_VALUES)
            total += len(batch)
        row = (self.fields, field.dataset, field.name, total)
        self.connection.execute("INSERT INTO fields VALUES (?, ?, ?, ?)", row)

    def _add_batch(self, field: Field, batch: list[tuple[str, int]], short: dict[str, str], typos: bool) -> None:
        values, keys, heard, near = [], [], [], []
        for value, count in batch:
            self.values += 1
            exact = fold_key(value)
            values.append((self.values, self.fields, value, count, exact))
            names = {fold_key(short[value]): SHORT} if value in short else {}
            names |= {fold_key(name): ALIAS for name in field.value_synonyms.get(value, ())} | {exact: EXACT}
            for name, source in names.items():
                if not 2 <= len(name) <= MAX_KEY:
                    continue
                self.keys += 1
                keys.append((self.keys, name, self.values, source))
                full, initials = sounds(name)
                heard += [(key, self.values, FULL) for key in full]
                heard += [(key, self.values, INITIALS) for key in initials]
                if typos and is_fit(name):
                    near += [(code, self.keys) for code in stored_under(name)]
        self.connection.executemany("INSERT INTO vals VALUES (?, ?, ?, ?, ?)", values)
        self.connection.executemany("INSERT INTO keys VALUES (?, ?, ?, ?)", keys)
        self.connection.executemany("INSERT INTO sounds VALUES (?, ?, ?)", heard)
        self.connection.executemany("INSERT INTO near VALUES (?, ?)", near)


def _batched(items: Iterable[tuple[str, int]], size: int) -> Iterator[list[tuple[str, int]]]:
    batch: list[tuple[str, int]] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
