"""An aggregate block as SQL: aggregations, stitched, made dense in time, and projected.

Role: rules 6, 18, 19, 20, 27, 28. The shape of the result:
    a0, a1, …   one CTE an aggregation
    facts       those grouped by every key, stitched: UNION ALL of padded aggregates, GROUP BY
    grid        with a time grouping: every group × every bucket
    SELECT      formulas over s0, s1, …; aggregations with fewer keys joined by the keys they have
"""

from __future__ import annotations

from dataclasses import dataclass, field

from semantic_layer.checks.plan import Block, Output, growths
from semantic_layer.compile.aggregate import Aggregation, aggregations, built
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.project import Projector
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.snapshot import neighbours
from semantic_layer.compile.text import all_of, date_sql, indented, listed, name_sql, values_sql


@dataclass(slots=True)
class Stitched:
    """Where the final SELECT finds things: FROM, and the table each slot and key stands in."""

    source: list[str] = field(default_factory=list)
    slots: dict[int, str] = field(default_factory=dict)  # slot -> "table.s0"
    keys: dict[int, str] = field(default_factory=dict)  # key -> "table.k1"
    joined: set[str] = field(default_factory=set)


class BlockCompiler:
    """Writes one block."""

    def __init__(self, block: Block, scans: Scans) -> None:
        self.block = block
        self.scans = scans
        self.ctes: list[tuple[str, str]] = []
        self.builders: dict[str, Builder] = {}
        self.aggregations = aggregations(block)
        for aggregation in self.aggregations:
            builder = built(aggregation, block, scans)
            self.ctes += builder.ctes
            self.builders[aggregation.name] = builder
        self.stitched = self._stitch()

    # ---- stitching

    def _stitch(self) -> Stitched:
        full = tuple(range(len(self.block.keys)))
        main = [a for a in self.aggregations if self.block.slots[a.slots[0]].keys == full]
        side = [a for a in self.aggregations if a not in main]
        found = Stitched()
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
        if self.scans.dialect == "duckdb":
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
        self.join(found, aggregation.name, keys)

    def join(self, found: Stitched, table: str, keys: tuple[int, ...]) -> None:
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

    # ---- projection

    def sql(self, limit: bool = True) -> str:
        """The whole block."""
        return self.sets_sql(limit) if self.block.parts else self.one_sql(limit)

    def sets_sql(self, limit: bool) -> str:
        """Every grouping set apart, one under the other; within equal keys the fuller set first."""
        parts = []
        names = [name_sql(output.name) for output in self.block.outputs]
        for number, part in enumerate(self.block.parts, 1):
            inner = BlockCompiler(part, self.scans).one_sql(limit=False, ordered=False)
            head = listed([*(f"set_{number}.{name} AS {name}" for name in names), f"{number} AS grouping_set"])
            parts.append(f"SELECT {head}\nFROM (\n{indented(inner)}\n) AS set_{number}")
        union = indented("\nUNION ALL\n".join(parts))
        body = f"SELECT {listed(names)}\nFROM (\n{union}\n) AS grouped"
        order = [f"{name_sql(o.output)} {'DESC' if o.descending else 'ASC'} NULLS LAST" for o in self.block.order]
        keyed = [name_sql(o.name) for o in self.block.outputs if o.column.role in ("group", "time")]
        order += [f"{name} ASC NULLS LAST" for name in keyed if name not in {n.split(" ")[0] for n in order}]
        body += f"\nORDER BY {listed([*order, 'grouping_set ASC'])}"
        return body + (f"\nLIMIT {self.block.limit}" if limit and self.block.limit is not None else "")

    def one_sql(self, limit: bool = True, ordered: bool = True, more: tuple[Output, ...] = ()) -> str:
        """The block with its one set of keys; `more`: columns a probe looks at beside those of the result."""
        projector = Projector(self)
        outputs = [(output, projector.sql(output.node)) for output in (*self.block.outputs, *more)]
        having = [projector.sql(node) for node in self.block.having]
        order = self._order(projector, outputs)
        qualify = [projector.sql(node) for node in self.block.qualify]
        head = ",\n".join(f"  {sql} AS {name_sql(output.name)}" for output, sql in outputs)
        body = "\n".join([f"SELECT\n{head}", *self.stitched.source])
        if having:
            body += f"\nWHERE {all_of(having)}"
        if qualify:
            body, order = self._qualified(outputs, having, qualify, order)
        if order and ordered:
            body += f"\nORDER BY {listed(f'{sql} {way}' for sql, way in order)}"
        if limit and self.block.limit is not None:
            body += f"\nLIMIT {self.block.limit}"
        if limit and self.block.offset:
            body += f"\nOFFSET {self.block.offset}"
        return self.with_ctes(body)

    def with_ctes(self, body: str) -> str:
        if not self.ctes:
            return body
        written = ",\n".join(f"{name} AS (\n{indented(text)}\n)" for name, text in self.ctes)
        return f"WITH {written}\n{body}"

    def _order(self, projector: Projector, outputs: list[tuple[Output, str]]) -> list[tuple[str, str]]:
        """ORDER BY: what was asked, then the group keys (rule 28). Outputs are named by position."""
        found: list[tuple[str, str]] = []
        names = [output.name for output, _ in outputs]
        seen: set[str] = set()
        for item in self.block.order:
            way = ("DESC" if item.descending else "ASC") + " NULLS LAST"
            sql = projector.sql(item.node)
            found.append((str(names.index(item.output) + 1) if item.output else sql, way))
            seen.add(sql)
        time = self.block.time_key
        places = sorted(range(len(self.block.keys)), key=lambda place: (place != time, place))
        for place in places:
            sql = self.stitched.keys[place]
            if sql not in seen:
                position = next((n for n, (_, text) in enumerate(outputs, 1) if text == sql), None)
                found.append((str(position) if position else sql, "ASC NULLS LAST"))
        return found

    def _qualified(
        self, outputs: list[tuple[Output, str]], having: list[str], qualify: list[str], order: list[tuple[str, str]]
    ) -> tuple[str, list[tuple[str, str]]]:
        """QUALIFY as a condition over a subquery, which every engine has."""
        columns = [f"  {sql} AS c{n}" for n, (_, sql) in enumerate(outputs, 1)]
        columns += [f"  {sql} AS q{n}" for n, sql in enumerate(qualify, 1)]
        ways: list[tuple[str, str]] = []
        for n, (sql, way) in enumerate(order, 1):
            if not sql.isdigit():
                columns.append(f"  {sql} AS o{n}")
            ways.append((sql if sql.isdigit() else f"ranked.o{n}", way))
        inner = "\n".join(["SELECT\n" + ",\n".join(columns), *self.stitched.source])
        if having:
            inner += f"\nWHERE {all_of(having)}"
        head = listed(f"ranked.c{n} AS {name_sql(output.name)}" for n, (output, _) in enumerate(outputs, 1))
        kept = all_of([f"ranked.q{n}" for n in range(1, len(qualify) + 1)])
        return f"SELECT {head}\nFROM (\n{indented(inner)}\n) AS ranked\nWHERE {kept}", ways

    # ---- probes

    def neighbours_sql(self, slot: int) -> str:
        """The last snapshot before the range of a balance and the first one after it."""
        name = next(a.name for a in self.aggregations if slot in a.slots)
        return neighbours(self.builders[name])

    def rates_sql(self) -> str | None:
        """How many amounts lacked a rate, over the whole result; None where nothing is converted."""
        lacking = [
            f"(SELECT COALESCE(SUM(m{slot}), 0) FROM {a.name})"
            for a in self.aggregations
            for slot in self.builders[a.name].converted
        ]
        return self.with_ctes(f"SELECT {' + '.join(lacking)} AS missing") if lacking else None

    def bases(self) -> list[tuple[str, str]]:
        """(column, SQL that counts the rows whose growth has a base of zero or less) of each column with growth."""
        found: list[tuple[str, str]] = []
        for output in self.block.outputs:
            if growths(output.node):
                parts = [BlockCompiler(part, self.scans) for part in self.block.parts] or [self]
                found.append((output.name, "\nUNION ALL\n".join(part.without_base(output.name) for part in parts)))
        return found

    def without_base(self, column: str) -> str:
        """The count of one column, over the rows that this block shows."""
        place = [output.name for output in self.block.outputs].index(column)
        output = self.block.outputs[place]
        taken = {other.name.lower() for other in self.block.outputs}
        free = (name for n in range(1, 999) if (name := f"growth_base_{n}") not in taken)
        more = tuple(Output(next(free), growth.base, output.column) for growth in growths(output.node))
        counted = " OR ".join(f"{base.name} <= 0" for base in more)
        head = f"SELECT COUNT(CASE WHEN {counted} THEN 1 END) AS without_base"
        return f"{head}\nFROM (\n{indented(self.one_sql(more=more))}\n) AS result"

    def tie_sql(self) -> str | None:
        """Whether the row after the cut ties with the last one shown; None where it cannot be told simply."""
        block = self.block
        if block.limit is None or block.offset or not block.order or not all(item.output for item in block.order):
            return None
        ways = [f"{name_sql(o.output)} {'DESC' if o.descending else 'ASC'} NULLS LAST" for o in block.order]
        keys = [name_sql(o.name) for o in block.outputs if o.column.role in ("group", "time")]
        rest = [f"{name} ASC NULLS LAST" for name in keys]
        inner = (
            f"SELECT RANK() OVER (ORDER BY {listed(ways)}) AS place, "
            f"ROW_NUMBER() OVER (ORDER BY {listed([*ways, *rest])}) AS place_shown\n"
            f"FROM (\n{indented(self.sql(limit=False))}\n) AS result"
        )
        cut = f"place_shown IN ({block.limit}, {block.limit + 1})"
        head = "SELECT COUNT(*) = 2 AND MIN(place) = MAX(place) AS is_tie"
        return f"{head}\nFROM (\n{indented(inner)}\n) AS ranked\nWHERE {cut}"

    def as_of_sql(self, slot: int) -> str:
        """The as-of date of a balance, by bucket where there are any; NULL where there is none."""
        name = next(a.name for a in self.aggregations if slot in a.slots)
        builder = self.builders[name]
        ctes = [(n, t) for n, t in builder.ctes if n != name]
        table = f"{name}_as_of"
        needed = [(n, t) for n, t in ctes if n.endswith(("_as_of", "_dates", "_found"))]
        written = ",\n".join(f"{n} AS (\n{indented(t)}\n)" for n, t in needed)
        bucketed = self.block.slots[slot].cells[0].key is not None
        columns = "bucket, as_of" if bucketed else "as_of"
        return f"WITH {written}\nSELECT {columns}\nFROM {table}" + ("\nORDER BY bucket" if bucketed else "")
