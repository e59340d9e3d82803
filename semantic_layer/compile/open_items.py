"""Open items as of a date (rule 15): documents minus what was applied to them by then.

Role: as-of = the cell's end for everything: document date, applications (reversals too), days past due. Documents that
are settled by then do not count; unapplied cash is not here.
"""

from __future__ import annotations

from semantic_layer.compile.builder import Builder
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, date_sql, listed, range_conditions, values_sql
from semantic_layer.metrics.graph import Path
from semantic_layer.model import FieldRef, OpenItems

# Upper bounds of days past due, and what the bucket is called; rule 15: "over 90" is 91 and more.
BUCKETS = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
OVER = "90+"


def build_open_items(builder: Builder) -> None:
    """Open documents per cell, grouped."""
    items = builder.leaf.open_items
    assert items is not None
    single = builder.shape.way == "single" and not builder.slot.points
    end = builder.slot.cells[0].end
    as_of = (date_sql(end) if end else "CURRENT_DATE") if single else "cells.cell_end"
    keyed_cells = not single
    applied = _applied(builder, items, keyed_cells)
    special: dict[str, str] = {}
    joins = Joins(builder.scans, items.document, builder.leaf.time_field, at=as_of, special=special)
    due = joins.ref(FieldRef(items.document, items.due_date))
    special["days_past_due"] = f"({as_of} - {due})"
    special["aging_bucket"] = _bucket(special["days_past_due"])
    joins.special = special
    amount = f"({joins.ref(FieldRef(items.document, items.amount))} - COALESCE({applied}.applied_amount, 0))"
    _join_applied(builder, joins, items, applied, keyed_cells)
    keys = builder.row_keys(joins)
    days = special["days_past_due"]
    rests = [_age(slot.leaf.open_items, days, builder.own(slot, joins)) for _, slot in builder.slots]
    common = [text for text in rests[0] if all(text in rest for rest in rests)]
    rests = [[text for text in rest if text not in common] for rest in rests]
    where = [f"{joins.day()} <= {as_of}", f"{amount} <> 0", *builder.asked(joins), *common, *builder.any_of(rests)]
    joins.measured[FieldRef(items.document, items.amount)] = amount
    values = builder.values(joins, rests, "MAX(cells.points)" if builder.slot.points else "")
    if builder.time_key is not None:
        keys = [(builder.time_name(), "cells.bucket"), *keys]
    builder.cte("", builder.select(joins, keys, values, where))


def _applied(builder: Builder, items: OpenItems, keyed_cells: bool) -> str:
    """What was applied to each document by each as-of date."""
    dates = FieldRef(items.applied, items.applied_date)
    joins = Joins(builder.scans, items.applied, dates)
    keys = _document_keys(builder, joins, items)
    columns = [f"{sql} AS document_{n}" for n, sql in enumerate(keys)]
    groups = list(keys)
    amount = f"SUM({joins.ref(FieldRef(items.applied, items.applied_amount))}) AS applied_amount"
    if keyed_cells:
        # Each end once: buckets may share one (a month's closing is the next one's opening).
        ends = sorted({cell.end for cell in builder.slot.cells if cell.end})
        table = values_sql([[date_sql(end)] for end in ends], "ends", ["cell_end"])
        joins.add(f"JOIN {table} ON {joins.day()} <= ends.cell_end")
        columns.append("ends.cell_end")
        groups.append("ends.cell_end")
        where: list[str] = []
    else:
        where = range_conditions(joins.time(), None, builder.slot.cells[0].end)
    tail = f"\nWHERE {all_of(where)}" if where else ""
    body = f"SELECT {listed([*columns, amount])}\n{joins.source()}{tail}\nGROUP BY {listed(groups)}"
    return builder.cte("applied", body)


def _document_keys(builder: Builder, joins: Joins, items: OpenItems) -> list[str]:
    """The fields of the application that name its document."""
    path = builder.scans.index.graph.path(items.applied, FieldRef(items.document, ""))
    assert isinstance(path, Path)
    assert len(path.steps) == 1, "open items need one direct relationship to the document"
    return [joins.ref(FieldRef(items.applied, name)) for name in path.steps[0].from_fields]


def _join_applied(builder: Builder, joins: Joins, items: OpenItems, applied: str, keyed_cells: bool) -> None:
    path = builder.scans.index.graph.path(items.applied, FieldRef(items.document, ""))
    assert isinstance(path, Path)
    if keyed_cells:
        table = builder.points_table() if builder.slot.points else builder.cells_table("cells")
        joins.add(f"JOIN {table} ON {joins.day()} <= cells.cell_end")
    conditions = [
        f"{applied}.document_{n} = {joins.ref(FieldRef(items.document, name))}"
        for n, name in enumerate(path.steps[0].to_fields)
    ]
    if keyed_cells:
        conditions.append(f"{applied}.cell_end = cells.cell_end")
    joins.add(f"LEFT JOIN {applied} ON {all_of(conditions)}")


def _age(items: OpenItems | None, days: str, own: list[str]) -> list[str]:
    """The metric's own age condition with its other ones."""
    age = items.age if items else ""
    if not age:
        return own
    least = 1 if age == "overdue" else int(age)
    return [f"{days} >= {least}", *own]


def _bucket(days: str) -> str:
    """The aging bucket of a document.

    >>> _bucket("d")[:46]
    'CASE WHEN d IS NULL THEN NULL WHEN d <= 0 THEN'
    """
    cases = " ".join(f"WHEN {days} <= {limit} THEN '{name}'" for limit, name in BUCKETS)
    return f"CASE WHEN {days} IS NULL THEN NULL {cases} ELSE '{OVER}' END"
