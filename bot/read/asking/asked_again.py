"""A question whose second clause asks again: 10月收入多少，外销多少, "sales in October, how much from Texas".

Role: a pass of `interpret`, behind all that name things. The second clause is a part beside the whole, with conditions
of its own: as a condition of both it would drop what was asked first. What one query does not hold is marked as lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from bot.read.asking.filters import Scene
from bot.read.asking.listed import of_one_hierarchy
from bot.read.intent import Again, Intent, MetricSaid, Threshold, ValueSaid
from bot.read.lexicon import AGE_DATASET
from bot.read.normal import is_han
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light, is_listing, next_piece, piece_before
from bot.read.wording.overrun import actuals_of

_WHAT = re.compile(r"what('s| is| was| were| are)?\b", re.IGNORECASE)
_HOW_MUCH = re.compile(r"how (much|many)\b|呢$|.{0,3}多少", re.IGNORECASE)
_ALL = re.compile(r"全部|全体|所有|整体|总体|总|整个|公司|overall|total|all|whole|company", re.IGNORECASE)
_CHOOSES = frozenset({"order", "limit", "which", "when"})
_VALUES_ASKED = frozenset({"value", "noun", "period", "filler", "sign", ""})
_PLAN_ASKED = frozenset({"metric", "period", "filler", "sign", ""})
_TURNED = _CHOOSES | {"relation", "compare", "unresolved", "group", "grain", "asked_grain", "average", "state"}
_INSIDE = re.compile(r"(里|里面|里头|中|之中|当中)$")
_EMPTY = frozenset({"filler", "sign", "", "now"})
_ENDS = frozenset("的")


@dataclass(frozen=True)
class _Clause:
    """The pieces between two joints, and what of the intent they said."""

    intent: Intent
    scene: Scene
    pieces: list[Piece] = field(default_factory=list)
    joints: list[Piece] = field(default_factory=list)  # before it
    last: list[Piece] = field(default_factory=list)  # what the clause before it ends with

    @property
    def text(self) -> str:
        return self.scene.question[self.pieces[0].start : self.pieces[-1].end].strip()

    @cached_property
    def roles(self) -> set[str]:
        return {piece.role for piece in self.pieces}

    @cached_property
    def asks(self) -> bool:
        return any(_asks(piece) for piece in self.pieces)

    @cached_property
    def metrics(self) -> list[MetricSaid]:
        return [said for said in self.intent.metrics if self.holds(said.piece)]

    @cached_property
    def values(self) -> list[ValueSaid]:
        return [said for said in self.intent.values if self.holds(said.piece)]

    @cached_property
    def bounds(self) -> list[Threshold]:
        start, end = self.pieces[0].start, self.pieces[-1].end
        said = [one for one in self.intent.thresholds if one.word]
        return [one for one in said if start <= self.scene.question.find(one.word, start) < end]

    @cached_property
    def ages(self) -> list[Threshold]:
        return [one for one in self.bounds if any(ref.dataset == AGE_DATASET for ref in one.fields)]

    @property
    def bounds_rows(self) -> bool:
        return any(one.fields and one not in self.ages for one in self.bounds)

    @property
    def restricts(self) -> bool:
        return bool(self.values or self.ages)

    def holds(self, piece: Piece) -> bool:
        return any(one is piece for one in self.pieces)

    def fields(self) -> set:
        return {ref for said in self.values for ref, _ in said.targets}


def read_asked_again(intent: Intent, scene: Scene) -> None:
    """Mark the clauses that are a part of their own, or are lost."""
    clauses = _clauses(intent, scene)
    if len(clauses) < 2 or intent.definition:
        return
    _tell_measures_apart(clauses)
    _ask_for_amounts(intent, clauses)
    place = next((index for index, one in enumerate(clauses) if one.metrics), None)
    if place is None:
        place = next((index for index, one in enumerate(clauses) if _counts(one)), len(clauses) - 1)
        _choose_behind(intent, clauses[place], clauses[place + 1 :])
        return
    head, behind = clauses[place], clauses[place + 1 :]
    _value_before_measure(intent, clauses[:place], head)
    _nothing_of_its_own(intent, clauses, head)
    _choose_behind(intent, head, behind)
    _total_behind(intent, head, behind)
    _rows_behind(intent, head, behind)
    _share_behind(intent, head, behind)
    _parts_behind(intent, clauses[: place + 1], behind)


def _clauses(intent: Intent, scene: Scene) -> list[_Clause]:
    """Values in a list stay together; 多少 ends a clause before another value."""
    found = [_Clause(intent, scene)]
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        before, after = piece_before(pieces, place), next_piece(pieces, place)
        listed = before is not None and after is not None and before.role == after.role == "value"
        goes_on = piece.text.casefold().startswith("and ") and not piece.links
        if (is_joint(piece) or goes_on) and not listed:
            found = found if not found[-1].pieces else [*found, _Clause(intent, scene, last=[before] if before else [])]
            found[-1].joints.append(piece)
            continue
        found[-1].pieces.append(piece)
        ended = _asks(piece) and is_han(piece.text[:1]) and after is not None
        if ended and after is not None and after.role in {"value", "threshold"}:
            found.append(_Clause(intent, scene))
    return [one for one in found if any(not is_light(piece) for piece in one.pieces)]


def _asks(piece: Piece) -> bool:
    if piece.links:
        return False
    return piece.is_word("question", "how_much") or bool(_HOW_MUCH.match(piece.text))


def _counts(one: _Clause) -> bool:
    return one.intent.counted is not None and one.holds(one.intent.counted.piece)


def _tell_measures_apart(clauses: list[_Clause]) -> None:
    """保安多少人，缺编多少: what is asked for a second time is not what was asked for first."""
    for place, one in enumerate(clauses):
        later = {name for other in clauses[place + 1 :] for said in other.metrics for name in _sure(said)}
        for said in one.metrics:
            left = tuple(name for name in said.names if name not in later)
            if len(said.names) > 1 and left:
                said.names = left


def _sure(said: MetricSaid) -> tuple[str, ...]:
    return said.names if len(said.names) == 1 else ()


def _ask_for_amounts(intent: Intent, clauses: list[_Clause]) -> None:
    """ "How many were voided, and for how much": the number is one thing, and what they come to another."""
    counted = intent.counted
    if counted is None:
        return
    noun = next((place for place, one in enumerate(clauses) if one.holds(counted.piece)), 0)
    for place, one in enumerate(clauses):
        amount = any(_asks(piece) and not piece.is_word("calc", "count") for piece in one.pieces)
        part = place > noun and one.asks and one.restricts
        if (amount or part) and not one.metrics and place != noun:
            intent.lost_again = intent.lost_again or one.text


def _value_before_measure(intent: Intent, before: list[_Clause], head: _Clause) -> None:
    """人工多少，预算多少: of the first, no measure is said, unless it is the one that the plan is held against."""
    asked = [one for one in before if one.asks and one.restricts and not one.roles & {"counted", "anchor", "number"}]
    if not asked or not head.asks:
        return
    plain = len(asked) == 1 and asked[0].roles <= _VALUES_ASKED and head.roles <= _PLAN_ASKED
    actuals = set(actuals_of(head.metrics[0].piece, head.scene.model).values()) if len(intent.metrics) == 1 else set()
    if plain and len(actuals) == 1 and intent.periods and not intent.thresholds:
        intent.versus = True  # as far as both go
        last = asked[0].values[-1]
        intent.metrics.insert(0, MetricSaid(last.word, tuple(actuals), last.piece))
    else:
        intent.lost_again = intent.lost_again or head.text


def _nothing_of_its_own(intent: Intent, clauses: list[_Clause], head: _Clause) -> None:
    """目标多少，完成多少; "how many orders, and for how much": a clause asks and nothing answers it."""
    if not head.asks:
        return
    for place, one in enumerate(clauses):
        before = place < clauses.index(head)
        if one is not head and one.asks and one.roles <= _EMPTY | ({"period"} if before else set()):
            intent.lost_again = intent.lost_again or one.text


def _choose_behind(intent: Intent, head: _Clause, behind: list[_Clause]) -> None:
    """各店收入各多少，哪家最低: all of them in that order. Of a total, the lowest is another question."""
    asked = (
        head.asks or bool(_WHAT.match(head.pieces[0].text)) or any(p.is_word("operator", "apart") for p in head.pieces)
    )
    if not asked or head.roles & _CHOOSES:
        return
    for one in behind:
        known = all(set(said.names) & {n for first in head.metrics for n in first.names} for said in one.metrics)
        if "order" not in one.roles or not known or one.restricts:
            continue
        if head.roles & {"group", "grain"} and intent.limit is None and not intent.when:
            intent.which = "all"
        elif not head.roles & {"group", "grain"} and (one.roles & {"group", "which", "grain", "asked_grain"}):
            intent.lost_again = intent.lost_again or one.text


def _total_behind(intent: Intent, head: _Clause, behind: list[_Clause]) -> None:
    """各产线产量各多少，一共多少: a list, and its total."""
    for one in behind:
        total = any(piece.role == "calc" and piece.is_word("calc", "sum") for piece in one.pieces)
        listed = bool(head.roles & {"group", "grain"}) and (head.asks or head.roles & {"calc"})
        if total and one.asks and listed and not (one.metrics or one.restricts or one.roles & {"threshold"}):
            intent.lost_again = intent.lost_again or one.text


def _share_behind(intent: Intent, head: _Clause, behind: list[_Clause]) -> None:
    """应收多少，逾期占多少: the part is what stands before 占, though it was said last."""
    for one in behind:
        share = [piece for piece in one.pieces if piece.role == "share"]
        pair = [*head.metrics, *one.metrics]
        two = len(pair) == len(intent.metrics) == 2 and bool(one.metrics)
        if two and share and not intent.portion and one.metrics[0].piece.end <= share[0].start:
            intent.metrics[:] = [one.metrics[0], head.metrics[0]]


def _rows_behind(intent: Intent, head: _Clause, behind: list[_Clause]) -> None:
    """订单多少，没发货的多少: a part by what has happened to the rows, or by a number of theirs."""
    for one in behind:
        if head.asks and one.asks and not one.metrics and (one.roles & {"state", "without"} or one.bounds_rows):
            intent.lost_again = intent.lost_again or one.text


def _parts_behind(intent: Intent, heads: list[_Clause], behind: list[_Clause]) -> None:
    """The clauses that say a condition of their own, each beside the whole."""
    head = heads[-1]
    asked = any(one.asks for one in heads)
    names = {name for said in head.metrics for name in said.names}
    above = {ref for one in heads for ref in one.fields()}
    found: list[_Clause] = []
    for one in behind:
        names_here = {name for said in one.metrics for name in said.names}
        if _is_whole_again(one, head, names, names_here):
            intent.again.append(_again(head))
            intent.again[-1].metrics = ()
            return
        shared = "share" in one.roles and one.restricts and not one.metrics
        intent.whole_asked = intent.whole_asked or (shared and head.asks and one.asks)
        if "share" in one.roles or not one.restricts or not _asks_again(one, head, names, names_here):
            names |= names_here
            above |= one.fields()
            continue
        if not one.metrics and not asked and (len(one.values) > 1 or _INSIDE.search(head.text)):
            continue  # 应收里头，甲乙各多少: the measure only leads
        if one.fields() & above and not one.ages:
            continue  # another value of the same field: both stand side by side
        if one.metrics and above and of_one_hierarchy([*one.fields(), *above], one.scene.model):
            continue  # so do a place and one of another level
        found.append(one)
    if "within" in intent.follow and found and all(one.ages and not one.values for one in found):
        intent.follow.discard("within")  # 应收多少，其中逾期多少
    if "within" in intent.follow:
        found = [one for one in found if not any(piece.is_word("follow", "within") for piece in one.pieces)]
        intent.lost_again = intent.lost_again or (found[0].text if found else "")
        return
    if not found:
        return
    added = any(piece.role == "calc" for one in found for piece in one.pieces)
    if intent.together and added and not asked:
        return  # 收入，甲和乙一共多少: likewise
    turned = any(one.roles & _TURNED or ("period" in one.roles and "period" in head.roles) for one in found)
    if turned and not asked:
        return  # 收入，甲比乙多多少: one question, with its measure in front
    levels = any(above and of_one_hierarchy([*one.fields(), *above], one.scene.model) for one in found)
    clash = levels or any(one.metrics and head.values for one in found)
    if turned or clash:
        intent.lost_again = intent.lost_again or found[0].text
        return
    intent.again += [_again(one) for one in found]


def _asks_again(one: _Clause, head: _Clause, names: set[str], here: set[str]) -> bool:
    if one.metrics:
        first = min(said.piece.start for said in one.metrics)
        in_front = all(said.piece.start < first for said in one.values) and not one.ages
        return here <= names or (in_front and bool(one.values))
    if one.asks:
        return True
    comma = any(not is_listing(joint) for joint in one.joints)
    listed = any(is_listing(joint) or joint.text.casefold().startswith("and") for joint in one.joints)
    if listed and (comma or any(piece.role in {"metric", "period", "calc"} for piece in one.last)):
        return True  # purchases in October, and from Chinese vendors; 收入和出口的
    timed = bool(head.roles & {"period", "now"}) or head.asks
    return bool(one.ages) and not one.values and timed and one.text[-1:] not in _ENDS


def _is_whole_again(one: _Clause, head: _Clause, names: set[str], here: set[str]) -> bool:
    """徐汇店净收入和全部净收入: the part was said first."""
    plain = not one.restricts and not ("period" in one.roles and "period" in head.roles)
    bare = one.roles <= {"metric", "filler", "calc", "sign", "noun", "follow", "period", ""}
    return bool(head.values) and bool(here) and here == names and plain and bare and bool(_ALL.search(one.text))


def _again(one: _Clause) -> Again:
    for said in one.values:
        said.part = True  # of one column, and no condition of the others
    return Again(tuple(one.metrics), tuple(one.values), tuple(one.ages), one.text)
