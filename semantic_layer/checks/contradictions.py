"""Conditions that a metric's own filter rules out: "cancelled orders" of a count that leaves cancelled orders out.

Role: WHERE and FILTER against the definition. Without this check the answer would be 0 or nothing, as if a fact.
Only conditions of the form `field = v`, `IN`, `NOT IN`, `<>` and flags are compared; others pass.
Errors: FILTER_CONTRADICTS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.checks.plan import Condition, Use
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.metrics import ModelIndex, read_formula
from semantic_layer.metrics.formula import metrics_of, read_filter
from semantic_layer.metrics.scalar import text_of
from semantic_layer.model import FieldRef
from semantic_layer.parse.canonical import conjuncts
from semantic_layer.parse.shapes import simple_condition

_KEEPS = frozenset({"=", "IN", "IS NOT DISTINCT FROM"})
_LEAVES = frozenset({"!=", "<>", "NOT IN", "IS DISTINCT FROM"})


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of a field that a condition keeps, or (`out`) leaves out."""

    field: FieldRef
    values: tuple[object, ...]
    out: bool = False

    def admits(self, value: object) -> bool:
        """A row with this value may be counted."""
        return (value in self.values) != self.out


def contradictions(
    index: ModelIndex, metrics: Iterable[str], conditions: Iterable[Condition], uses: Iterable[Use]
) -> Iterator[Issue]:
    """Values asked for in WHERE, or in the FILTER of a measure, that the metric's definition leaves out."""
    asked = [found for one in conditions if (found := values_of(one.tree, index)) and not found.out]
    own: set[str] = set()
    for name in metrics:
        for metric in _with_operands(index, name):
            definition = _definition(index, metric)
            own |= {text_of(part) for part in definition}
            yield from _against(index, metric, asked, definition, every=metric != name)
    for use in uses:
        extra = [found for part in use.leaf.extra if (found := values_of(part, index)) and not found.out]
        filters = [part for part in use.leaf.conditions if text_of(part) in own]
        yield from _against(index, use.leaf.metric, extra, filters, every=True)


def _against(
    index: ModelIndex, metric: str, asked: list[_Values], definition: list[exp.Expr], every: bool
) -> Iterator[Issue]:
    """`every`: only where no value asked for is left (an operand may lack some)."""
    ignored = index.model.metrics[metric].ignore if metric in index.model.metrics else ()
    for part in definition:
        own = values_of(part, index)
        for said in asked:
            if own is None or own.field != said.field or own.field in ignored:
                continue
            gone = [value for value in said.values if not own.admits(value)]
            if gone and (not every or len(gone) == len(said.values)):
                told = text_of(part) if isinstance(gone[0], bool) else str(gone[0])
                yield issue(IssueCode.FILTER_CONTRADICTS, metric=metric, field=str(said.field), value=told)


def _with_operands(index: ModelIndex, name: str) -> list[str]:
    """The metric and every metric it is made of."""
    found, waiting = {}, [name]
    while waiting:
        one = waiting.pop()
        metric = index.model.metrics.get(one)
        if metric is None or one in found:
            continue
        found[one] = None
        if metric.open_items is None:
            waiting += metrics_of(read_formula(index.model, metric))
    return list(found)


def _definition(index: ModelIndex, name: str) -> list[exp.Expr]:
    return conjuncts(read_filter(index.model, index.model.metrics[name]))


def values_of(tree: exp.Expr, index: ModelIndex) -> _Values | None:
    """The values a condition keeps or leaves out; None where it is of another form."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    flag = _flag(tree, index)
    if flag is not None:
        return flag
    shape = simple_condition(tree, index)
    if shape is None or shape.op not in _KEEPS | _LEAVES or not shape.values:
        return None
    return _Values(shape.field, shape.values, shape.op in _LEAVES)


def _flag(tree: exp.Expr, index: ModelIndex) -> _Values | None:
    """`flag`, `NOT flag`, `flag IS TRUE`."""
    wanted = True
    while isinstance(tree, (exp.Not, exp.Paren)):
        wanted = wanted != isinstance(tree, exp.Not)
        tree = tree.this
    if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Boolean):
        wanted = wanted == bool(tree.expression.this)
        tree = tree.this
    if not isinstance(tree, exp.Column):
        return None
    ref = index.find(tree.table, tree.name)
    return _Values(ref, (wanted,)) if isinstance(ref, FieldRef) else None
