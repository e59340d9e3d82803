"""What a question says that its query could not hold at once, or would silently leave out.

Role: the last look at an Intent before it is written. Stops with the words, so that nothing wrong is answered.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.planners.offline.stop import not_understood
from bot.read.intent import Intent
from semantic_layer.model import FieldRole, FieldType, SemanticModel

_FIRST_AS_WHOLE = re.compile(
    r"\b(?:of|in|from|among|within)\s+(?:the\s+)?top\b|[占在]前[\d一二三四五六七八九十]+", re.IGNORECASE
)
_LISTING = ("和", "与", "及", "跟", "同", "或", "、", ",", "，", "/", "&", "比", "and", "or", "vs", "versus", "to")


def refuse_conflicts(intent: Intent, text: str, model: SemanticModel) -> None:
    """Stop where a value stands beside its own negation, where one value is asked within another, or where a flag
    before a noun would become a mere column."""
    _own_negation(intent)
    if intent.share:
        _whole_as_filter(intent)
        _one_within_another(intent, text)
        _whole_behind_part(intent)
        _part_of_the_first(intent, text)
    _flag_before_noun(intent, model)


def _own_negation(intent: Intent) -> None:
    wanted = {target for said in intent.values if not said.negated for target in said.targets}
    for said in intent.values:
        if said.negated and wanted & set(said.targets):
            raise not_understood(said.word)


def _whole_as_filter(intent: Intent) -> None:
    """A word that is a measure and a value: in a share it may be the whole, and as a filter it would be the part's."""
    for said in intent.values:
        if intent.metrics and any(link.kind == "metric" for link in said.piece.aside):
            raise not_understood(f"{said.word} {intent.metrics[0].word}")


def _one_within_another(intent: Intent, text: str) -> None:
    """ "Share of the one in the other": two values of one field that no word lists side by side."""
    said = sorted((value for value in intent.values if not value.negated), key=lambda value: value.piece.start)
    for one, other in pairwise(said):
        same_field = {ref for ref, _ in one.targets} & {ref for ref, _ in other.targets}
        between = text[one.piece.end : other.piece.start].casefold()
        words = {*between.split(), *between}
        if same_field and between.strip() and "占" not in between and not any(sign in words for sign in _LISTING):
            raise not_understood(f"{one.word} {between.strip()} {other.word}")


def _whole_behind_part(intent: Intent) -> None:
    """甲占乙的比例 with a measure before 占 and a value behind it: the value is the whole, and nothing says of what."""
    marks = [piece for piece in intent.pieces if piece.role == "share" and piece.text == "占"]
    if not marks or not intent.metrics or not intent.values:
        return
    place = marks[0].start
    if all(said.piece.start < place for said in intent.metrics) and all(v.piece.start > place for v in intent.values):
        raise not_understood(f"{intent.metrics[0].word}占{intent.values[0].word}")


def _part_of_the_first(intent: Intent, text: str) -> None:
    """ "The share of A in the revenue of the top five": the first ones are the whole, not ranked by the share."""
    found = _FIRST_AS_WHOLE.search(text)
    if found and intent.limit and any(not said.negated for said in intent.values):
        raise not_understood(found.group(0))


def _flag_before_noun(intent: Intent, model: SemanticModel) -> None:
    """ "Cancelled orders", listed: only the cancelled ones are meant."""
    if intent.metrics or intent.counted:
        return
    nouns = {said.piece.start for said in intent.anchors}
    for said in intent.groups:
        flags = [ref for ref in said.refs if _is_flag(model, ref.dataset, ref.field)]
        following = next((piece.start for piece in intent.pieces if piece.start >= said.piece.end), None)
        if flags and not said.each and following in nouns:
            raise not_understood(said.word)


def _is_flag(model: SemanticModel, dataset: str, name: str) -> bool:
    declared = model.datasets.get(dataset)  # ages of open items belong to none
    field = declared.fields.get(name) if declared else None
    return field is not None and (field.type is FieldType.BOOLEAN or field.role is FieldRole.FLAG)
