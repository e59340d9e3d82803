"""A folder of csv, parquet and xlsx files → one DuckDB file, for `askfin model draft`.

Role: the only writer of a warehouse file. A file is a table, a sheet of a workbook too. Text stays text where a number
would lose something: leading zeros, more digits than a number holds. Errors: OperatorError naming the file.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from semantic_layer.errors import OperatorError

SUFFIXES = (".csv", ".tsv", ".parquet", ".xlsx", ".xls")
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")
# A number written so is a name: 00123, or a card number of 18 digits.
_NAME_LIKE = r"^0[0-9]+$|^[0-9]{16,}$"
# Written with up to so many decimals throughout, a number is exact: read as DOUBLE its sums would drift.
_FIXED = r"^\s*-?[0-9]{1,14}([.][0-9]{1,4})?\s*$"


@dataclass(frozen=True, slots=True)
class Gathered:
    """A table made of a file; `sheet` of a workbook."""

    table: str
    file: str
    sheet: str = ""


def gather_folder(folder: Path, target: Path) -> tuple[Gathered, ...]:
    """Build `target` from the data files of `folder`, in name order. The target appears only when all went well."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name[0] not in "~.")
    if not files:
        raise OperatorError(f"{folder} holds no data file ({', '.join(SUFFIXES)})", "Name a folder that does.")
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    taken: set[str] = set()
    made: list[Gathered] = []
    try:
        with duckdb.connect(str(partial)) as connection:
            for path in files:
                made.extend(_gather_file(connection, path, taken))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return tuple(made)


def _gather_file(connection: duckdb.DuckDBPyConnection, path: Path, taken: set[str]) -> Iterator[Gathered]:
    suffix = path.suffix.lower()
    try:
        if suffix in (".xlsx", ".xls"):
            yield from _gather_workbook(connection, path, taken)
            return
        table = _free_name(path.stem, taken)
        if suffix == ".parquet":
            connection.execute(f"CREATE TABLE {_quoted(table)} AS SELECT * FROM read_parquet(?)", [str(path)])
        else:
            _gather_text(connection, path, table)
        yield Gathered(table, path.name)
    except duckdb.Error as error:
        raise OperatorError(
            f"{path} cannot be read: {str(error).splitlines()[0]}", "Mend or remove the file."
        ) from error


def _gather_text(connection: duckdb.DuckDBPyConnection, path: Path, table: str) -> None:
    """A csv: read once as text to find what must stay text, then with the engine's own types."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "table.csv"
        text = _decoded(path)
        plain.write_text(text, encoding="utf-8")
        names = [row[0] for row in connection.execute(
            "DESCRIBE SELECT * FROM read_csv(?, header = true, all_varchar = true)", [str(plain)]
        ).fetchall()]  # fmt: skip
        head = next((line for line in text.splitlines() if line.strip()), "")
        if not head:
            raise OperatorError(f"{path} is empty.", "Remove the file.")
        if len(names) == 1 and any(head.count(sign) > 1 for sign in ",;\t|"):
            raise OperatorError(
                f"{path} cannot be read as a table: its rows have different numbers of columns.", "Mend the file."
            )
        tests = ", ".join(
            f"BOOL_OR(regexp_matches({n}, '{_NAME_LIKE}')), BOOL_AND(regexp_matches({n}, '{_FIXED}')),"
            f" MAX(LENGTH(regexp_extract({n}, '[.]([0-9]+)', 1)))"
            for n in map(_quoted, names)
        )
        every = f"SELECT {tests} FROM read_csv(?, header = true, all_varchar = true)"
        found = connection.execute(every, [str(plain)]).fetchone() or ()
        texts: dict[str, str] = {}
        for name, is_text, is_fixed, decimals in zip(names, found[::3], found[1::3], found[2::3], strict=True):
            if is_text:
                texts[name] = "VARCHAR"
            elif is_fixed and decimals:
                texts[name] = f"DECIMAL(18, {decimals})"
        kept = f", types = {{{', '.join(f'{_literal(n)}: {_literal(t)}' for n, t in texts.items())}}}" if texts else ""
        connection.execute(
            f"CREATE TABLE {_quoted(table)} AS SELECT * FROM read_csv(?, header = true, sample_size = -1{kept})",
            [str(plain)],
        )


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    encodings = _ENCODINGS[::-1] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OperatorError(f"{path} is neither UTF-8 nor GB18030", "Save it as UTF-8.")


def _gather_workbook(connection: duckdb.DuckDBPyConnection, path: Path, taken: set[str]) -> Iterator[Gathered]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [(name, workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names]
    except CalamineError as error:
        raise OperatorError(f"{path} cannot be read: {error}", "Save it as xlsx.") from error
    filled = [(name, rows) for name, rows in sheets if len(_without_empty(rows)) > 1]
    for name, rows in filled:
        table = _free_name(path.stem if len(filled) == 1 else f"{path.stem}_{name}", taken)
        _load_rows(connection, table, _without_empty(rows))
        yield Gathered(table, path.name, name)


def _without_empty(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows that hold something, without columns that have no header."""
    filled = [list(row) for row in rows if any(cell not in ("", None) for cell in row)]
    if not filled:
        return []
    kept = [i for i, head in enumerate(filled[0]) if str(head).strip()]
    return [[row[i] if i < len(row) else "" for i in kept] for row in filled]


def _load_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    taken: set[str] = set()
    heads = [_free_name(str(head), taken, plain=False) for head in rows[0]]
    kinds = [_kind([row[i] for row in rows[1:]]) for i in range(len(heads))]
    columns = ", ".join(f"{_quoted(head)} {kind}" for head, kind in zip(heads, kinds, strict=True))
    connection.execute(f"CREATE TABLE {_quoted(table)} ({columns})")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "sheet.csv"
        with plain.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            writer.writerows([[_cell(cell, kind) for cell, kind in zip(r, kinds, strict=True)] for r in rows[1:]])
        connection.execute(
            f"COPY {_quoted(table)} FROM {_literal(str(plain))} (FORMAT csv, HEADER false, AUTO_DETECT false,"
            " QUOTE '\"', ESCAPE '\"', DELIMITER ',', NULLSTR '', ALLOW_QUOTED_NULLS true)"
        )


def _kind(cells: Sequence[Any]) -> str:
    """The narrowest engine type that holds every cell of a column."""
    values = [cell for cell in cells if cell not in ("", None)]
    if not values:
        return "VARCHAR"
    if all(isinstance(value, bool) for value in values):
        return "BOOLEAN"
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        if all(float(value).is_integer() and abs(value) < 2**53 for value in values):
            return "BIGINT"
        return "DECIMAL(18, 4)" if all(re.search(_FIXED, repr(float(value))) for value in values) else "DOUBLE"
    if all(isinstance(value, date) for value in values):
        is_day = all(not isinstance(value, datetime) or value.time() == time(0) for value in values)
        return "DATE" if is_day else "TIMESTAMP"
    return "VARCHAR"


def _cell(value: Any, kind: str) -> str:
    if value in ("", None):
        return ""
    if kind == "BIGINT":
        return str(int(value))
    if kind == "DATE":
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer() and kind == "VARCHAR":
        return str(int(value))
    return str(value)


def _free_name(text: str, taken: set[str], plain: bool = True) -> str:
    """A name not taken yet; `plain`: letters, digits and _ only."""
    base = re.sub(r"\W+", "_", text.strip()).strip("_") if plain else text.strip()
    base = base or "table"
    name, number = base, 2
    while name.lower() in taken:
        name, number = f"{base}_{number}", number + 1
    taken.add(name.lower())
    return name


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
