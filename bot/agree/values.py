"""Agreement on values: what the question names stands as a condition, with its negation; nothing else does.

Role: a value said is a value filtered by: in WHERE, over a measure, in a CASE, or as part of a metric's own definition.
Another field that holds the same value agrees; a pattern, an OR that offers a way round, or a lost negation does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from bot.agree.said import Said, SaidValue
from bot.agree.written import Comparison, Written
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef


def value_issues(said: Said, written: Written) -> Iterator[Issue]:
    """One issue for each value that is missing, turned round, or not of the question."""
    for value in said.values:
        if not _stands(value, written):
            ref, text = value.targets[0]
            sign = "IS DISTINCT FROM" if value.negated else "="
            yield issue(IssueCode.DISAGREES_VALUE, value=text, field=f"{ref} {sign}")
    if said.is_complete:
        yield from _invented(said, written)


def _stands(value: SaidValue, written: Written) -> bool:
    return any(
        any(_agrees(test, ref, text, value.negated) for test in written.tests)
        or (not value.negated and _is_implied(ref, text, written))
        for ref, text in value.targets
    )


def _agrees(test: Comparison, ref: FieldRef, text: str, negated: bool) -> bool:
    if test.text != text and test.text.casefold() != text.casefold():
        return False
    if not test.holds or not test.exact or test.negated != negated or (negated and not test.keeps_null):
        return False
    if (test.field.dataset, test.field.field) != (ref.dataset, ref.field):
        return test.is_string  # another field with the same value
    return not ref.role or test.field.role == ref.role


def _is_implied(ref: FieldRef, text: str, written: Written) -> bool:
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


def _invented(said: Said, written: Written) -> Iterator[Issue]:
    """Every word was understood, and none of them says this."""
    known = {text.casefold() for value in said.values for _, text in value.targets}
    known |= {span.text.casefold() for span in said.reading.spans}
    for test in written.tests:
        if test.is_string and test.exact and test.text.casefold() not in known and not _is_pin(test, written):
            yield issue(IssueCode.DISAGREES_VALUE, value="", field=f"{test.field}: {test.text}")
            return


def _is_pin(test: Comparison, written: Written) -> bool:
    """A condition on a field with a default, or one that a question names by a word of its own (an age)."""
    dataset = written.model.datasets.get(test.field.dataset)
    field = dataset.fields.get(test.field.field) if dataset else None
    return field is None or field.pinned is not None


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
