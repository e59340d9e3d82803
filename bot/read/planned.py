"""Words around a plan: 没完成目标, "missed their target", 预算还剩多少, "budget left", 实际, 超预算了没.

Role: pieces → the same pieces, before they are interpreted. Missed and hit become a comparison with the plan where it
says of whom; what is left becomes a difference. Without a plan of the layer that one measure is set against, the words
stay what they were.
"""

from __future__ import annotations

import re

from bot.read.filters import Scene
from bot.read.intent import Intent
from bot.read.lexicon import Link
from bot.read.overrun import actuals_of, goes_with
from bot.read.pieces import Number, Piece
from bot.read.plan_names import is_bare, is_plan
from bot.read.walk import is_light, next_of
from bot.read.words import Word
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import SemanticModel

_FILLER = (Word("filler", ""),)
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
_LEFT = re.compile(
    r"还剩|还剩下|剩下|剩余|剩|还有多少|余额|结余|left|remaining|unspent|unused|left over", re.IGNORECASE
)
_ACTUAL = re.compile(r"实际|实际发生|实际的|actual|actuals", re.IGNORECASE)
_ASKS_HOW_FAR = re.compile(r"多少|百分|几成|率|进度|情况|how (much|far|many)|percent|what", re.IGNORECASE)
_RANKS = re.compile(r"\s*(得|率|度)?(最|排|前\d|by the most|most|best|worst|furthest)", re.IGNORECASE)
_CHOOSES = re.compile(r"哪|谁|的|\b(which|that|who|what|whose)\b", re.IGNORECASE)
_WORDS_BEFORE = 5  # pieces that "did not hit their" may be cut into


def read_planned(pieces: list[Piece], text: str, model: SemanticModel) -> None:
    """Read the words that stand with a plan."""
    _end_of_question(pieces, text)
    for piece in pieces:
        if is_bare(piece):
            _settle_bare(piece, pieces, model)
    plans = [piece for piece in pieces if piece.metrics() and all(is_plan(model.metrics[n]) for n in piece.metrics())]
    for plan in plans:
        _read_actual(pieces, plan, model)
        if not actuals_of(plan, model):
            continue
        _read_left(pieces, plan)
        if _may_be_met(plan, model):
            _read_met(pieces, plan, text)


def _end_of_question(pieces: list[Piece], text: str) -> None:
    """超预算了没: a 没 behind 了, with nothing to follow, only asks."""
    for place, piece in enumerate(pieces[1:], 1):
        ends = piece.text in {"没", "没有"} and next_of(pieces, place) is None and not text[piece.end :].strip("?？ 呢")
        if ends and pieces[place - 1].text == "了":
            piece.words, piece.known = _FILLER, True


def _settle_bare(plan: Piece, pieces: list[Piece], model: SemanticModel) -> None:
    """A bare 预算 beside a measure is the plan of it, and of no other; beside a version of itself, and with the plan
    named in full, it is the noun of the version (年初版预算里的销售预算)."""
    others = [name for piece in pieces if piece is not plan for name in piece.metrics()]
    named = [name for name in others if name in plan.metrics()]
    measures = [name for name in others if not is_plan(model.metrics[name])]
    if named and _stands_with_version(plan, pieces, model):
        plan.links, plan.words, plan.known = (), _FILLER, True
        return
    if plan.is_word("operator", "unknown_future") and (not measures or _leads_to_measure(plan, pieces, measures)):
        plan.links = ()  # 预测下月收入: the verb
        return
    if not measures or named:
        return
    plans = [link for link in plan.links if link.kind == "metric"]
    mine = [link for link in plans if any(goes_with(str(link.target), one, model) for one in measures)]
    plan.links = tuple(link for link in plan.links if link.kind != "metric" or link in mine)
    if not plan.links:
        plan.known, plan.words = False, ()


def _leads_to_measure(plan: Piece, pieces: list[Piece], measures: list[str]) -> bool:
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    after = next((p for p in pieces[place + 1 :] if not (is_light(p) or p.time or p.values())), None)
    return after is not None and bool(set(after.metrics()) & set(measures))


def _stands_with_version(plan: Piece, pieces: list[Piece], model: SemanticModel) -> bool:
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    near = [pieces[index] for index in (place - 1, place + 1) if 0 <= index < len(pieces)]
    rows = {dataset for name in plan.metrics() for dataset in base_datasets(model, name)}
    return any(ref.dataset in rows for piece in near for ref, _ in piece.values())


def _may_be_met(plan: Piece, model: SemanticModel) -> bool:
    """A plan one wants to reach: of a cost, it is not to be told whether less is a miss."""
    better = {model.metrics[name].better.value for name in actuals_of(plan, model).values()}
    names = {model.metrics[name].label.zh + model.metrics[name].label.en.casefold() for name in plan.metrics()}
    aims = all(re.search(r"目标|target|quota|goal", name) for name in names)
    return better == {"higher"} or (aims and "lower" not in better)


def _read_met(pieces: list[Piece], plan: Piece, text: str) -> None:
    """没完成目标的门店, "stores that missed their target": of whom it is true. How far it is met is another thing."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    for first in range(max(0, place - _WORDS_BEFORE), place):
        words = pieces[first:place]
        if any(piece.metrics() or piece.time or piece.number for piece in words):
            continue
        said = text[words[0].start : words[-1].end].strip().casefold()
        missed = _MISSED.fullmatch(said)
        if missed is None and _HIT.fullmatch(said) is None:
            continue
        rest = text[: words[0].start] + text[plan.end :]
        if _RANKS.match(text[plan.end :]):
            return  # 完成目标最多的: by how far it is met
        if missed is None and (_ASKS_HOW_FAR.search(rest) or not _CHOOSES.search(rest)):
            return
        words[0].links, words[0].words, words[0].known = (), (Word("operator", "<" if missed else ">="),), True
        words[0].text, words[0].end = text[words[0].start : words[-1].end], words[-1].end
        del pieces[first + 1 : place]
        return


def _read_left(pieces: list[Piece], plan: Piece) -> None:
    """预算还剩多少, "budget left": the plan less what it is set against."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    near = [pieces[place - 1]] if place else []
    after = next_of(pieces, place)
    near += [pieces[after]] if after is not None else []
    for piece in (*near, *(one for one in pieces[place + 1 : place + 4] if is_light(one))):
        if _LEFT.fullmatch(piece.text) and not piece.links and not piece.time:
            piece.words, piece.known = (Word("compare", "difference"), Word("left", "")), True
            return


def _read_actual(pieces: list[Piece], plan: Piece, model: SemanticModel) -> None:
    """实际费用和预算, "actual versus plan": the measure itself, or the one that the plan is set against."""
    others = [name for piece in pieces if piece is not plan for name in piece.metrics()]
    measured = any(not is_plan(model.metrics[name]) for name in others)
    for piece in pieces:
        if piece.links or piece.time or not _ACTUAL.fullmatch(piece.text):
            continue
        actuals = tuple(dict.fromkeys(actuals_of(plan, model).values()))
        if measured:
            piece.words, piece.known = _FILLER, True
        elif actuals:
            piece.links = tuple(Link("metric", name, "alias", 0.95, piece.text) for name in actuals)
            piece.words, piece.known = (), True
            return


def read_over_by(intent: Intent, _scene: Scene) -> None:
    """超预算10%以上, "over budget by more than 10%": the bound says by how much the plan is passed."""
    for place, piece in enumerate(intent.pieces):
        plans = [t for t in intent.thresholds if t.other and t.number is None and t.word.endswith(piece.text)]
        after = next_of(intent.pieces, place, _is_light_or_by)
        if piece.role != "threshold" or not piece.metrics() or not plans or after is None:
            continue
        plan = plans[0]
        behind = intent.pieces[after]
        by = next((t for t in intent.thresholds if t.number and not t.fields and t.word.startswith(behind.text)), None)
        if behind.role != "threshold" or by is None or by.number is None:
            continue
        if by.until is not None or by.op not in {">", ">="} or by.number.unit not in {"percent", "money"} or by.metrics:
            behind.role = "unbound"
            continue
        below = plan.op in {"<", "<="}
        plan.op = {">": "<", ">=": "<="}[by.op] if below else by.op
        plan.number = Number(-by.number.value, by.number.unit, by.number.scaled) if below else by.number
        intent.thresholds.remove(by)


def _is_light_or_by(piece: Piece) -> bool:
    return is_light(piece) or (piece.text.casefold() == "by" and not piece.links)
