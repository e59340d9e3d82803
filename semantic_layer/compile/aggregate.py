"""One aggregation: the slots that share a dataset, dates and keys, as one CTE (and the small ones it needs).

Role: facts are aggregated apart, each with its own dates (rules 12-15, 18, 21). The result has one row per group:
key columns `k1…` and value columns `s0…`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from semantic_layer.checks.conditions import refs_of
from semantic_layer.checks.plan import MERGEABLE, Block, Slot
from semantic_layer.checks.settle import ignored
from semantic_layer.compile.bridges import Bridges
from semantic_layer.compile.cells import Shape, floor_to, shape_of_cells
from semantic_layer.compile.currencies import converted_fields, converted_sql
from semantic_layer.compile.expressions import argument_over, condition_over, scalar_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.key_first import build_key_first, key_step
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import all_of, date_sql, indented, listed, range_conditions, values_sql
from semantic_layer.metrics.graph import Path
from semantic_layer.metrics.scalar import text_of


@dataclass(slots=True)
class Aggregation:
    """Slots computed together, by their number in the block."""

    number: int
    slots: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"a{self.number}"


def signature(slot: Slot, block: Block) -> tuple[object, ...]:
    """Slots with equal signatures can be computed in one pass over the rows."""
    leaf = slot.leaf
    items = replace(leaf.open_items, age="") if leaf.open_items else None
    own: tuple[str, ...] = ()
    if leaf.nature == "snapshot":
        own = tuple(sorted(text_of(node) for node in leaf.conditions))
    dropped = tuple(ignored(leaf, condition.refs) for condition in block.conditions)
    merge = leaf.function in MERGEABLE
    way = shape_of_cells(slot.cells, merge).way
    return (
        leaf.dataset, leaf.nature, leaf.time_field, slot.cells, slot.keys, slot.points, slot.is_span, leaf.carry, items,
        own, dropped, way, slot.keeps_undated,
    )  # fmt: skip


def aggregations(block: Block) -> list[Aggregation]:
    """The slots of a block, grouped; slots without any cell are constant NULL and left out."""
    found: dict[tuple[object, ...], Aggregation] = {}
    for number, slot in enumerate(block.slots):
        if slot.cells:
            key = signature(slot, block)
            found.setdefault(key, Aggregation(len(found))).slots.append(number)
    return list(found.values())


class Builder:
    """Writes the CTEs of one aggregation."""

    def __init__(self, block: Block, aggregation: Aggregation, scans: Scans) -> None:
        self.block = block
        self.aggregation = aggregation
        self.scans = scans
        self.slots = [(number, block.slots[number]) for number in aggregation.slots]
        self.slot = self.slots[0][1]
        self.leaf = self.slot.leaf
        self.name = aggregation.name
        mergeable = all(slot.leaf.function in MERGEABLE for _, slot in self.slots)
        self.shape: Shape = shape_of_cells(self.slot.cells, mergeable)
        self.ctes: list[tuple[str, str]] = []
        probe = Joins(scans, self.leaf.dataset, self.leaf.time_field)
        self.converted = [n for n, slot in self.slots if converted_fields(slot.leaf, probe)]
        self.bridges: Bridges | None = None
        self.time_key = block.time_key if block.time_key in self.slot.keys else None

    # ---- shared pieces

    def value_columns(self) -> list[str]:
        """The columns of the result beside the keys: a value a slot, and how many rows lacked a rate."""
        return [name for n, _ in self.slots for name in (f"s{n}", *([f"m{n}"] if n in self.converted else []))]

    def key_columns(self) -> list[str]:
        return [self.block.keys[position].name for position in self.slot.keys]

    def row_keys(self, joins: Joins) -> list[tuple[str, str]]:
        """(name, SQL) of every key but the time bucket."""
        keys = [self.block.keys[position] for position in self.slot.keys if position != self.time_key]
        conditions = [c for c in self.block.conditions if not ignored(self.leaf, c.refs)]
        self.bridges = Bridges(joins, keys, conditions)
        self.bridges.join()
        beyond = self.bridges.columns
        return [(key.name, beyond[key.name] if key.name in beyond else scalar_over(key.tree, joins)) for key in keys]

    def asked(self, joins: Joins) -> list[str]:
        """The asker's conditions that apply to this leaf; asked for after the keys, which settle the bridges."""
        beyond = self.bridges.conditions if self.bridges else []
        asked = [c for c in self.block.conditions if not ignored(self.leaf, c.refs) and c not in beyond]
        return [*(condition_over(c.tree, joins) for c in asked), *(self.bridges.where if self.bridges else [])]

    def own(self, slot: Slot, joins: Joins) -> list[str]:
        return [condition_over(part, joins) for part in (*slot.leaf.conditions, *slot.leaf.extra)]

    def split_conditions(self, joins: Joins) -> tuple[list[str], list[list[str]]]:
        """(conditions common to all slots, each slot's further ones)."""
        each = [self.own(slot, joins) for _, slot in self.slots]
        common = [text for text in dict.fromkeys(each[0]) if all(text in other for other in each)]
        return common, [[text for text in dict.fromkeys(own) if text not in common] for own in each]

    def values(self, joins: Joins, rests: Sequence[Sequence[str]], divide: str = "", known: str = "") -> list[str]:
        """The aggregates, one a slot, named s0…; `divide`: by how many points a mean is taken; `known`: when the
        count of no rows is a zero."""
        found: list[str] = []
        keyed = bool(self.slot.keys)
        for (number, slot), rest in zip(self.slots, rests, strict=True):
            condition = all_of(list(rest))
            written = aggregate_sql(slot, joins, condition, keyed)
            if known and slot.leaf.function.startswith("COUNT"):
                written = f"CASE WHEN {known} THEN {written} END"
            if divide:
                written = f"CAST({written} AS DOUBLE) / {divide}"
            found.append(f"{written} AS s{number}")
            if number in self.converted:
                found.append(f"{without_rate(slot, joins, condition)} AS m{number}")
        return found

    def any_of(self, rests: Sequence[Sequence[str]]) -> list[str]:
        """Rows that count for no slot make no group (rule 18)."""
        if not self.slot.keys or any(not rest for rest in rests):
            return []
        alternatives = list(dict.fromkeys(all_of(list(rest)) for rest in rests))
        if len(alternatives) == 1:
            return alternatives
        return ["(" + " OR ".join(f"({text})" for text in alternatives) + ")"]

    def select(
        self, joins: Joins, keys: list[tuple[str, str]], values: list[str], where: list[str], source: str = ""
    ) -> str:
        """A grouped SELECT in the order of the block's keys."""
        names = self.key_columns()
        keys = sorted(keys, key=lambda pair: names.index(pair[0]) if pair[0] in names else len(names))
        head = listed([f"{sql} AS {name}" for name, sql in keys] + values)
        lines = [f"SELECT {head}", source or joins.source()]
        if where:
            lines.append(f"WHERE {all_of(where)}")
        if keys:
            # By what DATE_TRUNC gives: a cast in GROUP BY would be done for every row, in SELECT once a group.
            lines.append(f"GROUP BY {listed(joins.uncast.get(sql, sql) for _, sql in keys)}")
        return "\n".join(lines)

    def cells_table(self, alias: str, with_start: bool = True, unit: str = "day") -> str:
        """The cells as a literal table (bucket, cell_start, cell_end); starts as first dates of their `unit`."""
        rows = []
        for cell in self.slot.cells:
            key = date_sql(cell.key) if cell.key else "CAST(NULL AS DATE)"
            start = date_sql(floor_to(cell.start, unit)) if cell.start else "DATE '0001-01-01'"
            assert cell.end is not None
            rows.append([key, *([start] if with_start else []), date_sql(cell.end)])
        return values_sql(rows, alias, ["bucket", *(["cell_start"] if with_start else []), "cell_end"])

    def cte(self, suffix: str, body: str) -> str:
        name = f"{self.name}_{suffix}" if suffix else self.name
        self.ctes.append((name, body))
        return name

    # ---- flows and movements

    def build(self) -> list[tuple[str, str]]:
        """The CTEs of this aggregation, the last one its result."""
        if self.leaf.nature == "snapshot":
            from semantic_layer.compile.snapshot import build_snapshot

            build_snapshot(self)
        elif self.leaf.nature == "open_items":
            from semantic_layer.compile.open_items import build_open_items

            build_open_items(self)
        else:
            self.build_flow()
        return self.ctes

    def build_flow(self) -> None:
        shape = self.shape
        step = key_step(self) if shape.way == "single" and not self.slot.points else None
        if step is not None:
            build_key_first(self, step)
            return
        if self.slot.points or (shape.way != "single" and self.needs_cell_date()):
            shape = Shape("rows", "", shape.start, shape.end)
        at = ""
        if self.leaf.nature == "movements":
            single_end = date_sql(shape.end) if shape.way == "single" and shape.end else ""
            at = "cells.cell_end" if shape.way == "rows" else single_end
        joins = Joins(self.scans, self.leaf.dataset, self.leaf.time_field, at=at)
        if shape.way == "rows":
            # First, because versions of a dimension and closing rates may be looked up by the cell's end.
            table = self.points_table() if self.slot.points else self.cells_table("cells")
            day = joins.day()
            joins.add(f"JOIN {table} ON {day} >= cells.cell_start AND {day} <= cells.cell_end")
        keys = self.row_keys(joins)
        common, rests = self.split_conditions(joins)
        where = [*self.asked(joins), *common, *self.any_of(rests)]
        if shape.way == "single":
            where = [*self.single_range(joins), *where]
            self.cte("", self.select(joins, keys, self.values(joins, rests), where))
        elif shape.way == "trunc":
            self.trunc(joins, shape, keys, rests, where)
        elif shape.way == "atoms":
            self.atoms(joins, shape, keys, rests, where)
        else:
            self.rows(joins, shape, keys, rests, where)

    def needs_cell_date(self) -> bool:
        """A balance from movements whose rate or dimension is that of the as-of date, not of the row."""
        if self.leaf.nature != "movements":
            return False
        index = self.scans.index
        refs = [ref for position in self.slot.keys for ref in self.block.keys[position].refs]
        refs += [ref for condition in self.block.conditions for ref in condition.refs]
        refs += [ref for _, slot in self.slots for part in slot.leaf.conditions for ref in refs_of(part, index)]
        ways = [index.graph.path(self.leaf.dataset, ref) for ref in refs]
        dated = any(step.history == "as_was" for way in ways if isinstance(way, Path) for step in way.steps)
        return dated or bool(self.converted)

    def single_range(self, joins: Joins) -> list[str]:
        cell = self.slot.cells[0]
        if self.slot.is_span or (cell.start is None and cell.end is None):
            return []
        found = range_conditions(joins.time(), cell.start, cell.end)
        if cell.start is None and self.leaf.nature == "flow" and self.slot.keeps_undated:
            return [f"({found[0]} OR {joins.time()} IS NULL)"]
        return found

    def _time_name(self) -> str:
        assert self.time_key is not None
        return self.block.keys[self.time_key].name

    def trunc(self, joins: Joins, shape: Shape, keys: list, rests: list, where: list[str]) -> None:
        where = [*range_conditions(joins.time(), shape.start, shape.end), *where]
        name = self._time_name()
        bucket = (name, joins.bucket(shape.unit))
        body = self.select(joins, [bucket, *keys], self.values(joins, rests), where)
        if not shape.mapped:
            self.cte("", body)
            return
        inner = self.cte("by_unit", body)
        rows = [[date_sql(unit), date_sql(key)] for unit, key in shape.mapped]
        columns = [
            f"cells.bucket AS {column}" if column == name else f"{inner}.{column}" for column in self.key_columns()
        ]
        columns += [f"{inner}.{name}" for name in self.value_columns()]
        table = values_sql(rows, "cells", ["unit", "bucket"])
        self.cte("", f"SELECT {listed(columns)}\nFROM {inner}\nJOIN {table} ON cells.unit = {inner}.{name}")

    def atoms(self, joins: Joins, shape: Shape, keys: list, rests: list, where: list[str]) -> None:
        where = [*range_conditions(joins.time(), shape.start, shape.end), *where]
        inner_keys = [("atom", joins.bucket(shape.unit)), *keys]
        inner = self.cte("by_unit", self.select(joins, inner_keys, self.values(joins, rests), where))
        name = self._time_name()
        columns = [f"cells.bucket AS {c}" if c == name else f"{inner}.{c}" for c in self.key_columns()]
        groups = ["cells.bucket" if c == name else f"{inner}.{c}" for c in self.key_columns()]
        for number, slot in self.slots:
            merge = slot.leaf.function if slot.leaf.function in ("MIN", "MAX") else "SUM"
            columns.append(f"{merge}({inner}.s{number}) AS s{number}")
            if number in self.converted:
                columns[-1] = f"CASE WHEN SUM({inner}.m{number}) = 0 THEN {merge}({inner}.s{number}) END AS s{number}"
                columns.append(f"SUM({inner}.m{number}) AS m{number}")
        met = f"{inner}.atom >= cells.cell_start AND {inner}.atom <= cells.cell_end"
        table = self.cells_table("cells", unit=shape.unit)
        self.cte(
            "",
            f"SELECT {listed(columns)}\nFROM {inner}\nJOIN {table} ON {met}\nGROUP BY {listed(groups)}",
        )

    def rows(self, joins: Joins, shape: Shape, keys: list, rests: list, where: list[str]) -> None:
        """Rows meet the cells; for AVG_BALANCE on movements the sum over the points is divided by their number."""
        divide = ""
        if self.slot.points:
            divide = "MAX(cells.points)"
        where = [*range_conditions(joins.time(), shape.start, shape.end), *where]
        if self.time_key is not None:
            keys = [(self._time_name(), "cells.bucket"), *keys]
        values = self.values(joins, rests, divide)
        self.cte("", self.select(joins, keys, values, where))

    def points_table(self) -> str:
        """The cells with how many points each bucket's mean is taken over."""
        counts = dict(self.slot.points)
        rows = []
        for cell in self.slot.cells:
            key = date_sql(cell.key) if cell.key else "CAST(NULL AS DATE)"
            start = date_sql(cell.start) if cell.start else "DATE '0001-01-01'"
            assert cell.end is not None
            rows.append([key, start, date_sql(cell.end), str(counts[cell.key])])
        return values_sql(rows, "cells", ["bucket", "cell_start", "cell_end", "points"])


def aggregate_sql(slot: Slot, joins: Joins, condition: str, keyed: bool) -> str:
    """One aggregate; rows outside `condition` do not count."""
    leaf = slot.leaf
    if leaf.function == "COUNT_ROWS":
        inner = f"CASE WHEN {condition} THEN 1 END" if condition else "*"
        counted = f"COUNT({inner})"
        return f"NULLIF({counted}, 0)" if condition and keyed else counted
    assert leaf.argument is not None
    if leaf.function not in ("COUNT", "COUNT_DISTINCT") and converted_fields(leaf, joins):
        written, missing = converted_sql(leaf, joins)
    else:
        written, missing = argument_over(leaf.argument, joins), ""
    if leaf.function == "SUM" and joins.factors:
        written = f"({written})" if " " in written else written
        written = " * ".join([written, *dict.fromkeys(joins.factors)])
    inner = f"CASE WHEN {condition} THEN {written} END" if condition else written
    match leaf.function:
        case "COUNT_DISTINCT" | "COUNT":
            counted = f"COUNT({'DISTINCT ' if leaf.function == 'COUNT_DISTINCT' else ''}{inner})"
            if condition and keyed:
                return f"CASE WHEN COUNT(CASE WHEN {condition} THEN 1 END) > 0 THEN {counted} END"
            return counted
        case "MEDIAN" | "QUANTILE":
            share = leaf.quantile or "0.5"
            return f"PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY CAST({inner} AS DOUBLE))"
        case _:
            if missing:
                lacking = without_rate(slot, joins, condition)
                return f"CASE WHEN {lacking} = 0 THEN {leaf.function}({inner}) END"
            return f"{leaf.function}({inner})"


def without_rate(slot: Slot, joins: Joins, condition: str) -> str:
    """How many rows have an amount and no rate (rule 34)."""
    _, missing = converted_sql(slot.leaf, joins)
    lacking = f"({missing}) AND {condition}" if condition else missing
    return f"COUNT(CASE WHEN {lacking} THEN 1 END)"


__all__ = ["Aggregation", "Builder", "aggregate_sql", "aggregations", "indented", "signature"]
