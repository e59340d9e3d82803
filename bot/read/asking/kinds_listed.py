"""Rows to be listed by what they are: 列出作废发票, 投诉明细, "show me invoices with status void".

Role: a pass of `interpret`, after the bare names. A list is asked for and nothing is measured; a value whose name ends
as the rows are called, or that stands in the field of their kind, says which rows. Any other value says nothing of it.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent, ValueSaid
from bot.read.normal import is_han
from semantic_layer.model import Dataset, FieldRef, SemanticModel

_SHOW = re.compile(
    r"\s*(?:please\s+|can you\s+|could you\s+)?(?:show|give|get|pull|find|display|fetch|bring)(?:\s+(?:me|us|up))*\s+"
    r"(?:all\s+)?(?:the\s+|our\s+)?$",
    re.IGNORECASE,
)
_KINDS = re.compile(r"(类型|类别|种类|类|性质)$|\b(type|kind|category|class)$", re.IGNORECASE)
_CLASSIFIERS = frozenset("单票据证函件")


def read_kinds_listed(intent: Intent, scene: Scene) -> None:
    """The rows of a value's dataset as what is listed; an entity that is to be shown, with a value of its own."""
    other = intent.metrics or intent.counted or intent.numbers or intent.anchors or intent.without or intent.thresholds
    if other or intent.share or intent.relations or intent.growth or intent.calcs or intent.per or intent.grain:
        return
    said = [value for value in intent.values if not value.negated]
    if (intent.detail or intent.which == "all") and not intent.groups:
        for value in said:
            owners = {ref.dataset for ref, _ in value.targets if _tells_rows(value, ref, scene.model)}
            dated = {name for name in owners if scene.model.datasets[name].time_field}
            named = dated if intent.periods else owners
            if len(named) == 1:
                intent.detail = True
                value.targets = tuple(target for target in value.targets if target[0].dataset in named)
                intent.anchors.append(FieldSaid(value.word, (), value.piece, dataset=named.pop()))
                return
    elif len(intent.groups) == 1 and not (intent.which or intent.ranked or intent.detail) and said:
        (group,) = intent.groups
        own = all(any(ref.dataset == group.dataset for ref, _ in value.targets) for value in said)
        if group.dataset and own and _SHOW.match(scene.question[: group.piece.start]):
            intent.detail = True
            intent.groups.clear()
            intent.anchors.append(group)
            group.piece.role = "anchor"


def _tells_rows(value: ValueSaid, ref: FieldRef, model: SemanticModel) -> bool:
    dataset = model.datasets.get(ref.dataset)
    if dataset is None:
        return False
    label = model.field(ref).label
    return _is_called_so(value.word, dataset) or bool(_KINDS.search(label.zh) or _KINDS.search(label.en))


def _is_called_so(word: str, dataset: Dataset) -> bool:
    """作废发票 of 发票, 退款单 of 收款单, "void invoices" of Invoice."""
    for noun in (dataset.label.zh, dataset.label.en, *dataset.synonyms):
        if noun and word.casefold().rstrip("s").endswith(noun.casefold().rstrip("s")):
            return True
        if noun and is_han(noun[-1:]) and noun[-1] == word[-1] and noun[-1] in _CLASSIFIERS:
            return True
    return False
