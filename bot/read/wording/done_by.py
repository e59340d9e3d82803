"""Members by what they did or did not do, the thing named: "customers who opened a ticket in October", "accounts that
have not placed a single order", 没提过工单的客户.

Role: a step of `lacking`, pieces → the same pieces. The thing is a dataset that belongs to the members named, and the
verb only brings it about (placed, submitted, 提交), or is the one its own records are called by ("Tickets opened"). Any
other verb tells which of them ("cancelled an order"), and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of, tokenize
from bot.read.pieces import Piece
from bot.read.segment import cut
from bot.read.wording.stems import root_of
from bot.read.words import Word
from semantic_layer.metrics.reach import base_datasets, counts_rows, dataset_reaches
from semantic_layer.model import FieldRef, SemanticModel

_BRINGING = frozenset(
    root_of(word) for word in ("had", "got", "get", "placed", "made", "raised", "filed", "submitted", "logged")
)
_DENIED = r"(?:(?:have|has|had|did|do|does)(?:n['’]t| not)|(?:have|has) never|never|not)(?: yet| ever)?"
_ENGLISH = re.compile(
    rf"\b(?:(?:that|which|who) )?(?P<not>{_DENIED} )?(?:have |has )?(?P<verb>[a-z]+) "
    r"(?P<any>a single|even one|even a single|at least one|any|an|a) (?P<noun>[a-z]+(?: [a-z]+){0,2})",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<not>从来没有?|从未|还没有?|没有|没|尚未|未)(?:提交|提|发起|产生|登记|创建|有|报)过(?:任何|任意)?(?:一[张笔个次单件份条])?(?P<noun>[一-鿿]{2,6})"
)


def read_done_by(pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Put "with" or "without" and the dataset in the place of the words."""
    for start, end, absent, record in [*_found(pieces, question, lexicon, model)]:
        put_in_place(pieces, question, (start, end), record, lexicon, absent=absent)


def put_in_place(
    pieces: list[Piece],
    question: str,
    span: tuple[int, int],
    record: str,
    lexicon: Lexicon,
    absent: bool = True,
    guessed: bool = False,
) -> None:
    """Rows without (or with) the dataset, in the place of the words that say so."""
    start, end = span
    covered = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
    if not covered or any(pieces[place].time for place in covered):
        return
    if any(pieces[place].number and not _says_one(pieces[place]) for place in covered):
        return
    first, last = pieces[covered[0]], pieces[covered[-1]]
    word = Word("negation", "without") if absent else Word("operator", "with")
    link = Link("dataset", record, "alias", 0.9, question[start:end])
    pieces[covered[0] : covered[-1] + 1] = [
        *_again(question, first.start, start, lexicon),
        Piece(start, start, "", words=(word,)),
        Piece(start, end, question[start:end], links=(link,), deed=True, guessed=guessed),
        *_again(question, end, last.end, lexicon),
    ]


def _says_one(piece: Piece) -> bool:
    return piece.number is not None and piece.number.value == 1


def _again(question: str, start: int, end: int, lexicon: Lexicon) -> list[Piece]:
    made = cut(question[start:end], tokenize(question[start:end]), lexicon) if question[start:end].strip() else []
    for piece in made:
        piece.start, piece.end = piece.start + start, piece.end + start
    return made


def _found(
    pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel
) -> Iterator[tuple[int, int, bool, str]]:
    """(start, end, whether it was not done, dataset), the last first, so that places stay as they are."""
    chinese = list(_CHINESE.finditer(question))
    for one in reversed([*chinese, *_ENGLISH.finditer(question)]):
        named = _record(one["noun"], " " if one not in chinese else "", lexicon, model)
        if named is None:
            continue
        record, size = named
        end = one.start("noun") + size
        outside = [piece for piece in pieces if piece.end <= one.start() or end <= piece.start]
        named = {name for piece in outside for name in (*piece.datasets(), *(ref.dataset for ref in piece.fields()))}
        if not any(name != record and dataset_reaches(model, record, FieldRef(name, "")) for name in named):
            continue
        if one in chinese or _brings_about(one["verb"], record, model):
            yield one.start(), end, one["not"] is not None, record


def _record(noun: str, gap: str, lexicon: Lexicon, model: SemanticModel) -> tuple[str, int] | None:
    """The one dataset that the words begin with, by its own name or that of its number; and how many characters."""
    words = noun.split(gap) if gap else list(noun)
    for count in range(len(words), 0, -1):
        text = gap.join(words[:count])
        found = datasets_named(text, lexicon, model)
        if len(found) == 1:
            return found.pop(), len(text)
    return None


def datasets_named(noun: str, lexicon: Lexicon, model: SemanticModel) -> set[str]:
    """The datasets that a noun names, by their own name or that of their number."""
    found: set[str] = set()
    for link in lexicon.find(norms_of(noun)):
        if link.kind == "dataset":
            found.add(str(link.target))
        elif link.kind == "metric" and counts_rows(model, str(link.target)):
            found |= base_datasets(model, str(link.target))
    return found


def _brings_about(verb: str, record: str, model: SemanticModel) -> bool:
    """Whether the verb says no more than that there is one: placed, submitted; or the one its number is called by."""
    root = root_of(verb)
    if root in _BRINGING or verb.casefold() in ("had", "have", "has"):
        return True
    dataset = model.datasets[record]
    names = [dataset.fields[dataset.time_field].label.en] if dataset.time_field in dataset.fields else []
    for name, metric in model.metrics.items():
        if counts_rows(model, name) and not metric.filter and base_datasets(model, name) == {record}:
            names += [metric.label.en, *metric.synonyms]
    return any(root_of(word) == root for text in names for word in re.findall(r"[A-Za-z]+", text))
