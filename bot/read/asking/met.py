"""Whether a plan is met: 没完成目标, 预算没完成, "missed their target", 达标, 没达标.

Role: pieces → the same pieces, before they are interpreted, and the pass of 达标. Beside a plan the words become a
comparison with it, where they say of whom; beside a rate of a plan, or alone, a bound of 100 % on that rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.read.asking.filters import Scene
from bot.read.intent import Intent, Threshold
from bot.read.pieces import Number, Piece
from bot.read.wording.attainment import is_attainment
from bot.read.wording.overrun import set_against
from bot.read.wording.plan_names import is_plan
from bot.read.words import Word
from semantic_layer.model import Better, SemanticModel

_MISSED = re.compile(
    r"(没有?|未|尚未|还没有?|未能|没能)(完成|达成|达到|达|实现)了?的?"
    r"|(miss|misses|missed|missing|behind|short of|fell short of|falls short of|fall short of"
    r"|(failed to|fails to|fail to|did not|didn['’]?t|have not|haven['’]?t|not|does not|doesn['’]?t|do not|don['’]?t)"
    r" (hit|meet|met|reach|reached|achieve|achieved|make|made))"
    r"( (their|its|the|our|his|her))?",
    re.IGNORECASE,
)
_HIT = re.compile(
    r"(已|已经)?(完成|达成|达到|实现)了?"
    r"|(hit|hits|met|meet|meets|reached|reach|achieved|achieve)( (their|its|the|our))?",
    re.IGNORECASE,
)
_ASKS_HOW_FAR = re.compile(r"多少|百分|几成|率|进度|情况|how (much|far|many)|percent|what", re.IGNORECASE)
_RANKS = re.compile(r"\s*(得|率|度)?(最|排|前\d|by the most|most|best|worst|furthest)", re.IGNORECASE)
_CHOOSES = re.compile(r"哪|谁|的|\b(which|that|who|what|whose)\b", re.IGNORECASE)
_WORDS_BEFORE = 5  # pieces that "did not hit their" may be cut into

_BELOW = re.compile(r"(below|under|short of|off|behind|低于|不到)( (their|its|the|our))?", re.IGNORECASE)
_ABOVE = re.compile(r"(above|over|on|超过|超)( (their|its|the|our))?", re.IGNORECASE)
_TARGET = frozenset({"target", "targets", "goal", "goals", "quota", "quotas", "目标"})


def spans_of(pieces: list[Piece], said: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches of pieces without a name, a time or a number that a pattern covers; longest first of each start."""
    for first in range(len(pieces)):
        for last in range(min(len(pieces), first + _WORDS_BEFORE), first, -1):
            words = pieces[first:last]
            if any(piece.links or piece.time or piece.number for piece in words):
                continue
            glue = " " if words[0].text.isascii() else ""
            if said.fullmatch(glue.join(piece.text for piece in words)):
                yield first, last
                break


def read_met(pieces: list[Piece], plan: Piece, text: str, model: SemanticModel) -> None:
    """没完成目标的门店, 预算没完成的门店, "stores that missed their target": of whom it is true. How far it is met is
    another thing. Of several plans called so, those that one wants to reach are meant."""
    met = [name for name in plan.metrics() if _may_be_met(name, model)]
    found = _words_of_meeting(pieces, plan, text) if met else None
    if found is None:
        return
    first, last, op = found
    words = pieces[first:last]
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    plan.links = tuple(link for link in plan.links if link.kind != "metric" or link.target in met)
    words[0].links, words[0].words, words[0].known = (), (Word("operator", op),), True
    words[0].text, words[0].end = text[words[0].start : words[-1].end], words[-1].end
    del pieces[first + 1 : last]
    if first > place:  # 预算没完成的: the word of comparison before what it compares with
        pieces[place], pieces[first] = pieces[first], pieces[place]
        plan.end, words[0].start, words[0].end = words[0].end, plan.start, plan.start


def _words_of_meeting(pieces: list[Piece], plan: Piece, text: str) -> tuple[int, int, str] | None:
    """(first, last, "<" or ">=") of the words right before or behind the plan."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    for first, last in (*spans_of(pieces, _MISSED), *spans_of(pieces, _HIT)):
        behind = first == place + 1 and not text.isascii()
        if (last != place and not behind) or _is_bounded(pieces, last):
            continue
        missed = _MISSED.fullmatch(text[pieces[first].start : pieces[last - 1].end].strip()) is not None
        rest = text[: min(pieces[first].start, plan.start)] + text[max(plan.end, pieces[last - 1].end) :]
        if _RANKS.match(text[max(plan.end, pieces[last - 1].end) :]):
            return None  # 完成目标最多的: by how far it is met
        says_whom = _CHOOSES.search(rest) or (behind and pieces[last - 1].text == "的")
        if not says_whom and (behind or not missed):
            return None
        if not missed and _ASKS_HOW_FAR.search(rest):
            return None
        return first, last, "<" if missed else ">="
    return None


def _is_bounded(pieces: list[Piece], last: int) -> bool:
    """完成不到九成的, 完成超过90%的: how far it is met is bounded, and being met is not what is asked."""
    return any(piece.number is not None and piece.number.unit == "percent" for piece in pieces[last : last + 3])


def _may_be_met(plan: str, model: SemanticModel) -> bool:
    """A plan one wants to reach: of a cost, it is not to be told whether less is a miss."""
    if not is_plan(model.metrics[plan]):
        return False
    better = {model.metrics[name].better.value for name in set_against(plan, model)}
    label = model.metrics[plan].label
    aims = re.search(r"目标|target|quota|goal", label.zh + label.en.casefold())
    return len(better) == 1 and (better == {"higher"} or (bool(aims) and "lower" not in better))


def read_target(pieces: list[Piece], text: str) -> None:
    """ "Below target" of a layer that has no such name: as 没达标."""
    for place in range(len(pieces) - 1, 0, -1):
        piece = pieces[place]
        if piece.links or piece.text.casefold() not in _TARGET:
            continue
        for pattern, op in ((_MISSED, "<"), (_BELOW, "<"), (_HIT, ">="), (_ABOVE, ">=")):
            first = next((first for first, last in spans_of(pieces, pattern) if last == place), None)
            if first is not None:
                piece.start = pieces[first].start
                piece.text = text[piece.start : piece.end]
                piece.words, piece.known = (Word("attained", op),), True
                del pieces[first:place]
                break


def read_attained(intent: Intent, scene: Scene) -> None:
    """没达标的门店: below 100 % of the rate at hand, or below the plan of the measure named."""
    for piece in intent.pieces:
        op = piece.word("attained")
        if piece.role or piece.links or op is None:
            continue
        names = {name for said in intent.metrics for name in said.names}
        plans = [plan for plan in scene.model.metrics if len(names) == 1 and set_against_one(plan, names, scene.model)]
        if len(plans) == 1:
            intent.thresholds.append(Threshold(op, other=(plans[0],), word=piece.text))
        else:
            rate = Number(Decimal(100), "percent")
            intent.thresholds.append(Threshold(op, rate, word=piece.text, of_plan=True))
        piece.role = "threshold"


def is_to_reach(plan: str, model: SemanticModel) -> bool:
    """A plan that one wants to reach, where the layer says so of what it is held against."""
    return _may_be_met(plan, model)


def set_against_one(plan: str, names: set[str], model: SemanticModel) -> bool:
    return _may_be_met(plan, model) and not model.metrics[plan].hidden and set_against(plan, model) == names


def is_rate_to_reach(model: SemanticModel, name: str) -> bool:
    """Whether a metric divides by a plan and more of it is better: 100 % is what is aimed at."""
    metric = model.metrics[name]
    if not is_attainment(model, name) or metric.unit.kind != "percent":
        return False
    if metric.better is not Better.NEITHER:
        return metric.better is Better.HIGHER
    actual = model.metrics.get(metric.expression.partition("/")[0].strip())
    return actual is not None and actual.better is Better.HIGHER
