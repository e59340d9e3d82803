"""Readings that explain every word and are still not what anybody would mean by them.

Role: a look at an Intent before it is written, beside `conflicts`: two measures run together, a list of nameless
members, a part measured within itself. Stops with the words; a bare month of a plan still to come is asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from bot.planners.offline.queries.part_of_itself import narrows
from bot.planners.offline.queries.times import data_end
from bot.planners.offline.questions_back.alternatives import Open
from bot.planners.offline.stop import not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.pieces import Piece
from bot.read.walk import is_joint
from bot.turn import Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRole, SemanticModel
from semantic_layer.periods import Grain

_EITHER = frozenset({"和", "与", "及", "以及", "跟", "或", "或者", "、", "or"})
_SINCE = re.compile(r"\bsince\b|以来|自从|^自|起$", re.IGNORECASE)
_BARE = re.compile(
    r"\s*(in|for|of|的|在)?\s*(\d{1,2}月份?|[一二三四五六七八九十]{1,2}月份?|q[1-4]|[一二三四1-4]季度|第[一二三四]季度"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\s*",
    re.IGNORECASE,
)


def is_bare(words: str) -> bool:
    """A month or quarter without its year."""
    return bool(_BARE.fullmatch(words))


def refuse_doubts(intent: Intent, text: str, model: SemanticModel) -> None:
    """Stop where a reading is no sensible one."""
    _run_together(intent, text)
    _nameless(intent, model)
    _part_of_itself(intent, model)
    _sum_of_members(intent)
    _change_since(intent)
    _beside_states(intent)


def _run_together(intent: Intent, text: str) -> None:
    """新会员营业额: two names that nothing joins are one thing, which the layer does not have."""
    if intent.portion:
        return
    said = sorted(intent.metrics, key=lambda one: one.piece.start)
    for one, other in pairwise(said):
        between = [p for p in intent.pieces if one.piece.end <= p.start and p.end <= other.piece.start]
        listed = any(is_joint(piece) or piece.role == "sign" for piece in between)
        gap = text[one.piece.end : other.piece.start]
        spaced = not text.isascii() and (" " in gap or "\u3000" in gap)
        plain = all(piece.role == "period" or (piece.role == "filler" and piece.text != "多少") for piece in between)
        asked = _is_asked_how_many(intent, one.piece)  # how many units … in stock: one number, of which of the two?
        if (plain and not listed and not spaced) or (asked and not listed and not _is_set_against(between)):
            raise not_understood(f"{one.word} {other.word}")


def _is_asked_how_many(intent: Intent, piece: Piece) -> bool:
    place = next(index for index, one in enumerate(intent.pieces) if one is piece)
    before = intent.pieces[place - 1] if place else None
    return before is not None and before.is_word("calc", "count") and not before.links


def _is_set_against(between: list[Piece]) -> bool:
    return any(piece.role in {"compare", "share", "threshold", "order", "limit", "which"} for piece in between)


def _nameless(intent: Intent, model: SemanticModel) -> None:
    """会员客单价: the noun of members that have only a number is no wish for a list of them."""
    chosen = intent.ranked or intent.which or intent.thresholds or intent.detail or intent.counted or intent.share
    if chosen or not intent.metrics:
        return
    for said in intent.groups:
        dataset = model.datasets.get(said.dataset) if said.dataset and not said.each else None
        if intent.states and all(
            said.dataset in base_datasets(model, name) for one in intent.metrics for name in one.names
        ):
            continue  # labour of the jobs repaired in May: the jobs are what it is made of
        if dataset is not None and dataset.display and dataset.fields[dataset.display].role is FieldRole.ID:
            raise not_understood(said.word)


def _part_of_itself(intent: Intent, model: SemanticModel) -> None:
    """金卡会员消费占比 of a share whose part is what the value narrows: it would be all of itself."""
    for said in intent.metrics:
        for value in intent.values:
            inside = any(narrows(model, name, ref) for name in said.names for ref, _ in value.targets)
            if inside and not value.negated:
                raise not_understood(f"{value.word} {said.word}")


def _change_since(intent: Intent) -> None:
    """ "How much has it grown since March": against what stood then, which is neither a year nor a month before."""
    changed = intent.growth or intent.difference
    if changed and not intent.relations and len(intent.periods) == 1 and _SINCE.search(intent.periods[0].words):
        raise not_understood(intent.periods[0].words)


def _beside_states(intent: Intent) -> None:
    """What happened within a time has no earlier value beside it: a period before would be of another date. And what
    had not happened by a day of the past is not told by what is empty today."""
    if not intent.states:
        return
    dated = [said for said in intent.states if said.absent is None]
    changes = intent.relations or intent.growth or intent.versus or intent.difference
    changes = changes or intent.per or intent.year_before or _are_either(intent)
    twice = len({said.refs for said in dated}) < len(dated)
    several = len(intent.metrics) > 1 and bool(intent.periods)
    if dated and (changes or twice or several or intent.calcs & {"cumulative", "trend"}):
        raise not_understood(" ".join(said.word for said in dated))
    amounts = [piece.text for piece in intent.pieces if piece.is_word("filler", "amount") and not piece.links]
    if amounts and not (intent.metrics or intent.numbers or intent.detail or intent.ranked):
        raise not_understood(" ".join(amounts))  # a number is asked for, and rows are none
    absent = [said for said in intent.states if said.absent]
    if absent and (len(intent.periods) > 1 or any(one.as_of or one.open_start for one in intent.periods)):
        raise not_understood(" ".join(said.word for said in absent))


def _are_either(intent: Intent) -> bool:
    """8月发运和9月签收的运单: both together, or the ones as well as the others? 但 and "and" say it of the same."""
    places = [place for place, piece in enumerate(intent.pieces) if piece.state is not None]
    between = intent.pieces[places[0] : places[-1]] if places else []
    return any(piece.text.casefold() in _EITHER for piece in between)


def _sum_of_members(intent: Intent) -> None:
    """The total of those that meet a condition: their list holds the condition, and no total."""
    if intent.over_members:
        return
    if intent.together and intent.groups and any(not one.fields for one in intent.thresholds) and not intent.counted:
        raise not_understood(" ".join(p.text for p in intent.pieces if p.role == "calc" and p.is_word("calc", "sum")))


def ahead(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """12月的目标, asked in November: of a plan that holds the month to come, that one or last year's?"""
    names = [name for said in intent.metrics for name in said.names]
    if len(intent.periods) != 1 or not names or intent.relations or not _BARE.fullmatch(intent.periods[0].words):
        return None
    said, loaded = intent.periods[0], data_end(names, context, loaded=True)
    if said.end >= question.today or said.grain is None or loaded is None or loaded <= question.today:
        return None
    coming = context.calendar.shift(said, 1, Grain.YEAR)
    if coming is None or coming.start > loaded or coming.start <= question.today:
        return None
    ways = tuple(
        (f"{one.start} – {one.end}", replace(intent, periods=[replace(one, words="")])) for one in (coming, said)
    )
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=said.words, candidates=labels), ways)
