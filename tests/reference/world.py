"""Rows and how they hang together: look-ups over relationships, bridges, and row rules by deletion.

Role: the reference's database, lists of dicts. Joins are look-ups of one row after the other; nothing is indexed.
Errors: Refused with the code that the layer should answer with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from semantic_layer.model import Dataset, Relationship, SemanticModel
from tests.reference.formula import Expr, Test

Row = dict[str, Any]
AGE = {"open_items.days_past_due", "open_items.aging_bucket"}


class Refused(Exception):
    """The layer should answer with this code instead of a number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class World:
    """A model with its rows. `computed`: fields that are no columns. `rules`: (field, admitted values)."""

    model: SemanticModel
    rows: Mapping[str, Sequence[Row]]
    metrics: Mapping[str, Expr]
    computed: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    rules: Sequence[tuple[str, tuple[str, ...]]] = ()
    known: dict[tuple[str, str], list[tuple[Relationship, ...]]] = field(default_factory=dict)

    # ---- one row

    def paths(self, start: str, target: str) -> list[tuple[Relationship, ...]]:
        """Every many-to-one way from one dataset to a dataset or role; () is the dataset itself."""
        if (start, target) not in self.known:
            self.known[start, target] = self.search(start, target)
        return self.known[start, target]

    def search(self, start: str, target: str) -> list[tuple[Relationship, ...]]:
        found: list[tuple[Relationship, ...]] = [()] if start == target else []
        pending: list[tuple[str, tuple[Relationship, ...]]] = [(start, ())]
        while pending:
            at, way = pending.pop()
            for step in self.model.relationships:
                seen = {start, *(taken.to_dataset for taken in way)}
                if step.from_dataset != at or step.to_dataset in seen:
                    continue
                longer = (*way, step)
                if (step.role or step.to_dataset) == target:
                    found.append(longer)
                pending.append((step.to_dataset, longer))
        return found

    def follow(self, row: Row | None, way: Sequence[Relationship]) -> Row | None:
        """The row at the end of a way; None where a link is missing."""
        for step in way:
            if row is None:
                return None
            wanted = [row[name] for name in step.from_fields]
            if any(value is None for value in wanted):
                return None
            matches = [r for r in self.rows[step.to_dataset] if [r[n] for n in step.to_fields] == wanted]
            assert len(matches) <= 1, f"{step.name} is not many-to-one"
            row = matches[0] if matches else None
        return row

    def read(self, dataset: str, row: Row | None, name: str) -> Any:
        """The field called "dataset.field" as seen from a row of `dataset`."""
        target, _, column = name.partition(".")
        ways = self.paths(dataset, target)
        if len(ways) != 1:
            raise Refused("AMBIGUOUS_PATH" if ways else "FIELD_NOT_SHARED")
        found = self.follow(row, ways[0])
        if found is None:
            return None
        return self.computed[name](found) if name in self.computed else found[column]

    # ---- bridges

    def bridge(self, dataset: str, name: str) -> tuple[Dataset, Relationship] | None:
        """The bridge over which `name` is reached, and its link to the hub that rows of `dataset` point at."""
        if name in AGE or self.paths(dataset, name.partition(".")[0]):
            return None
        for other in self.model.datasets.values():
            if other.bridge and self.paths(other.name, name.partition(".")[0]):
                for step in self.model.relationships:
                    if step.from_dataset == other.name and self.paths(dataset, step.to_dataset):
                        return other, step
        raise Refused("FIELD_NOT_SHARED")

    def linked(self, dataset: str, row: Row, link: Relationship) -> Sequence[Row | None]:
        """The rows of the bridge that belong to a row; [None] where there is none (a LEFT join)."""
        hub = self.follow(row, self.paths(dataset, link.to_dataset)[0])
        if hub is None:
            return [None]
        wanted = [hub[name] for name in link.to_fields]
        found = [r for r in self.rows[link.from_dataset] if [r[name] for name in link.from_fields] == wanted]
        return found or [None]

    # ---- rights and horizons

    def admitted(self, dataset: str, row: Row) -> bool:
        """No rule deletes the row."""
        for name, values in self.rules:
            if not self.paths(dataset, name.partition(".")[0]):
                raise Refused("DENIED_DATASET")
            if self.read(dataset, row, name) not in values:
                return False
        return True

    def dates(self, dataset: str) -> list[date]:
        time = self.model.datasets[dataset].time_field
        return [row[time] for row in self.rows[dataset] if row[time] is not None] if time else []

    def first(self, dataset: str) -> date | None:
        return min(self.dates(dataset), default=None)

    def loaded(self, dataset: str) -> date | None:
        return self.model.datasets[dataset].loaded_through or max(self.dates(dataset), default=None)


def all_true(tests: Sequence[Test], read: Callable[[str], Any]) -> bool:
    """SQL's WHERE: only TRUE passes."""
    return all(test.holds(read(test.field)) is True for test in tests)
