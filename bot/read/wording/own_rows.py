"""The noun of the very rows a measure is made of, and the currency its figures are in: both ask for nothing more.

Role: passes of `interpret`. 司机责任的理赔赔了多少 and "owed on dollar invoices" name the documents once more, beside
what is measured; "in euros" beside another currency of the documents tells in what the figure is given, where that is
the currency of the layer.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from bot.read.walk import piece_before
from bot.read.wording.verbs import datasets_of

_GIVEN_IN = re.compile(r"(?:\bin|\bas|折成|折合|折算成|换算成|换成|以)\s*$", re.IGNORECASE)


def read_own_rows(intent: Intent, scene: Scene) -> None:
    """Take away the documents that a measure of theirs names anyway; "which" of them, or a list, asks for them."""
    names = [name for said in intent.metrics for name in said.names]
    if not names or intent.ranked or intent.detail or intent.counted or intent.thresholds or intent.latest is not None:
        return
    for said in list(intent.anchors):
        dataset = scene.model.datasets.get(said.dataset)
        own = all(said.dataset in datasets_of(name, scene.model) for name in names)
        if dataset is not None and dataset.time_field and own and not _is_asked_for(intent, said):
            intent.anchors.remove(said)
            said.piece.role = "noun"


def _is_asked_for(intent: Intent, said: FieldSaid) -> bool:
    place = next(spot for spot, piece in enumerate(intent.pieces) if piece is said.piece)
    before = piece_before(intent.pieces, place)
    return before is not None and (before.role == "which" or before.is_word("operator", "each", "by"))


def read_said_in(intent: Intent, scene: Scene) -> None:
    """What clients owe on dollar invoices, in euros: no euro invoices are asked for."""
    said = [one for one in intent.values if not one.negated]
    for one in said:
        own = {ref for ref, value in one.targets if value == scene.model.currency}
        others = {ref for other in said if other is not one for ref, _ in other.targets}
        if own & others and _GIVEN_IN.search(scene.question[: one.piece.start]):
            intent.values.remove(one)
            one.piece.role = "noun"
