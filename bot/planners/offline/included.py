"""Whether a measure includes something: does net sales include cancelled orders, 营业收入含税吗, 包不包括退货.

Role: question → Define of the measure, or None. What it includes stands in its definition; no number is given. The
measure must be the whole subject, or the one that the answer before was of.
"""

from __future__ import annotations

import re

from bot.planners.offline.define import of_answer
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light
from bot.turn import Define, Question

_VERB_ZH = r"(?:包括|包含|含有?|带税|计入|算进|算上|扣除|扣掉|减掉|剔除|排除)"
_DONE_ZH = r"(?:进去|进来|在内|在里面|掉|了|过|上|的)*"
_PART_ZH = r"[^\d,，。？?多几哪谁]{0,12}?"
_ZH = (
    # 收入含税吗, 收入算不算退货, 收入有没有扣掉退款, 收入是含税还是不含税
    re.compile(
        rf"(?P<of>.*?)(?:里面?|中|里头)?(?:是否|是不是|有没有|有无)(?:已经?)?(?:把)?{_VERB_ZH}{_DONE_ZH}{_PART_ZH}(?:了|过|的)*[吗么呢]?"
    ),
    re.compile(
        rf"(?P<of>.*?)(?:里面?|中|里头)?(?:包不包括|包不包含|含不含|带不带|算不算|计不计入?|扣不扣除?|扣没扣){_PART_ZH}[呢]?"
    ),
    re.compile(
        rf"(?P<of>.*?)(?:里面?|中|里头)?是?(?:已经?|都)?(?:不|没有?|未)?{_VERB_ZH}{_DONE_ZH}{_PART_ZH}(?:了|过|的)*[吗么]"
    ),
    re.compile(
        rf"(?P<of>.*?)(?:里面?|中|里头)?(?:是否|是不是|有没有)?(?:已经?)?[把将]{_PART_ZH}"
        r"(?:算|计算?|包括?|包含|扣|扣除|剔除|排除|减)(?:进去|进来|在内|掉|了|上|进)+[吗么呢]?"
    ),
    re.compile(
        r"(?P<of>.*?)(?:里面?|中|里头)?(?:都|主要|具体)?(?:包括|包含|含有?)(?:了|的)?(?:是)?(?:哪些|什么|些什么|啥)"
        r"(?:东西|内容|项目|部分|费用|款项)?[呢]?"
    ),
    re.compile(r"(?P<of>.*?)(?:里面?|中|里头)?是?(?:含|带|未)税的?还是(?:不含|不带|未|含|带)税的?[呢]?"),
)
_PART = r"[a-z][\w' /&-]{0,40}?"
_VERB = r"(?:includes?|contains?|counts?|covers?|excludes?|leaves? out|takes? into account|deducts?|subtracts?)"
_PASSIVE = r"(?:included|counted|contained|deducted|subtracted|excluded|left out|part of|taken off|taken out)"
_EN = (
    re.compile(rf"(?:and )?(?:does|do|did) (?P<of>.+?) (?:already |also |still )?{_VERB} {_PART}"),
    re.compile(r"(?:and )?what (?:does|do) (?P<of>.+?) (?:include|contain|cover|consist of)"),
    re.compile(r"(?:and )?what(?: is|'s|’s|s) (?:included|contained|counted) in (?P<of>.+?)"),
    re.compile(r"(?P<of>.+?) (?:includes|contains|covers) what"),
    re.compile(
        rf"(?:and )?(?:is|are) {_PART} (?:already |also |still )?{_PASSIVE}(?: (?:in|from|of|into) (?P<of>.+?))?"
    ),
    re.compile(
        r"(?:and )?(?:is|are) (?P<of>.+?) (?:(?:shown|reported|measured|stated) )?(?:with or without|net or gross|"
        r"gross or net|net of|gross of|before or after|inclusive of|exclusive of|including|excluding|with|without|"
        rf"before|after)(?: {_PART})?"
    ),
)
_ENDS = re.compile(r"^[\s,，。.!！?？]+|[\s,，。.!！?？]+$")
_POINTS = frozenset(
    {"", "it", "this", "that", "the number", "the figure", "它", "这", "这个", "这个数", "那", "那个数", "这里", "这数"}
)


def what_is_included(intent: Intent, question: Question) -> Define | None:
    """The definition of the measure that is the subject."""
    if intent.periods or intent.relations or intent.thresholds or intent.ranked:
        return None
    text = _ENDS.sub("", question.text)
    shift = question.text.find(text)
    folded = text.casefold()
    for pattern in _EN if text.isascii() else _ZH:
        found = pattern.fullmatch(folded)
        if found is None:
            continue
        subject = (found["of"] or "").strip()
        if subject in _POINTS:
            return of_answer(question)
        start = shift + found.start("of")
        return _of_subject([p for p in intent.pieces if p.start < start + len(found["of"]) and start < p.end])
    return None


def _of_subject(pieces: list[Piece]) -> Define | None:
    """The measures a subject names, where nothing else stands in it."""
    named = [piece for piece in pieces if piece.metrics() and not piece.verb]
    rest = [piece for piece in pieces if piece not in named and not is_light(piece) and not is_joint(piece)]
    if not named or any(piece.links or not piece.known for piece in rest) or rest:
        return None
    return Define("metric", tuple(dict.fromkeys(name for piece in named for name in piece.metrics())))
