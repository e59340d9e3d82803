"""Phrases: tokens put together into points, ranges and the rest, still without dates.

Role: tokens → nodes, in order. A point is a run of units that belong together, coarse to fine: 去年 + 10月 + 3日, Q3 +
of + 2025. Nothing is resolved here; what stands alone and means nothing (a 到 between two places) becomes no node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.read.periods.tokens import Kind, Token
from semantic_layer.periods import Grain

YEAR_LEVEL, WEEK_LEVEL, SUB_LEVEL, DAY_LEVEL = 0, 4, 5, 6
_LEVELS = {
    Grain.YEAR: 0, Grain.FISCAL_YEAR: 0, Grain.HALF: 1, Grain.FISCAL_HALF: 1, Grain.QUARTER: 2, Grain.FISCAL_QUARTER: 2,
    Grain.MONTH: 3, Grain.FISCAL_MONTH: 3, Grain.WEEK: WEEK_LEVEL, Grain.DAY: DAY_LEVEL,
}  # fmt: skip
_UNITS = frozenset(
    {Kind.YEAR, Kind.REL, Kind.NUMBER, Kind.DAY, Kind.WEEKDAY, Kind.HOLIDAY, Kind.PART, Kind.FIRST, Kind.LAST, Kind.BAD}
)
_GLUE = re.compile(r"\s*(?:[的之份]|'s|of(?: the)?|in(?: the)?|for(?: the)?|the)?\s*")
_OF = re.compile(r"\s*(?:of|in)(?: the)?\s*")
_OWN = re.compile(r"\s*[的之]\s*")
_UNIT_BEFORE = re.compile(r"(?:\bthe\s+)?\b(day|week|month|quarter|year)\s+$", re.IGNORECASE)
_LISTABLE = (Kind.NUMBER, Kind.YEAR)
_GRAINS = {grain.value: grain for grain in (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)}
# After a lone day of the month: 3号的, 3号当天 …; otherwise 3号 is the name of something.
_DAY_ALONE = re.compile(r"\s*(?:$|[的,到至~-]|当天|那天|以来|起|和|与)")


def level_of(token: Token) -> int:
    """How fine a unit is: 0 years … 6 days."""
    if token.kind is Kind.HOLIDAY:
        return WEEK_LEVEL
    if token.kind in (Kind.FIRST, Kind.LAST, Kind.PART):
        return SUB_LEVEL
    return DAY_LEVEL if token.grain is None else _LEVELS[token.grain]


@dataclass(frozen=True, slots=True)
class Point:
    """Units from coarse to fine, and what is said of them. `start`, `end`: place in the text."""

    parts: tuple[Token, ...]
    start: int
    end: int
    edge: Token | None = None  # its end (10月底) or its start
    week_of: bool = False

    @property
    def levels(self) -> frozenset[int]:
        return frozenset(level_of(part) for part in self.parts)

    @property
    def has_year(self) -> bool:
        return YEAR_LEVEL in self.levels

    @property
    def is_year(self) -> bool:
        """Nothing but a year."""
        return self.levels == {YEAR_LEVEL} and self.edge is None

    @property
    def is_anchored(self) -> bool:
        """Whether the words fix it without a year: 上月, 昨天."""
        return any(part.kind is Kind.REL or part.offset is not None for part in self.parts)

    def with_parts(self, parts: tuple[Token, ...]) -> Point:
        return replace(self, parts=tuple(sorted(parts, key=level_of)))


@dataclass(frozen=True, slots=True)
class Node:
    """One thing said. `form`: point, range, since, as_of, clash, or the kind of the token that stands alone."""

    form: str
    start: int
    end: int
    left: Point | None = None
    right: Point | None = None
    token: Token | None = None


class Parser:
    """Reads the tokens of one text."""

    def __init__(self, folded: str, tokens: tuple[Token, ...]) -> None:
        self.text = folded
        self.tokens = tokens
        self.at = 0

    def nodes(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while self.at < len(self.tokens):
            before = self.at
            node = self._statement()
            if node is not None:
                found.append(node)
            if self.at == before:
                self.at += 1
        return tuple(_merge_clashes(found, self.text))

    # ---- statements

    def _statement(self) -> Node | None:
        token = self.tokens[self.at]
        if token.kind in (Kind.FROM, Kind.BETWEEN, Kind.SINCE):
            return self._bounded(token)
        if token.kind in (Kind.AS_OF, Kind.TO):
            return self._up_to(token)
        if token.kind in (Kind.BEFORE, Kind.AFTER, Kind.ENDED, Kind.ABOUT):
            return self._beside(token)
        point = self._point()
        if point is not None:
            return self._after_point(point, point.start)
        self.at += 1
        if token.kind is Kind.ONWARD and token.name == "now":
            return Node("now", token.start, token.end, token=token)
        if token.kind in (Kind.WEEK_OF, Kind.EDGE_OF, Kind.DURING, Kind.ONWARD, Kind.BAD):
            return None
        return self._alone(token)

    def _bounded(self, opening: Token) -> Node | None:
        """from … to …, between … and …, since …, 从…起."""
        self.at += 1
        left = self._adjoining_point(opening)
        if left is None:
            return None
        connectors = (Kind.TO, Kind.AND) if opening.kind is Kind.BETWEEN else (Kind.TO,)
        node = self._after_point(left, opening.start, connectors)
        if node.form != "point":
            return node
        if opening.kind is Kind.SINCE or self.text[opening.start] == "自":
            return replace(node, form="since")
        return replace(node, form="from") if opening.lang == "en" else replace(node, start=left.start)

    def _up_to(self, opening: Token) -> Node | None:
        """截至…, as of …, through …; 到…底 and 到…为止 too, but no other 到."""
        self.at += 1
        right = self._adjoining_point(opening)
        if right is None:
            return None
        closing = self._peek()
        closed = (
            closing is not None and closing.kind is Kind.DURING and closing.loose and self._adjoins(right.end, closing)
        )
        if closed and closing:
            self.at += 1
        plain = opening.kind is Kind.TO and opening.name != "through"
        if plain and not closed and not (right.edge and right.edge.name == "end"):
            return self._after_point(right, right.start)
        return Node("as_of", opening.start, closing.end if closed and closing else right.end, right=right)

    def _beside(self, opening: Token) -> Node | None:
        """before …, after …, year ended …, early …"""
        self.at += 1
        point = self._adjoining_point(opening) if opening.lang == "en" else None
        if point is None:
            return None
        unit = _UNIT_BEFORE.search(self.text, 0, opening.start) if opening.kind is Kind.BEFORE else None
        if unit is not None:  # the quarter before Q3
            step = Token(Kind.REL, unit.start(), opening.end, -1, _GRAINS[unit[1].lower()], lang="en")
            return Node("nested", unit.start(), point.end, left=point, token=step)
        return Node(str(opening.kind), opening.start, point.end, left=point, token=opening)

    def _after_point(self, left: Point, start: int, connectors: tuple[Kind, ...] = (Kind.TO,)) -> Node:
        """What follows a point makes it a range or leaves it a point."""
        following = self._peek()
        if following is None or not self._adjoins(left.end, following):
            return Node("point", start, left.end, left=left)
        if following.kind in connectors:
            mark = self.at
            self.at += 1
            right = self._adjoining_point(following)
            if right is not None:
                return Node("range", start, right.end, left=left, right=right)
            ending = self._peek()
            if ending is not None and ending.kind is Kind.NOW and self._adjoins(following.end, ending):
                self.at += 1
                return Node("since", start, ending.end, left=left)
            self.at = mark
        elif following.kind in (Kind.BEFORE, Kind.AFTER) and following.lang == "zh":
            self.at += 1
            return Node(str(following.kind), start, following.end, left=left, token=following)
        elif following.kind is Kind.ONWARD:
            self.at += 1
            return Node("since", start, following.end, left=left, token=following)
        elif following.kind is Kind.TO_DATE:
            self.at += 1
            return Node("to_date", start, following.end, left=left, token=following)
        elif following.kind is Kind.SAME and left.is_year and self.text[following.start : following.end] == "同期":
            self.at += 1
            return Node(str(Kind.SAME), start, following.end, left=left, token=following)
        elif following.kind in (Kind.NOW, Kind.AS_OF) and left.is_year:
            return self._year_up_to(left, start, following)
        return Node("point", start, left.end, left=left)

    def _year_up_to(self, left: Point, start: int, opening: Token) -> Node:
        """今年截至目前, 2026年截至9月底: from the start of the year."""
        mark = self.at
        self.at += 1
        if opening.kind is Kind.NOW:
            return Node("since", start, opening.end, left=left)
        right = self._adjoining_point(opening)
        if right is None:
            self.at = mark
            return Node("point", start, left.end, left=left)
        return Node("range", start, right.end, left=left, right=right)

    def _alone(self, token: Token) -> Node:
        """A token that stands alone, with the point that says until when (YTD through October) or where (同期 2024)."""
        node = Node(str(token.kind), token.start, token.end, token=token)
        if token.kind not in (Kind.TO_DATE, Kind.SAME):
            return node
        mark, opening = self.at, self._peek()
        if token.kind is Kind.TO_DATE and opening is not None and opening.kind in (Kind.TO, Kind.AS_OF):
            self.at += 1
            point = self._adjoining_point(opening) if self._adjoins(token.end, opening) else None
        else:
            point = self._adjoining_point(token) if token.lang == "en" else None
        fits = point is not None and (point.is_year or token.kind is Kind.TO_DATE)
        if point is None or not fits:
            self.at = mark
            return node
        return replace(node, left=point, end=point.end)

    # ---- points

    def _adjoining_point(self, before: Token) -> Point | None:
        following = self._peek()
        return self._point() if following is not None and self._adjoins(before.end, following) else None

    def _point(self) -> Point | None:
        """A run of units, with the words around it that say which part of it is meant."""
        mark = self.at
        opening = self._peek()
        prefix: Token | None = None
        if opening is not None and opening.kind in (Kind.EDGE_OF, Kind.WEEK_OF):
            self.at += 1
            following = self._peek()
            if following is None or not self._adjoins(opening.end, following):
                self.at = mark
                return None
            prefix = opening
        parts = self._parts()
        bare_edge = self._peek() if not parts and prefix is None else None
        if bare_edge is not None and bare_edge.kind is Kind.EDGE and bare_edge.grain is not None:
            self.at += 1
            return self._edge_point(bare_edge)
        if not parts:
            self.at = mark
            return None
        start = prefix.start if prefix else min(part.start for part in parts)
        point = Point((), start, max(part.end for part in parts)).with_parts(tuple(parts))
        if prefix is not None and prefix.kind is Kind.EDGE_OF:
            return replace(point, edge=prefix)
        return self._suffixes(replace(point, week_of=prefix is not None))

    def _edge_point(self, edge: Token) -> Point:
        """年末; in English also with its year behind: year end 2025."""
        point = Point((), edge.start, edge.end, edge=edge)
        following = self._peek()
        if (
            following is not None
            and edge.lang == "en"
            and following.kind is Kind.YEAR
            and self._adjoins(edge.end, following)
        ):
            self.at += 1
            return replace(point, parts=(following,), end=following.end)
        return point

    def _parts(self) -> list[Token]:
        parts: list[Token] = []
        levels: set[int] = set()
        while (token := self._peek()) is not None:
            if token.kind is Kind.AND and self._is_date_comma(token, parts):
                self.at += 1
                continue
            if parts and not self._adjoins(max(part.end for part in parts), token) and not self._follows_comma(token):
                break
            if token.kind is Kind.ROLLING and not parts and (turned := self._last_of(token)) is not None:
                token = turned
            if token.kind not in _UNITS or (parts and self._steps_from(parts[-1], token)):
                break
            if not parts and token.kind is Kind.REL and token.n == -1 and (turned := self._last_of(token)) is not None:
                token = turned
            level = level_of(token)
            if level in levels or (parts and self._belongs_to_next(token, level, min(levels))):
                break
            parts.append(token)
            levels.add(level)
            self.at += 1
        if len(parts) == 1 and parts[0].grain is Grain.DAY and not self._may_stand_alone(parts[0]):
            return []
        return parts

    def _steps_from(self, unit: Token, token: Token) -> bool:
        """三季度的前一季度: no part of the quarter, but the one before it."""
        same = token.kind in (Kind.FIRST, Kind.LAST) and token.n == 1 and token.grain is unit.grain
        return same and unit.grain is not None and _OWN.fullmatch(self.text, unit.end, token.start) is not None

    def _suffixes(self, point: Point) -> Point:
        """…底, …那周, …期间, in the order they come."""
        while (token := self._peek()) is not None and self._adjoins(point.end, token):
            if token.kind is Kind.EDGE and point.edge is None:
                point = replace(point, edge=token, end=token.end)
            elif token.kind is Kind.WEEK_OF and not point.week_of and token.lang == "zh":
                point = replace(point, week_of=True, end=token.end)
            elif token.kind is Kind.DURING and not token.loose and token.start == point.end:
                point = replace(point, end=token.end)
            else:
                break
            self.at += 1
        return point

    # ---- neighbours

    def _peek(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def _adjoins(self, end: int, token: Token) -> bool:
        return token.start <= end or _GLUE.fullmatch(self.text, end, token.start) is not None

    def _last_of(self, token: Token) -> Token | None:
        """last quarter of 2025, last three months of 2024: the last of a unit, not of today."""
        following = self._peek(1)
        if token.lang != "en" or token.grain is None or following is None or following.kind not in _UNITS:
            return None
        if _OF.fullmatch(self.text, token.end, following.start) is None or level_of(following) >= level_of(token):
            return None
        return replace(token, kind=Kind.LAST, n=max(token.n, 1))

    def _belongs_to_next(self, token: Token, level: int, coarsest: int) -> bool:
        """A coarser unit closes a finer one only where nothing finer follows it: Q3 2025, but 10月 | 2025年11月."""
        if level >= coarsest:
            return False
        if level != YEAR_LEVEL and not (token.kind is Kind.NUMBER or token.kind is Kind.REL):
            return True
        following = self._peek(1)
        if following is None or following.kind not in _UNITS or level_of(following) <= level:
            return False
        return self._adjoins(token.end, following)

    def _is_date_comma(self, token: Token, parts: list[Token]) -> bool:
        """June 3, 2025 and October, 2025."""
        following = self._peek(1)
        return (
            bool(parts)
            and parts[-1].lang == "en"
            and self.text[token.start : token.end].strip() == ","
            and following is not None
            and following.kind is Kind.YEAR
            and YEAR_LEVEL not in {level_of(part) for part in parts}
        )

    def _follows_comma(self, token: Token) -> bool:
        before = self.tokens[self.at - 1] if self.at else None
        return before is not None and before.kind is Kind.AND and before.end == token.start and token.kind is Kind.YEAR

    def _may_stand_alone(self, day: Token) -> bool:
        """A day of the month needs words around it; a number too high for one is no day at all."""
        if day.kind not in (Kind.DAY, Kind.BAD):
            return True
        return day.kind is Kind.DAY and (_DAY_ALONE.match(self.text, day.end) is not None or self._is_of_range(day))

    def _is_of_range(self, day: Token) -> bool:
        """10月1日到15日运费: either day of a range, whatever follows it."""
        place = next(index for index, token in enumerate(self.tokens) if token is day)
        for to, other in ((place - 1, place - 2), (place + 1, place + 2)):
            if min(to, other) >= 0 and max(to, other) < len(self.tokens) and self.tokens[to].kind is Kind.TO:
                return self.tokens[other].kind is Kind.DAY
        return False


def _merge_clashes(nodes: list[Node], text: str) -> list[Node]:
    """Two points side by side with nothing between them (上半年下半年) are one unclear thing."""
    merged: list[Node] = []
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        before = merged[-1] if merged else None
        if (
            before is not None
            and node.form == "point"
            and before.form in ("point", "clash")
            and _GLUE.fullmatch(text, before.end, node.start) is not None
        ):
            step = _step_of(before, node, text)
            if _are_listed(before, node, text) and _is_list_of_them(node, following, text):
                merged.append(node)
                continue
            if step is not None:
                merged[-1] = Node("nested", before.start, node.end, left=before.left, token=step)
                continue
            merged[-1] = Node("clash", before.start, node.end, left=before.left, right=node.left)
        else:
            merged.append(node)
    return merged


def _are_listed(before: Node, node: Node, text: str) -> bool:
    """一季度 二季度, "Q1 Q3": units of one kind with a space between are a list of two, not one thing unclear."""
    points = (before.left, node.left)
    if before.form != "point" or not text[before.end : node.start].isspace():
        return False
    parts = [point.parts[0] for point in points if point is not None and len(point.parts) == 1 and not point.edge]
    if len(parts) != 2 or any(point is not None and point.week_of for point in points):
        return False
    one, two = parts
    return one.kind in _LISTABLE and one.kind is two.kind and one.grain is two.grain and one.n < two.n


def _is_list_of_them(node: Node, following: Node | None, text: str) -> bool:
    """24年 25年 26年1-10月: what goes on in another way is no list."""
    beside = following is not None and _GLUE.fullmatch(text, node.end, following.start) is not None
    if following is None or not beside or following.form not in ("point", "range"):
        return True
    return _are_listed(node, following, text)


def _step_of(before: Node, node: Node, text: str) -> Token | None:
    """上个月 in 上个月的上个月, 前一季度 in 三季度的前一季度: one unit on from the point before it."""
    point = node.left
    if before.form != "point" or point is None or len(point.parts) != 1 or point.edge or point.week_of:
        return None
    token = point.parts[0]
    if _OWN.fullmatch(text, before.end, node.start) is None:
        return None
    if token.kind in (Kind.FIRST, Kind.LAST) and token.n == 1:
        return replace(token, kind=Kind.REL, n=-1 if token.kind is Kind.FIRST else 1)
    return token if token.kind is Kind.REL and abs(token.n) == 1 else None
