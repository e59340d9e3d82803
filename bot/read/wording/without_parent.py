"""Revenue from customers without a sales rep: members that belong to nobody of another kind.

Role: a pass of `interpret`. Where what is lacking is what the rows belong to (each customer has one rep), its name is
empty on them; rows of no customer at all are left out. What belongs to the rows (orders of a customer) stays "none of
it".
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent
from bot.read.pieces import Piece
from bot.read.walk import is_light, next_piece, piece_before
from semantic_layer.metrics.reach import base_datasets, dataset_reaches
from semantic_layer.model import FieldRef, SemanticModel


def read_without_parent(intent: Intent, scene: Scene) -> None:
    """Beside a measure: a condition on what the members belong to. Lists and counts of rows are left to the planner."""
    model = scene.model
    if not intent.metrics or intent.counted:
        return
    bases = {base for said in intent.metrics for name in said.names for base in base_datasets(model, name)}
    _of_members_alone(intent, bases, model)
    _refuse_of_others(intent, bases, model)
    for gone, absent in list(intent.without):
        members = [said for said in intent.groups if said.dataset]
        owned = [said for said in members if is_parent(gone, said.dataset, model)]
        children = any(dataset_reaches(model, gone, FieldRef(said.dataset, "")) for said in members)
        if members and not owned:
            continue  # varieties have no agent to lack
        if children or not bases or not all(is_parent(gone, base, model) for base in bases):
            continue
        piece = next((one for one in intent.pieces if one.role == "without" and gone in one.datasets()), None)
        if piece is None or piece.deed or len(owned) > 1:
            continue
        intent.without.remove((gone, absent))
        intent.nulls.append((FieldSaid(piece.text, (name_of(gone, model),), piece), absent))
        for said in owned:
            intent.nulls.append((FieldSaid(said.word, (name_of(said.dataset, model),), said.piece), False))
            if not (said.each or intent.which or intent.ranked or intent.thresholds or intent.detail):
                intent.groups.remove(said)
                said.piece.role = "noun"


def _of_members_alone(intent: Intent, bases: set[str], model: SemanticModel) -> None:
    """Customers without a segment: rows of no customer at all are none of theirs."""
    for said, absent in list(intent.nulls):
        owners = {ref.dataset for ref in said.refs if ref.dataset in model.datasets} - bases
        named = {name for piece in intent.pieces if piece is not said.piece for name in piece.datasets()}
        for owner in sorted(owners & named) if absent else ():
            intent.nulls.append((FieldSaid(said.word, (name_of(owner, model),), said.piece), False))


def _refuse_of_others(intent: Intent, bases: set[str], model: SemanticModel) -> None:
    """Revenue of the customers without a claim is not that of the shipments without one."""
    for place, piece in enumerate(intent.pieces):
        gone = [name for name, _ in intent.without if piece.role == "without" and name in piece.datasets()]
        step = piece_before(intent.pieces, place, _passed_over) if piece.text.isascii() else None
        near = next_piece(intent.pieces, place) if not piece.text.isascii() else step
        owners = set(near.datasets()) - bases if near is not None and gone else set()
        if any(dataset_reaches(model, gone[0], FieldRef(owner, "")) for owner in owners):
            piece.role = "unbound"


def _passed_over(piece: Piece) -> bool:
    return is_light(piece) or piece.role == "without"


def is_parent(gone: str, dataset: str, model: SemanticModel) -> bool:
    """Whether each row of a dataset belongs to at most one of the other."""
    return gone != dataset and dataset_reaches(model, dataset, FieldRef(gone, ""))


def name_of(dataset: str, model: SemanticModel) -> FieldRef:
    """The field that is empty where there is none: the name, else the key."""
    declared = model.datasets[dataset]
    return FieldRef(dataset, declared.display or declared.primary_key[0])
