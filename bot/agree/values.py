"""Agreement on values: what the question names stands as a condition, with its negation.

Role: a value said is a value filtered by: in WHERE, over a measure, in a CASE, or as part of a metric's own definition.
Another field that holds the same value agrees; a pattern, an OR that offers a way round, or a lost negation does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from bot.agree.said import Said, SaidValue
from bot.agree.unsure import is_excused
from bot.agree.written import Comparison, Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef, SemanticModel


def value_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each value that is missing or turned round."""
    for value in said.values:
        if not _stands(value, written) and not is_excused(value, said, written):
            yield missing_value(value, written.model)


def missing_value(value: SaidValue, model: SemanticModel) -> Issue:
    """The issue of a value that does not stand, with the form it should have."""
    ref, text = value.targets[0]
    dataset = model.datasets.get(ref.dataset)
    tree = next((tree.name for tree in dataset.trees if tree.display == ref.field), "") if dataset else ""
    if tree:
        within = f"WITHIN({ref.role or ref.dataset}.{tree}, …)"
        return issue(IssueCode.DISAGREES_VALUE, value=text, field=f"NOT {within}" if value.negated else within)
    sign = "IS DISTINCT FROM" if value.negated else "="
    return issue(IssueCode.DISAGREES_VALUE, value=text, field=f"{ref} {sign}")


def _stands(value: SaidValue, written: Written) -> bool:
    return any(
        any(agrees(test, ref, text, value.negated, written.model) for test in written.tests)
        or (not value.negated and is_implied(ref, text, written))
        for ref, text in value.targets
    )


def agrees(test: Comparison, ref: FieldRef, text: str, negated: bool, model: SemanticModel) -> bool:
    """The condition says the value."""
    if test.text != text and test.text.casefold() != text.casefold():
        return False
    if not test.holds or not test.exact or test.negated != negated or (negated and not test.keeps_null):
        return False
    if (test.field.dataset, test.field.field) != (ref.dataset, ref.field):
        return test.is_string  # another field with the same value
    if ref.role and test.field.role != ref.role:
        return False
    return test.is_tree or not is_member(ref, model)


def is_member(ref: FieldRef, model: SemanticModel) -> bool:
    """The field names the members of a tree: one of them means all that stands below it too."""
    dataset = model.datasets.get(ref.dataset)
    return dataset is not None and any(tree.display == ref.field for tree in dataset.trees)


def is_implied(ref: FieldRef, text: str, written: Written) -> bool:
    """The value is in the definition of a metric used, is the field's pin, or is a flag that stands by itself."""
    for name in written.used_metrics:
        metric = written.model.metrics.get(name)
        if metric is None:
            continue
        if text in metric.pins.values() or f"'{text}'" in f"{metric.filter} {metric.expression}":
            return True
    dataset = written.model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is None:
        return False
    same = [test for test in written.tests if (test.field.dataset, test.field.field) == (ref.dataset, ref.field)]
    if field.pinned == text and not same:
        return True
    return any((flag.dataset, flag.field) == (ref.dataset, ref.field) for flag in written.flags)


def number_issues(said: Said, written: Written) -> Iterator[Issue]:
    """Amounts written with a scale (500万, 1.2亿, 3 million) stand with all their zeros."""
    constants = [value for value in map(_decimal, written.constants) if value is not None]
    for word, amount in said.amounts:
        if amount not in constants:
            yield issue(IssueCode.DISAGREES_VALUE, value=word, field=f"{amount.normalize():f}")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
