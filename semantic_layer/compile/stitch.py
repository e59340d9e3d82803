"""Stitching: the aggregations of a block put beside each other, one row a group (rules 6, 18, 20, 27).

Role: those grouped by every key become `facts`; under a time grouping a `grid` of every group × every bucket makes them
dense; those with fewer keys (totals, ignored fields) are joined by the keys they have. Projection reads the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from semantic_layer.checks.plan import Block
from semantic_layer.compile.aggregate import Aggregation
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.text import all_of, date_sql, indented, listed, values_sql


@dataclass(slots=True)
class Stitched:
    """Where the final SELECT finds things: FROM, and the table each slot and key stands in."""

    source: list[str] = field(default_factory=list)
    slots: dict[int, str] = field(default_factory=dict)  # slot -> "table.s0"
    keys: dict[int, str] = field(default_factory=dict)  # key -> "table.k1"
    joined: set[str] = field(default_factory=set)
    homes: Mapping[int, str] = field(default_factory=dict)  # slot -> the aggregation it is computed in
    converted: frozenset[int] = frozenset()  # slots with a count of rows that lacked a rate beside them


class Stitching:
    """Puts the aggregations of one block together. `ctes`: those it adds, after the aggregations' own."""

    def __init__(
        self, block: Block, aggregations: Sequence[Aggregation], builders: Mapping[str, Builder], dialect: str
    ) -> None:
        self.block = block
        self.aggregations = aggregations
        self.builders = builders
        self.dialect = dialect
        self.ctes: list[tuple[str, str]] = []

    def stitched(self) -> Stitched:
        """The tables put together, keys first by those that have them all."""
        full = tuple(range(len(self.block.keys)))
        main = [a for a in self.aggregations if self.block.slots[a.slots[0]].keys == full]
        side = [a for a in self.aggregations if a not in main]
        found = Stitched(
            homes={slot: a.name for a in self.aggregations for slot in a.slots},
            converted=frozenset(slot for builder in self.builders.values() for slot in builder.converted),
        )
        if not full:
            self._scalar(found, main)
        else:
            facts = self._facts(main)
            self._based(found, facts, main)
        for aggregation in side:
            self._side(found, aggregation)
        return found

    def _scalar(self, found: Stitched, main: list[Aggregation]) -> None:
        for aggregation in main:
            found.source.append(("FROM " if not found.source else "CROSS JOIN ") + aggregation.name)
            found.slots.update({slot: f"{aggregation.name}.s{slot}" for slot in aggregation.slots})

    def _facts(self, main: list[Aggregation]) -> str:
        """The stitched aggregates; one alone needs no stitching."""
        if len(main) == 1:
            return main[0].name
        keys = [key.name for key in self.block.keys]
        if not main:
            # No slot has a cell inside its data: there are no groups, only the empty grid.
            nothing = listed(f"{self._nothing(place)} AS {key}" for place, key in enumerate(keys))
            self.ctes.append(("facts", f"SELECT {nothing} WHERE 1 = 0"))
            return "facts"
        owner = {name: a.name for a in main for name in self.builders[a.name].value_columns()}
        parts = []
        for aggregation in main:
            columns = [
                name if table == aggregation.name else self._absent(name, table) for name, table in owner.items()
            ]
            parts.append(f"SELECT {listed([*keys, *columns])} FROM {aggregation.name}")
        union = indented("\nUNION ALL\n".join(parts))
        values = [f"MAX({name}) AS {name}" for name in owner]
        body = f"SELECT {listed([*keys, *values])}\nFROM (\n{union}\n) AS padded\nGROUP BY {listed(keys)}"
        self.ctes.append(("facts", body))
        return "facts"

    def _nothing(self, place: int) -> str:
        """A NULL of a key's own type: engines compare keys only with their like."""
        if place == self.block.time_key:
            return "CAST(NULL AS DATE)"
        name = self.block.keys[place].name
        side = next((a.name for a in self.aggregations if place in self.block.slots[a.slots[0]].keys), None)
        return f"(SELECT {side}.{name} FROM {side} WHERE 1 = 0)" if side else "CAST(NULL AS VARCHAR)"

    def _absent(self, name: str, owner: str) -> str:
        """NULL in a padded aggregate; of the column's own type where the engine wants branches to agree pairwise."""
        if self.dialect == "duckdb":
            return f"NULL AS {name}"
        return f"(SELECT {owner}.{name} FROM {owner} WHERE 1 = 0) AS {name}"

    def _based(self, found: Stitched, facts: str, main: list[Aggregation]) -> None:
        slots = [slot for aggregation in main for slot in aggregation.slots]
        found.slots.update({slot: f"{facts}.s{slot}" for slot in slots})
        time = self.block.time_key
        if time is None:
            found.source.append(f"FROM {facts}")
            found.keys.update({position: f"{facts}.{key.name}" for position, key in enumerate(self.block.keys)})
            return
        grid = self._grid(facts, time)
        found.source.append(f"FROM {grid}")
        found.keys.update({position: f"{grid}.{key.name}" for position, key in enumerate(self.block.keys)})
        met = [
            f"{facts}.{key.name} {'=' if position == time else 'IS NOT DISTINCT FROM'} {grid}.{key.name}"
            for position, key in enumerate(self.block.keys)
        ]
        found.source.append(f"LEFT JOIN {facts} ON {all_of(met)}")

    def _grid(self, facts: str, time: int) -> str:
        """Every bucket, for every combination of the other keys that occurs (rule 6)."""
        name = self.block.keys[time].name
        spine = values_sql([[date_sql(day)] for day in self.block.spine], "buckets", [name])
        others = [key.name for position, key in enumerate(self.block.keys) if position != time]
        if not others:
            self.ctes.append(("grid", f"SELECT {name}\nFROM {spine}"))
            return "grid"
        groups = f"(SELECT DISTINCT {listed(others)} FROM {facts}) AS members"
        columns = [f"buckets.{name}", *[f"members.{other}" for other in others]]
        self.ctes.append(("grid", f"SELECT {listed(columns)}\nFROM {groups}\nCROSS JOIN {spine}"))
        return "grid"

    def _side(self, found: Stitched, aggregation: Aggregation) -> None:
        """An aggregation with fewer keys, joined by those it has (totals, ignored fields)."""
        keys = self.block.slots[aggregation.slots[0]].keys
        found.slots.update({slot: f"{aggregation.name}.s{slot}" for slot in aggregation.slots})
        self._join(found, aggregation.name, keys)

    def _join(self, found: Stitched, table: str, keys: tuple[int, ...]) -> None:
        if table in found.joined:
            return
        found.joined.add(table)
        if not found.source:
            found.source.append(f"FROM {table}")
        elif not keys:
            found.source.append(f"CROSS JOIN {table}")
        else:
            met = [
                f"{table}.{self.block.keys[k].name} "
                f"{'=' if k == self.block.time_key else 'IS NOT DISTINCT FROM'} {found.keys[k]}"
                for k in keys
            ]
            found.source.append(f"LEFT JOIN {table} ON {all_of(met)}")
