"""亏损的产品, "loss-making regions", 哪几个月亏钱了: of whom the profit is below zero.

Role: pieces → the same pieces, where the word becomes the measures of profit that the layer has; then a pass of
`interpret`, which bounds them below zero where members or periods are asked for. What was lost is the profit itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, Threshold
from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of
from bot.read.pieces import Number, Piece
from bot.read.words.verbs import CONCEPTS

_PROFITS = tuple(norms_of(noun) for noun in CONCEPTS["earn"].nouns)
_CONFIDENCE = 0.8


def name_losses(pieces: Sequence[Piece], lexicon: Lexicon) -> None:
    """The word as the measures of profit; where one is named, it is that one's."""
    named = [link for piece in pieces for link in piece.links if _is_profit(link)]
    found = named or [link for noun in _PROFITS for link in lexicon.find(noun) if link.kind == "metric"]
    names = dict.fromkeys(str(link.target) for link in found)
    for piece in pieces:
        if piece.is_word("loss") and not piece.links and names:
            piece.links = tuple(Link("metric", name, "alias", _CONFIDENCE, piece.text) for name in names)
            piece.verb = "" if named else "earn"


def _is_profit(link: Link) -> bool:
    return link.kind == "metric" and norms_of(link.term) in _PROFITS


def read_losses(intent: Intent, _scene: Scene) -> None:
    """Members or periods that lost money; who lost most has the lowest profit."""
    for piece in intent.pieces:
        if not piece.is_word("loss") or not piece.metrics():
            continue
        listed = any(one.fields() or one.datasets() for one in intent.pieces if one is not piece)
        if listed or intent.grain or intent.when or intent.which:
            intent.thresholds.append(Threshold("<", Number(Decimal(0)), metrics=piece.metrics(), word=piece.text))
            if intent.ranked and intent.descending is not None:
                intent.descending = not intent.descending
        if not piece.verb:
            piece.role = "threshold"
