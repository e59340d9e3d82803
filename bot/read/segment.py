"""Cutting a question into pieces: longest match over all dictionaries at once.

Role: tokens → pieces. Candidates come from the lexicon, the value index, the grammar words, numbers and the period
reader; the cut that leaves the fewest characters over, then has the fewest pieces, then the surest ones, wins. So
"North" is never read out of "North One", and a word inside a metric's name is part of that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.read.lexicon import COMPARING, PARTICLES, Key, Lexicon, Link, bag_of
from bot.read.normal import Token
from bot.read.numbers import read_number
from bot.read.pieces import Number, Piece, TimeWord
from bot.read.words import Grammar, Word, grammar

_UNKNOWN = 1000  # cost of a token no dictionary has
_SIGN = 21  # cost of a sign nothing explains: "<" is rather a word
_PIECE = 20  # cost of one more piece
_COMPARING = frozenset({">", ">=", "<", "<=", "over", "between"})
_DENYING = frozenset({("未",), ("没",), ("没", "有"), ("尚", "未"), ("not",), ("non",), ("not", "yet")})
_BY = frozenset({"by", "per", "each", "every"})
MAX_BAG = 16  # tokens in a name said in another order


@dataclass(frozen=True, slots=True)
class Given:
    """A stretch somebody else has read: a period or a value of the index. Characters of the question."""

    start: int
    end: int
    links: tuple[Link, ...] = ()
    time: TimeWord | None = None


@dataclass(slots=True)
class _Candidate:
    first: int
    last: int  # exclusive
    links: tuple[Link, ...] = ()
    words: tuple[Word, ...] = ()
    number: Number | None = None
    time: TimeWord | None = None
    bonus: float = 0.0


def cut(text: str, tokens: Sequence[Token], lexicon: Lexicon, given: Iterable[Given] = ()) -> list[Piece]:
    """Cut a question into pieces, in order. Stretches that no dictionary has come back with `known` False."""
    candidates = _merge(
        [
            *_from_lexicon(tokens, lexicon),
            *_from_grammar(tokens, grammar()),
            *_from_numbers(tokens),
            *_from_given(tokens, given),
            *_from_bags(tokens, lexicon),
            *_from_units(tokens, lexicon),
        ]
    )
    return _pieces(text, tokens, _best(tokens, candidates))


def _from_lexicon(tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[_Candidate]:
    norms = tuple(token.norm for token in tokens)
    for first, norm in enumerate(norms):
        for size in lexicon.lengths.get(norm, ()):
            links = lexicon.links.get(norms[first : first + size])
            if links and first + size <= len(norms):
                yield _Candidate(first, first + size, links=links, bonus=3 * max(link.confidence for link in links))


def _from_grammar(tokens: Sequence[Token], words: Grammar) -> Iterable[_Candidate]:
    norms = tuple(token.norm for token in tokens)
    for first, norm in enumerate(norms):
        for size in words.lengths.get(norm, ()):
            found = words.phrases.get(norms[first : first + size])
            if found and first + size <= len(norms) and not (first and size > 1 and _names(norms[first - 1], found)):
                plain = all(word.kind == "filler" for word in found)
                yield _Candidate(first, first + size, words=found, bonus=0.5 if plain else 1.0)


def _names(before: str, words: tuple[Word, ...]) -> bool:
    """ "By account for Q3": behind "by" stands a noun, not the verb of a share."""
    return before in _BY and any(word.kind == "share" for word in words)


def _from_numbers(tokens: Sequence[Token]) -> Iterable[_Candidate]:
    for first in range(len(tokens)):
        found = read_number(tokens, first)
        if found:
            yield _Candidate(first, found[0], number=found[1], bonus=0.8)


def _from_given(tokens: Sequence[Token], given: Iterable[Given]) -> Iterable[_Candidate]:
    for item in given:
        inside = [place for place, token in enumerate(tokens) if token.start >= item.start and token.end <= item.end]
        if inside:
            bonus = 2.5 if item.time else 3 * max((link.confidence for link in item.links), default=0.1)
            yield _Candidate(inside[0], inside[-1] + 1, links=item.links, time=item.time, bonus=bonus)


def _from_bags(tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[_Candidate]:
    """Names of metrics said in another order, or with 的 / "of" inside."""
    if not lexicon.bags:
        return
    for first in range(len(tokens)):
        if tokens[first].norm == "占":
            return  # what follows is a share of something, however it is worded
        if tokens[first].norm in PARTICLES or tokens[first].kind == "sign" or _is_denied(tokens, first):
            continue
        for last in range(first + 2, min(len(tokens), first + MAX_BAG) + 1):
            inner = tokens[first:last]
            joins = inner[-1].norm in COMPARING
            if joins or any(token.kind == "sign" and token.norm not in "%'s-" for token in inner):
                break
            if not _could_be_bag(inner, lexicon):
                break
            ends = inner[-1].norm in PARTICLES or inner[-1].kind == "sign"
            links = None if ends else lexicon.bags.get(_bag(inner))
            if links and not _compares_at(tokens, last):
                said = tuple(replace(link, source="alias", confidence=min(0.9, link.confidence)) for link in links)
                yield _Candidate(first, last, links=said, bonus=1.5)


def _is_denied(tokens: Sequence[Token], first: int) -> bool:
    """未逾期的应收: no name in another order begins behind the word that denies its first one."""
    before = tuple(token.norm for token in tokens[max(0, first - 2) : first])
    return before[-1:] in _DENYING or before in _DENYING


def _from_units(tokens: Sequence[Token], lexicon: Lexicon) -> Iterable[_Candidate]:
    """The words that metrics are counted in."""
    norms = tuple(token.norm for token in tokens)
    for key in lexicon.units:
        for first, norm in enumerate(norms):
            if norm == key[0] and norms[first : first + len(key)] == key:
                yield _Candidate(first, first + len(key), words=(Word("unit", ""),), bonus=0.4)


def _compares_at(tokens: Sequence[Token], place: int) -> bool:
    """Whether "more than", 超过 … follows: then the word before it may be what is compared, and stays a word."""
    if place < len(tokens) and tokens[place].norm == "by":
        place += 1  # overdue by more than …
    if place >= len(tokens):
        return False
    words = grammar()
    norms = tuple(token.norm for token in tokens[place : place + 3])
    found = [words.phrases.get(norms[:size], ()) for size in words.lengths.get(norms[0], ())]
    return any(word.kind == "operator" and word.target in _COMPARING for phrase in found for word in phrase)


def _could_be_bag(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """A cheap refusal: some token stands in no metric's name at all."""
    last = tokens[-1].norm
    return last in lexicon.bag_tokens


def _bag(tokens: Sequence[Token]) -> Key:
    return bag_of(tuple(token.norm for token in tokens))


def _merge(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Candidates over the same stretch become one with all its meanings."""
    by_place: dict[tuple[int, int], _Candidate] = {}
    for item in candidates:
        known = by_place.get((item.first, item.last))
        if known is None:
            by_place[(item.first, item.last)] = item
            continue
        targets = {(link.kind, link.target) for link in known.links}
        known.links += tuple(link for link in item.links if (link.kind, link.target) not in targets)
        known.words += tuple(word for word in item.words if word not in known.words)
        known.number = known.number or item.number
        known.time = known.time or item.time
        known.bonus = max(known.bonus, item.bonus)
    return list(by_place.values())


def _best(tokens: Sequence[Token], candidates: list[_Candidate]) -> list[_Candidate | int]:
    """The cheapest cut: candidates and, as bare places, tokens left over."""
    ending: dict[int, list[_Candidate]] = {}
    for item in candidates:
        ending.setdefault(item.last, []).append(item)
    cost: list[float] = [0.0]
    step: list[_Candidate | int] = [-1]
    for last in range(1, len(tokens) + 1):
        token = tokens[last - 1]
        best, chosen = cost[last - 1] + (_SIGN if token.kind == "sign" else _UNKNOWN), last - 1
        found: _Candidate | int = chosen
        for item in ending.get(last, ()):
            total = cost[item.first] + _PIECE - item.bonus
            if total < best:
                best, found = total, item
        cost.append(best)
        step.append(found)
    way: list[_Candidate | int] = []
    place = len(tokens)
    while place > 0:
        found = step[place]
        way.append(found)
        place = found if isinstance(found, int) else found.first
    return way[::-1]


def _pieces(text: str, tokens: Sequence[Token], way: list[_Candidate | int]) -> list[Piece]:
    pieces: list[Piece] = []
    for item in way:
        if isinstance(item, int):
            _add_unknown(text, tokens[item], pieces)
            continue
        start, end = tokens[item.first].start, tokens[item.last - 1].end
        pieces.append(Piece(start, end, text[start:end], item.links, item.words, item.number, item.time))
    return pieces


def _add_unknown(text: str, token: Token, pieces: list[Piece]) -> None:
    """Neighbouring unknown tokens are one unknown word; signs separate."""
    if token.kind == "sign":
        pieces.append(Piece(token.start, token.end, text[token.start : token.end], role="sign"))
        return
    before = pieces[-1] if pieces else None
    if before is not None and not before.known and token.kind == "han" and before.end == token.start:
        before.end = token.end
        before.text = text[before.start : before.end]
        return
    pieces.append(Piece(token.start, token.end, text[token.start : token.end], known=False))
