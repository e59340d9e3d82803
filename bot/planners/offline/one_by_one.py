"""What no one query holds: a condition over several periods in a row, and several questions in one message.

Role: guards in front of the planner. A second sentence may complete the first (more measures, a grouping); where it
asks something else, one of the two would be lost, so both are to be asked one by one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.planners.offline.stop import decline, several
from bot.read.intent import Intent
from bot.read.pieces import Piece
from semantic_layer.issues import IssueCode

_N = r"(?:[\d一二两三四五六七八九十几多]+\s*个?\s*(?:月份?|季度|季|周|星期|礼拜|年|天|日))"
_WAY = r"(?:增长|增加|上升|上涨|下降|下滑|下跌|减少|走低|走高|亏损|盈利|为负|超标|涨|跌|降|升)"
_UNIT = r"(?:days?|weeks?|months?|quarters?|years?)"
_IN_A_ROW = re.compile(
    rf"连续{_N}|连续(?=.{{0,4}}{_WAY})|(?:持续|一直在?|逐月|逐季|逐年|逐周|连){_WAY}"
    rf"|\b[\w-]+\s+(?:straight|consecutive|successive)\s+{_UNIT}\b|\b(?:consecutive|successive)\s+{_UNIT}\b"
    rf"|\b[\w-]+\s+{_UNIT}\s+(?:in a row|running|straight)\b|\b(\w+)\s+after\s+\1\b|\bin a row\b"
    r"|\b(?:kept|keeps|keep|been)\s+(?:falling|rising|growing|declining|dropping|increasing|decreasing|shrinking)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[?？。！!;；\n]+|\.\s+(?=[A-Z\u4e00-\u9fff])")
_NAMES = frozenset({"metric", "value", "group"})
_MEASURES = frozenset({"metric", "counted", "anchor", "number"})
_TIMES = frozenset({"period", "relation", "unresolved"})
_CHOICES = frozenset({"order", "limit", "which", "when", "threshold", "definition"})
_OWN = _TIMES | _CHOICES | {"value", "negated", "group", "grain", "asked_grain", "compare", "share", "calc", "without"}


def refuse_in_a_row(intent: Intent, text: str) -> None:
    """连续三个月下降, "three months in a row": no query holds it, and a part of it would be another question."""
    for found in _IN_A_ROW.finditer(text):
        inside = [piece for piece in intent.pieces if piece.start < found.end() and found.start() < piece.end]
        if not any(piece.links and piece.role in _NAMES for piece in inside):
            raise decline(IssueCode.IN_A_ROW, words=found.group(0).strip())


def refuse_several(intent: Intent, text: str) -> None:
    """8月收入多少?9月成本呢? Two questions of which one answer would leave out, or mix up, one."""
    sentences = [said for said in _sentences(intent.pieces, text) if said]
    if len(sentences) < 2 or intent.definition:
        return
    measured = [place for place, said in enumerate(sentences) if _roles(said) & _MEASURES]
    if not measured:
        return
    asked = [place for place in measured if _roles(sentences[place]) & _OWN]
    more = any(_roles(sentences[place]) & _MEASURES - {"metric"} for place in measured[1:])
    if len(measured) > 1 and (len(asked) > 1 or more):
        raise decline(IssueCode.SEVERAL_QUESTIONS, number=len(measured))
    first, behind = sentences[measured[0]], sentences[measured[0] + 1 :]
    if any(_asks_else(first, said, intent) for said in behind):
        raise decline(IssueCode.SEVERAL_QUESTIONS, number=len(sentences))


def refuse_lost(intent: Intent, follows: bool) -> None:
    """10月订单多少张，多少钱: a second clause that no query holds together with the first."""
    if intent.lost_again or (follows and intent.again):
        raise several(intent.lost_again or intent.again[0].text)


def _sentences(pieces: Sequence[Piece], text: str) -> list[list[Piece]]:
    """The pieces of each sentence that carry anything."""
    ends = [found.start() for found in _END.finditer(text)]
    found: list[list[Piece]] = [[] for _ in range(len(ends) + 1)]
    for piece in pieces:
        if piece.role in _OWN | _MEASURES:
            found[sum(end <= piece.start for end in ends)].append(piece)
    return found


def _roles(said: Sequence[Piece]) -> set[str]:
    return {piece.role for piece in said}


def _asks_else(first: Sequence[Piece], behind: Sequence[Piece], intent: Intent) -> bool:
    """Whether what stands behind the sentence with the measure is no mere addition to it."""
    if _roles(behind) & _CHOICES:
        return True
    times = sum(piece.role in _TIMES for piece in (*first, *behind))
    if _roles(behind) & _TIMES and _roles(first) & _TIMES and len(intent.periods) + len(intent.relations) < times:
        return True
    before = {ref for piece in first if piece.role == "value" for ref, _ in piece.values()}
    named = [{ref for ref, _ in piece.values()} for piece in behind if piece.role == "value"]
    return "only" not in intent.follow and any(not refs & before for refs in named)
