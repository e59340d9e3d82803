"""Many-to-many over a declared bridge (rule 24): each (row, group) counts once.

Role: the groups and conditions that lie beyond a bridge are worked out there, made distinct per hub key, and joined to
the rows. Without groups it is a test of membership. A row without any member stands under one that is all NULL, so a
condition that NULL can meet is told apart from having no member:
    LEFT JOIN (SELECT DISTINCT holders.account AS hub_0, people.region AS k1 FROM holders LEFT JOIN people …) AS via
    WHERE CASE WHEN via.hub_0 IS NULL THEN NULL IS NULL ELSE via.is_met END
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from semantic_layer.checks.plan import Condition, Key
from semantic_layer.checks.reach import is_bridged
from semantic_layer.compile.expressions import condition_over, scalar_over
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, listed, scalar_sql
from semantic_layer.functions import TREE_FUNCTIONS
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.model import FieldRef, FieldType, Relationship

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like, exp.ILike)
_STRICT = (
    exp.Column,
    exp.Literal,
    exp.Boolean,
    exp.Neg,
    exp.Paren,
    exp.Lower,
    exp.Upper,
    exp.Trim,
    exp.Cast,
    exp.Tuple,
)
_TYPES = {
    FieldType.STRING: "VARCHAR",
    FieldType.INTEGER: "BIGINT",
    FieldType.DECIMAL: "DECIMAL(38, 6)",
    FieldType.DOUBLE: "DOUBLE",
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.TIMESTAMP: "TIMESTAMP",
}


def _is_strict(node: exp.Expr) -> bool:
    return isinstance(node, (*_STRICT, exp.DataType, exp.Identifier)) and all(
        _is_strict(child) for child in node.iter_expressions()
    )


def rejects_null(tree: exp.Expr) -> bool:
    """The condition is never TRUE of a member that is all NULL.

    >>> from sqlglot import parse_one
    >>> [rejects_null(parse_one(text, dialect="duckdb")) for text in ("a <> 1 OR b IN (2)", "NOT a = 1", "a IS NULL")]
    [True, True, False]
    """
    if isinstance(tree, (exp.And, exp.Or, exp.Not, exp.Paren)):
        return all(rejects_null(child) for child in tree.iter_expressions())
    if isinstance(tree, exp.Exists) or anonymous_name(tree) in TREE_FUNCTIONS:
        return True
    compared = isinstance(tree, _COMPARED) and tree.find(exp.Column) is not None
    return compared and all(_is_strict(child) for child in tree.iter_expressions())


class Bridges:
    """What of a query lies beyond bridges, for the rows of one `Joins`."""

    def __init__(self, joins: Joins, keys: Sequence[Key], conditions: Sequence[Condition]) -> None:
        self.joins = joins
        index = joins.index
        self.keys = [key for key in keys if any(is_bridged(index, joins.dataset, ref) for ref in key.refs)]
        self.conditions = [c for c in conditions if any(is_bridged(index, joins.dataset, ref) for ref in c.refs)]
        self.columns: dict[str, str] = {}  # key name -> SQL
        self.where: list[str] = []  # conditions that rows without a member may meet

    def join(self) -> None:
        """Join one distinct table per bridge."""
        ways: dict[str, tuple[Relationship, list[Key], list[Condition]]] = {}
        for part in (*self.keys, *self.conditions):
            found = self.joins.index.bridged(self.joins.dataset, part.refs[0])
            assert found is not None
            step = found[1]
            _, keys, conditions = ways.setdefault(step.name, (step, [], []))
            if isinstance(part, Key):
                keys.append(part)
            else:
                conditions.append(part)
        for number, (step, keys, conditions) in enumerate(ways.values(), 1):
            self._join(f"via_{number}", step, keys, conditions)

    def _join(self, alias: str, step: Relationship, keys: list[Key], conditions: list[Condition]) -> None:
        inner = Joins(self.joins.scans, step.from_dataset)
        mine = [inner.ref(FieldRef(step.from_dataset, name)) for name in step.from_fields]
        columns = [f"{sql} AS hub_{n}" for n, sql in enumerate(mine)]
        columns += [f"{scalar_over(key.tree, inner)} AS {key.name}" for key in keys]
        met = all_of([condition_over(condition.tree, inner) for condition in conditions])
        is_open = bool(conditions) and not any(rejects_null(condition.tree) for condition in conditions)
        if is_open:
            columns.append(f"COALESCE({met}, FALSE) AS is_met")
            without = all_of([self._without(condition.tree) for condition in conditions])
            self.where.append(f"CASE WHEN {alias}.hub_0 IS NULL THEN {without} ELSE {alias}.is_met END")
        tail = f" WHERE {met}" if conditions and not is_open else ""
        body = f"SELECT DISTINCT {listed(columns)} {inner.source().replace(chr(10), ' ')}{tail}"
        on = [
            f"{alias}.hub_{n} = {self.joins.key(FieldRef(step.to_dataset, name))}"
            for n, name in enumerate(step.to_fields)
        ]
        kind = "JOIN" if tail else "LEFT JOIN"
        self.joins.add(f"{kind} ({body}) AS {alias} ON {all_of(on)}")
        self.columns.update({key.name: f"{alias}.{key.name}" for key in keys})

    def _without(self, tree: exp.Expr) -> str:
        """A condition of a row without a member: every field beyond the bridge is NULL."""

        def null(column: exp.Column) -> str:
            found = self.joins.index.find(column.table, column.name)
            declared = self.joins.index.field(found) if isinstance(found, FieldRef) else None
            return f"CAST(NULL AS {_TYPES[declared.type]})" if declared is not None else "NULL"

        copy = exp.Paren(this=tree.copy())
        for node in list(copy.find_all(exp.Anonymous, exp.Exists)):
            # Membership in a tree is unknown of NULL, and nothing exists for it.
            node.replace(exp.false() if isinstance(node, exp.Exists) else exp.null())
        return scalar_sql(copy, null)
