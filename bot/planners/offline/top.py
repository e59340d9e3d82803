"""The first N within each group: a ranking inside a common table expression.

Role: QueryShape → semantic SQL text. One block cannot say "in each", so the ranked rows stand in a CTE.
"""

from __future__ import annotations

from collections import Counter

from semantic_layer.model import FieldRef
from semantic_layer.shape import QueryShape

RANK = "place"


def top_in_groups(
    shape: QueryShape, partition: tuple[bool, tuple[FieldRef, ...]], order_by: str, descending: bool, limit: int
) -> str:
    """Semantic SQL of the rows placed first in each part. Ties are broken by the group keys."""
    by_time, fields = partition
    bucket = f"DATE_TRUNC('{shape.grain}', period)"
    names = _names(shape.fields)
    measure = next(
        (item.measure.to_sql() if item.measure else item.expression) for item in shape.items if item.alias == order_by
    )
    parts = ([bucket] if by_time else []) + [str(ref) for ref in fields]
    order = [f"{measure} {'DESC' if descending else 'ASC'} NULLS LAST"]
    order += [f"{ref} ASC NULLS LAST" for ref in shape.fields if ref not in fields]
    selected = [f"{bucket} AS period_start"] if shape.grain else []
    selected += [str(ref) if names[ref] == ref.field else f"{ref} AS {names[ref]}" for ref in shape.fields]
    selected += [item.to_sql() for item in shape.items]
    window = f"ROW_NUMBER() OVER (PARTITION BY {', '.join(parts)} ORDER BY {', '.join(order)}) AS {RANK}"
    tail = shape.with_(order=(), limit=None).to_sql().partition("\nFROM ")[2]
    shown = (["period_start"] if shape.grain else []) + [names[ref] for ref in shape.fields]
    shown += [item.alias for item in shape.items]
    first = (["period_start"] if by_time else []) + [names[ref] for ref in fields]
    return (
        f"WITH ranked AS (\nSELECT {', '.join([*selected, window])}\nFROM {tail}\n)\n"
        f"SELECT {', '.join(shown)}\nFROM ranked\nWHERE {RANK} <= {limit}\n"
        f"ORDER BY {', '.join(f'{name} ASC NULLS LAST' for name in [*first, RANK])}"
    )


def _names(fields: tuple[FieldRef, ...]) -> dict[FieldRef, str]:
    """Column names outside the block: the field's own, with its dataset where two fields share one."""
    often = Counter(ref.field for ref in fields)
    return {ref: ref.field if often[ref.field] == 1 else f"{ref.role or ref.dataset}_{ref.field}" for ref in fields}
