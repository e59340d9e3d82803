"""The order of a result's rows where the question asked for none: by time, then the largest first.

Role: one order for text, table, chart, chat and file. What the query ordered stays as it is; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter

from bot.compose.format import is_number, to_decimal
from bot.compose.wording import AGE_BANDS, AGE_BUCKET, AGE_DATASET
from semantic_layer.model import MetricKind
from semantic_layer.query import Cell, CheckedQuery, Column, ResultTable

Row = tuple[Cell, ...]
_ADDED_UP = (MetricKind.FLOW,)


def in_order(checked: CheckedQuery, table: ResultTable) -> ResultTable:
    """The rows by time, then by groups: bands, numbers and dates by their own order, others the largest first by the
    first measure. A cut result keeps its order: its head is not the head of all."""
    times = [place for place, column in enumerate(table.columns) if column.role == "time"]
    groups = [place for place, column in enumerate(table.columns) if column.role == "group"]
    measure = _measure(table)
    asked = {name for name, _ in checked.order} - {table.columns[place].name for place in times}
    if checked.kind == "detail" or table.truncated or asked or measure is None or not groups or len(table.rows) < 2:
        return table
    if checked.limit is not None and len(table.rows) >= checked.limit:
        return table
    rows = _by_groups(list(table.rows), table.columns, groups, measure, times)
    for place in reversed(times):
        is_late_first = any(name == table.columns[place].name and late for name, late in checked.order)
        rows.sort(key=lambda row, place=place: str(row[place] or ""), reverse=is_late_first)
    return replace(table, rows=tuple(rows))


def _measure(table: ResultTable) -> int | None:
    """The first column of numbers that is asked for itself."""
    places = [
        place
        for place, column in enumerate(table.columns)
        if column.role in ("measure", "computed") and any(is_number(row[place]) for row in table.rows)
    ]
    return next((place for place in places if table.columns[place].role == "measure"), places[0] if places else None)


def _by_groups(
    rows: list[Row], columns: Sequence[Column], groups: Sequence[int], measure: int, times: Sequence[int]
) -> list[Row]:
    """Stable sorts from the last group to the first: within the first the second, and so on. A name and the key beside
    it are one group."""
    beside = keys_beside_names(columns)
    alone = [place for place in groups if place not in beside]
    for depth in range(len(alone), 0, -1):
        place = alone[depth - 1]
        keys = [*alone[:depth], *(key for key, name in beside.items() if name in alone[:depth])]
        if has_own_order(columns[place], rows, place):
            rows.sort(key=lambda row, place=place: _own_order(columns[place], row[place]))
            continue
        weights = _weights(rows, keys, measure, times, columns[measure].kind in _ADDED_UP)
        rows.sort(key=lambda row, key_of=itemgetter(*keys), weights=weights: weights[key_of(row)])
    return rows


def keys_beside_names(columns: Sequence[Column]) -> dict[int, int]:
    """Group columns that are keys → the name of the same entity that stands beside them."""
    groups = [(place, c.field) for place, c in enumerate(columns) if c.role == "group" and c.field is not None]
    found: dict[int, int] = {}
    for key, ref in groups:
        owner = (ref.dataset, ref.role)
        names = [p for p, one in groups if (one.dataset, one.role) == owner and not columns[p].id_like]
        if columns[key].id_like and names:
            found[key] = names[0]
    return found


def has_own_order(column: Column, rows: Sequence[Row], place: int) -> bool:
    """Whether the values of a group have an order of their own: age bands, numbers, dates."""
    if _is_band(column):
        return True
    cells = [row[place] for row in rows if row[place] is not None]
    return not column.id_like and bool(cells) and all(is_number(cell) or isinstance(cell, date) for cell in cells)


def _is_band(column: Column) -> bool:
    ref = column.field
    return ref is not None and ref.dataset == AGE_DATASET and ref.field == AGE_BUCKET


def _own_order(column: Column, cell: Cell) -> tuple[bool, float | int | str]:
    """A sort key; what is blank comes last."""
    if _is_band(column):
        return cell is None, AGE_BANDS.index(cell) if cell in AGE_BANDS else len(AGE_BANDS)
    if is_number(cell):
        return False, float(to_decimal(cell))
    return cell is None, str(cell) if cell is not None else 0


def _weights(
    rows: Sequence[Row], keys: Sequence[int], measure: int, times: Sequence[int], adds_up: bool
) -> dict[Hashable, tuple[bool, float, int]]:
    """Group → sort key, the largest first, without a number last: its sum where the measure adds up, else its latest
    value where there is time, else its largest. Equal ones stay in the order they came in, and together."""
    key_of = itemgetter(*keys)
    ordered = sorted(rows, key=lambda row: [str(row[place] or "") for place in times]) if times else rows
    found: dict[Hashable, float] = {}
    for row in ordered:
        cell = row[measure]
        if is_number(cell):
            key, value = key_of(row), float(cell)  # type: ignore[arg-type]
            if key not in found or (times and not adds_up):
                found[key] = value
            else:
                found[key] = found[key] + value if adds_up else max(found[key], value)
    places: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        places.setdefault(key_of(row), place)
    return {key: (key not in found, -found.get(key, 0.0), place) for key, place in places.items()}
