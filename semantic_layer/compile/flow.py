"""Flows and movements: rows counted by their own date (rules 12, 14, 18).

Role: picks how rows meet the cells of the result: one range, the natural unit of their date, units merged to cells, or
each row joined to every cell it lies in. Balances from movements count from inception to the cell's end.
"""

from __future__ import annotations

from dataclasses import dataclass

from semantic_layer.checks.conditions import refs_of
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.cells import Shape
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.key_first import build_key_first, key_step
from semantic_layer.compile.text import date_sql, listed, range_conditions, values_sql
from semantic_layer.metrics.graph import Path


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows an aggregation counts: joined, with (name, SQL) of their keys but the time bucket, the conditions of all
    slots and the further ones of each."""

    joins: Joins
    shape: Shape
    keys: list[tuple[str, str]]
    where: list[str]
    rests: list[list[str]]

    def dated(self) -> list[str]:
        """The conditions with the range of all cells before them."""
        return [*range_conditions(self.joins.time(), self.shape.start, self.shape.end), *self.where]


def build_flow(builder: Builder) -> None:
    """The CTEs of a flow, or of a balance from movements."""
    shape = builder.shape
    step = key_step(builder) if shape.way == "single" and not builder.slot.points else None
    if step is not None:
        build_key_first(builder, step)
        return
    if builder.slot.points or (shape.way != "single" and _needs_cell_date(builder)):
        shape = Shape("rows", "", shape.start, shape.end)
    rows = _rows(builder, shape)
    match shape.way:
        case "single":
            where = [*builder.single_range(rows.joins), *rows.where]
            builder.cte("", builder.select(rows.joins, rows.keys, builder.values(rows.joins, rows.rests), where))
        case "trunc":
            _by_unit(builder, rows)
        case "atoms":
            _merged(builder, rows)
        case "rows":
            _by_cell(builder, rows)


def _rows(builder: Builder, shape: Shape) -> _Rows:
    at = ""
    if builder.leaf.nature == "movements":
        single_end = date_sql(shape.end) if shape.way == "single" and shape.end else ""
        at = "cells.cell_end" if shape.way == "rows" else single_end
    joins = Joins(builder.scans, builder.leaf.dataset, builder.leaf.time_field, at=at)
    if shape.way == "rows":
        # First, because versions of a dimension and closing rates may be looked up by the cell's end.
        table = builder.points_table() if builder.slot.points else builder.cells_table("cells")
        day = joins.day()
        joins.add(f"JOIN {table} ON {day} >= cells.cell_start AND {day} <= cells.cell_end")
    keys = builder.row_keys(joins)
    common, rests = builder.split_conditions(joins)
    where = [*builder.asked(joins), *common, *builder.any_of(rests)]
    return _Rows(joins, shape, keys, where, rests)


def _needs_cell_date(builder: Builder) -> bool:
    """A balance from movements whose rate or dimension is that of the as-of date, not of the row."""
    if builder.leaf.nature != "movements":
        return False
    index = builder.scans.index
    refs = [ref for position in builder.slot.keys for ref in builder.block.keys[position].refs]
    refs += [ref for condition in builder.block.conditions for ref in condition.refs]
    refs += [ref for _, slot in builder.slots for part in slot.leaf.conditions for ref in refs_of(part, index)]
    ways = [index.graph.path(builder.leaf.dataset, ref) for ref in refs]
    dated = any(step.history == "as_was" for way in ways if isinstance(way, Path) for step in way.steps)
    return dated or bool(builder.converted)


def _by_unit(builder: Builder, rows: _Rows) -> None:
    """Each row stands in the one natural unit of its date; units are renamed to cells where those differ."""
    joins, shape = rows.joins, rows.shape
    where = rows.dated()
    name = builder.time_name()
    bucket = (name, joins.bucket(shape.unit))
    body = builder.select(joins, [bucket, *rows.keys], builder.values(joins, rows.rests), where)
    if not shape.mapped:
        builder.cte("", body)
        return
    inner = builder.cte("by_unit", body)
    mapped = [[date_sql(unit), date_sql(key)] for unit, key in shape.mapped]
    columns = [
        f"cells.bucket AS {column}" if column == name else f"{inner}.{column}" for column in builder.key_columns()
    ]
    columns += [f"{inner}.{value}" for value in builder.value_columns()]
    table = values_sql(mapped, "cells", ["unit", "bucket"])
    builder.cte("", f"SELECT {listed(columns)}\nFROM {inner}\nJOIN {table} ON cells.unit = {inner}.{name}")


def _merged(builder: Builder, rows: _Rows) -> None:
    """Natural units are aggregated once and merged to every cell they lie in."""
    joins, shape = rows.joins, rows.shape
    where = rows.dated()
    inner_keys = [("atom", joins.bucket(shape.unit)), *rows.keys]
    inner = builder.cte("by_unit", builder.select(joins, inner_keys, builder.values(joins, rows.rests), where))
    name = builder.time_name()
    columns = [f"cells.bucket AS {c}" if c == name else f"{inner}.{c}" for c in builder.key_columns()]
    groups = ["cells.bucket" if c == name else f"{inner}.{c}" for c in builder.key_columns()]
    for number, slot in builder.slots:
        merge = slot.leaf.function if slot.leaf.function in ("MIN", "MAX") else "SUM"
        columns.append(f"{merge}({inner}.s{number}) AS s{number}")
        if number in builder.converted:
            columns[-1] = f"CASE WHEN SUM({inner}.m{number}) = 0 THEN {merge}({inner}.s{number}) END AS s{number}"
            columns.append(f"SUM({inner}.m{number}) AS m{number}")
    met = f"{inner}.atom >= cells.cell_start AND {inner}.atom <= cells.cell_end"
    table = builder.cells_table("cells", unit=shape.unit)
    body = f"SELECT {listed(columns)}\nFROM {inner}\nJOIN {table} ON {met}\nGROUP BY {listed(groups)}"
    builder.cte("", body)


def _by_cell(builder: Builder, rows: _Rows) -> None:
    """Rows meet the cells; for AVG_BALANCE on movements the sum over the points is divided by their number."""
    divide = "MAX(cells.points)" if builder.slot.points else ""
    where = rows.dated()
    keys = rows.keys if builder.time_key is None else [(builder.time_name(), "cells.bucket"), *rows.keys]
    builder.cte("", builder.select(rows.joins, keys, builder.values(rows.joins, rows.rests, divide), where))
