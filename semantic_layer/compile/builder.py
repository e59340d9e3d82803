"""What the CTEs of one aggregation are made of: keys, conditions, values, cells.

Role: every nature of measure (flow, movements, snapshot, open items) is written with these pieces, each in its module.
`ctes` are (name, SELECT) in the order they stand in; the last one is the result.
"""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.checks.plan import MERGEABLE, Block, Slot, ignored
from semantic_layer.compile.bridges import Bridges
from semantic_layer.compile.cells import Shape, floor_to, shape_of_cells
from semantic_layer.compile.currencies import converted_fields, converted_sql
from semantic_layer.compile.expressions import argument_over, condition_over, scalar_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import all_of, date_sql, listed, range_conditions, values_sql


class Builder:
    """The pieces of one aggregation: the slots (by number) of a block that are computed in one pass, called `name`."""

    def __init__(self, block: Block, name: str, slots: Sequence[int], scans: Scans) -> None:
        self.block = block
        self.name = name
        self.scans = scans
        self.slots = [(number, block.slots[number]) for number in slots]
        self.slot = self.slots[0][1]
        self.leaf = self.slot.leaf
        mergeable = all(slot.leaf.function in MERGEABLE for _, slot in self.slots)
        self.shape: Shape = shape_of_cells(self.slot.cells, mergeable)
        self.ctes: list[tuple[str, str]] = []
        probe = Joins(scans, self.leaf.dataset, self.leaf.time_field)
        self.converted = [n for n, slot in self.slots if converted_fields(slot.leaf, probe)]
        self.bridges: Bridges | None = None
        self.time_key = block.time_key if block.time_key in self.slot.keys else None

    # ---- keys, conditions, values

    def value_columns(self) -> list[str]:
        """The columns of the result beside the keys: a value a slot, and how many rows lacked a rate."""
        return [name for n, _ in self.slots for name in (f"s{n}", *([f"m{n}"] if n in self.converted else []))]

    def key_columns(self) -> list[str]:
        """The names of the keys, in the block's order."""
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
        """What a slot's metric and its FILTER ask of rows."""
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
        """Add a CTE; its name, which is the aggregation's own without a suffix."""
        name = f"{self.name}_{suffix}" if suffix else self.name
        self.ctes.append((name, body))
        return name

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

    def single_range(self, joins: Joins) -> list[str]:
        """The conditions on dates of an aggregation with one cell; [] = every row counts."""
        cell = self.slot.cells[0]
        if self.slot.is_span or (cell.start is None and cell.end is None):
            return []
        found = range_conditions(joins.time(), cell.start, cell.end)
        if cell.start is None and self.leaf.nature == "flow" and self.slot.keeps_undated:
            return [f"({found[0]} OR {joins.time()} IS NULL)"]
        return found

    def time_name(self) -> str:
        """The column of the time bucket; only where the slots are grouped by it."""
        assert self.time_key is not None
        return self.block.keys[self.time_key].name


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
