"""Nouns that only carry a description: 客户中电商的收入, 除了甲,其他片区的收入. One figure is asked for, no list.

Role: a pass of `interpret`. The noun of the members among which a value is, and of all the others but some, asks for no
grouping unless the words tell the members apart (各, 分别, by) or choose among them.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import FieldSaid, Intent

_AMONG = re.compile(r"\s*(中|里|里面|里头|当中|之中|中间)的?\s*")
_LEADS = frozenset({"of", "from", "in", "for", "on", "with", "among"})


def read_described(intent: Intent, scene: Scene) -> None:
    """Take away the groupings that are none."""
    _drop_nouns_of_values(intent)
    chosen = intent.ranked or intent.which or intent.detail or intent.thresholds or intent.limit
    if (
        chosen
        or intent.share not in ("", "share")
        or intent.versus
        or intent.counted
        or intent.chart
        or intent.anchors
        or intent.numbers
    ):
        return
    for said in [one for one in intent.groups if not one.each]:
        among = _are_among(intent, scene.question, said)
        if among or (not intent.share and _are_the_others(intent, said)):
            intent.groups.remove(said)
            said.piece.role = "noun"
        if among and intent.share:
            for value in intent.values:
                value.part = not value.negated  # 客户中电商的占比: of all of them


def _drop_nouns_of_values(intent: Intent) -> None:
    """Which rep had the highest sales of English titles: the reps are asked for, and the titles say of what the value
    is. Beside "each" or a number of their own they are asked for as well."""
    pieces = intent.pieces
    asked = [said for said in intent.groups if said.each]
    if not (intent.which and intent.ranked and asked) or _are_told_apart(intent):
        return
    for said in [one for one in intent.groups if not one.each and one.dataset]:
        place = next(spot for spot, piece in enumerate(pieces) if piece is said.piece)
        value = pieces[place - 1] if place else None
        leads = pieces[place - 2].text.casefold() if place > 1 else ""
        if value is None or value.role != "value" or leads not in _LEADS:
            continue
        if all(ref.dataset == said.dataset for ref, _ in value.values()) and said.piece.start > asked[0].piece.end:
            intent.groups.remove(said)
            said.piece.role = "noun"


def _are_among(intent: Intent, text: str, said: FieldSaid) -> bool:
    """客户中电商的收入: of the members, those with the value."""
    end = said.piece.end
    after = next((one for one in intent.values if one.piece.start >= end and not one.negated), None)
    alone = len(intent.values) == 1 and _are_told_apart(intent)
    if after is None or alone or not _AMONG.fullmatch(text[end : after.piece.start]):
        return False
    return any(ref.dataset == said.dataset or ref in said.refs for ref, _ in after.targets)


def _are_the_others(intent: Intent, said: FieldSaid) -> bool:
    """除了甲,其他片区: all of the field but the values named."""
    others = any(piece.is_word("negation", "others") and not piece.links for piece in intent.pieces)
    if not others or not intent.values or _are_told_apart(intent):
        return False
    return all(one.negated and {ref for ref, _ in one.targets} & set(said.refs) for one in intent.values)


def _are_told_apart(intent: Intent) -> bool:
    return any(piece.is_word("operator", "apart", "each") and not piece.links for piece in intent.pieces)
