"""What an Issue may name: near matches and candidates that the asker may use or see.

Role: the one place through which every refusal, every question back and every problem told to a language model goes,
so that no "did you mean" tells of a metric, a field or a value that is not the asker's to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from semantic_layer.access import Rights
from semantic_layer.issues import Issue, IssueCode
from semantic_layer.model import FieldRef, Label, SemanticModel
from semantic_layer.values.visible import may_show

_FIELD = re.compile(r"(?<![\w.])(\w+)\.(\w+)(?![\w.])")
_MEASURE = re.compile(r"MEASURE\((\w+)\)")


def permitted(issues: Iterable[Issue], rights: Rights, model: SemanticModel) -> tuple[Issue, ...]:
    """The issues, with the lists in them cut to what `rights` allow to be named."""
    return tuple(_permitted(found, rights, model) for found in issues)


def _permitted(found: Issue, rights: Rights, model: SemanticModel) -> Issue:
    values_of = _field_named(found.params.get("field"), model) if found.code is IssueCode.UNKNOWN_VALUE else None

    def keeps(item: object) -> bool:
        if isinstance(item, str) and values_of is not None:
            return _is_declared(values_of, item, model, rights)
        return not isinstance(item, str) or may_name(item, rights, model)

    params = {
        name: tuple(item for item in value if keeps(item)) if isinstance(value, tuple) else value
        for name, value in found.params.items()
    }
    return Issue(found.code, params)


def may_name(text: str, rights: Rights, model: SemanticModel) -> bool:
    """Whether a name or label may be said: it names nothing of the layer, or something the asker may use."""
    named = [rights.may_use_metric(name) for name in (text, *_MEASURE.findall(text)) if name in model.metrics]
    for dataset, field in _FIELD.findall(text):
        if (owner := _dataset(dataset, model)) and field in model.datasets[owner].fields:
            named.append(rights.may_use_field(FieldRef(owner, field)))
    if named:
        return all(named)
    called = [rights.may_use_metric(m.name) for m in model.metrics.values() if _is_called(text, m.label, m.synonyms)]
    for item in (field for dataset in model.datasets.values() for field in dataset.fields.values()):
        if text == item.name or _is_called(text, item.label, item.synonyms):
            called.append(rights.may_use_field(FieldRef(item.dataset, item.name)))
    return any(called) or not called


def _dataset(name: str, model: SemanticModel) -> str:
    """The dataset that a name or a role stands for; "" if none."""
    if name in model.datasets:
        return name
    return next((link.to_dataset for link in model.relationships if link.role == name), "")


def _is_called(text: str, label: Label, synonyms: Iterable[str]) -> bool:
    return text in (label.zh, label.en, *synonyms)


def _field_named(name: object, model: SemanticModel) -> FieldRef | None:
    dataset, _, field = str(name or "").partition(".")
    owner = _dataset(dataset, model)
    return FieldRef(owner, field) if owner and field in model.datasets[owner].fields else None


def _is_declared(field: FieldRef, value: str, model: SemanticModel, rights: Rights) -> bool:
    """A value of the closed list may be said unless a rule on the field itself leaves it out; another one as ever."""
    if value not in model.field(field).values:
        return may_show(field, value, rights)
    rules = (rule for rule in rights.rows if (rule.field.dataset, rule.field.field) == (field.dataset, field.field))
    return rights.may_use_field(field) and all(value in rule.values for rule in rules)
