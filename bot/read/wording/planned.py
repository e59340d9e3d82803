"""Words around a plan: 没完成目标, "missed their target", 预算还剩多少, "budget left", 实际, 超预算了没.

Role: pieces → the same pieces, before they are interpreted. What is left, and by how much a plan is passed, becomes a
difference; missed and hit are read in `met`. Without a plan of the layer that one measure is set against, the words
stay what they were.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.read.asking.filters import Scene
from bot.read.asking.met import read_met, read_target, spans_of
from bot.read.intent import Intent
from bot.read.lexicon import Link
from bot.read.pieces import Number, Piece
from bot.read.walk import is_light, next_of
from bot.read.wording.overrun import actuals_of, goes_with
from bot.read.wording.plan_names import is_bare, is_plan
from bot.read.words import Word
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import SemanticModel
from semantic_layer.periods import Grain

_WHOLE_YEAR = frozenset({"全年", "整年", "一整年"})
_YEARS = frozenset({Grain.YEAR, Grain.FISCAL_YEAR})
_FILLER = (Word("filler", ""),)
_LEFT = re.compile(
    r"还剩|还剩下|剩下|剩余|剩|还有多少|余额|结余|left|remaining|unspent|unused|left over", re.IGNORECASE
)
_ACTUAL = re.compile(r"实际|实际发生|实际的|actual|actuals", re.IGNORECASE)
_UNSPENT = re.compile(r"(还|都)?(没有?|未)(花|用|使用|执行|完成|达成|实现|投放|投)(掉|完|出去|了)?的?")
_BY_HOW_MUCH = re.compile(
    r"(各|都|各自|分别)?(超出|超支|超过|超|高出|多出|多花)了?(多少钱?|几何)|(and )?by how much( each)?", re.IGNORECASE
)


def read_planned(pieces: list[Piece], text: str, model: SemanticModel) -> None:
    """Read the words that stand with a plan."""
    _end_of_question(pieces, text)
    for before, piece in pairwise(pieces):
        if piece.text in _WHOLE_YEAR and not piece.links and before.time is not None and before.end == piece.start:
            period = before.time.period
            if period is not None and period.grain in _YEARS:
                piece.words, piece.known = _FILLER, True  # 今年全年预算
    for piece in pieces:
        if is_bare(piece):
            _settle_bare(piece, pieces, model)
    plans = [piece for piece in pieces if piece.metrics() and all(is_plan(model.metrics[n]) for n in piece.metrics())]
    for plan in plans:
        _read_actual(pieces, plan, model)
        if actuals_of(plan, model):
            _read_left(pieces, plan)
        read_met(pieces, plan, text, model)
        _read_by_how_much(pieces, plan, text)
    read_target(pieces, text)


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


def _read_left(pieces: list[Piece], plan: Piece) -> None:
    """预算还剩多少, "budget left": the plan less what it is set against."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    near = [pieces[place - 1]] if place else []
    after = next_of(pieces, place)
    near += [pieces[after]] if after is not None else []
    for piece in (*near, *(one for one in pieces[place + 1 : place + 4] if is_light(one))):
        if _LEFT.fullmatch(piece.text) and not piece.links and not piece.time:
            piece.words, piece.known = (Word("compare", "difference"), Word("left", "")), True
            _absorb(pieces, _UNSPENT)  # 预算还剩多少没花
            return


def _absorb(pieces: list[Piece], said: re.Pattern[str]) -> None:
    """Words that say once more what is said."""
    for first, last in spans_of(pieces, said):
        for piece in pieces[first:last]:
            piece.words, piece.known = _FILLER, True


def _read_by_how_much(pieces: list[Piece], plan: Piece, text: str) -> None:
    """超预算的部门,超了多少: the difference beside those that a word before says have passed the plan."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan)
    passed = any(piece.is_word("operator", ">", "<", "over") for piece in pieces[max(0, place - 2) : place])
    for first, last in spans_of(pieces, _BY_HOW_MUCH) if passed else ():
        if first > place:
            words = pieces[first]
            words.words, words.known = (Word("compare", "difference"),), True
            words.end = pieces[last - 1].end
            words.text = text[words.start : words.end]
            del pieces[first + 1 : last]
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
