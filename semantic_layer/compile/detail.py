"""A detail query as SQL: rows of one anchor, each once, with what they reach (rule 23)."""

from __future__ import annotations

from semantic_layer.checks.plan import Detail
from semantic_layer.compile.expressions import condition_over, scalar_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.scan import Scans
from semantic_layer.compile.text import all_of, indented, listed, name_sql, range_conditions


def detail_sql(detail: Detail, scans: Scans, limit: bool = True) -> str:
    """The SELECT of a detail query; the anchor's primary key breaks ties."""
    joins = Joins(scans, detail.anchor, detail.time_field)
    outputs = [(name, scalar_over(tree, joins)) for name, tree in detail.outputs]
    where = range_conditions(joins.time(), detail.start, detail.end) if detail.time_field else []
    where += [condition_over(part, joins) for part in detail.own]
    where += [condition_over(condition.tree, joins) for condition in detail.conditions]
    names = [name for name, _ in outputs]
    order = [
        (str(names.index(name) + 1) if name else scalar_over(tree, joins), "DESC" if down else "ASC")
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
        body, order = _qualified(detail, joins, outputs, where, order)
    if order:
        body += f"\nORDER BY {listed(f'{sql} {way} NULLS LAST' for sql, way in order)}"
    if limit and detail.limit is not None:
        body += f"\nLIMIT {detail.limit}"
    if limit and detail.offset:
        body += f"\nOFFSET {detail.offset}"
    return body


def _qualified(
    detail: Detail, joins: Joins, outputs: list[tuple[str, str]], where: list[str], order: list[tuple[str, str]]
) -> tuple[str, list[tuple[str, str]]]:
    """QUALIFY as a condition over a subquery, which every engine has."""
    columns = [f"  {sql} AS c{n}" for n, (_, sql) in enumerate(outputs, 1)]
    columns += [f"  {scalar_over(part, joins)} AS q{n}" for n, part in enumerate(detail.qualify, 1)]
    ways: list[tuple[str, str]] = []
    for n, (sql, way) in enumerate(order, 1):
        if not sql.isdigit():
            columns.append(f"  {sql} AS o{n}")
        ways.append((sql if sql.isdigit() else f"ranked.o{n}", way))
    inner = "SELECT\n" + ",\n".join(columns) + f"\n{joins.source()}"
    if where:
        inner += f"\nWHERE {all_of(where)}"
    head = listed(f"ranked.c{n} AS {name_sql(name)}" for n, (name, _) in enumerate(outputs, 1))
    kept = all_of([f"ranked.q{n}" for n in range(1, len(detail.qualify) + 1)])
    return f"SELECT {head}\nFROM (\n{indented(inner)}\n) AS ranked\nWHERE {kept}", ways


__all__ = ["detail_sql", "indented"]
