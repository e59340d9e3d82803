"""Which of two measures is meant, told by a word apart from the noun: sales of the north last month, net.

Role: pieces → the same pieces, before they are interpreted. The word alone means nothing of the layer; with the name
that was said it is the name of a measure ("net sales"), as people say of a figure afterwards which one they want. In a
thread the noun may be in the name of the measure just shown: "no, gross" after net sales, "per copy?" after print cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.read.lexicon import Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.words import Word
from semantic_layer.model import Metric, SemanticModel

_FILLER = (Word("filler", ""),)
_BEHIND = re.compile(
    r"(?:[,(;]|\s[–—-]\s)\s*(?P<word>[a-z]{3,14})\s*\)?(?:[,\s]*(?:please|pls|thanks|thx))?\s*[?.!]*\s*$", re.IGNORECASE
)
_ALONE = re.compile(
    r"\s*(?:(?:no|nope|sorry|wrong|actually|wait|i (?:mean|meant)|and|the|ok|okay|oops)[,.;:!\s]+)*"
    r"(?P<word>[a-z]{3,14})(?: (?:please|pls|instead|then))*\s*[?.!]*\s*",
    re.IGNORECASE,
)
_PER = re.compile(
    r"\s*(?:(?:and|what about|how about|so|ok|now)[,\s]+)*(?P<per>per [a-z]{3,20}(?: [a-z]{3,20})?)\s*[?.!]*\s*",
    re.IGNORECASE,
)
_CONFIDENCE = 0.9


def read_told_behind(pieces: list[Piece], question: str, model: SemanticModel) -> None:
    """The one measure named is the one that the word behind says."""
    found = _BEHIND.search(question)
    said = _unread(pieces, found.span("word")) if found else None
    named = [piece for piece in pieces if piece.metrics()]
    if found is None or said is None or len(named) != 1 or named[0].end > said.start:
        return
    noun = named[0]
    meant = called(f"{said.text} {noun.text}", model)
    if meant and not called(said.text, model):
        _link(noun, meant)
        said.words, said.known = _FILLER, True


def read_told_alone(pieces: list[Piece], question: str, shown: Sequence[str], model: SemanticModel) -> None:
    """In a thread: the measure that is called as the one shown, with this word in its name."""
    if len(shown) != 1 or any(piece.links and not piece.is_word("unit") for piece in pieces):
        return
    found = _ALONE.fullmatch(question) or _PER.fullmatch(question)
    group = found.lastgroup if found else None
    if found is None or group is None:
        return
    start, end = found.span(group)
    inside = [place for place, piece in enumerate(pieces) if piece.start < end and start < piece.end]
    if not inside or pieces[inside[0]].start != start or pieces[inside[-1]].end != end:
        return
    meant = {
        name
        for one in _names(model.metrics[shown[0]])
        for full in _full(one, found[group])
        for name in called(full, model)
    }
    meant -= {*shown}
    if len(meant) == 1 and (group == "per" or all(_is_open(pieces[place]) for place in inside)):
        made = Piece(start, end, found[group])
        _link(made, (*meant,))
        pieces[inside[0] : inside[-1] + 1] = [made]


def called(words: str, model: SemanticModel) -> tuple[str, ...]:
    """The measures that have exactly these words as a name."""
    said = norms_of(words)
    return tuple(
        metric.name
        for metric in model.metrics.values()
        if not metric.hidden and any(norms_of(name) == said for name in _names(metric))
    )


def _names(metric: Metric) -> Iterator[str]:
    yield from (
        name for name in (metric.label.en, *metric.synonyms, metric.name.replace("_", " ")) if name.isascii() and name
    )


def _full(name: str, word: str) -> Iterator[str]:
    """The whole name that a word makes of one: gross sales of net sales, print cost per copy of print cost."""
    if word.casefold().startswith("per "):
        yield f"{name} {word}"
        return
    first, _, noun = name.partition(" ")
    if noun and first.casefold() != word.casefold():
        yield f"{word} {noun}"


def _unread(pieces: Sequence[Piece], span: tuple[int, int]) -> Piece | None:
    return next((piece for piece in pieces if (piece.start, piece.end) == span and _is_open(piece)), None)


def _is_open(piece: Piece) -> bool:
    """Nothing the layer or the grammar knows."""
    return not (piece.links or piece.time or piece.number or piece.state or piece.words)


def _link(piece: Piece, names: tuple[str, ...]) -> None:
    piece.links = tuple(Link("metric", name, "alias", _CONFIDENCE, piece.text) for name in names)
    piece.words, piece.known = (), True
