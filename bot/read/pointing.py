"""Words that single out one member of the answer before: 最低的那个, "the first one", 排第一的那家.

Role: the pattern, and a pass of `interpret` that takes the superlative out of the question's own order: the member is
looked up in the rows shown, and nothing is ranked anew.
"""

from __future__ import annotations

import re

from bot.read.filters import Scene
from bot.read.intent import Intent

_HIGH = r"最[高大多]|排第一|排名第一|榜首|\b(?:highest|largest|biggest|greatest|top)"
_LOW = r"最[低小少]|垫底|倒数第一|\b(?:lowest|smallest|least|bottom)"
_FIRST = r"第一|首位|\bfirst"
_ONE = r"\s*的?\s*(?:那|这)?一?(?:个|家|位|名|项|条|种|款)(?!月|季|星期)|\s+(?:one|of them|of those)\b"
POINTED = re.compile(rf"(?:(?P<high>{_HIGH})|(?P<low>{_LOW})|(?P<first>{_FIRST}))(?:{_ONE})", re.IGNORECASE)


def read_pointing(intent: Intent, scene: Scene) -> None:
    """Where no measure is named, the superlative speaks of what was shown."""
    found = POINTED.search(scene.question)
    goes_on = intent.groups or intent.grain or intent.calcs or intent.periods or intent.relations or intent.share
    if found is None or not goes_on or any(piece.metrics() for piece in intent.pieces):
        return
    intent.pointed = True
    intent.ranked, intent.limit, intent.descending, intent.latest, intent.which, intent.quality = (
        False, None, None, None, "", "",
    )  # fmt: skip
    for piece in intent.pieces:
        if piece.start >= found.start() and piece.end <= found.end() and not piece.links:
            piece.role = "follow"
