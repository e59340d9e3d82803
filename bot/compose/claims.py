"""Whether a sentence claims only what the cells hold: every figure, name, direction and rank of it, word by word.

Role: the judge of narrated sentences. It knows the texts of the cells, the names of the rows and a closed vocabulary
(`text/narration.py`); what it cannot read, it refuses. Figures must be written as the table writes them and belong to
the row named before them; rose and fell, highest and lowest are recomputed from the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bot.compose.buckets import bucket_end
from bot.compose.calendar_names import range_name
from bot.compose.format import is_number, to_decimal
from bot.compose.present import Presentation
from bot.compose.text.narration import BOTH, PAUSES, STOPS, VOCABULARY

_WORD = re.compile(r"[A-Za-z]+(?:[-'][A-Za-z]+)*")
_PART_OF_FIGURE = re.compile(r"[\d%万亿KMBTkmbt]|[.,]\d")
_LONGEST = 300
_NOBODY = -3
_LINKS = frozenset({"in", "for", "of", "at"})
_JOINERS = frozenset({"and", "with", "和", "与", "以及", "、", ",", "，", ":", "："})


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: name, heading, figure, a kind of the vocabulary, pause or stop. `rows` of a name, `cells` of a figure."""

    kind: str
    text: str
    row: int = -1
    cells: frozenset[tuple[int, int]] = frozenset()


@dataclass
class Claims:
    """The table that sentences are judged by. `partial`: rows whose bucket is not whole; `is_cut`: the rows are the
    head of a longer list, whose highest and lowest nobody can tell."""

    view: Presentation
    partial: frozenset[int] = frozenset()
    is_cut: bool = False
    _names: dict[str, int] = field(default_factory=dict)
    _figures: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    _headings: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        axes = [] if self.view.time is None else [self.view.time]
        self._headings = {self.view.headings[place]: place for place in (*axes, *self.view.groups, *self.view.main)}
        for row in range(len(self.view.rows)):
            for name in _names_of(self.view, row):
                self._names[name] = -2 if name in self._names else row  # a name of two rows names none
            for place in self.view.measures:
                cell = self.view.rows[row][place]
                if is_number(cell):
                    for text in {self.view.text(row, place), self.view.formats[place].size(cell)}:
                        self._figures.setdefault(text, set()).add((row, place))

    def hold(self, sentence: str) -> bool:
        """Whether everything that the sentence claims is so."""
        tokens = list(self._tokens(sentence)) if len(sentence) <= _LONGEST else []
        names = [token for token in tokens if token.kind == "name"]
        if not names or any(token.kind == "unknown" for token in tokens) or _names_are_joined(tokens):
            return False
        kinds = {token.kind for token in tokens}
        moves, ranks = kinds & {"up", "down"}, kinds & {"most", "least", "next"}
        if ranks and (moves or self.is_cut):
            return False  # "the largest rise": of what, cannot be told
        return (
            all(self._figure_holds(tokens, place) for place, token in enumerate(tokens) if token.kind == "figure")
            and all(self._move_holds(tokens, place) for place, one in enumerate(tokens) if one.kind in ("up", "down"))
            and all(self._rank_holds(tokens, place) for place, one in enumerate(tokens) if one.kind in ranks)
            and ("figure" in kinds or bool(moves or ranks))
        )

    # ---- reading

    def _tokens(self, sentence: str) -> Iterator[_Token]:
        place, text = 0, " ".join(sentence.split())
        while place < len(text):
            token = self._token(text, place)
            if token.kind == "unknown":
                yield token
                return
            place += len(token.text)
            if token.text.strip():
                yield token
                if token.text in BOTH:
                    yield _Token(BOTH[token.text], "")

    def _token(self, text: str, place: int) -> _Token:
        name = _longest(text, place, self._names)
        if name:
            return _Token("name", text[place : place + len(name)], self._names[name])
        figure = _longest(text, place, self._figures)
        if figure and not _PART_OF_FIGURE.match(text, place + len(figure)):
            return _Token("figure", figure, cells=frozenset(self._figures[figure]))
        heading = _longest(text, place, self._headings)
        if heading:
            return _Token("heading", text[place : place + len(heading)])
        if text[place] in STOPS + PAUSES:
            return _Token("stop" if text[place] in STOPS else "pause", text[place])
        vocabulary = VOCABULARY[self.view.lang]
        word = _WORD.match(text, place)
        if word:
            kind = VOCABULARY["en"].get(word[0].lower(), "unknown") if self.view.lang == "en" else "unknown"
            return _Token(kind, word[0])
        found = next(
            (text[place : place + size] for size in (4, 3, 2, 1) if text[place : place + size] in vocabulary), ""
        )
        return _Token(vocabulary[found], found) if found else _Token("unknown", text[place])

    # ---- judging

    def _owner(self, tokens: Sequence[_Token], place: int) -> int:
        """The row that a word or figure is about: the name right behind it ("¥5 in May"), else the one before it, else
        the next."""
        after = [token for token in tokens[place + 1 : place + 3] if token.text not in ("(", "（")]
        if tokens[place].kind == "figure" and after:
            linked = after[0].text.lower() in _LINKS and len(after) > 1
            follows = after[1] if linked else after[0] if after[0] is not tokens[place + 1] else None
            if follows is not None and follows.kind == "name":
                return follows.row if self._is_free(tokens, place) else _NOBODY
        before = [token.row for token in tokens[:place] if token.kind == "name"]
        behind = [token.row for token in tokens[place:] if token.kind == "name"]
        return (before[-1:] or behind[:1])[0]

    def _is_free(self, tokens: Sequence[_Token], place: int) -> bool:
        """Whether no name before a figure waits for one: "East had ¥5 of South" could be of either."""
        for before in range(place - 1, -1, -1):
            if tokens[before].kind in ("figure", "stop"):
                return True
            if tokens[before].kind == "name":
                linked = before > 1 and (tokens[before - 1].text.lower() in _LINKS or tokens[before - 1].text in "(（")
                return linked and tokens[before - 2].kind == "figure"
        return True

    def _figure_holds(self, tokens: Sequence[_Token], place: int) -> bool:
        """A level is the row's own cell; what follows rose or fell without "to" is its change, the same way."""
        row, way = self._owner(tokens, place), self._way_before(tokens, place)
        for _, column in (cell for cell in tokens[place].cells if cell[0] == row):
            is_main = column in self.view.main
            if not way and is_main and tokens[place].text == self.view.text(row, column):
                return True
            if way and not is_main and _is_change(self.view, column) and _sign(self._cell(row, column)) == way:
                return True
        return False

    def _way_before(self, tokens: Sequence[_Token], place: int) -> int:
        """1 or -1 where a figure follows rose or fell directly; 0 after "to" or in another clause."""
        for token in reversed(tokens[:place]):
            if token.kind in ("up", "down") and token.text:
                return 1 if token.kind == "up" else -1
            if token.kind in ("level", "name", "figure", "stop") or token.text in ("，", ",", "up", "down"):
                return 0
        return 0

    def _move_holds(self, tokens: Sequence[_Token], place: int) -> bool:
        way = 1 if tokens[place].kind == "up" else -1
        named = list(dict.fromkeys(token.row for token in tokens if token.kind == "name"))
        if self.view.time is not None and not self.view.groups:
            pair = self._between(named)
            return pair is not None and _sign(self._cell(pair[1]) - self._cell(pair[0])) == way
        if len(named) != 1:
            named = [self._owner(tokens, place)]
        changes = [column for column in self.view.measures if _is_change(self.view, column)]
        return any(_sign(self._cell(named[0], column)) == way for column in changes if self._has(named[0], column))

    def _between(self, named: Sequence[int]) -> tuple[int, int] | None:
        """Earlier and later row of a move: the two named, or the one named and the bucket before it."""
        whole = [row for row in self._in_time() if self._has(row, self.view.main[0])]
        rows = [row for row in whole if row in named]
        if len(rows) != len(named) or len(rows) not in (1, 2):
            return None
        if len(rows) == 2:  # told in order of time, or it is not clear which way it went
            return (rows[0], rows[1]) if list(named) == rows else None
        place = whole.index(rows[0])
        return (whole[place - 1], rows[0]) if place and self._adjacent(whole[place - 1], rows[0]) else None

    def _adjacent(self, one: int, two: int) -> bool:
        order = self._in_time(all_rows=True)
        return abs(order.index(one) - order.index(two)) == 1

    def _in_time(self, all_rows: bool = False) -> list[int]:
        rows = [row for row in range(len(self.view.rows)) if all_rows or row not in self.partial]
        return sorted(rows, key=lambda row: str(self.view.rows[row][self.view.time or 0]))

    def _rank_holds(self, tokens: Sequence[_Token], place: int) -> bool:
        """Highest, lowest and next in rank, of the whole rows. The name is the nearest in the clause."""
        main = self.view.main[0]
        rows = [row for row in range(len(self.view.rows)) if row not in self.partial and self._has(row, main)]
        ordered = sorted((self._cell(row, main) for row in rows), reverse=True)
        if tokens[place].kind == "next":
            before = [token.row for token in tokens[:place] if token.kind == "name"]
            behind = [token.row for token in tokens[place:] if token.kind == "name"]
            if not before or not behind or before[-1] not in rows or behind[0] not in rows:
                return False
            values = [self._cell(before[-1], main), self._cell(behind[0], main)]
            return ordered.index(values[1]) == ordered.index(values[0]) + 1
        row = self._nearest(tokens, place)
        if row not in rows or self.view.table.truncated:
            return False
        return self._cell(row, main) == (ordered[0] if tokens[place].kind == "most" else ordered[-1])

    def _nearest(self, tokens: Sequence[_Token], place: int) -> int:
        """The name nearest to a word without a pause between; -1 where two are as near."""
        found: dict[int, set[int]] = {}
        for way in (-1, 1):
            for step in range(1, len(tokens)):
                other = place + way * step
                if (
                    not 0 <= other < len(tokens)
                    or tokens[other].kind == "stop"
                    or tokens[other].text in ("，", ",", "、")
                ):
                    break
                if tokens[other].kind == "name":
                    found.setdefault(step, set()).add(tokens[other].row)
                    break
        rows = found[min(found)] if found else set()
        return next(iter(rows)) if len(rows) == 1 else -1

    def _cell(self, row: int, place: int | None = None) -> Decimal:
        return to_decimal(self.view.rows[row][self.view.main[0] if place is None else place])

    def _has(self, row: int, place: int) -> bool:
        return row >= 0 and is_number(self.view.rows[row][place])


def _names_are_joined(tokens: Sequence[_Token]) -> bool:
    """Whether two names share one claim ("East and South had ¥5"): of whom it is, cannot be told."""
    return any(
        one.kind == two.kind == "name" and between.text.lower() in _JOINERS
        for one, between, two in zip(tokens, tokens[1:], tokens[2:], strict=False)
    ) or any(one.kind == two.kind == "name" for one, two in pairwise(tokens))


def _names_of(view: Presentation, row: int) -> set[str]:
    """What a row is called: its name, and a month or a quarter by its calendar name too."""
    names = {view.name(row)}
    if view.time is not None and not view.groups:
        first = view.rows[row][view.time]
        if isinstance(first, date):
            names |= {range_name(first, bucket_end(first, view.columns[view.time].grain), view.lang)} - {""}
    return names


def _longest(text: str, place: int, known: Mapping[str, object]) -> str:
    """The longest known text that stands here as a whole, whatever the case of its letters; "" for none."""
    found = ""
    for one in known:
        if len(one) > len(found) and text[place : place + len(one)].casefold() == one.casefold():
            end = place + len(one)
            is_cut = end < len(text) and _joins(one[-1], text[end])
            if not is_cut and not (place and _joins(text[place - 1], one[0])):
                found = one
    return found


def _joins(one: str, two: str) -> bool:
    return one.isascii() and two.isascii() and one.isalnum() and two.isalnum()


def _is_change(view: Presentation, place: int) -> bool:
    column = view.columns[place]
    return column.is_growth or (column.role == "computed" and not column.is_share and place not in view.main)


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)
