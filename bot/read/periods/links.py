"""Links between the nodes of one text: years that are shared, lists, and what is compared with what.

Role: nodes → `Said`, one each, still without dates. 2025年Q1和Q2 and Q1 and Q2 2025 share their year; 今年和去年10月
share their month; a year said apart (去年的收入, 10月是多少) is the context of what follows; 去年 in 比去年 is no whole
year but the same part of last year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.read.periods.phrases import YEAR_LEVEL, Node, Point, level_of
from bot.read.periods.tokens import Kind, Token
from bot.read.periods.weeks import in_week_of
from semantic_layer.periods import Grain

_GLUE = re.compile(r"\s*(?:[的之]|the|of)?\s*")
_LAST = re.compile(r"[\s,，.。?？!！;；的]*")
_JOINS = (Kind.AND, Kind.COMPARE)
_STRETCHES = ("point", "range")
_COUNTED = (Kind.NUMBER, Kind.FIRST, Kind.LAST)
_TIMELESS = frozenset({"and", "compare", "grain", "average", "edge", "to"})


@dataclass(frozen=True, slots=True)
class Said:
    """A node and its part in the whole."""

    node: Node
    is_base: bool = False  # what the other period is compared with: 比去年
    is_context: bool = False  # a year said apart, taken over by another node
    is_comparing: bool = False  # words of comparison between periods
    is_recurring: bool = False  # 每年10月: no one range
    is_each_end: bool = False  # month-end … by month: every one
    is_compared: bool = False  # right behind a word of comparison
    other_year: Token | None = None  # a year said later, which may or may not be meant here


def link(nodes: tuple[Node, ...], text: str) -> tuple[Said, ...]:
    """Every node with its links."""
    shared = _share_years(list(nodes), text)
    said = [Said(node) for node in shared]
    said = _find_bases(said, text)
    said = _spread_context(said, text)
    said = _mark_recurring(_mark_each_end(said), text)
    return tuple(_mark_comparisons(said, text))


def is_time(said: Said) -> bool:
    return said.node.form not in _TIMELESS and not said.is_context


def adjoins(text: str, left: Node, right: Node) -> bool:
    return right.start <= left.end or _GLUE.fullmatch(text, left.end, right.start) is not None


# ---- lists


def _share_years(nodes: list[Node], text: str) -> list[Node]:
    for place in range(len(nodes) - 2):
        left, joint, right = nodes[place : place + 3]
        if joint.form not in _JOINS or not (adjoins(text, left, joint) and adjoins(text, joint, right)):
            continue
        first, second = left.left, right.left
        if left.form not in _STRETCHES or right.form not in _STRETCHES or first is None or second is None:
            continue
        first, second = in_week_of(first, second), in_week_of(second, first)
        left, right = replace(left, left=first), replace(right, left=second)
        shared = replace(left, left=_shared_first(first, second, joint))
        if right.form == "range" and left.form == "point" and shared.left != first:  # 2025年和2026年1-9月
            shared = replace(shared, form="range", right=right.right)
        nodes[place], nodes[place + 2] = shared, replace(right, left=_shared_second(first, second))
    return nodes


def _is_open(point: Point) -> bool:
    """A counted unit without a year: Q2, 10月, 前三季度."""
    return bool(
        point.parts
        and not point.has_year
        and not point.is_anchored
        and all(part.kind in _COUNTED or part.kind is Kind.DAY for part in point.parts)
    )


def _year_is_last(point: Point) -> bool:
    """Whether the year stands behind: Q2 2025."""
    years = [part for part in point.parts if level_of(part) == YEAR_LEVEL]
    rest = [part for part in point.parts if level_of(part) != YEAR_LEVEL]
    return bool(years and rest) and years[0].start > max(part.start for part in rest)


def _shared_first(first: Point, second: Point, joint: Node) -> Point:
    again = {(part.kind, part.n) for part in first.parts} == {(part.kind, part.n) for part in _rest_of(second)}
    if again and second.has_year:
        return first  # September and September last year: the same month of two years
    if _is_open(first) and second.has_year and _year_is_last(second):  # Q1 and Q2 2025
        return first.with_parts((*_years_of(second), *first.parts))
    listed = joint.form == Kind.AND
    if first.is_year and listed and second.has_year and not second.is_year and not _year_is_last(second):
        return replace(first.with_parts((*first.parts, *_rest_of(second))), edge=second.edge)  # 今年和去年10月
    return first


def _shared_second(first: Point, second: Point) -> Point:
    if _is_open(second) and not first.is_year:  # 2025年Q1和Q2; 10月1日和3日
        alike = min(second.levels) == max(first.levels, default=YEAR_LEVEL)
        coarser = first.parts if alike else _years_of(first)
        taken = tuple(part for part in coarser if level_of(part) < min(second.levels) and part.kind is not Kind.HOLIDAY)
        if {(p.kind, p.n) for p in _rest_of(first)} != {(p.kind, p.n) for p in second.parts}:
            return second.with_parts((*taken, *second.parts))
    if second.is_year and first.has_year and not first.is_year and _year_is_last(first):  # October 2025 and 2026
        return second.with_parts((*second.parts, *_rest_of(first)))
    return second


def _years_of(point: Point) -> tuple[Token, ...]:
    return tuple(part for part in point.parts if level_of(part) == YEAR_LEVEL)


def _rest_of(point: Point) -> tuple[Token, ...]:
    return tuple(part for part in point.parts if level_of(part) != YEAR_LEVEL)


# ---- comparisons


def _find_bases(said: list[Said], text: str) -> list[Said]:
    """比去年, 和上月相比, vs last year: the earlier unit stands for the same part of it."""
    marked = list(said)
    for place, one in enumerate(said):
        point = one.node.left
        if one.node.form != "point" or point is None or point.edge is not None or len(point.parts) != 1:
            continue
        part = point.parts[0]
        if part.kind is not Kind.REL or part.n >= 0 or part.grain is Grain.DAY:
            continue
        if _is_compared_with(said, place, text):
            marked[place] = replace(one, is_base=True)
    return marked


def _is_compared_with(said: list[Said], place: int, text: str) -> bool:
    node = said[place].node
    before = said[place - 1].node if place else None
    after = said[place + 1].node if place + 1 < len(said) else None
    if before is None or not adjoins(text, before, node):
        return False
    if before.form == Kind.COMPARE:
        return True
    if before.form != Kind.AND or after is None or after.form != Kind.COMPARE or not adjoins(text, node, after):
        return False
    # 今年和去年对比 sets two years side by side; 今年收入和去年比 compares with the base.
    earlier = said[place - 2].node if place > 1 else None
    side_by_side = earlier is not None and earlier.form == "point" and adjoins(text, earlier, before)
    return not side_by_side or not (earlier and earlier.left and earlier.left.is_year)


def _mark_comparisons(said: list[Said], text: str) -> list[Said]:
    """The words that set two periods against each other, where they stand at a period."""
    marked = list(said)
    for place, one in enumerate(said):
        if one.node.form != Kind.COMPARE or (one.node.token and one.node.token.name == "calc"):
            continue
        before = place - 1 if place and _touches(said, place - 1, place, text) else None
        after = place + 1 if place + 1 < len(said) and _touches(said, place, place + 1, text) else None
        if (before is None or not is_time(said[before])) and (after is None or not is_time(said[after])):
            continue
        marked[place] = replace(one, is_comparing=True)
        if after is not None:
            marked[after] = replace(said[after], is_compared=True)
        joint = before - 1 if before is not None and before > 0 else None
        if (
            joint is not None
            and before is not None
            and said[joint].node.form == Kind.AND
            and _touches(said, joint, before, text)
        ):
            marked[joint] = replace(said[joint], is_comparing=True)
    return marked


def _touches(said: list[Said], left: int, right: int, text: str) -> bool:
    return adjoins(text, said[left].node, said[right].node)


def _mark_each_end(said: list[Said]) -> list[Said]:
    """A bare 月末 in a question by month is the end of every month."""
    grains = {one.node.token.grain for one in said if one.node.form == Kind.GRAIN and one.node.token}
    return [
        replace(one, is_each_end=True)
        if one.node.form == "point"
        and one.node.left is not None
        and not one.node.left.parts
        and one.node.left.edge is not None
        and one.node.left.edge.grain in grains
        else one
        for one in said
    ]


def _mark_recurring(said: list[Said], text: str) -> list[Said]:
    """每年10月, every December: a grain and a finer unit right behind it."""
    marked = list(said)
    for place in range(1, len(said)):
        grain, one = said[place - 1].node, said[place].node
        if grain.form == Kind.GRAIN and one.form == "point" and one.left and one.left.parts and grain.end == one.start:
            is_finer = _is_open(one.left) or any(part.kind is Kind.HOLIDAY for part in one.left.parts)
            if is_finer and text[grain.start] in "每各":
                marked[place] = replace(said[place], is_recurring=True)
    return marked


# ---- a year said apart


def _spread_context(said: list[Said], text: str) -> list[Said]:
    """The one year of the text holds for what follows it without a year, and for what precedes it where it stands last
    and nothing is compared or listed (前三季度收入,去年); else for what precedes it, it may."""
    years = {part.n if part.kind is Kind.YEAR else (part.grain, part.n) for one in said for part in _all_years(one)}
    if len(years) != 1:
        return said
    holder = next(place for place, one in enumerate(said) if _all_years(one))
    year = _all_years(said[holder])[0]
    said_parts = {
        (part.kind, part.n)
        for one in said
        if one.node.left
        for part in _rest_of(one.node.left)
        if one.node.left.has_year
    }
    alone = _is_lone_year(said[holder])
    completes = alone and _stands_last(said, holder, text)
    marked, took = list(said), False
    for place, one in enumerate(said):
        point = one.node.left
        if point is None or one.is_base or one.node.form not in ("point", "range", "since", "from") or not point.parts:
            continue
        holiday = completes and not point.has_year and all(part.kind is Kind.HOLIDAY for part in point.parts)
        if not (_is_open(point) or holiday) or {(part.kind, part.n) for part in point.parts} & said_parts:
            continue
        if one.node.right is not None and (one.node.right.has_year or one.node.right.is_anchored):
            continue
        if place > holder or completes:
            marked[place] = replace(one, node=replace(one.node, left=point.with_parts((year, *point.parts))))
            took = True
        elif alone:
            marked[place] = replace(one, other_year=year)
    if took and alone:
        marked[holder] = replace(marked[holder], is_context=True)
    return marked


def _stands_last(said: list[Said], holder: int, text: str) -> bool:
    """Whether a year said apart ends the text, and the text sets nothing side by side."""
    joins = any(_sets_beside(one.node, said[holder].node, text) for one in said[:holder])
    stretches = [one for one in said if is_time(one)]
    return len(stretches) == 2 and not joins and _LAST.fullmatch(text, said[holder].node.end) is not None


def _sets_beside(joint: Node, year: Node, text: str) -> bool:
    """A word of comparison, or an "and" (no comma) right before the year."""
    if joint.form == Kind.COMPARE:
        return True
    return joint.form == Kind.AND and text[joint.start : joint.end].strip() not in ",，" and adjoins(text, joint, year)


def _all_years(one: Said) -> tuple[Token, ...]:
    if one.is_base:
        return ()
    points = (one.node.left, one.node.right)
    return tuple(part for point in points if point is not None for part in _years_of(point))


def _is_lone_year(one: Said) -> bool:
    return one.node.form == "point" and one.node.left is not None and one.node.left.is_year
