"""退款是什么原因, "reason for the refunds": the rows of a measure bear their reason, and that is what is asked for.

Role: a pass of `interpret`, after the measures. Where somebody speaks of a change, or no field is called a reason, the
question stays one for a cause, which no number answers.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, FieldRole

_REASON = re.compile(r"原因|缘由|\breasons?\b|\bcauses?\b", re.IGNORECASE)
_FOR = re.compile(r"(main |top )?(reasons? for|causes? of|root causes?)\b", re.IGNORECASE)
_WHY = re.compile(r"^(为什么|为何|为啥|why\b)", re.IGNORECASE)


def read_reasons(intent: Intent, scene: Scene) -> None:
    """The one field of the measures' own rows that is called a reason, most first."""
    word = next((piece for piece in intent.pieces if piece.role == "cause"), None)
    changes = any(piece.role == "compare" or piece.is_word("comparative") for piece in intent.pieces)
    if word is None or changes or intent.groups or not intent.metrics or _WHY.match(word.text):
        return
    asks = _FOR.match(word.text) if word.text.isascii() else word.start >= intent.metrics[-1].piece.end
    if not asks:
        return  # "for a reason", 10月的原因 …: nobody asks for it
    own = {name for said in intent.metrics for metric in said.names for name in base_datasets(scene.model, metric)}
    found = [
        FieldRef(dataset, item.name)
        for dataset in sorted(own)
        for item in scene.model.datasets[dataset].fields.values()
        if item.role is FieldRole.CATEGORY and not item.hidden and _REASON.search(f"{item.label.zh} {item.label.en}")
    ]
    if len(found) != 1:
        return
    intent.cause, word.role = False, "group"
    intent.groups.append(FieldSaid(word.text, (found[0],), word, True))
