"""Words about the answer before: 不对,我要的是…, "no, I meant …", 倒过来, 两个加一起.

Role: passes of `interpret`. They only lead to what is said instead, turn the order round, or point at the last answers;
none of them carries a value of its own.
"""

from __future__ import annotations

import re

from bot.read.asking.filters import Scene
from bot.read.asking.listed import is_two
from bot.read.intent import Intent

_NO = r"(?:不对|不是的?|错了|搞错了|弄错了|说错了|(?:no|nope|wrong|sorry)\b)"
_MEANT = (
    r"(?:我(?:要|说|问|指|想要|想问)的是|我是(?:说|问)|我的意思是|i (?:meant|mean)(?: to ask(?: about| for)?)?|"
    r"i was asking (?:about|for)|what i meant (?:is|was))"
)
_CORRECTS = re.compile(
    rf"\s*(?:{_NO}[,，。.!！;；:：\s]*)?{_MEANT}|\s*{_NO}(?:[,\s]+{_NO})?[,，。.!！;；]+", re.IGNORECASE
)
_REVERSED = re.compile(
    r"(?:倒过来|反过来|颠倒(?:过来)?|调过来)(?:排序?|看|列)?(?:一下)?|"
    r"\b(?:(?:in )?reverse(?: (?:it|the order|order|that))?|reversed|the other way a?round|flip (?:it|the order))\b",
    re.IGNORECASE,
)

_APART_ZH = re.compile(
    r"(?:那么?)?(?:这|那|它们|他们)?"
    r"(?:(?:两|二)个?(?P<unit>月|季度?|年|周|天)?(?:(?P<end>[底末])|者|家|次|边|期|个数|数)?)?(?:之间)?的?"
    r"(?:相?差(?:了|出)?(?:多少|几何|多大)|(?:差额|差距|差值)(?:是|有|为)?(?:多少|多大)?|[多少高低][了出]?多少)(?:钱)?[呢了]?"
)
_APART_EN = re.compile(
    r"(?:and |so |then )?(?:(?:what(?:'s| is| was) )?(?:the )?(?:difference|gap|delta)(?: in (?:total|all))?"
    r"(?: between (?:them|those|these|both|(?:the|those|these) two(?: (?P<unit>day|week|month|quarter|year)s)?))?|"
    r"(?:by )?how much (?:more|less|higher|lower|fewer) (?:is|was) (?:that|it|this)|"
    r"how (?:many|much) (?:more|less|fewer)|"
    r"by how much do (?:they|those|these|the two) differ|how far apart are (?:they|those|the two))",
    re.IGNORECASE,
)
_SUM_ZH = re.compile(
    r"(?:那么?)?(?:这|那)?(?:两|二|2)个?(?P<unit>月|季度?|年|周|天)(?:份|度)?的?(?:加在?一起|加起来|合起来|合计|总计|一共|总共)"
    r"(?:是|有)?(?:多少|几何)?(?:钱)?[呢了]?"
)
_END = " \t?？。.!！~"

_RETURNS = re.compile(
    r"\s*(?:还是|那就?|再|先)*(?:回到|换回到?|改回到?|恢复[到成])|"
    r"\s*(?:(?:ok|okay|and|now|then|let's)[,\s]+)*(?:go(?:ing)? |switch )?back to\b"
    r"(?! (?:the )?(?:first|last|previous|start|one))",
    re.IGNORECASE,
)
_DROPS = re.compile(
    r"\s*(?:(?:ok|okay|now|then|and|please|just)[,\s]+)*"
    r"(?:drop|skip|lose|leave off|strip out|get rid of|take off)\s+(?:the )?",
    re.IGNORECASE,
)
_OF_TIME = frozenset({"for", "in", "during", "now", "only", "at", "as of"})


def asks_apart(text: str) -> re.Match[str] | None:
    """两个月差多少, "how much more is that?": by how much the last two answers differ. `unit`: of their periods."""
    text = text.strip(_END)
    return _APART_ZH.fullmatch(text) or _APART_EN.fullmatch(text)


def asks_sum(text: str) -> re.Match[str] | None:
    """两个月一共多少: the last two answers added up. `unit`: of their periods."""
    return _SUM_ZH.fullmatch(text.strip(_END))


def read_corrections(intent: Intent, scene: Scene) -> None:
    """What leads to a correction, and what turns an order round."""
    corrects = _CORRECTS.match(scene.question)
    if corrects is not None and _take(intent, corrects):
        intent.follow |= {"about", "correct"}
    returns = _RETURNS.match(scene.question)
    if returns is not None and _take(intent, returns):
        intent.follow = (intent.follow - {"back"}) | {"about", "return"}
        _read_but(intent, scene)
    dropped = _DROPS.match(scene.question)
    if dropped is not None and _stands_before_name(intent, dropped.end()) and _take(intent, dropped):
        intent.follow.add("remove")
    turned = _REVERSED.search(scene.question)
    if turned is not None and _take(intent, turned):
        intent.follow.add("reverse")


def _read_but(intent: Intent, scene: Scene) -> None:
    """Back to all offices, but for October: of that time. All offices but for Lyon leaves one out, and stays unread."""
    for place, piece in enumerate(intent.pieces):
        if piece.text.casefold() != "but" or piece.links:
            continue
        comma = scene.question[: piece.start].rstrip()[-1:] == ","
        if not comma and (not place or not intent.pieces[place - 1].metrics()):
            continue  # back to sales but for Q2; all offices but for Lyon
        rest = intent.pieces[place + 1 :]
        size = next((at for at, one in enumerate(rest) if one.text.casefold() not in _OF_TIME), len(rest))
        if 0 < size < len(rest) and rest[size].time is not None:
            piece.role = "follow"


def _stands_before_name(intent: Intent, end: int) -> bool:
    """Drop Lyon, "drop the returns": a name right behind the verb. "Drop in sales" is a change."""
    following = next((piece for piece in intent.pieces if piece.start >= end), None)
    return following is not None and following.start == end and bool(following.links)


def _take(intent: Intent, found: re.Match[str]) -> bool:
    """The pieces of the phrase, unless a name of the layer or a time stands in it."""
    inside = [piece for piece in intent.pieces if piece.start < found.end() and found.start() < piece.end]
    if not inside or any(piece.links or piece.time or piece.end > found.end() for piece in inside):
        return False
    for piece in inside:
        piece.role = "follow"
    return True


def read_last_answers(intent: Intent, scene: Scene) -> None:
    """两个加一起呢, "both together": the number of answers that are added up, where nothing else is named. The two
    months of 两个月差多少 are those of the last two answers, and no months to go through."""
    apart = asks_apart(scene.question) or asks_sum(scene.question)
    if apart is not None and apart["unit"] and not any(piece.links for piece in intent.pieces):
        intent.grain = ""
        intent.periods.clear()  # 两个月底: those that were shown
        for piece in intent.pieces:
            piece.role = piece.role if piece.role in {"compare", "sign", "calc"} else "follow"
    named = intent.metrics or intent.values or intent.groups or intent.periods or intent.grain or intent.counted
    if named or not intent.together:
        return
    for place, piece in enumerate(intent.pieces):
        plain = piece.number is not None and not piece.number.unit and not piece.number.scaled
        if piece.role or piece.links or not (plain or is_two(piece)):
            continue
        piece.role = "follow"
        for following in intent.pieces[place + 1 : place + 2]:
            if not following.role and not following.links and (following.is_word("limit", "unit")):
                following.role = "follow"
