"""Projection: formulas over slots as SQL (rule 19).

Role: in sums and differences an absent additive operand is 0 where another is present; in ratios an absent additive
numerator is 0 and an absent or zero denominator gives NULL; compared with its own earlier value it is 0 as well. An
operand beyond its data or without a snapshot keeps the whole NULL: its *availability* is a condition the coalescing
stands under.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from semantic_layer.checks.plan import Arithmetic, Block, Constant, Days, Filled, Growth, KeyRef, Node, Other, SlotRef
from semantic_layer.compile.stitch import Stitched
from semantic_layer.compile.text import all_of, date_sql, listed, scalar_sql
from semantic_layer.metrics.scalar import text_of

_COMPARISONS = frozenset({exp.LT, exp.LTE, exp.GT, exp.GTE})


@dataclass(frozen=True, slots=True)
class Written:
    """SQL of a node. `additive`: an absent value counts as 0 under the conditions `available`."""

    sql: str
    additive: bool = False
    available: tuple[str, ...] = ()
    is_atom: bool = True

    def inside(self) -> str:
        """The SQL as an operand: in brackets unless it is one term."""
        return self.sql if self.is_atom else f"({self.sql})"


class Projector:
    """Writes the expressions of one block over its stitched tables; as-of dates they stand under are joined to them."""

    def __init__(self, block: Block, stitched: Stitched) -> None:
        self.block = block
        self.stitched = stitched

    def sql(self, node: Node) -> str:
        """The SQL of an expression, as it stands in SELECT, WHERE or ORDER BY."""
        return self.write(node).sql

    def write(self, node: Node) -> Written:
        """The same with what is known of its absence."""
        match node:
            case SlotRef(slot=slot, additive=additive):
                return self._slot(slot, additive)
            case KeyRef(key=key):
                return Written(self.stitched.keys[key])
            case Constant(sql=sql):
                return Written(sql)
            case Days():
                return self._days(node)
            case Filled(inner=inner, end=end):
                return self._until(self.write(inner), end)
            case Growth(value=value, base=base):
                return self._growth(self.write(value), self.write(base))
            case Arithmetic(op="/", left=left, right=right):
                return self._quotient(self.write(left), self.write(right))
            case Arithmetic(op="*", left=left, right=right):
                return self._product(left, right)
            case Arithmetic():
                return self._sum(node)
            case Other(tree=tree, children=children):
                parts = [self.write(child) for child in children]
                if type(tree) in _COMPARISONS and len(children) == 2 and self._are_one_measure(*children):
                    texts = [self._filled(part) for part in parts]
                else:
                    texts = [part.inside() for part in parts]
                return Written(scalar_sql(tree, text_of, texts), is_atom=False)

    # ---- operands

    def _slot(self, slot: int, additive: bool) -> Written:
        if slot not in self.stitched.slots:
            return Written("NULL", additive, ("1 = 0",))
        return Written(self.stitched.slots[slot], additive, self._available(slot) if additive else ())

    def _available(self, number: int) -> tuple[str, ...]:
        """What must hold for an absent value of this slot to be a zero."""
        slot = self.block.slots[number]
        found: list[str] = []
        time = self.block.time_key
        timed = time is not None and time in slot.keys
        keys = {cell.key for cell in slot.cells}
        if timed and time is not None and not keys.issuperset(self.block.spine):
            listed_keys = listed(date_sql(key) for key in sorted(key for key in keys if key))
            found.append(f"{self.stitched.keys[time]} IN ({listed_keys})")
        if number in self.stitched.converted:
            found.append(f"COALESCE({self.stitched.slots[number].replace('.s', '.m')}, 0) = 0")
        if slot.leaf.nature == "snapshot":
            found.append(f"{self._as_of(number)} IS NOT NULL")
        return tuple(found)

    def _as_of(self, number: int) -> str:
        """The as-of date of a snapshot slot, joined once."""
        slot = self.block.slots[number]
        name = self.stitched.homes[number]
        table = f"{name}_as_of"
        column = f"{table}.as_of"
        if table in self.stitched.joined:
            return column
        self.stitched.joined.add(table)
        time = self.block.time_key
        if slot.points:
            table = f"(SELECT bucket, MAX(as_of) AS as_of FROM {name}_as_of GROUP BY bucket) AS {name}_as_of"
        if time is not None and time in slot.keys:
            self.stitched.source.append(f"LEFT JOIN {table} ON {name}_as_of.bucket = {self.stitched.keys[time]}")
        elif slot.points:
            self.stitched.source.append(f"LEFT JOIN {table} ON 1 = 1")
        else:
            self.stitched.source.append(f"CROSS JOIN {table}")
        return column

    def _days(self, node: Days) -> Written:
        cells = [(cell, (cell.end - cell.start).days + 1) for cell in node.cells if cell.start and cell.end]
        time = self.block.time_key
        if (len(cells) == 1 and cells[0][0].key is None) or time is None:
            return Written(str(cells[0][1]) if cells else "NULL")
        cases = " ".join(f"WHEN {date_sql(cell.key)} THEN {days}" for cell, days in cells if cell.key)
        return Written(f"CASE {self.stitched.keys[time]} {cases} END")

    def _until(self, part: Written, end: date | None) -> Written:
        time = self.block.time_key
        filled = f"COALESCE({part.sql}, 0)"
        if time is None or end is None:
            return Written(filled)
        return Written(f"CASE WHEN {self.stitched.keys[time]} <= {date_sql(end)} THEN {filled} END")

    # ---- operators

    def _are_one_measure(self, left: Node, right: Node) -> bool:
        """The same additive measure of two periods: less than before is true of what has no rows now."""
        match left, right:
            case SlotRef(slot=one, additive=True), SlotRef(slot=two, additive=True):
                leaves = [replace(self.block.slots[slot].leaf, metric="", source="") for slot in (one, two)]
                return one != two and leaves[0] == leaves[1]
            case Arithmetic(), Arithmetic():
                parts = ((left.left, right.left), (left.right, right.right))
                return left.op == right.op and left.op in "+-" and all(self._are_one_measure(*pair) for pair in parts)
        return False

    def _filled(self, part: Written) -> str:
        """An additive value with absence as 0, where it is available."""
        if not part.additive:
            return part.sql
        if not part.available:
            return f"COALESCE({part.sql}, 0)"
        return f"CASE WHEN {all_of(part.available)} THEN COALESCE({part.sql}, 0) END"

    def _quotient(self, left: Written, right: Written) -> Written:
        number = right.sql.replace(".", "", 1).isdigit()
        under = right.sql if number and float(right.sql) != 0 else f"NULLIF({right.sql}, 0)"
        if number and left.additive:
            return Written(f"CAST({left.sql} AS DOUBLE) / {under}", True, left.available, is_atom=False)
        return Written(f"CAST({self._filled(left)} AS DOUBLE) / {under}", is_atom=False)

    def _product(self, left: Node, right: Node) -> Written:
        one, two = self.write(left), self.write(right)
        constant = isinstance(left, Constant) or isinstance(right, Constant)
        additive = constant and (one.additive or two.additive)
        return Written(f"{one.inside()} * {two.inside()}", additive, one.available + two.available, is_atom=False)

    def _growth(self, value: Written, base: Written) -> Written:
        filled = self._filled(value)
        return Written(
            f"CASE WHEN {base.inside()} > 0 THEN CAST({filled} AS DOUBLE) / {base.inside()} - 1 END", is_atom=True
        )

    def _sum(self, node: Arithmetic) -> Written:
        terms = self._terms(node, "+")
        parts = [(sign, self.write(term)) for sign, term in terms]
        if not all(part.additive for _, part in parts):
            text = ""
            for sign, part in parts:
                text += f" {sign} {part.inside()}" if text else ("-" if sign == "-" else "") + part.inside()
            return Written(text, is_atom=False)
        available = tuple(dict.fromkeys(condition for _, part in parts for condition in part.available))
        present = f"COALESCE({listed(part.sql for _, part in parts)}) IS NOT NULL"
        total = ""
        for sign, part in parts:
            filled = f"COALESCE({part.sql}, 0)"
            total += f" {sign} {filled}" if total else ("-" if sign == "-" else "") + filled
        return Written(f"CASE WHEN {all_of([*available, present])} THEN {total} END", True, available)

    def _terms(self, node: Node, sign: str) -> list[tuple[str, Node]]:
        """The operands of a chain of + and - with their signs."""
        if not isinstance(node, Arithmetic) or node.op not in "+-":
            return [(sign, node)]
        flipped = {"+": "-", "-": "+"}[sign]
        right = sign if node.op == "+" else flipped
        return [*self._terms(node.left, sign), *self._terms(node.right, right)]
