"""Before and after something is taken off: "charges before refunds", sales net of returns, 扣除退货后的收入.

Role: pieces → the same pieces, before they are interpreted. The layer's own formulas say what is taken off from what:
where a measure is "A - B", A net of B is that measure, and A before B is A. A word of several measures is the one of
which this is so. Where no formula says it, the words stay, and nothing is answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.lexicon import Link
from bot.read.pieces import Piece
from bot.read.words import Word
from semantic_layer.metrics.reach import difference_of
from semantic_layer.model import SemanticModel

_NET = re.compile(r"\b(?:net of|after(?: deducting)?|less of)\s+(?:(?:the|any|all|our)\s+)?$", re.IGNORECASE)
_GROSS = re.compile(
    r"\b(?:before(?: deducting)?|gross of|prior to)\s+(?:(?:the|any|all|our)\s+)?$|"
    r"(?:未扣除?|没扣除?|不扣除?|未减去?)$",
    re.IGNORECASE,
)
_TAKEN_ZH = re.compile(r"(?:扣除掉?|扣掉|扣去|扣|减去|减掉|剔除)$")
_END_ZH = re.compile(r"(?P<gross>之?前|以前)?(?:之?后|以后)?的?")
_ZH = re.compile(r"(?:扣除掉?|扣掉|扣去|减去|减掉)了?(?P<what>[一-鿿]{2,6}?)(?:之?后)?的(?=[一-鿿])")
_ENDINGS = ("", "额", "金额", "总额")


def read_deducted(pieces: list[Piece], question: str, model: SemanticModel, follows: bool) -> None:
    """Settle "net of" and "before" beside the measures named; in a follow-up beside none, by the measure it makes."""
    differences = _differences(model)
    if differences and _in_chinese(pieces, question, differences, model):
        return
    for place, taken in enumerate(pieces):
        if not differences or not taken.metrics():
            continue
        said = _side(pieces, place, question)
        if said is None:
            continue
        start, end, is_net = said
        pairs = {name: parts for name, parts in differences.items() if parts[1] in taken.metrics()}
        others = [one for one in pieces if one.metrics() and not (start <= one.start < end)]
        if _settle(others, pairs, is_net) or (follows and not others and _stands_alone(taken, pairs, is_net)):
            _merge(pieces, start, end, question, keeps=not others)
        return


def _in_chinese(
    pieces: list[Piece], question: str, differences: dict[str, tuple[str, str]], model: SemanticModel
) -> bool:
    """扣掉退货的净销售额: what is taken off stands straight before the measure, by its name or the beginning of it."""
    for found in _ZH.finditer(question):
        inside = [piece for piece in pieces if piece.start < found.end() and found.start() < piece.end]
        if not inside or inside[0].start != found.start() or inside[-1].end != found.end():
            continue
        names = {found["what"] + ending for ending in _ENDINGS}
        meant = {off for _, off in differences.values() if names & {*_called(off, model)}}
        pairs = {name: parts for name, parts in differences.items() if parts[1] in meant}
        others = [one for one in pieces if one.metrics() and one not in inside]
        straight = len(others) == 1 and others[0].start == found.end()
        plain = len(meant) == 1 and not any(one.values() or one.time for one in inside)
        if straight and plain and _settle(others, pairs, is_net=True):
            _merge(pieces, found.start(), found.end(), question, keeps=False)
            return True
    return False


def _called(name: str, model: SemanticModel) -> tuple[str, ...]:
    return (model.metrics[name].label.zh, *model.metrics[name].synonyms)


def _differences(model: SemanticModel) -> dict[str, tuple[str, str]]:
    """Measure → (from what, what is taken off), for those that are just that."""
    found = {}
    for name, metric in model.metrics.items():
        made_of = difference_of(model, name)
        if made_of is not None and not metric.hidden:
            found[name] = made_of
    return found


def _side(pieces: Sequence[Piece], place: int, question: str) -> tuple[int, int, bool] | None:
    """(start, end, whether it is net of it) of the words about the measure taken off."""
    taken = pieces[place]
    before, behind = question[: taken.start], question[taken.end :]
    for pattern, is_net in ((_NET, True), (_GROSS, False)):
        found = pattern.search(before)
        if found is not None:
            return found.start(), taken.end, is_net
    found, end = _TAKEN_ZH.search(before), _END_ZH.match(behind)
    if found is None or end is None or not end.group().strip("的"):
        return None
    return found.start(), taken.end + end.end(), end["gross"] is None


def _settle(others: Sequence[Piece], pairs: dict[str, tuple[str, str]], is_net: bool) -> bool:
    """Every measure named beside it is one that it can be said of; then each is that measure."""
    kept: list[tuple[Link, ...]] = []
    for piece in others:
        links: list[Link] = []
        for link in piece.links:
            if link.kind != "metric":
                continue
            made = [name for name, parts in pairs.items() if parts[0] == link.target] if is_net else []
            is_so = link.target in pairs if is_net else any(parts[0] == link.target for parts in pairs.values())
            if is_so:
                links.append(link)
            elif len(made) == 1:
                links.append(Link("metric", made[0], link.source, link.confidence, link.term))
        kept.append(tuple({link.target: link for link in links}.values()))
    if not kept or not all(kept):
        return False
    for piece, settled in zip(others, kept, strict=True):
        piece.links = settled
    return True


def _stands_alone(taken: Piece, pairs: dict[str, tuple[str, str]], is_net: bool) -> bool:
    """No, I meant net of returns: the one measure that is so, of the answer before."""
    if len(pairs) != 1:
        return False
    ((name, (whole, _)),) = pairs.items()
    target, other = (name, whole) if is_net else (whole, name)
    taken.links, taken.instead_of = (Link("metric", target, "alias", 0.9, taken.text),), (target, other)
    return True


def _merge(pieces: list[Piece], start: int, end: int, question: str, keeps: bool) -> None:
    """One piece of the words: the measure itself where no other is named, else nothing more to be said."""
    covered = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
    first, last = pieces[covered[0]], pieces[covered[-1]]
    made = Piece(first.start, last.end, question[first.start : last.end], words=(Word("filler", ""),))
    if keeps:
        taken = next(pieces[place] for place in covered if pieces[place].instead_of)
        made.words, made.links, made.instead_of = (), taken.links, taken.instead_of
    pieces[covered[0] : covered[-1] + 1] = [made]
