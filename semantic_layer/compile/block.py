"""An aggregate block as SQL: aggregations, stitched, made dense in time, and projected.

Role: rules 6, 18, 19, 20, 27, 28. The shape of the result:
    a0, a1, …   one CTE an aggregation
    facts       those grouped by every key, stitched: UNION ALL of padded aggregates, GROUP BY
    grid        with a time grouping: every group × every bucket
    SELECT      formulas over s0, s1, …; aggregations with fewer keys joined by the keys they have
"""

from __future__ import annotations

from semantic_layer.checks.plan import Block, Output, growths
from semantic_layer.compile.aggregate import aggregations, built
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.project import Projector
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.snapshot import neighbours
from semantic_layer.compile.stitch import Stitching
from semantic_layer.compile.text import all_of, indented, listed, name_sql


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
        stitching = Stitching(block, self.aggregations, self.builders, scans.dialect)
        self.stitched = stitching.stitched()
        self.ctes += stitching.ctes

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
        projector = Projector(self.block, self.stitched)
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
        """A SELECT under the CTEs of the block."""
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
        name = self.stitched.homes[slot]
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
        name = self.stitched.homes[slot]
        builder = self.builders[name]
        ctes = [(n, t) for n, t in builder.ctes if n != name]
        table = f"{name}_as_of"
        needed = [(n, t) for n, t in ctes if n.endswith(("_as_of", "_dates", "_found"))]
        written = ",\n".join(f"{n} AS (\n{indented(t)}\n)" for n, t in needed)
        bucketed = self.block.slots[slot].cells[0].key is not None
        columns = "bucket, as_of" if bucketed else "as_of"
        return f"WITH {written}\nSELECT {columns}\nFROM {table}" + ("\nORDER BY bucket" if bucketed else "")
