"""What a semantic query says, part by part, and where two queries say different things.

Role: reads metrics, group fields, filters, period and grain from the normal form, whatever the form of the query
(blocks nested or not). Names of columns, order of conditions and layout do not matter. For the semantic match, a side
figure of every case that gives semantic SQL, and for naming the mistake of a wrong result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import sqlglot
from sqlglot import exp

from semantic_layer.issues import Issues
from semantic_layer.metrics.grammar import anonymous_name, is_measure, is_period
from semantic_layer.model import MetricKind, SemanticModel
from semantic_layer.parse import parse_query
from semantic_layer.parse.canonical import period_range


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a query as sets of texts in normal form. `fields` of a query without measures are its columns."""

    metrics: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    period: frozenset[str] = frozenset()  # "2026-10-01..2026-10-31", an open end left out
    grain: frozenset[str] = frozenset()


NAMES = tuple(part.name for part in fields(Parts))


def parts_of(text: str, model: SemanticModel) -> Parts | None:
    """The parts of semantic SQL over all its blocks; None where it does not parse. Of balances without a time grouping
    only the end of the period counts."""
    parsed = parse_query(text, model)
    if isinstance(parsed, Issues):
        return None
    tree = sqlglot.parse_one(parsed.canonical, read="duckdb")
    metrics, keys, filters, periods, grains = set[str](), set[str](), set[str](), set[str](), set[str]()
    for select in tree.find_all(exp.Select):
        if select.find_ancestor(exp.Exists):
            continue  # a condition, read with its WHERE
        metrics |= {_text(node) for node in _measures(select)}
        keys |= {_text(node) for node in _keys(select) if not _grain(node)}
        grains |= {grain for node in select.expressions if (grain := _grain(node.unalias()))}
        found = period_range(select.args.get("where"))
        filters |= {_text(node) for node in found.rest}
        if having := select.args.get("having"):
            filters.add(_text(having.this))
        if found.given:
            start = "" if _is_as_of(select, model) else found.start or ""
            periods.add(f"{start}..{found.end or ''}")
    return Parts(*map(frozenset, (metrics, keys, filters, periods, grains)))


def differing(gold: Parts, mine: Parts) -> tuple[str, ...]:
    """The names of the parts in which two queries differ."""
    return tuple(name for name in NAMES if getattr(gold, name) != getattr(mine, name))


def semantic_match(gold: str, mine: str, model: SemanticModel) -> Mapping[str, bool] | None:
    """Whether each part is the same; None where one of the two is no semantic SQL."""
    wanted, got = parts_of(gold, model), parts_of(mine, model)
    if wanted is None or got is None:
        return None
    off = differing(wanted, got)
    return {name: name not in off for name in NAMES}


def _measures(select: exp.Select) -> list[exp.Expr]:
    """The outermost measures among the columns: MEASURE under its modifiers, aggregates over fields."""
    found: list[exp.Expr] = []

    def walk(node: exp.Expr) -> None:
        if is_measure(node):
            found.append(node)
            return
        for child in node.iter_expressions():
            walk(child)

    for column in select.expressions:
        walk(column)
    return found


def _keys(select: exp.Select) -> list[exp.Expr]:
    """What the rows stand for: the group keys; of a list its columns."""
    group = select.args.get("group")
    if group is not None:
        keys = [select.expressions[int(k.name) - 1].unalias() if _is_position(k) else k for k in group.expressions]
        return [key for key in keys if not is_period(key)]
    return [] if _measures(select) else [column.unalias() for column in select.expressions]


def _is_as_of(select: exp.Select, model: SemanticModel) -> bool:
    """Whether every measure is a plain balance and the rows are no points in time."""
    measures = _measures(select)
    if any(_grain(node.unalias()) for node in select.expressions):
        return False
    named = [model.metrics.get(n.expressions[0].name) for n in measures if anonymous_name(n) == "MEASURE"]
    kinds = {metric.kind for metric in named if metric is not None}
    return len(named) == len(measures) and kinds == {MetricKind.BALANCE}


def _is_position(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string


def _grain(node: exp.Expr) -> str:
    """The grain of `DATE_TRUNC('grain', period)` or of the bare axis; "" for anything else."""
    if isinstance(node, exp.TimestampTrunc | exp.DateTrunc) and is_period(node.this):
        return node.args["unit"].name.lower()
    return "day" if is_period(node) else ""


def _text(node: exp.Expr) -> str:
    return node.sql(dialect="duckdb", comments=False)


def exploratory_mistake(text: str, model: SemanticModel) -> str:
    """ "sum" where the query adds up a balance field without a time grouping, "mean" where it averages a rate field or
    a metric that is a ratio; "" otherwise."""
    parsed = parse_query(text, model)
    if isinstance(parsed, Issues):
        return ""
    for node in parsed.tree.find_all(exp.Sum, exp.Avg):
        roles = {_role(column, model) for column in node.find_all(exp.Column)}
        if isinstance(node, exp.Sum) and "balance" in roles:
            return "sum"
        if isinstance(node, exp.Avg) and ("rate" in roles or _names_ratio(parsed.tree, model)):
            return "mean"
    return ""


def _role(column: exp.Column, model: SemanticModel) -> str:
    dataset = model.datasets.get(column.table)
    declared = dataset.fields.get(column.name) if dataset else None
    return str(declared.role) if declared else ""


def _names_ratio(tree: exp.Expr, model: SemanticModel) -> bool:
    named = [n.expressions[0].name for n in tree.find_all(exp.Anonymous) if anonymous_name(n) == "MEASURE"]
    return any(model.metrics[name].kind is MetricKind.RATIO for name in named if name in model.metrics)
