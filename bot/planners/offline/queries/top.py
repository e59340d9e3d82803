"""The first N within each group: a ranking inside a common table expression.

Role: QueryShape → semantic SQL text. One block cannot say "in each", so the ranked rows stand in a CTE.
"""

from __future__ import annotations

from collections import Counter

from semantic_layer.model import FieldRef
from semantic_layer.shape import Item, Measure, QueryShape

RANK = "place"


def top_in_groups(
    shape: QueryShape, partition: tuple[bool, tuple[FieldRef, ...]], order_by: str, descending: bool, limit: int
) -> str:
    """Semantic SQL of the rows placed first in each part. Ties are broken by the group keys."""
    by_time, fields = partition
    bucket = f"DATE_TRUNC('{shape.grain}', period)"
    names = names_of(shape.fields)
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


def placed(shape: QueryShape, order_by: str, descending: bool, places: tuple[int, int]) -> str:
    """The members in these places: 第二大, 排第3到第5. Ties are broken by the group keys."""
    names = names_of(shape.fields)
    keys = (["period_start"] if shape.grain else []) + [names[ref] for ref in shape.fields]
    order = ", ".join(
        [f"{order_by} {'DESC' if descending else 'ASC'} NULLS LAST", *(f"{key} ASC NULLS LAST" for key in keys)]
    )
    shown = ", ".join([*keys, *(item.alias for item in shape.items)])
    first, last = places
    where = f"{RANK} = {first}" if first == last else f"{RANK} BETWEEN {first} AND {last}"
    return (
        f"WITH members AS (\n{block_of(shape)}\n), ranked AS (\n"
        f"SELECT {shown}, ROW_NUMBER() OVER (ORDER BY {order}) AS {RANK}"
        f"\nFROM members\n)\nSELECT {shown}\nFROM ranked\nWHERE {where}\nORDER BY {RANK} ASC NULLS LAST"
    )


def top_of_whole(shape: QueryShape, named: tuple[FieldRef, ...]) -> str:
    """The first N that have a name, with shares in which the others count as well."""
    return f"WITH members AS (\n{block_of(shape)}\n)\n{_first(shape, named, 'members')}"


def sum_of_top(shape: QueryShape, named: tuple[FieldRef, ...], share: bool) -> str:
    """The first N added up: 前三大客户合计. `share`: and as part of the whole."""
    measures = [item for item in shape.items if item.measure]
    totals = [Item(f"{item.alias}_whole", _total(item.measure)) for item in measures if item.measure] if share else []
    inner = shape.with_(items=(*measures, *totals), order=((measures[0].alias, shape.order[0][1]),))
    shown = [f"SUM({item.alias}) AS {item.alias}" for item in measures]
    shown += [
        f"SUM({one.alias}) / MAX({whole.alias}) AS {one.alias}_share"
        for one, whole in zip(measures, totals, strict=False)
    ]
    ranked = _first(inner, named, "members")
    return f"WITH members AS (\n{block_of(inner)}\n), ranked AS (\n{ranked}\n)\nSELECT {', '.join(shown)}\nFROM ranked"


def _total(measure: Measure) -> Measure:
    return Measure(measure.metric, ("TOTAL", *measure.modifiers), measure.where)


def block_of(shape: QueryShape) -> str:
    names = names_of(shape.fields)
    keys = [f"DATE_TRUNC('{shape.grain}', period) AS period_start"] if shape.grain else []
    keys += [str(ref) if names[ref] == ref.field else f"{ref} AS {names[ref]}" for ref in shape.fields]
    tail = shape.with_(order=(), limit=None).to_sql().partition("\nFROM ")[2]
    return f"SELECT {', '.join([*keys, *(item.to_sql() for item in shape.items)])}\nFROM {tail}"


def _first(shape: QueryShape, named: tuple[FieldRef, ...], source: str) -> str:
    names = names_of(shape.fields)
    shown = [*(names[ref] for ref in shape.fields), *(item.alias for item in shape.items)]
    where = " AND ".join(f"{names[ref]} IS NOT NULL" for ref in named)
    order = ", ".join(f"{name} {'DESC' if down else 'ASC'} NULLS LAST" for name, down in shape.order)
    lines = [f"SELECT {', '.join(shown)}", f"FROM {source}", f"WHERE {where}" if where else "", f"ORDER BY {order}"]
    return "\n".join([line for line in lines if line] + [f"LIMIT {shape.limit}"])


def names_of(fields: tuple[FieldRef, ...]) -> dict[FieldRef, str]:
    """Column names outside the block: the field's own, with its dataset where two fields share one."""
    often = Counter(ref.field for ref in fields)
    return {ref: ref.field if often[ref.field] == 1 else f"{ref.role or ref.dataset}_{ref.field}" for ref in fields}
