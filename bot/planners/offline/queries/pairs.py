"""Two periods that no shift leads from one to the other: 2024 beside 2026.

Role: QueryShape + the other period → semantic SQL text. One block has one period, so each stands in a CTE.
"""

from __future__ import annotations

from semantic_layer.periods import Period
from semantic_layer.shape import QueryShape


def side_by_side(shape: QueryShape, other: Period, complete: bool, rates: bool = False) -> str:
    """Each measure in both periods and, where both are complete, later minus earlier: a begun year is not set against
    a whole one. `rates`: and by what part of the earlier. `shape` has no groups and is the later."""
    earlier = shape.with_(start=other.start, end=other.end)
    columns: list[str] = []
    for item in shape.items:
        name = item.alias
        columns += [f"later.{name} AS {name}_later", f"earlier.{name} AS {name}_earlier"]
        if complete:
            columns.append(f"later.{name} - earlier.{name} AS {name}_difference")
        if complete and rates:
            columns.append(f"later.{name} / earlier.{name} - 1 AS {name}_growth")
    return (
        f"WITH later AS (\n{shape.to_sql()}\n), earlier AS (\n{earlier.to_sql()}\n)\n"
        f"SELECT {', '.join(columns)}\nFROM later CROSS JOIN earlier"
    )
