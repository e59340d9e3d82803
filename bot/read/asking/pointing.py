"""Words that single out one member of the answer before: 最低的那个, "the first one", 第二名的, 排第一的那家.

Role: the pattern, and a pass of `interpret` that takes the superlative out of the question's own order: the member is
looked up in the rows shown, and nothing is ranked anew.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.intent import Intent

_HIGH = r"最[高大多]|排第一|排名第一|榜首|\b(?:highest|largest|biggest|greatest|top)"
_LOW = r"最[低小少]|垫底|倒数第一|\b(?:lowest|smallest|least|bottom)"
_FIRST = r"第一|首位|\bfirst"
_ONE = r"\s*的?\s*(?:那|这)?一?(?:个|家|位|名|项|条|种|款)(?!月|季|星期)|\s+(?:one|of them|of those)\b"
POINTED = re.compile(rf"(?:(?P<high>{_HIGH})|(?P<low>{_LOW})|(?P<first>{_FIRST}))(?:{_ONE})", re.IGNORECASE)
_NTH_ZH = (
    r"(?:那么?|那|这|就看|只看|看看?)?(?:排)?第(?P<zh>[一二三四五六七八九十]|\d{1,2})"
    r"(?:名|个|位|家|条|种|款)(?!月|季|星期|工作)"
)
_NTH_EN = (
    r"(?:and |what about |how about |show me |only )*(?:the )?"
    r"(?P<en>first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|number one|no\. ?1|#1)\b(?: one\b| of them\b)?"
)
NTH = re.compile(rf"\s*(?:{_NTH_ZH}|{_NTH_EN})", re.IGNORECASE)
_PLACES = {name: place for place, name in enumerate("一二三四五六七八九十", 1)}
_PLACES |= {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "number one": 1, "#1": 1}


def place_named(found: re.Match[str]) -> int:
    """The row that an ordinal points at, from 1."""
    word = (found["zh"] or found["en"]).casefold()
    return _PLACES.get(word) or int(re.sub(r"\D", "", word))


def read_nth(intent: Intent, scene: Scene) -> None:
    """第二名的毛利率, "the first one by month": a row of the answer before, where a question begins with it."""
    found = NTH.match(scene.question)
    if found is None:
        return
    inside = [piece for piece in intent.pieces if piece.start >= found.start() and piece.end <= found.end()]
    after = next((piece for piece in intent.pieces if piece.start >= found.end() and piece.text.strip()), None)
    noun = after is not None and not after.role and bool(after.datasets() or after.fields()) and not after.metrics()
    one = found.group(0).casefold().endswith(("one", "of them", "#1"))
    if (found["en"] and not (one or noun)) or any(piece.links or piece.time for piece in inside):
        return
    if any(piece.is_word("place") for piece in intent.pieces if piece not in inside):
        return  # 第一名和第二名: two rows
    intent.pointed = True
    for piece in inside:
        piece.role = "follow"
    if noun and after is not None:
        after.role = "noun"


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
