"""ModelIndex: one model's names, roles, join graph and parsed expressions, read once and kept.

Role: look-ups that parse, checks and compile share. Built lazily; a small number of models is kept by identity, so a
reloaded model gets a new index.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

import sqlglot
from sqlglot import exp

from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics.graph import JoinGraph, Path
from semantic_layer.model import Dataset, Field, FieldRef, Relationship, SemanticModel, Tree
from semantic_layer.suggest import suggest

KEPT_MODELS = 8
OPEN_ITEMS = "open_items"
AGE_FIELDS = ("days_past_due", "aging_bucket")


class ModelIndex:
    """Names of one model."""

    def __init__(self, model: SemanticModel) -> None:
        self.model = model
        self.graph = JoinGraph(model)
        self.roles: dict[str, str] = {}
        for relationship in model.relationships:
            if relationship.role:
                self.roles.setdefault(relationship.role, relationship.to_dataset)
        self._bare: dict[str, list[FieldRef]] = {}
        for dataset in model.datasets.values():
            for name in dataset.fields:
                self._bare.setdefault(name.casefold(), []).append(FieldRef(dataset.name, name))
        self.pinned = [
            (FieldRef(dataset.name, field.name), field.pinned)
            for dataset in model.datasets.values()
            for field in dataset.fields.values()
            if field.pinned is not None
        ]
        self._folded = {name.casefold(): name for name in (*model.datasets, *model.metrics, *self.roles)}
        self.formulas: dict[str, exp.Expr] = {}  # metric → its expression, proven
        self.read: dict[str, tuple[exp.Expr | None, tuple[Any, ...]]] = {}  # metric → its expression and problems
        self.scalars: dict[str, exp.Expr] = {}

    def dataset_name(self, word: str) -> str | None:
        """The declared name of a dataset or role, whatever the case it was written in."""
        name = word if word in self.model.datasets or word in self.roles else self._folded.get(word.casefold(), word)
        return name if name in self.model.datasets or name in self.roles else None

    def metric_name(self, word: str) -> str | None:
        """The declared name of a metric, whatever the case it was written in."""
        name = word if word in self.model.metrics else self._folded.get(word.casefold(), word)
        return name if name in self.model.metrics else None

    def find(self, table: str, name: str) -> FieldRef | Issue:
        """The field that `table.name` or a bare `name` means."""
        if not table:
            return self._find_bare(name)
        if table.casefold() == OPEN_ITEMS:
            if name.casefold() in AGE_FIELDS:
                return FieldRef(OPEN_ITEMS, name.casefold())
            return issue(IssueCode.UNKNOWN_FIELD, name=f"{table}.{name}", suggestions=suggest(name, AGE_FIELDS))
        owner = self.dataset_name(table)
        if owner is None:
            known = [f"{d}.{name}" for d in suggest(table, (*self.model.datasets, *self.roles))]
            elsewhere = [str(ref) for ref in self._bare.get(name.casefold(), ())]
            hints = tuple(dict.fromkeys([*elsewhere, *known]))[:3]
            return issue(IssueCode.UNKNOWN_FIELD, name=f"{table}.{name}", suggestions=hints)
        dataset = self.model.datasets[self.roles.get(owner, owner)]
        role = owner if owner in self.roles and owner not in self.model.datasets else ""
        for candidate in (*dataset.fields, *(tree.name for tree in dataset.trees)):
            if candidate == name or candidate.casefold() == name.casefold():
                return FieldRef(dataset.name, candidate, role)
        near = [f"{owner}.{field}" for field in suggest(name, dataset.fields)]
        elsewhere = [str(ref) for ref in self._bare.get(name.casefold(), ())]
        return issue(
            IssueCode.UNKNOWN_FIELD, name=f"{table}.{name}", suggestions=tuple(dict.fromkeys([*near, *elsewhere]))[:3]
        )

    def _find_bare(self, name: str) -> FieldRef | Issue:
        found = self._bare.get(name.casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            return issue(IssueCode.AMBIGUOUS_FIELD, name=name, candidates=tuple(str(ref) for ref in found))
        metric = self.metric_name(name)
        if metric:
            return issue(IssueCode.UNKNOWN_FIELD, name=name, suggestions=(f"MEASURE({metric})",))
        near = [str(ref) for word in suggest(name, self._bare) for ref in self._bare[word]]
        return issue(IssueCode.UNKNOWN_FIELD, name=name, suggestions=tuple(near)[:3])

    def bridged(self, dataset: str, ref: FieldRef) -> tuple[Path, Relationship, Path] | None:
        """The one way over a bridge from a dataset to a field's dataset; None = none, or several."""
        ways = self.graph.bridges(dataset, ref)
        return ways[0] if len(ways) == 1 else None

    def field(self, ref: FieldRef) -> Field | None:
        """The declared field; a tree is known by its display field; None for the age fields of open items."""
        if ref.dataset == OPEN_ITEMS:
            return None
        found = self.tree(ref.dataset, ref.field)
        return self.model.field(FieldRef(ref.dataset, found[1].display) if found else ref)

    def tree(self, table: str, name: str) -> tuple[Dataset, Tree] | None:
        """The tree that `dataset.tree` or `role.tree` names."""
        owner = self.dataset_name(table)
        dataset = self.model.datasets.get(self.roles.get(owner, owner)) if owner else None
        if dataset is None or name in dataset.fields:
            return None
        found = next((tree for tree in dataset.trees if tree.name.casefold() == name.casefold()), None)
        return (dataset, found) if found else None

    def scalar(self, text: str) -> exp.Expr:
        """A model author's scalar expression, parsed once. ParseError where it does not parse."""
        if text not in self.scalars:
            self.scalars[text] = sqlglot.parse_one(text, dialect="duckdb")
        return self.scalars[text]


_kept: OrderedDict[int, ModelIndex] = OrderedDict()
_lock = Lock()


def index_of(model: SemanticModel) -> ModelIndex:
    """The model's index; built at the first call."""
    with _lock:
        index = _kept.get(id(model))
        if index is None or index.model is not model:
            index = ModelIndex(model)
            _kept[id(model)] = index
            while len(_kept) > KEPT_MODELS:
                _kept.popitem(last=False)
        _kept.move_to_end(id(model))
        return index
