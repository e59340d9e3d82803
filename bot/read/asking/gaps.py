"""By how far a plan is passed or missed: 超预算最多的部门, 离目标差得最多的门店, "most over budget".

Role: a pass of `interpret`, after the superlatives. One that stands beside a bound by a plan orders by the gap between
the two, in the direction of the bound; one that stands beside nothing there orders by nothing that was said. A
distance from a plan chooses those that fall short of it, where it is one to reach; else which way is not to be told.
"""

from __future__ import annotations

from bot.read.asking.filters import Scene
from bot.read.asking.met import is_to_reach
from bot.read.intent import Intent, MetricSaid, Threshold
from bot.read.pieces import Piece
from bot.read.walk import before_of, is_light, next_of
from bot.read.wording.overrun import actuals_of
from bot.read.wording.plan_names import is_plan
from semantic_layer.model import SemanticModel

_AWAY = frozenset({"离", "距", "距离"})
_SHORT = ("差", "还差", "缺", "还缺")
_WHOLE_LIST = ("down", "up", "rank", "best first", "worst first")
_BETWEEN = frozenset({"by", "the", "得"})


def read_gaps(intent: Intent, scene: Scene) -> None:
    """`gap`: ordered by how far the plan is passed or missed."""
    _refuse_over_nothing(intent, scene.model)
    orders = [place for place, piece in enumerate(intent.pieces) if _ranks(piece)]
    bounds = _bounds_by_plan(intent, scene.model)
    if not orders:
        return
    if not bounds and intent.difference:
        _read_distance(intent, orders, scene.model)
        return
    near = [place for place in orders if bounds and _stands_beside(intent, place, bounds)]
    for place in near:
        exact = any(bound.number is None and bound.op in {">=", "<="} for bound in bounds)
        if exact or intent.quality or intent.share or len(near) > 1:
            intent.pieces[place].role = "unbound"  # 没超预算最多的, 超预算比例最高的
        intent.gap, intent.order_by, intent.by_change = True, (), ""
    for place in orders if bounds else ():
        piece = intent.pieces[place]
        lost = not (intent.order_by or intent.by_change) and not piece.is_word("order", *_WHOLE_LIST)
        if place not in near and (lost or (intent.gap and piece.role == "order")):
            piece.role = "unbound"  # top 3 departments over budget: by what is spent, or by what is too much?


def _ranks(piece: Piece) -> bool:
    return piece.role in {"order", "limit"} and not piece.number and not piece.is_word("limit", "unit")


def _bounds_by_plan(intent: Intent, model: SemanticModel) -> list[Threshold]:
    return [one for one in intent.thresholds if one.other and all(is_plan(model.metrics[name]) for name in one.other)]


def _stands_beside(intent: Intent, place: int, bounds: list[Threshold]) -> bool:
    """Right behind the bound; in English right before it as well."""
    pieces = intent.pieces
    if pieces[place].role != "order":
        return False
    before, after = before_of(pieces, place, _may_stand_between), next_of(pieces, place)
    behind = before is not None and _is_of_bound(pieces[before], bounds)
    if not pieces[place].text.isascii():
        return behind
    if after is not None and _is_of_bound(pieces[after], bounds):
        return True
    return behind and not (after is not None and pieces[after].metrics())


def _may_stand_between(piece: Piece) -> bool:
    asks = piece.is_word("question", "how_much") and not piece.links  # 按超预算多少排序
    return is_light(piece) or asks or (piece.text.casefold() in _BETWEEN and not piece.links)


def _is_of_bound(piece: Piece, bounds: list[Threshold]) -> bool:
    return piece.role == "threshold" and any(piece.text in bound.word for bound in bounds)


def _read_distance(intent: Intent, orders: list[int], model: SemanticModel) -> None:
    """离目标差得最多的门店: those short of it, the furthest first. 和预算差得最多: above, or below?"""
    pieces = intent.pieces
    superlatives = [place for place in orders if not pieces[place].is_word("order", *_WHOLE_LIST)]
    plans = [said for said in intent.metrics if all(is_plan(model.metrics[name]) for name in said.names)]
    if not superlatives or not plans or any(piece.is_word("left") for piece in pieces):
        return
    measures = [said for said in intent.metrics if said not in plans]
    reached = _aim(pieces, plans[0], model) if len(plans) == 1 and len(measures) < 2 else {}
    another = any(set(said.names) != set(reached.values()) for said in measures)
    if not reached or another or intent.quality or len(superlatives) > 1 or intent.thresholds:
        for place in superlatives:
            pieces[place].role = "unbound"
        return
    actuals = tuple(dict.fromkeys(reached.values()))
    intent.metrics = measures or [MetricSaid(plans[0].word, actuals, plans[0].piece)]
    intent.thresholds.append(Threshold("<", other=tuple(reached), word=plans[0].word))
    intent.gap, intent.order_by, intent.by_change = True, (), ""


def _aim(pieces: list[Piece], plan: MetricSaid, model: SemanticModel) -> dict[str, str]:
    """The plans that are to be reached → what is to reach them, where it is said that something is short of them."""
    place = next(index for index, piece in enumerate(pieces) if piece is plan.piece)
    before, after = before_of(pieces, place), next_of(pieces, place)
    away = before is not None and pieces[before].text in _AWAY
    short = after is not None and pieces[after].is_word("compare", "difference")
    if not away or after is None or not short or not pieces[after].text.startswith(_SHORT):
        return {}
    pairs = actuals_of(plan.piece, model)
    return {name: actual for name, actual in pairs.items() if is_to_reach(name, model)}


def _refuse_over_nothing(intent: Intent, model: SemanticModel) -> None:
    """Stores over staff budget, where nothing is set against it: no list of all the budgets."""
    for place, piece in enumerate(intent.pieces):
        after = next_of(intent.pieces, place)
        if piece.role or piece.links or not piece.is_word("operator", "over") or after is None:
            continue
        names = intent.pieces[after].metrics()
        if names and intent.pieces[after].role == "metric" and all(is_plan(model.metrics[name]) for name in names):
            piece.role = "unbound"
