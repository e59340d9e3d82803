"""The first N within each group: a ranking inside a common table expression.

Role: QueryShape → semantic SQL text. One block cannot say "in each", so the ranked rows stand in a CTE.
"""

from __future__ import annotations

from semantic_layer.model import FieldRef
from semantic_layer.shape import QueryShape

RANK = "place"


def top_in_groups(
    shape: QueryShape, partition: tuple[bool, tuple[FieldRef, ...]], order_by: str, descending: bool, limit: int
) -> str:
    """Semantic SQL of the rows placed first in each part. Ties are broken by the group keys."""
    by_time, fields = partition
    bucket = f"DATE_TRUNC('{shape.grain}', period)"
    parts = ([bucket] if by_time else []) + [str(ref) for ref in fields]
    measure = next(
        (item.measure.to_sql() if item.measure else item.expression) for item in shape.items if item.alias == order_by
    )
    rest = [str(ref) for ref in shape.fields if ref not in fields]
    sign = "DESC" if descending else "ASC"
    order = ", ".join([f"{measure} {sign} NULLS LAST", *(f"{name} ASC NULLS LAST" for name in rest)])
    window = f"ROW_NUMBER() OVER (PARTITION BY {', '.join(parts)} ORDER BY {order}) AS {RANK}"
    inner = shape.with_(order=(), limit=None).to_sql()
    head, _, tail = inner.partition("\nFROM ")
    names = (["period_start"] if shape.grain else []) + [ref.field for ref in shape.fields]
    names += [item.alias for item in shape.items]
    first = (["period_start"] if by_time else []) + [ref.field for ref in fields]
    ordered = ", ".join(f"{name} ASC NULLS LAST" for name in [*first, RANK])
    return (
        f"WITH ranked AS (\n{head}, {window}\nFROM {tail}\n)\n"
        f"SELECT {', '.join(names)}\nFROM ranked\nWHERE {RANK} <= {limit}\nORDER BY {ordered}"
    )
