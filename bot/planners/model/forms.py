"""Forms that models write and the language does not have, brought to the form it has before anything is checked.

Role: `period` inside EXISTS is the date of the rows looked for: "customers without an order this year" is NOT EXISTS
over the orders of this year. Beside an EXISTS it is that date too, where the rows listed have no date of their own; of
clients, who have one, `with_dated_rows` is the other reading. A text that does not parse is left to the parser.

    NOT EXISTS (SELECT 1 FROM orders WHERE period BETWEEN …)  →  … WHERE orders.ordered_on BETWEEN …
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from semantic_layer.model import Dataset, FieldRole, FieldType, SemanticModel
from semantic_layer.parse.canonical import conjuncts

_CAST = re.compile(r"CAST\('(\d{4}-\d\d-\d\d)' AS DATE\)")
_PERIOD = "period"


def brought_to_form(semantic_sql: str, model: SemanticModel) -> str:
    """The query with the period of an EXISTS over its own date."""
    tree = _parsed(semantic_sql)
    if tree is None:
        return semantic_sql
    changed = [_dated(node, model) for node in tree.find_all(exp.Exists)]
    if not any(changed) and not _listed_have_dates(tree, model):
        changed.append(_moved(tree, model))
    return _text(tree) if any(changed) else semantic_sql


def with_dated_rows(semantic_sql: str, model: SemanticModel) -> str:
    """The query with its period moved into its EXISTS; "" where it has no such two sides."""
    tree = _parsed(semantic_sql)
    listed = _listed(tree, model) if tree is not None else []
    is_of_things = any(_is_thing(dataset) for dataset in listed if dataset is not None)
    return _text(tree) if tree is not None and is_of_things and _moved(tree, model) else ""


def _is_thing(dataset: Dataset) -> bool:
    """Clients, lines: what has a name, and is there whether or not something happened in a period."""
    display = dataset.fields.get(dataset.display or "")
    return display is not None and display.role is FieldRole.NAME


def rows_looked_for(semantic_sql: str, model: SemanticModel) -> tuple[tuple[str, bool], ...]:
    """(dataset, whether there must be none) of each EXISTS that asks for nothing but a date."""
    tree = _parsed(semantic_sql)
    found: list[tuple[str, bool]] = []
    for node in tree.find_all(exp.Exists) if tree is not None else ():
        dataset = _dataset_of(node, model)
        names = {column.name for column in node.find_all(exp.Column)}
        if dataset is not None and names <= {dataset.time_field, _PERIOD}:
            found.append((dataset.name, isinstance(node.parent, exp.Not)))
    return tuple(found)


def _parsed(semantic_sql: str) -> exp.Select | None:
    """One SELECT of rows with an EXISTS."""
    text = semantic_sql.upper()
    if "EXISTS" not in text or "MEASURE" in text:
        return None
    try:
        tree = sqlglot.parse_one(semantic_sql, dialect="duckdb")
    except SqlglotError:
        return None
    return tree if isinstance(tree, exp.Select) and not tree.args.get("with_") else None


def _text(tree: exp.Select) -> str:
    return _CAST.sub(r"DATE '\1'", tree.sql("duckdb"))


def _dataset_of(node: exp.Exists, model: SemanticModel) -> Dataset | None:
    """The dataset looked for, where it has a date."""
    inner = node.this.args.get("from_") if isinstance(node.this, exp.Select) else None
    named = inner.this if inner is not None else None
    found = model.datasets.get(named.name) if isinstance(named, exp.Table) else None
    return found if found is not None and found.time_field else None


def _dated(node: exp.Exists, model: SemanticModel) -> bool:
    """Put the date in the place of `period` inside; whether there was any."""
    dataset = _dataset_of(node, model)
    columns = _periods(node) if dataset is not None else []
    for column in columns:
        assert dataset is not None
        column.replace(_date_of(dataset))
    return bool(columns)


def _date_of(dataset: Dataset) -> exp.Expr:
    assert dataset.time_field is not None
    date = exp.column(dataset.time_field, table=dataset.name)
    is_moment = dataset.fields[dataset.time_field].type is FieldType.TIMESTAMP
    return exp.cast(date, "date") if is_moment else date


def _periods(node: exp.Expr) -> list[exp.Column]:
    return [column for column in node.find_all(exp.Column) if column.name == _PERIOD and not column.table]


def _listed(tree: exp.Select, model: SemanticModel) -> list[Dataset | None]:
    """The datasets whose fields are listed."""
    tables = {column.table for item in tree.expressions for column in item.find_all(exp.Column)}
    roles = {link.role: link.to_dataset for link in model.relationships if link.role}
    return [model.datasets.get(roles.get(table) or table) for table in tables]


def _listed_have_dates(tree: exp.Select, model: SemanticModel) -> bool:
    datasets = _listed(tree, model)
    return not datasets or any(dataset is None or bool(dataset.time_field) for dataset in datasets)


def _moved(tree: exp.Select, model: SemanticModel) -> bool:
    """Move the period of the rows listed to the rows looked for; False where there is not one EXISTS without a date."""
    where, found = tree.args.get("where"), list(tree.find_all(exp.Exists))
    dataset = _dataset_of(found[0], model) if len(found) == 1 else None
    if where is None or dataset is None:
        return False
    parts = [part for part in conjuncts(where.this) if _periods(part)]
    inner = found[0].this
    is_dated = any(column.name == dataset.time_field for column in inner.find_all(exp.Column))
    if not parts or is_dated or any(part.find(exp.Exists) for part in parts):
        return False
    rest = [part for part in conjuncts(where.this) if part not in parts]
    for column in (column for part in parts for column in _periods(part)):
        column.replace(_date_of(dataset))
    inner.where(*(part.copy() for part in parts), copy=False)
    tree.set("where", exp.Where(this=exp.and_(*rest)))
    return True
