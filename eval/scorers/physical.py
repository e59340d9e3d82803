"""What two physical SQLs say differently: dates, filters, aggregated columns, groups, joins.

Role: names the mistake of a wrong result where a case gives only SQL on base tables. It reads what both texts compare,
aggregate, group by and join; it judges no result, so a difference that does not matter is never looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from bot.turn import Answer
from eval.reasons import Reason
from eval.scorers.finding import Finding
from semantic_layer.model import SemanticModel

DAY = timedelta(days=1)
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Like, exp.NullSafeNEQ,
               exp.NullSafeEQ)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Said:
    """What one SQL says. Names are of columns and tables, without their aliases."""

    days: tuple[date, date] | None  # first and last, inclusive
    texts: frozenset[str]
    numbers: frozenset[float]
    flags: frozenset[str]
    columns: frozenset[str]
    aggregated: frozenset[str]
    functions: frozenset[str]
    groups: frozenset[str]
    units: frozenset[str]
    tables: frozenset[str]
    joins: frozenset[frozenset[str]]


def physical_differences(gold_sql: str, answer: Answer, model: SemanticModel) -> list[Finding]:
    """The differences in order of gravity; none where a text does not parse. Joins count where all else is the same:
    a filter or a group brings its own."""
    gold, mine = _read(gold_sql), _read(answer.compiled.sql)
    if gold is None or mine is None:
        return []
    known = _physical_columns(model) | gold.columns
    checks = (
        (Reason.WRONG_PERIOD, _period(gold, mine, any(item.is_as_of for item in answer.checked.periods))),
        (Reason.WRONG_FILTER, _filter(gold, mine)),
        (Reason.WRONG_METRIC, _metric(gold, mine, known)),
        (Reason.WRONG_GRAIN, _grain(gold, mine, _group_columns(answer, model), known)),
    )
    found = [Finding(reason, detail) for reason, detail in checks if detail]
    joins = _join(gold, mine, known)
    return found or ([Finding(Reason.WRONG_JOIN, joins)] if joins else [])


def _period(gold: _Said, mine: _Said, is_as_of: bool) -> str:
    if gold.days is None or mine.days is None:
        return ""
    same_end = gold.days[1] == mine.days[1]
    one_day = is_as_of and (gold.days[0] == gold.days[1] or mine.days[0] == mine.days[1])
    if same_end and (one_day or gold.days[0] == mine.days[0]):
        return ""
    return f"dates {mine.days[0]}..{mine.days[1]} instead of {gold.days[0]}..{gold.days[1]}"


def _filter(gold: _Said, mine: _Said) -> str:
    dropped = sorted(gold.texts - mine.texts) + sorted(gold.flags - mine.columns)
    dropped += [f"{number:g}" for number in sorted(gold.numbers - mine.numbers)]
    if dropped:
        return f"no filter on {', '.join(dropped)}"
    added = sorted(mine.texts - gold.texts)
    return f"a filter on {', '.join(added)}" if added else ""


def _metric(gold: _Said, mine: _Said, known: frozenset[str]) -> str:
    lost, added = gold.aggregated - mine.columns, (mine.aggregated & known) - gold.columns
    if lost or added:
        return f"adds up {_listed(mine.aggregated & known)} instead of {_listed(gold.aggregated)}"
    if gold.functions and mine.functions and not gold.functions & mine.functions:
        return f"{_listed(mine.functions)} instead of {_listed(gold.functions)}"
    return ""


def _grain(gold: _Said, mine: _Said, keys: frozenset[str], known: frozenset[str]) -> str:
    """`keys` are the answer's own groups: its SQL may group by join keys on the way."""
    if gold.units and mine.units and gold.units != mine.units:
        return f"by {_listed(mine.units)} instead of {_listed(gold.units)}"
    if (gold.groups & known) - mine.groups or keys - gold.columns:
        return f"grouped by {_listed(keys)} instead of {_listed(gold.groups)}"
    return ""


def _join(gold: _Said, mine: _Said, known: frozenset[str]) -> str:
    if gold.tables != mine.tables:
        return f"reads {_listed(mine.tables)} instead of {_listed(gold.tables)}"
    if not all(pair <= known for pair in mine.joins):
        return ""  # keys were renamed on the way
    pairs = [sorted("=".join(sorted(pair)) for pair in said.joins) for said in (mine, gold)]
    return "" if pairs[0] == pairs[1] else f"joins on {', '.join(pairs[0])} instead of {', '.join(pairs[1])}"


def _read(sql: str) -> _Said | None:
    try:
        tree = sqlglot.parse_one(sql, read="duckdb")
    except SqlglotError:
        return None
    days = sorted(_days(tree))
    inside = {cte.alias for cte in tree.find_all(exp.CTE)}
    compared = [node for kind in COMPARISONS for node in tree.find_all(kind) if not node.find_ancestor(exp.Values)]
    literals = [leaf for node in compared for leaf in _operands(node) if isinstance(leaf, exp.Literal)]
    aggregates = list(tree.find_all(exp.AggFunc))
    return _Said(
        days=(days[0], days[-1]) if days else None,
        texts=frozenset(leaf.name for leaf in literals if leaf.is_string and _day(leaf) is None),
        numbers=frozenset(float(leaf.name) for leaf in literals if not leaf.is_string) - {0.0},
        flags=frozenset(_flags(tree)),
        columns=frozenset(column.name for column in tree.find_all(exp.Column)),
        aggregated=frozenset(column.name for node in aggregates for column in node.find_all(exp.Column)),
        functions=frozenset(node.sql_name() for node in aggregates),
        groups=frozenset(c.name for group in tree.find_all(exp.Group) for c in group.find_all(exp.Column)),
        units=frozenset(_units(tree)),
        tables=frozenset(table.name for table in tree.find_all(exp.Table)) - inside,
        joins=frozenset(_joins(tree)),
    )


def _operands(node: exp.Expr) -> Iterator[exp.Expr]:
    """What a comparison compares, casts opened."""
    for part in node.iter_expressions():
        yield part.this if isinstance(part, exp.Cast | exp.TryCast) else part


def _days(tree: exp.Expr) -> Iterator[date]:
    """The dates that columns are compared with, as inclusive bounds: `< 1 Nov` is 31 October."""
    for node in tree.find_all(*COMPARISONS):
        left = node.this
        for part in _operands(node):
            day = _day(part)
            if day is None:
                continue
            on_left = part is left or part.parent is left
            strictly_less, strictly_more = (exp.GT, exp.LT) if on_left else (exp.LT, exp.GT)
            yield day - DAY * isinstance(node, strictly_less) + DAY * isinstance(node, strictly_more)


def _day(node: exp.Expr) -> date | None:
    if not isinstance(node, exp.Literal) or not node.is_string:
        return None
    try:
        return date.fromisoformat(node.name)
    except ValueError:
        return None


def _flags(tree: exp.Expr) -> Iterator[str]:
    """Boolean columns that stand as a condition of their own."""
    for column in tree.find_all(exp.Column):
        parent = column.parent
        if isinstance(parent, exp.Not | exp.And | exp.Or | exp.Where):
            yield column.name


def _units(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.TimestampTrunc, exp.DateTrunc):
        yield node.args["unit"].name.lower()


def _joins(tree: exp.Expr) -> Iterator[frozenset[str]]:
    for join in tree.find_all(exp.Join):
        condition = cast("exp.Expr | None", join.args.get("on"))
        for node in condition.find_all(exp.EQ) if condition else ():
            if isinstance(node.this, exp.Column) and isinstance(node.expression, exp.Column):
                yield frozenset((node.this.name, node.expression.name))


def _group_columns(answer: Answer, model: SemanticModel) -> frozenset[str]:
    """The physical columns of the fields that the answer is grouped by."""
    refs = [column.field for column in answer.checked.columns if column.role == "group" and column.field]
    found = [model.datasets[ref.dataset].fields.get(ref.field) for ref in refs if ref.dataset in model.datasets]
    return frozenset(field.expression for field in found if field is not None)


def _physical_columns(model: SemanticModel) -> frozenset[str]:
    fields = (field for dataset in model.datasets.values() for field in dataset.fields.values())
    return frozenset(field.expression for field in fields)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
