"""Currencies (rule 34): each row's amount is converted before it is aggregated.

Role: joins the rate that belongs to a row: the average of its month for flows, the last one of the as-of date's month
for balances, and for open items too: what is open in the document's currency is converted at the as-of date. A row in
the model's own currency needs none. Rows without a rate are counted, and their total is NULL: a sum that left them out
would be wrong.
"""

from __future__ import annotations

from sqlglot import exp

from semantic_layer.checks.plan import Leaf
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, scalar_sql, text_sql
from semantic_layer.model import Conversion, Field, FieldRef


def converted_fields(leaf: Leaf, joins: Joins) -> list[tuple[FieldRef, Field]]:
    """The amounts of a leaf's argument that have to be converted."""
    found: list[tuple[FieldRef, Field]] = []
    for column in leaf.argument.find_all(exp.Column) if leaf.argument is not None else ():
        ref = joins.index.find(column.table, column.name)
        declared = joins.index.field(ref) if isinstance(ref, FieldRef) else None
        if declared is not None and declared.convert is not None and isinstance(ref, FieldRef):
            found.append((ref, declared))
    return found


def converted_sql(leaf: Leaf, joins: Joins) -> tuple[str, str]:
    """(the argument in the model's currency, a condition that is true for rows without a rate; "" = none needed)."""
    assert leaf.argument is not None
    missing: list[str] = []

    def column(node: exp.Column) -> str:
        ref = joins.index.find(node.table, node.name)
        declared = joins.index.field(ref) if isinstance(ref, FieldRef) else None
        if declared is None or declared.convert is None or not isinstance(ref, FieldRef):
            return joins.column(node)
        factor = _factor(declared.convert, ref, joins, is_flow=leaf.nature == "flow")
        missing.append(f"{joins.ref(ref)} IS NOT NULL AND {factor} IS NULL")
        return f"({joins.amount(ref)} * {factor})"

    written = scalar_sql(leaf.argument, column)
    return written, " OR ".join(f"({text})" for text in dict.fromkeys(missing))


def _factor(convert: Conversion, ref: FieldRef, joins: Joins, is_flow: bool) -> str:
    """The rate of a row: 1 in the model's own currency."""
    code = joins.ref(FieldRef(ref.dataset, convert.code, ref.role))
    at = joins.day() if is_flow or not joins.at else joins.at
    month = f"CAST(DATE_TRUNC('month', {at}) AS DATE)"
    alias = joins.derived(f"LEFT JOIN ({_rates(convert, joins, is_flow)})", "rates", code, _met(month, at, is_flow))
    own = text_sql(joins.index.model.currency)
    return f"CASE WHEN {code} = {own} THEN 1 ELSE {alias}.rate END"


def _met(month: str, at: str, is_flow: bool) -> tuple[str, ...]:
    conditions = ["{alias}.rate_month = " + month]
    if not is_flow:
        conditions += ["{alias}.since <= " + at, "({alias}.until IS NULL OR {alias}.until > " + at + ")"]
    return tuple(conditions)


def _rates(convert: Conversion, joins: Joins, is_flow: bool) -> str:
    scans = joins.scans
    column = {
        name: scans.field(convert.rates, name, "rate_rows")
        for name in (convert.rate_code, convert.rate, convert.rate_date)
    }
    code, rate, day = column[convert.rate_code], column[convert.rate], column[convert.rate_date]
    month = f"CAST(DATE_TRUNC('month', {day}) AS DATE)"
    where: list[str] = []
    if convert.rate_kind:
        kind = scans.field(convert.rates, convert.rate_kind, "rate_rows")
        where.append(f"{kind} = {text_sql(convert.average if is_flow else convert.closing)}")
    tail = f" WHERE {all_of(where)}" if where else ""
    source = f"FROM {scans.source(convert.rates)} AS rate_rows{tail}"
    if is_flow:
        return f"SELECT {code} AS node, {month} AS rate_month, AVG({rate}) AS rate {source} GROUP BY {code}, {month}"
    until = f"LEAD({day}) OVER (PARTITION BY {code} ORDER BY {day} NULLS LAST)"
    return f"SELECT {code} AS node, {month} AS rate_month, {day} AS since, {until} AS until, {rate} AS rate {source}"
