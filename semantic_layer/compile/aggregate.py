"""One aggregation: the slots that share a dataset, dates and keys, as one CTE (and the small ones it needs).

Role: facts are aggregated apart, each with its own dates (rules 12-15, 18, 21). The result has one row per group:
key columns `k1…` and value columns `s0…`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from semantic_layer.checks.plan import MERGEABLE, Block, Slot, ignored
from semantic_layer.compile.builder import Builder
from semantic_layer.compile.cells import shape_of_cells
from semantic_layer.compile.flow import build_flow
from semantic_layer.compile.open_items import build_open_items
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.snapshot import build_snapshot
from semantic_layer.metrics.scalar import text_of


@dataclass(slots=True)
class Aggregation:
    """Slots computed together, by their number in the block."""

    number: int
    slots: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its CTE is called."""
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


def built(aggregation: Aggregation, block: Block, scans: Scans) -> Builder:
    """An aggregation with its CTEs written, by the nature of what it measures."""
    builder = Builder(block, aggregation.name, aggregation.slots, scans)
    match builder.leaf.nature:
        case "snapshot":
            build_snapshot(builder)
        case "open_items":
            build_open_items(builder)
        case "flow" | "movements":
            build_flow(builder)
    return builder
