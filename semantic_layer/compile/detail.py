"""A detail query as SQL: rows of one anchor, each once, with what they reach (rule 23)."""

from __future__ import annotations

from semantic_layer.checks.plan import Detail
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import all_of, indented, listed, name_sql, range_conditions


def detail_sql(detail: Detail, scans: Scans, limit: bool = True) -> str:
    """The SELECT of a detail query; the anchor's primary key breaks ties."""
    joins = Joins(scans, detail.anchor, detail.time_field)
    outputs = [(name, joins.scalar(tree)) for name, tree in detail.outputs]
    where = range_conditions(joins.time(), detail.start, detail.end) if detail.time_field else []
    where += [joins.condition(part) for part in detail.own]
    where += [joins.condition(condition.tree) for condition in detail.conditions]
    names = [name for name, _ in outputs]
    order = [
        (str(names.index(name) + 1) if name else joins.scalar(tree), "DESC" if down else "ASC")
        for tree, down, name in detail.order
    ]
    if not detail.distinct:
        keys = scans.index.model.datasets[detail.anchor].primary_key
        order += [(scans.field(detail.anchor, key, joins.root), "ASC") for key in keys]
    else:
        order += [(str(n), "ASC") for n in range(1, len(outputs) + 1) if str(n) not in {sql for sql, _ in order}]
    head = ",\n".join(f"  {sql} AS {name_sql(name)}" for name, sql in outputs)
    body = f"SELECT{' DISTINCT' if detail.distinct else ''}\n{head}\n{joins.source()}"
    if where:
        body += f"\nWHERE {all_of(where)}"
    if detail.qualify:
        raise AssertionError("QUALIFY in detail queries is refused by checks")
    if order:
        body += f"\nORDER BY {listed(f'{sql} {way} NULLS LAST' for sql, way in order)}"
    if limit and detail.limit is not None:
        body += f"\nLIMIT {detail.limit}"
    if limit and detail.offset:
        body += f"\nOFFSET {detail.offset}"
    return body


__all__ = ["detail_sql", "indented"]
