"""Snapshot balances (rules 12 and 13): one as-of date per cell, the same for all groups.

Role: the as-of date is the last date in the cell's range that has rows of the metric, with its own filter and pins and
before the asker's filters and row rules, so a settled balance is never revived.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from semantic_layer.checks.plan import Cell
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.cells import Shape, shape_of_cells
from semantic_layer.compile.expressions import condition_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, date_sql, listed, range_conditions


def as_of_cte(builder: Builder) -> str:
    """The CTE of as-of dates: (bucket, as_of[, points]); without buckets one row, its date NULL if there is none."""
    slot, leaf = builder.slot, builder.leaf
    joins = Joins(builder.scans, leaf.dataset, leaf.time_field, ruled=False)
    own = [condition_over(part, joins) for part in leaf.conditions]
    day = joins.day()
    if len(slot.cells) == 1 and slot.cells[0].key is None and not slot.points:
        where = [*range_conditions(joins.time(), slot.cells[0].start, slot.cells[0].end), *own]
        tail = f"\nWHERE {all_of(where)}" if where else ""
        return builder.cte("as_of", f"SELECT MAX({day}) AS as_of\n{joins.source()}{tail}")
    where = [*range_conditions(joins.time(), builder.shape.start, builder.shape.end), *own]
    tail = f"\nWHERE {all_of(where)}" if where else ""
    dates = f"SELECT DISTINCT {day} AS snapshot_date\n{joins.source()}{tail}"
    name = builder.cte("dates", dates)
    table = builder.points_table() if slot.points else builder.cells_table("cells")
    met = f"{name}.snapshot_date >= cells.cell_start AND {name}.snapshot_date <= cells.cell_end"
    points = ", cells.points" if slot.points else ""
    groups = "cells.bucket, cells.cell_start, cells.cell_end" + points
    found = builder.cte(
        "as_of" if not slot.points else "found",
        f"SELECT cells.bucket, MAX({name}.snapshot_date) AS as_of{points}\nFROM {name}\nJOIN {table} ON {met}\n"
        f"GROUP BY {groups}",
    )
    if not slot.points:
        return found
    # A mean over points of which one is missing would be a mean of other points: NULL instead.
    complete = f"COUNT(*) OVER (PARTITION BY {found}.bucket) = {found}.points"
    return builder.cte(
        "as_of",
        f"SELECT bucket, as_of, points\nFROM (SELECT bucket, as_of, points, {complete} AS is_complete FROM {found}) "
        f"AS checked\nWHERE is_complete",
    )


def neighbours(builder: Builder) -> str:
    """The last snapshot date before the cell and the first one after it: what NO_SNAPSHOT names."""
    cell = builder.slot.cells[0]
    joins = Joins(builder.scans, builder.leaf.dataset, builder.leaf.time_field, ruled=False)
    own = [condition_over(part, joins) for part in builder.leaf.conditions]
    day = joins.day()
    before = f"MAX(CASE WHEN {day} < {date_sql(cell.start)} THEN {day} END)" if cell.start else "CAST(NULL AS DATE)"
    after = f"MIN(CASE WHEN {day} > {date_sql(cell.end)} THEN {day} END)" if cell.end else "CAST(NULL AS DATE)"
    tail = f"\nWHERE {all_of(own)}" if own else ""
    return f"SELECT {before} AS earlier, {after} AS later\n{joins.source()}{tail}"


def build_snapshot(builder: Builder) -> None:
    """The balances at their as-of dates."""
    leaf = builder.leaf
    if leaf.carry is not None:
        _carried(builder)
        return
    as_of = as_of_cte(builder)
    joins = Joins(builder.scans, leaf.dataset, leaf.time_field)
    keys = builder.row_keys(joins)
    common, rests = builder.split_conditions(joins)
    where = [*builder.asked(joins), *common, *builder.any_of(rests)]
    divide = f"MAX({as_of}.points)" if builder.slot.points else ""
    values = builder.values(joins, rests, divide, known(builder, as_of))
    day = joins.day()
    joins.add(f"JOIN {as_of} ON {as_of}.as_of = {day}")
    if builder.time_key is not None:
        keys = [(builder.time_name(), f"{as_of}.bucket"), *keys]
    builder.cte("", builder.select(joins, keys, values, where))


def known(builder: Builder, as_of: str) -> str:
    """What tells no rows of the asked kind (a count of 0) from no snapshot; "" where groups without rows are absent."""
    return "" if builder.slot.keys else f"EXISTS (SELECT 1 FROM {as_of} WHERE {as_of}.as_of IS NOT NULL)"


def _look_back(builder: Builder, days: int) -> None:
    """Cells of a carried balance reach as far back as a value may be carried."""

    def reaching(cell: Cell) -> Cell:
        return Cell(cell.key, cell.end - timedelta(days=days - 1), cell.end) if cell.end else cell

    builder.slot = replace(builder.slot, cells=tuple(reaching(cell) for cell in builder.slot.cells))
    found = shape_of_cells(builder.slot.cells, False)
    builder.shape = Shape("rows", "", found.start, found.end)


def _carried(builder: Builder) -> None:
    """Each member's last rows not older than declared (rule 13)."""
    leaf = builder.leaf
    assert leaf.carry is not None
    _look_back(builder, leaf.carry.max_age_days)
    as_of = as_of_cte(builder)
    source = Joins(builder.scans, leaf.dataset, leaf.time_field)
    members = listed(source.scans.field(leaf.dataset, name, source.root) for name in leaf.carry.key)
    own = [condition_over(part, source) for part in leaf.conditions]
    day = source.day()
    rank = f"RANK() OVER (PARTITION BY cells.bucket, cells.cell_end, {members} ORDER BY {day} DESC) AS carry_rank"
    has_points = bool(builder.slot.points)
    table = builder.points_table() if has_points else builder.cells_table("cells")
    source.add(f"JOIN {table} ON {day} >= cells.cell_start AND {day} <= cells.cell_end")
    if has_points:
        known_ = f"(SELECT DISTINCT bucket FROM {as_of}) AS known"
        source.add(f"JOIN {known_} ON known.bucket IS NOT DISTINCT FROM cells.bucket")
    where = f"\nWHERE {all_of(own)}" if own else ""
    columns = f"{source.root}.*, cells.bucket, {'cells.points, ' if has_points else ''}{rank}"
    inner = builder.cte("carried", f"SELECT {columns}\n{source.source()}{where}")
    joins = Joins(builder.scans, leaf.dataset, leaf.time_field)
    keys = builder.row_keys(joins)
    common, rests = builder.split_conditions(joins)
    where_ = [f"{joins.root}.carry_rank = 1", *builder.asked(joins), *common, *builder.any_of(rests)]
    divide = f"MAX({joins.root}.points)" if has_points else ""
    values = builder.values(joins, rests, divide, known(builder, as_of))
    if builder.time_key is not None:
        keys = [(builder.time_name(), f"{joins.root}.bucket"), *keys]
    text = joins.source()
    first, _, rest = text.partition("\n")
    del first
    from_ = f"FROM {inner} AS {joins.root}" + (f"\n{rest}" if rest else "")
    builder.cte("", builder.select(joins, keys, values, where_, source=from_))


__all__ = ["as_of_cte", "build_snapshot", "known", "neighbours"]
