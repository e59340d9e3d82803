"""Who owes us the most that is overdue: a measure of a part of what is owed, beside the verb that tells of the whole.

Role: a look-up for `verbs`. A part stands on the same papers as the whole; in a list with it, or as a share of it, the
whole is asked for too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from semantic_layer.model import SemanticModel

_LISTED = re.compile(
    r"[,，、和及与占%]|比例|其中|\b(?:and|of which|share|percent\w*|proportion|portion|part|ratio)\b", re.IGNORECASE
)


def is_part_of_debt(named: Iterable[str], owed: Iterable[str], question: str, model: SemanticModel) -> bool:
    """Whether the measures named are of the papers of what is owed, and the verb says nothing more."""
    papers = {_papers(name, model) for name in owed}
    if not papers or None in papers or _LISTED.search(question):
        return False
    return all(_papers(name, model) in papers for name in named)


def _papers(name: str, model: SemanticModel) -> str | None:
    items = model.metrics[name].open_items
    return items.document if items is not None else None
