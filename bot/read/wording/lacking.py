"""What has not happened to a thing, said by a verb: 没开票的订单, "orders shipped but not invoiced", 没有下过单的客户.

Role: pieces → the same pieces, before verbs are read as measures. The verb stands for the one dataset of the layer that
records it and belongs to what is named; the words become "without" (or "with") that dataset. None or several such
datasets leave the words as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece
from bot.read.wording.done_by import read_done_by
from bot.read.wording.none_of import read_members_by_flag, read_members_by_value, read_none_of
from bot.read.words import Word
from semantic_layer.model import SemanticModel

_NEVER = r"(从来没有?|从未|还没有?|没有?|尚未|未|无)(过|任何)?"
_NOT = (
    r"(?:that |which |who )?"
    r"(?:(?:have|has|had|did|do|does|was|were|are|is)\s*(?:n['’]t| not|n't)|(?:have|has) never|never|not)"
    r"(?: yet| been| ever| had)*"
)
_ANY = r"(?: (?:anything|any|an? order|anything at all|orders?|yet))?"
# (what happened, in Chinese; in English; the nouns under which layers record it)
_DEEDS: tuple[tuple[str, str, str], ...] = (
    (
        r"下过?[单订]|下过?订单|订过?货",
        r"ordered|placed",
        "订单|销售订单|订货单|order|sales order|purchase order|booking",
    ),
    (
        r"开过?具?(发)?票|开过?[账帐]单|开过?单",
        r"invoiced|billed",
        "发票|账单|帐单|开票|invoice|bill|billing|tax invoice",
    ),
    (
        r"发过?货|出过?库|出过?货",
        r"shipped|delivered|dispatched",
        "发货|发货单|出库|出库单|出货单|交货单|运单|shipment|delivery|dispatch",
    ),
    (
        r"回过?款|付过?款|收过?到?款|收到过?款|结过?款|结算过?|付过?钱|到过?账",
        r"paid(?: us| for)?|settled|collected",
        "收款|收款单|回款|回款单|付款|付款单|结算|结算单|缴费|payment|receipt|settlement|collection",
    ),
    (r"理过?赔|赔付过?|索过?赔", r"claimed", "理赔|赔案|索赔|claim"),
    (r"退过?货|退过?款|退过?换", r"returned|refunded", "退货|退货单|退款|退款单|return|refund"),
)


def read_lacking(pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Put "without" and the dataset in the place of the words."""
    nouns = {name for piece in pieces for name in _things(piece)}
    of_values = {ref.dataset for piece in pieces for ref, _ in piece.values()}
    read_none_of(pieces, question, lexicon, model, [(words, names) for words, _, names in _DEEDS])
    read_done_by(pieces, question, lexicon, model)
    for start, end, absent, names in [*_found(question)]:
        covered = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
        whole = covered and pieces[covered[0]].start == start and pieces[covered[-1]].end == end
        if not whole or any(pieces[place].time or pieces[place].datasets() for place in covered):
            continue
        records = {
            str(link.target)
            for name in names.split("|")
            for link in lexicon.find(norms_of(name))
            if link.kind == "dataset"
        }
        fitting = {name for name in records if _belongs(name, nouns or of_values, model)}
        if len(fitting) != 1:
            continue
        (dataset,) = fitting
        word = Word("negation", "without") if absent else Word("operator", "with")
        link = Link("dataset", dataset, "alias", 0.9, question[start:end])
        pieces[covered[0] : covered[-1] + 1] = [
            Piece(start, start, "", words=(word,)),
            Piece(start, end, question[start:end], links=(link,), deed=True),
        ]
    read_members_by_flag(pieces, model)
    read_members_by_value(pieces, model)


def _found(question: str) -> Iterator[tuple[int, int, bool, str]]:
    """(start, end, whether it has not happened, nouns), the last first, so that places stay as they are."""
    found: dict[int, tuple[int, int, bool, str]] = {}
    for chinese, english, names in _DEEDS:
        for pattern, absent in (
            (rf"{_NEVER}({chinese})", True),
            (rf"(已经?|有)({chinese})(?=[^的]{{0,4}}[但却而未没])(但是?|却|而)?", False),
            (rf"\b(?:but|and) (?:not|never)(?: yet| been)* (?:{english})\b", True),
            (rf"\b{_NOT} (?:{english}){_ANY}\b", True),
            (rf"\b(?:{english})(?= (?:but|and) (?:not|never|have|has))", False),
        ):
            for one in re.finditer(pattern, question, re.IGNORECASE):
                found.setdefault(one.end(), (one.start(), one.end(), absent, names))
    yield from sorted(found.values(), reverse=True)


def _things(piece: Piece) -> tuple[str, ...]:
    """The datasets whose members a piece names."""
    return (*piece.datasets(), *(ref.dataset for ref in piece.fields()))


def _belongs(record: str, nouns: set[str], model: SemanticModel) -> bool:
    return any(link.from_dataset == record and link.to_dataset in nouns for link in model.relationships)
