"""Attainment: 预算完成了多少, "how much of the target has been achieved": the actual over the plan, never the plan.

Role: pieces → the same pieces. A word of attainment beside a plan (a budget, a target) stands for the metric that
divides by that plan, where the layer has one; without one the word is lost, for the plan alone is another number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.lexicon import Link
from bot.read.pieces import Piece
from bot.read.walk import is_light
from bot.read.wording.plan_names import is_plan
from bot.read.words import Word
from semantic_layer.model import SemanticModel

_OVER = re.compile(r"^(?P<actual>\w+)\s*/\s*(?:NULLIF\()?(?P<plan>\w+)(?:,\s*0\))?$")
_CONFIDENCE = 0.95
_QUALITY = ("best", "worst", "best first", "worst first")


def read_attainment(pieces: list[Piece], model: SemanticModel) -> None:
    """Read the words of attainment together with the plan they are about."""
    plans = [piece for piece in pieces if any(is_plan(model.metrics[name]) for name in piece.metrics())]
    for piece in pieces:
        if plans and piece.is_word("attain") and all(link.kind == "value" for link in piece.links):
            piece.links = ()  # beside a plan 完成 is no state of an order
    words = [piece for piece in pieces if piece.is_word("attain") and not piece.links and not piece.time]
    if not words:
        return
    measured = [piece for piece in pieces if piece.metrics()]
    if len(words) == 1 and len(measured) == 2 and len(plans) == 1 and _is_pair(measured, plans[0], model):
        measured = plans
    rates = [piece for piece in measured if any(is_attainment(model, name) for name in piece.metrics())]
    if not plans and not rates and len(measured) == 1 and _is_ranked(pieces, words):
        bound = _ranked_by_rate(pieces, measured[0], model)
        for word in words:
            word.words, word.known = ((Word("filler", ""),), True) if bound else ((), False)
        return
    for word in words:
        leads = not plans and _leads_to_money(pieces, word, model)
        bound = rates or leads or (len(plans) == len(measured) == 1 and _divide_by(plans[0], model))
        word.words, word.known = ((Word("filler", ""),), True) if bound else ((), False)


def _is_ranked(pieces: Sequence[Piece], words: Sequence[Piece]) -> bool:
    """收入完成得最差, 完成最低: by how well it is done, or right behind the word."""
    if any(piece.is_word("order", *_QUALITY) and not piece.links for piece in pieces):
        return True
    behind = [next((one for one in pieces if one.start >= word.end and not _is_particle(one)), None) for word in words]
    return any(one is not None and one.is_word("order") and not one.links for one in behind)


def _is_particle(piece: Piece) -> bool:
    return is_light(piece) or piece.text == "得"


def _ranked_by_rate(pieces: Sequence[Piece], measure: Piece, model: SemanticModel) -> bool:
    """The measure's piece as the one rate that divides it by its plan. Without one nothing tells how well it is done,
    and 收入完成最多 may be of either: False. Where nothing is ever held against a plan, the most is the most."""
    best = any(piece.is_word("order", *_QUALITY) and not piece.links for piece in pieces)
    rates = [
        name
        for name, metric in model.metrics.items()
        if is_attainment(model, name) and not metric.hidden and _actual_of(model, name) in measure.metrics()
    ]
    if not best:
        return not rates
    if len(rates) != 1 or len(measure.metrics()) != 1:
        return False
    measure.links = (Link("metric", rates[0], "alias", _CONFIDENCE, measure.text),)
    return True


def _actual_of(model: SemanticModel, name: str) -> str:
    found = _OVER.match(model.metrics[name].expression.strip())
    return found["actual"] if found else ""


def _is_pair(measured: Sequence[Piece], plan: Piece, model: SemanticModel) -> bool:
    """收入完成预算的百分之几: the measure that the rate of the plan divides by it says no more."""
    actual = next(piece for piece in measured if piece is not plan)
    pairs = {
        (found["actual"], found["plan"])
        for name in model.metrics
        if is_attainment(model, name) and (found := _OVER.match(model.metrics[name].expression.strip())) is not None
    }
    plans = [one for one in plan.metrics() if any((name, one) in pairs for name in actual.metrics())]
    if len(plans) != 1 or len(actual.metrics()) != 1 or not actual.end <= plan.start:
        return False
    plan.links = tuple(link for link in plan.links if link.target == plans[0])
    actual.links, actual.words = (), (Word("filler", ""),)
    return True


def is_attainment(model: SemanticModel, name: str) -> bool:
    """Whether a metric divides by a plan."""
    found = _OVER.match(model.metrics[name].expression.strip())
    plan = model.metrics.get(found["plan"]) if found else None
    return plan is not None and is_plan(plan)


def _divide_by(piece: Piece, model: SemanticModel) -> bool:
    """The plan's piece as the metrics that divide by it; False where a plan has none, or several."""
    names: list[str] = []
    for plan in piece.metrics():
        over = [name for name in model.metrics if is_attainment(model, name) and _plan_of(model, name) == plan]
        over = [name for name in over if not model.metrics[name].hidden]
        if len(over) != 1:
            return False
        names += over
    piece.links = tuple(Link("metric", name, "alias", _CONFIDENCE, piece.text) for name in dict.fromkeys(names))
    return bool(names)


def _plan_of(model: SemanticModel, name: str) -> str:
    found = _OVER.match(model.metrics[name].expression.strip())
    return found["plan"] if found else ""


def _leads_to_money(pieces: Sequence[Piece], word: Piece, model: SemanticModel) -> bool:
    """完成收入多少: the verb only leads to an amount beside it. Of things counted it may be a state they are in."""
    place = next(index for index, piece in enumerate(pieces) if piece is word)
    after = next((piece for piece in pieces[place + 1 :] if not is_light(piece)), None)
    before = next((piece for piece in reversed(pieces[:place]) if not is_light(piece)), None)
    near = [piece for piece in (after, before) if piece is not None and piece.metrics()]
    bare = word.text in {"完成", "完成了", "实现", "实现了", "achieved", "achieve"}
    return bare and any(model.metrics[name].unit.kind == "currency" for piece in near for name in piece.metrics())
