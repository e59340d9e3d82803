"""Agreement on values: what the question names stands as a condition, with its negation.

Role: a value said is a value filtered by: in WHERE, over a measure, in a CASE, or as part of a metric's own definition.
Another field that holds the same value agrees; a pattern, an OR that offers a way round, or a lost negation does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from bot.agree.said import Said, SaidValue
from bot.agree.unsure import is_excused
from bot.agree.written import Comparison, Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import Field, FieldRef, Metric, SemanticModel


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
        any(agrees(test, ref, text, value, written.model) for test in written.tests)
        or (is_left_out(text, written) if value.negated else is_implied(ref, text, written))
        or (value.negated and _is_other_version(ref, text, written))
        for ref, text in value.targets
    )


def _is_other_version(ref: FieldRef, text: str, written: Written) -> bool:
    """The forecast, not the original budget: a pinned field holds one value at a time, and here another one."""
    field = field_at(ref, written.model)
    same = [one for one in written.tests if (one.field.dataset, one.field.field) == (ref.dataset, ref.field)]
    return (
        field is not None
        and field.pinned is not None
        and any(test.holds and test.exact and not test.negated and test.text != text for test in same)
    )


def agrees(test: Comparison, ref: FieldRef, text: str, value: SaidValue, model: SemanticModel) -> bool:
    """The condition says the value."""
    negated = value.negated
    if test.text != text and test.text.casefold() != text.casefold():
        return False
    if not test.holds or not test.exact or test.negated != negated or (negated and not test.keeps_null):
        return False
    if (test.field.dataset, test.field.field) != (ref.dataset, ref.field):
        return test.is_string and _is_namesake(test.field, ref, text, value, model)
    if ref.role and test.field.role != ref.role:
        return False
    if value.is_told and not ref.role and is_detour(test.field, model):
        return False
    return test.is_tree or not is_member(ref, model)


def _is_namesake(other: FieldRef, ref: FieldRef, text: str, value: SaidValue, model: SemanticModel) -> bool:
    """Another field with the same value: one of the same label; or, beside words that may name it, one where the word
    means this value too (CA is California among states and Canada among countries)."""
    one, two = field_at(other, model), field_at(ref, model)
    if one is None or two is None:
        return False
    if any(one.label.text(lang) and one.label.text(lang) == two.label.text(lang) for lang in ("zh", "en")):
        return True
    word = value.word.casefold()
    called = [known.casefold() for known in one.value_synonyms.get(text, ())]
    return not value.is_told and (word == text.casefold() or word in called)


def is_detour(ref: FieldRef, model: SemanticModel) -> bool:
    """The field is reached in a role that goes without saying for nobody: another way there is the usual one."""
    ways = [link for link in model.relationships if link.to_dataset == ref.dataset]
    own = [link for link in ways if link.role == ref.role]
    usual = [link for link in ways if link.role != ref.role and (link.default or not link.role)]
    return bool(ref.role) and bool(usual) and not any(link.default for link in own)


def field_at(ref: FieldRef, model: SemanticModel) -> Field | None:
    """The declared field."""
    dataset = model.datasets.get(ref.dataset)
    return dataset.fields.get(ref.field) if dataset is not None else None


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
        if text in metric.pins.values() or text in held_by(metric):
            return True
    dataset = written.model.datasets.get(ref.dataset)
    field = dataset.fields.get(ref.field) if dataset else None
    if field is None:
        return False
    same = [test for test in written.tests if (test.field.dataset, test.field.field) == (ref.dataset, ref.field)]
    if field.pinned == text and not same:
        return True
    return any((flag.dataset, flag.field) == (ref.dataset, ref.field) for flag in written.flags)


def is_left_out(text: str, written: Written) -> bool:
    """Every metric named leaves the value out by its definition: orders of which cancelled ones are none."""
    metrics = [written.model.metrics[name] for name in written.named]
    return bool(metrics) and all(text in held_by(metric, negated=True) for metric in metrics)


def held_by(metric: Metric, negated: bool = False) -> frozenset[str]:
    """The values that a metric holds by its definition, or those that it leaves out."""
    found: set[str] = set()
    for part in (metric.filter, metric.expression):
        tree = _condition(part)
        for node in tree.find_all(exp.Literal) if tree is not None else ():
            if node.is_string and _is_left_out(node) == negated:
                found.add(node.name)
    return frozenset(found)


def _condition(text: str) -> exp.Expr | None:
    try:
        return sqlglot.parse_one(text, dialect="duckdb") if text else None
    except SqlglotError:
        return None


def _is_left_out(node: exp.Expr) -> bool:
    negated = False
    parent = node.parent
    while parent is not None and not isinstance(parent, (exp.Filter, exp.Case, exp.If)):
        negated = negated != isinstance(parent, (exp.Not, exp.NEQ, exp.NullSafeNEQ))
        parent = parent.parent
    return negated


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
