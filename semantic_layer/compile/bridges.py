"""Many-to-many over a declared bridge (rule 24): each (row, group) counts once.

Role: the groups and conditions that lie beyond a bridge are worked out there, made distinct per hub key, and joined to
the rows. Without groups it is a test of membership.
    LEFT JOIN (SELECT DISTINCT holders.account AS hub_0, people.region AS k1 FROM holders LEFT JOIN people …) AS via
"""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.checks.plan import Condition, Key
from semantic_layer.checks.reach import is_bridged
from semantic_layer.compile.joins import Joins
from semantic_layer.compile.text import all_of, listed
from semantic_layer.model import FieldRef, Relationship


class Bridges:
    """What of a query lies beyond bridges, for the rows of one `Joins`."""

    def __init__(self, joins: Joins, keys: Sequence[Key], conditions: Sequence[Condition]) -> None:
        self.joins = joins
        index = joins.index
        self.keys = [key for key in keys if any(is_bridged(index, joins.dataset, ref) for ref in key.refs)]
        self.conditions = [c for c in conditions if any(is_bridged(index, joins.dataset, ref) for ref in c.refs)]
        self.columns: dict[str, str] = {}  # key name -> SQL

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
        columns += [f"{inner.scalar(key.tree)} AS {key.name}" for key in keys]
        where = [inner.condition(condition.tree) for condition in conditions]
        tail = f" WHERE {all_of(where)}" if where else ""
        body = f"SELECT DISTINCT {listed(columns)} {inner.source().replace(chr(10), ' ')}{tail}"
        met = [
            f"{alias}.hub_{n} = {self.joins.key(FieldRef(step.to_dataset, name))}"
            for n, name in enumerate(step.to_fields)
        ]
        kind = "JOIN" if conditions else "LEFT JOIN"
        self.joins.add(f"{kind} ({body}) AS {alias} ON {all_of(met)}")
        self.columns.update({key.name: f"{alias}.{key.name}" for key in keys})
