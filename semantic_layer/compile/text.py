"""Pieces of SQL text: names, literals, lists, and scalar expressions with their columns filled in.

Role: the portable core. Division is always safe and casts never raise; the same input gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from sqlglot import exp

from semantic_layer.parse.canonical import date_of

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_RESERVED_WORDS = """
    all analyse analyze and any array as asc asymmetric at authorization binary both by case cast check collate
    collation column concurrently constraint create cross current_date current_time current_timestamp current_user
    date default deferrable desc describe distinct do else end except exists extract false fetch filter first for
    foreign from full group grouping having ilike in initially inner intersect interval into is isnull join key last
    lateral leading left like limit localtime localtimestamp lookup map month natural not notnull null nulls offset on
    only or order outer over overlaps partition pivot placing position positional primary qualify quarter range
    references returning right row rows select semi session_user show similar some struct summarize symmetric table
    tablesample then time timestamp to trailing true union unique unpivot using user values variadic verbose when
    where window with within year day
"""
_RESERVED = frozenset(_RESERVED_WORDS.split())


def name_sql(name: str) -> str:
    """A name, quoted where it has to be.

    >>> name_sql("net_amount"), name_sql("order")
    ('net_amount', '"order"')
    """
    if _PLAIN.match(name) and name not in _RESERVED:
        return name
    return '"' + name.replace('"', '""') + '"'


def text_sql(value: str) -> str:
    """A string literal.

    >>> text_sql("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def date_sql(value: date) -> str:
    """A date literal."""
    return f"DATE '{value.isoformat()}'"


def after_sql(value: date) -> str:
    """The day after an inclusive end: the open bound."""
    return date_sql(value + timedelta(days=1))


def indented(text: str, depth: int = 2) -> str:
    """Every line moved to the right."""
    return "\n".join(" " * depth + line if line else line for line in text.split("\n"))


def listed(parts: Iterable[str]) -> str:
    """Parts with commas between them."""
    return ", ".join(parts)


def all_of(parts: Sequence[str]) -> str:
    """Conditions joined by AND; ones with OR are bracketed by who made them."""
    return " AND ".join(parts)


def values_sql(rows: Sequence[Sequence[str]], alias: str, columns: Sequence[str]) -> str:
    """A literal table."""
    body = ", ".join(f"({listed(row)})" for row in rows)
    return f"(VALUES {body}) AS {alias}({listed(columns)})"


def range_conditions(column: str, start: date | None, end: date | None) -> list[str]:
    """A half-open range from inclusive bounds; an open bound gives no condition."""
    found = [f"{column} >= {date_sql(start)}"] if start else []
    return [*found, f"{column} < {after_sql(end)}"] if end else found


Column = Callable[[exp.Column], str]


def scalar_sql(tree: exp.Expr, column: Column, variables: Sequence[str] = ()) -> str:
    """SQL of a scalar expression; `column` writes each column, `variables` fill in `:0`, `:1`, …

    >>> from sqlglot import parse_one
    >>> scalar_sql(parse_one("a / b > CAST(c AS INT)", dialect="duckdb"), lambda c: "t." + c.name)
    'CAST(t.a AS DOUBLE) / NULLIF(t.b, 0) > TRY_CAST(t.c AS INT)'
    """
    if isinstance(tree, exp.Column):
        return column(tree)
    return _filled(tree, column, variables).sql(dialect="duckdb", comments=False)


def _filled(node: exp.Expr, column: Column, variables: Sequence[str]) -> exp.Expr:
    if isinstance(node, exp.Column):
        return exp.var(column(node))
    if isinstance(node, exp.Var) and node.name.startswith(":"):
        return exp.var(variables[int(node.name[1:])])
    if date_of(node) is not None and isinstance(node, (exp.Cast, exp.TryCast)):
        return exp.var(f"DATE '{node.this.name}'")
    if isinstance(node, exp.Ordered):
        way = "DESC" if node.args.get("desc") else "ASC"
        return exp.var(f"{scalar_sql(node.this, column, variables)} {way} NULLS LAST")
    copy = node.copy()
    for mine, child in zip(list(copy.iter_expressions()), list(node.iter_expressions()), strict=True):
        if not isinstance(child, (exp.Identifier, exp.DataType, exp.Literal)):
            filled = _filled(child, column, variables)
            if filled is not mine:
                mine.replace(filled)
    return safe_node(copy)


def safe_node(node: exp.Expr) -> exp.Expr:
    """Division by zero gives NULL, a cast that fails gives NULL, text of a bucket is a date."""
    if isinstance(node, exp.Div):
        return exp.Div(this=exp.cast(node.this, "double"), expression=_nullif(node.expression))
    if isinstance(node, (exp.IntDiv, exp.Mod)):
        node.set("expression", _nullif(node.expression))
    elif isinstance(node, exp.Cast) and not isinstance(node, exp.TryCast):
        return exp.TryCast(this=node.this, to=node.args["to"])
    elif isinstance(node, (exp.TimestampTrunc, exp.DateTrunc)):
        unit = node.args["unit"].name.lower()
        return exp.var(f"CAST(DATE_TRUNC('{unit}', {node.this.sql('duckdb')}) AS DATE)")
    return node


def _nullif(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Literal) and not node.is_string and float(node.name) != 0:
        return node
    return exp.Nullif(this=node, expression=exp.Literal.number(0))
