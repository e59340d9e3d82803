"""Pinned fields (rule 32): a scenario, a ledger, a currency has a default unless the question says otherwise.

Role: adds the pin that applies to each leaf, or says why it cannot.
Errors: PIN_MIXED (several values and no grouping by it), PIN_CONFLICT (the definition fixes another value).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from semantic_layer.checks.conditions import refs_of
from semantic_layer.checks.plan import Condition, Leaf
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex
from semantic_layer.metrics.grammar import column_of
from semantic_layer.metrics.graph import Path
from semantic_layer.model import FieldRef


def _values(parts: Sequence[exp.Expr], ref: FieldRef, index: ModelIndex) -> list[str | None]:
    """What the conditions say of a pinned field: its value where fixed by `=`, None where said in another way."""
    found: list[str | None] = []
    for part in parts:
        if ref not in refs_of(part, index):
            continue
        inner = part.this if isinstance(part, exp.Paren) else part
        is_fixed = isinstance(inner, exp.EQ) and isinstance(inner.expression, exp.Literal)
        found.append(inner.expression.name if is_fixed and isinstance(inner.this, exp.Column) else None)
    return found


class Pins:
    """The pins of one block; remembers which defaults applied."""

    def __init__(self, index: ModelIndex, conditions: Sequence[Condition], grouped: frozenset[FieldRef]) -> None:
        self.index = index
        self.pinned = index.pinned
        self.conditions = [condition.tree for condition in conditions]
        self.grouped = grouped
        self.applied: dict[FieldRef, str] = {}
        self.issues: list[Issue] = []

    def of(self, leaf: Leaf, kept: frozenset[FieldRef] | None = None) -> Leaf:
        """The leaf with its pins among its own conditions. `kept`: grouped fields a TOTAL keeps; None = all."""
        lifted = self.grouped if kept is None else kept
        for ref, default in self.pinned:
            if not self.reaches(leaf.dataset, ref):
                continue
            value = self.value(leaf, ref, default, lifted)
            if value is not None:
                pin = exp.EQ(this=column_of(ref), expression=exp.Literal.string(value))
                if pin not in leaf.conditions:
                    leaf = replace(leaf, conditions=(*leaf.conditions, pin))
        return leaf

    def reaches(self, dataset: str, ref: FieldRef) -> bool:
        """Every row of the dataset has at most one value of the pinned field."""
        return dataset == ref.dataset or isinstance(self.index.graph.path(dataset, ref), Path)

    def value(self, leaf: Leaf, ref: FieldRef, default: str, lifted: frozenset[FieldRef]) -> str | None:
        """The value to pin to; None = already fixed by the definition, or lifted by the grouping."""
        own = _values(leaf.conditions, ref, self.index)
        asked = _values([*self.conditions, *leaf.extra], ref, self.index)
        if own:
            clash = [value for value in asked if value is not None and value not in own]
            if clash and None not in own:
                self.report(IssueCode.PIN_CONFLICT, field=str(ref), metric=leaf.metric, value=own[0], asked=clash[0])
            return None
        fixed = {value for value in asked if value is not None}
        if len(fixed) == 1:
            return next(iter(fixed))
        if len(fixed) > 1:
            self.report(IssueCode.PIN_CONFLICT, field=str(ref), metric=leaf.metric, value=min(fixed), asked=max(fixed))
            return None
        if ref in lifted:
            return None
        if asked or ref in self.grouped:
            values = self.named(ref, [*self.conditions, *leaf.extra])
            told = {"values": values} if values else {}
            self.report(IssueCode.PIN_MIXED, field=str(ref), metric=leaf.metric, value=default, **told)
            return None
        self.applied[ref] = default
        return default

    def named(self, ref: FieldRef, parts: Sequence[exp.Expr]) -> tuple[str, ...]:
        """The values that conditions let through: those listed, else those declared less the ones left out."""
        conditions = [part for part in parts if ref in refs_of(part, self.index)]
        literals = [node for part in conditions for node in part.find_all(exp.Literal) if node.is_string]
        said = tuple(dict.fromkeys(node.name for node in literals))
        negated = any(part.find(exp.Not, exp.NEQ, exp.NullSafeNEQ) for part in conditions)
        if said and not negated:
            return said
        declared = self.index.model.field(ref).values
        return tuple(value for value in declared if value not in said)

    def report(self, code: IssueCode, **params: object) -> None:
        """Add an issue, once."""
        found = issue(code, **params)
        if found not in self.issues:
            self.issues.append(found)
