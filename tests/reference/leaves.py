"""Leaves: which rows belong to a cell and a group, and their aggregate.

Role: rules 12-15, 20-24 and 32, one row at a time. Every row of the dataset is asked whether its date, its pins, the
metric's own filter, the tests and the row rules let it in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from statistics import median
from typing import Any

from tests.reference import dates, spans
from tests.reference.asked import BUCKET, Asked, Cell
from tests.reference.formula import Leaf, Test
from tests.reference.place import Group, Place, Value, changed
from tests.reference.spans import Span
from tests.reference.world import AGE, Refused, Row, World, all_true

OVER = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))


class Leaves:
    """The leaves of one question over one world."""

    def __init__(self, world: World, asked: Asked) -> None:
        self.world = world
        self.asked = asked
        self.found: dict[tuple[Any, ...], list[tuple[Group, Any]]] = {}

    def leaf_cells(self, leaf: Leaf, place: Place) -> list[Cell]:
        """The cells of a leaf under its moves: one, several for a mean over points, none beyond its data."""
        first = self.world.first(leaf.dataset)
        if not spans.time_field(self.world, leaf):
            return [Cell(place.cell.key, None, None)]
        points = next((move for move in place.moves if move.kind == "points"), None)
        if points is not None:
            moved = spans.moved(self.asked, place.cell, place.moves[: place.moves.index(points)])
            if moved is None:
                return []
            if moved.start is None or moved.end is None:
                raise Refused("NO_PERIOD")
            found = _points(moved, points.grain)
            return [] if any(spans.lacks_history(self.asked, cell, (), first) for cell in found) else found
        cell = spans.moved(self.asked, place.cell, place.moves)
        if cell is None:
            return []
        is_balance = leaf.nature != "flow" and not place.moves
        if not is_balance and spans.lacks_history(self.asked, cell, place.moves, first):
            return []
        self.whole_units(leaf, cell)
        return [cell]

    def whole_units(self, leaf: Leaf, cell: Cell) -> None:
        """Refuse a cell that cuts through a unit that rows stand for (rule 4)."""
        grain = self.world.model.datasets[leaf.dataset].time_grain
        if not grain or leaf.nature not in ("flow", "movements"):
            return
        first, last = self.world.first(leaf.dataset), spans.loaded(self.world, leaf)
        cuts_start = cell.start and leaf.nature == "flow" and (first is None or cell.start > first)
        cuts_end = cell.end and (last is None or cell.end < last)
        if (cuts_start and cell.start and dates.unit(cell.start, grain)[0] != cell.start) or (
            cuts_end and cell.end and dates.unit(cell.end, grain)[1] != cell.end
        ):
            raise Refused("GRAIN_TOO_FINE")

    def counted(self, leaf: Leaf, place: Place) -> list[Cell]:
        """The cells whose rows make groups: none where a mean lacks one of its points."""
        cells = self.leaf_cells(leaf, place)
        is_mean = any(move.kind == "points" for move in place.moves) and leaf.nature == "snapshot"
        lacking = is_mean and any(self.as_of(leaf, cell, place.tests, place.keys) is None for cell in cells)
        return [] if lacking else cells

    def leaf(self, leaf: Leaf, place: Place, span: Span) -> Value:
        if leaf.nature != "flow" and any(move.kind in spans.TO_DATE for move in place.moves):
            raise Refused("BALANCE_TO_DATE")
        kept = tuple(key for key in place.keys if key not in leaf.ignore)
        group = tuple(v for k, v in zip(place.keys, place.group, strict=True) if k not in leaf.ignore)
        narrowed = changed(place, keys=kept, group=group)
        cells = self.leaf_cells(leaf, narrowed)
        member = group[1:] if BUCKET in kept else group
        if not cells:
            return Value(None, leaf.additive, known=False)
        parts: list[Any] = []
        for cell in cells:
            if leaf.nature == "snapshot" and self.as_of(leaf, cell, place.tests, kept) is None:
                return Value(None, leaf.additive, known=False)
            rows = [amount for got, amount in self.matched(leaf, cell, narrowed, span) if got == member]
            parts.append(_aggregate(leaf, rows, keyed=bool(kept)))
        if len(parts) == 1 and not any(move.kind == "points" for move in place.moves):
            return Value(parts[0], leaf.additive)
        present = [part for part in parts if part is not None]
        return Value(float(sum(present)) / len(parts) if present else None, leaf.additive)

    def matched(self, leaf: Leaf, cell: Cell, place: Place, span: Span) -> list[tuple[Group, Any]]:
        """(group without its bucket, amount) of every row that belongs to the cell; a row once per group."""
        identity = (leaf, cell.start, cell.end, place.keys, place.tests, span.is_open and not place.moves)
        if identity not in self.found:
            self.found[identity] = self.match(leaf, cell, place, span.is_open and not place.moves)
        return self.found[identity]

    def match(self, leaf: Leaf, cell: Cell, place: Place, is_open: bool) -> list[tuple[Group, Any]]:
        groups = tuple(key for key in place.keys if key != BUCKET and key not in leaf.ignore)
        tests = tuple(test for test in place.tests if test.field not in leaf.ignore)
        found: list[tuple[Group, Any]] = []
        day = self.as_of(leaf, cell, place.tests, place.keys) if leaf.nature == "snapshot" else None
        for row in self.world.rows[leaf.dataset]:
            if not self.world.admitted(leaf.dataset, row) or not self.dated(leaf, row, cell, day, is_open):
                continue
            if not all_true(self.pins(leaf, place.tests, place.keys), self.reader(leaf, row, cell)):
                continue
            amount = self.amount(leaf, row, cell)
            if leaf.applied is not None and not self.is_open_item(leaf, row, cell):
                continue
            if all_true(leaf.own, self.reader(leaf, row, cell)):
                found += [(group, amount) for group in self.groups_of(leaf, row, cell, groups, tests)]
        return found

    def dated(self, leaf: Leaf, row: Row, cell: Cell, as_of: date | None, is_open: bool) -> bool:
        time = spans.time_field(self.world, leaf)
        if not time:
            return True
        day = self.world.read(leaf.dataset, row, time)
        if leaf.nature == "snapshot":
            return as_of is not None and day == as_of
        if day is None:
            return is_open and leaf.nature == "flow" and cell.start is None
        if leaf.nature in ("movements", "open_items"):
            return cell.end is None or day <= cell.end
        return (cell.start is None or day >= cell.start) and (cell.end is None or day <= cell.end)

    def as_of(self, leaf: Leaf, cell: Cell, tests: Sequence[Test], keys: Sequence[str]) -> date | None:
        """The last snapshot in the cell: the metric's own filter and pins; neither tests nor row rules (rule 12)."""
        time = spans.time_field(self.world, leaf)
        days: list[date] = []
        for row in self.world.rows[leaf.dataset]:
            read = self.reader(leaf, row, cell)
            day = read(time)
            if day is None or not all_true((*leaf.own, *self.pins(leaf, tests, keys)), read):
                continue
            if (cell.start is None or day >= cell.start) and (cell.end is None or day <= cell.end):
                days.append(day)
        return max(days, default=None)

    def reader(self, leaf: Leaf, row: Row, cell: Cell) -> Callable[[str], Any]:
        def read(name: str) -> Any:
            if name in AGE:
                return self.age(leaf, row, cell, name)
            return self.world.read(leaf.dataset, row, name)

        return read

    def groups_of(self, leaf: Leaf, row: Row, cell: Cell, groups: Sequence[str], tests: Sequence[Test]) -> list[Group]:
        """The groups a row stands in: one, none if a test fails, several over a bridge, each once (rule 24)."""
        over = {name: self.world.bridge(leaf.dataset, name) for name in [*groups, *(t.field for t in tests)]}
        read = self.reader(leaf, row, cell)
        if not all_true([test for test in tests if over[test.field] is None], read):
            return []
        bridge = next((found for found in over.values() if found), None)
        if bridge is None:
            return [tuple(read(name) for name in groups)]
        dataset, link = bridge
        found: dict[Group, None] = {}
        for member in self.world.linked(leaf.dataset, row, link):

            def beyond(name: str, member: Row | None = member) -> Any:
                return self.world.read(dataset.name, member, name)

            if all_true([test for test in tests if over[test.field] is not None], beyond):
                found.setdefault(tuple(beyond(name) if over[name] else read(name) for name in groups))
        return list(found)

    # ---- pins (rule 32)

    def pins(self, leaf: Leaf, tests: Sequence[Test], keys: Sequence[str]) -> list[Test]:
        """The conditions that pinned fields of the leaf's dataset add."""
        found: list[Test] = [Test(name, "=", (value,)) for name, value in leaf.pins]
        for declared in self.world.model.datasets[leaf.dataset].fields.values():
            name = f"{leaf.dataset}.{declared.name}"
            if declared.pinned is None or any(pin.field == name for pin in found):
                continue
            asked = [test for test in tests if test.field == name]
            fixed = [test for test in asked if test.fixes]
            if len({test.values for test in fixed}) > 1:
                raise Refused("PIN_CONFLICT")
            if fixed:
                found.append(fixed[0])
            elif name in keys:
                continue
            elif asked or name in self.asked.groups:  # a total over the groups mixes what they hold apart
                raise Refused("PIN_MIXED")
            else:
                found.append(Test(name, "=", (declared.pinned,)))
        return found

    # ---- open items (rule 15)

    def amount(self, leaf: Leaf, row: Row, cell: Cell) -> Any:
        if leaf.applied is None or leaf.how != "sum":
            return self.world.read(leaf.dataset, row, leaf.value) if leaf.value else 1
        return self.left(leaf, row, cell)

    def left(self, leaf: Leaf, row: Row, cell: Cell) -> Any:
        """What is open of a document at the end of the cell."""
        applied = leaf.applied
        assert applied is not None
        gross = self.world.read(leaf.dataset, row, leaf.value)
        mine, theirs = applied.document_key
        paid = 0
        for other in self.world.rows[applied.dataset]:
            day = other[applied.date]
            if other[mine] is None or other[mine] != row[theirs] or day is None or (cell.end and day > cell.end):
                continue
            paid += other[applied.amount] or 0
        return None if gross is None else gross - paid

    def is_open_item(self, leaf: Leaf, row: Row, cell: Cell) -> bool:
        left = self.left(leaf, row, cell)
        assert leaf.applied is not None
        least = leaf.applied.least_days
        late = self.age(leaf, row, cell, "open_items.days_past_due")
        return left is not None and left != 0 and (least is None or (late is not None and late >= least))

    def age(self, leaf: Leaf, row: Row, cell: Cell, name: str) -> Any:
        if leaf.applied is None:
            raise Refused("FIELD_NOT_SHARED")
        due = row[leaf.applied.due]
        if due is None or cell.end is None:
            return None
        days = (cell.end - due).days
        if name == "open_items.days_past_due":
            return days
        return next((bucket for most, bucket in OVER if days <= most), "90+")


def _points(cell: Cell, grain: str) -> list[Cell]:
    """The opening and every unit end of the range: n + 1 points for n units."""
    assert cell.start is not None
    assert cell.end is not None
    opening = cell.start - dates.DAY
    found = [Cell(cell.key, dates.unit(opening, grain)[0], opening)]
    for first, last in dates.units(cell.start, cell.end, grain, dates.NATURAL):
        found.append(Cell(cell.key, max(first, cell.start), min(last, cell.end)))
    return found


def _aggregate(leaf: Leaf, amounts: list[Any], keyed: bool) -> Any:
    """The aggregate of the rows; without rows NULL, but a count that is not grouped is 0."""
    values = [amount for amount in amounts if amount is not None]
    match leaf.how:
        case "rows":
            return len(amounts) if amounts or not keyed else None
        case "count":
            return len(values) if amounts or not keyed else None
        case "distinct":
            return len(set(values)) if amounts or not keyed else None
    if not values:
        return None
    match leaf.how:
        case "sum":
            return sum(values)
        case "avg":
            return float(sum(values)) / len(values)
        case "min":
            return min(values)
        case "max":
            return max(values)
        case _:
            return float(median(values))
