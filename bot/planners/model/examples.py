"""Verified examples and earlier queries in the prompt: which may be shown, and which help.

Role: picks the few verified questions most like the asked one. What names a metric or a field that the asker may not
use is left out whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.planners.model.likeness import Likeness, units
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef, SemanticModel

SHOWN = 3
_LEAST = 0.15
_MEASURE = re.compile(r"\bMEASURE\s*\(\s*\"?([^\W\d]\w*)", re.IGNORECASE)
_FIELD = re.compile(r"\b([^\W\d]\w*)\"?\.\"?([^\W\d]\w*)")


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the semantic SQL that a named owner approved for it."""

    question: str
    semantic_sql: str


def metrics_in(semantic_sql: str) -> tuple[str, ...]:
    """The metrics a query names, each once.

    >>> metrics_in('SELECT MEASURE(a), PRIOR_YEAR(measure( b )), MEASURE("货量")')
    ('a', 'b', '货量')
    """
    return tuple(dict.fromkeys(_MEASURE.findall(semantic_sql)))


def fields_in(semantic_sql: str, model: SemanticModel) -> tuple[FieldRef, ...]:
    """The declared fields a query names by `dataset.field` or `role.field`, each once."""
    roles: dict[str, str] = {link.role: link.to_dataset for link in model.relationships if link.role}
    found: dict[FieldRef, None] = {}
    for table, name in _FIELD.findall(semantic_sql):
        dataset = model.datasets.get(roles.get(table) or table)
        if dataset is not None and name in dataset.fields:
            found[FieldRef(dataset.name, name, table if table in roles else "")] = None
    return tuple(found)


def may_see(semantic_sql: str, rights: Rights, model: SemanticModel) -> bool:
    """Whether every name in a query is one the asker may use."""
    return all(rights.may_use_metric(name) for name in metrics_in(semantic_sql)) and all(
        rights.may_use_field(ref) for ref in fields_in(semantic_sql, model)
    )


def choose_examples(
    question: str, examples: Sequence[Example], rights: Rights, model: SemanticModel, limit: int = SHOWN
) -> tuple[Example, ...]:
    """The permitted examples most like the question, best first; none that have little in common with it."""
    texts = [units(example.question) for example in examples]
    likeness = Likeness(question, texts)
    ranked = sorted(
        ((likeness.both(text), -place) for place, text in enumerate(texts)),
        reverse=True,
    )
    chosen: list[Example] = []
    for score, place in ranked:
        example = examples[-place]
        if score < _LEAST or len(chosen) == limit:
            break
        if may_see(example.semantic_sql, rights, model):
            chosen.append(example)
    return tuple(chosen)
