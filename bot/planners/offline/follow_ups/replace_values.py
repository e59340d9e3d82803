"""What a value said in a follow-up takes the place of: 甲市 … 乙省呢, 外带 … 堂吃呢, 所有城市.

Role: the values of the query before, and the new one → those that go. A value on another level of the same hierarchy
replaces; one of another field of the same dataset may narrow or replace, and is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.planners.offline.resolve import Said
from bot.read.intent import Intent
from semantic_layer.model import FieldRef, SemanticModel

_ALL = frozenset({"所有", "所有的", "全部", "全体", "all", "all the", "every", "all of the"})


def on_one_path(left: FieldRef, right: FieldRef, model: SemanticModel) -> bool:
    """Whether two fields are levels of one hierarchy: a city and its region."""
    if left.role != right.role:
        return False
    plain = {FieldRef(ref.dataset, ref.field) for ref in (left, right)}
    return any(plain <= set(hierarchy.fields) for hierarchy in model.hierarchies)


def crosses_levels(field: FieldRef, values: Sequence[Said], model: SemanticModel) -> bool:
    """A town beside its county: as conditions together they would be the smaller one alone."""
    others = [said.field for said in values if said.field != field and not said.negated]
    return any(on_one_path(other, field, model) for other in others)


def taken_away(fields: Sequence[FieldRef], values: Sequence[Said], intent: Intent) -> list[Said]:
    """所有城市: no value of these fields, or of another level of them, holds any longer."""
    pieces = intent.pieces
    groups = {said.piece.start for said in intent.groups}
    for place, piece in enumerate(pieces[:-1]):
        if piece.text.casefold() in _ALL and pieces[place + 1].start in groups:
            return [
                said
                for said in values
                if not any(said.field == ref or said.field.dataset == ref.dataset for ref in fields)
            ]
    return list(values)


def may_narrow(intent: Intent, values: Sequence[Said], model: SemanticModel) -> tuple[Said, ...]:
    """The values before that 堂吃呢 may stand beside or in the place of: of other fields of the same dataset."""
    news = [said for said in intent.values if not said.negated]
    if len(news) != 1 or "about" not in intent.follow or intent.follow & {"add", "only", "remove", "drill"}:
        return ()
    refs = {ref for ref, _ in news[0].targets}
    return tuple(
        said
        for said in values
        if not said.negated
        and said.field not in refs
        and any(said.field.dataset == ref.dataset and said.field.role == ref.role for ref in refs)
        and not any(on_one_path(said.field, ref, model) for ref in refs)
    )
