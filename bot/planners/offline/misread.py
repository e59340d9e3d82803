"""Readings in which a word was taken for something else of the same name: the answer would be of another thing.

Role: a look at an Intent before anything is planned, follow-ups included. Stops with the word. A deed goes with its own
period, an amount of money tells nobody's number, a blank amount is no "without", and the kinds of movements that make a
balance do not narrow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.planners.offline.stop import decline, not_understood
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.read.normal import is_han, norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_light
from bot.turn import Question
from semantic_layer.issues import IssueCode
from semantic_layer.metrics.reach import base_datasets, counts_rows
from semantic_layer.model import FieldRef, FieldRole, FieldType, SemanticModel

_DONE = r"(?:\w+ed|sold|bought|paid|sent|made|begun|won|lost|written|taken|given|left|built|held|met|done|gone|shipped)"
_INTO = r"\s+(?:(?:in|during|within|on|over|the|sometime|for|by|since)\s+)*"
_LISTED_DEEDS = re.compile(
    rf"\b({_DONE})\s*(?:,|/|\band\b|\bor\b|&)+\s*(?:(?:then|also|were|was|are)\s+)*$", re.IGNORECASE
)
_NEXT_DEED = re.compile(rf"\s*(?:,|/|\band\b|\bor\b|&)+\s*(?:(?:then|also|were|was|are)\s+)*{_DONE}\b", re.IGNORECASE)
_DEED_BEFORE = re.compile(rf"\b({_DONE}){_INTO}$", re.IGNORECASE)
_HOW_MANY = re.compile(r"how many|number of", re.IGNORECASE)
_TO_DATE = re.compile(r"\b(mtd|qtd|wtd|month[- ]to[- ]date|quarter[- ]to[- ]date|week[- ]to[- ]date)\b", re.IGNORECASE)
_LONGEST = {"m": 31, "q": 92, "w": 7}  # days
_MONEY = re.compile(r"[钱元块]|\b(?:dollars?|euros?|pounds?|yuan|rmb|usd|cny)\b", re.IGNORECASE)
_OF_MONEY = re.compile(r"(?:额|款|(?<!消)费用?|收入|金|成本|利润|毛利|价|账|值)$")
_NUMBERED = re.compile(r"(?:no\.?|#|第)?\s*\d{1,3}\s*\D?", re.IGNORECASE)
_MANY = 200
_QUANTITIES = frozenset({FieldRole.AMOUNT, FieldRole.BALANCE, FieldRole.RATE})


def refuse_misread(intent: Intent, question: Question, context: ReadContext) -> None:
    """Stop where a word stands for another thing than the one it was read as."""
    model = context.layer.model
    _deed_that_is_asked_for(intent)
    _date_of_one_of_them(intent, model)
    _deeds_of_one_period(intent, question.text)
    _money_for_members(intent, question.text, context)
    _blank_amount(intent, model)
    _kind_of_movement(intent, model)
    _members_by_another(intent, context)
    _longer_than_its_unit(intent)


def _deed_that_is_asked_for(intent: Intent) -> None:
    """10月收费多少钱，退费多少钱; 10月收费、退费: 收费 is one of the things asked for, and no date of the others."""
    for place, piece in enumerate(intent.pieces):
        if piece.state is None or piece.state.absent is not None or not is_han(piece.text[:1]):
            continue
        behind = intent.pieces[place + 1 : place + 3]
        if not behind:
            continue
        unit = len(behind) > 1 and bool(behind[1].metrics()) and not is_joint(behind[0])  # 下单多少单: rows by that day
        asks = behind[0].is_word("question", "how_much") or behind[0].text.startswith("多少")
        listed = len(behind) > 1 and is_joint(behind[0]) and bool(behind[1].metrics())
        if listed or (asks and not unit):
            raise not_understood(piece.text)


def _date_of_one_of_them(intent: Intent, model: SemanticModel) -> None:
    """10月发货订单数和退款额: the refunds of October, or those of what was shipped then? A date of the rows of one
    measure is none of the other's."""
    bases = [base_datasets(model, name) for said in intent.metrics for name in said.names]
    for said in intent.states:
        owners = {ref.dataset for ref in said.refs}
        own = [owners <= base for base in bases]
        if said.absent is None and any(own) and not all(own):
            raise not_understood(said.word)


# ---- English deeds and their periods


def _deeds_of_one_period(intent: Intent, text: str) -> None:
    """ "Opened and resolved in October", "ordered in September received in October": each deed has a period behind it
    and is read as a date of the rows, or the words are named."""
    if not any(piece.time and piece.time.kind == "period" for piece in intent.pieces):
        return
    for piece in intent.pieces:
        if piece.state is None or not piece.text.isascii() or piece.state.absent is not None:
            continue
        listed = _LISTED_DEEDS.search(text[: piece.start])
        if listed or _NEXT_DEED.match(text, piece.end):
            raise not_understood(f"{listed.group(1) if listed else ''} {piece.text}".strip())
    deeds = [*_dated_deeds(intent.pieces, text)]
    if len(deeds) < 2:
        return
    unread = [word for word, piece in deeds if piece is None or not (piece.state is not None or piece.metrics())]
    several = any(piece is not None and piece.state is not None for _, piece in deeds) and len(intent.periods) > 1
    if unread or several:
        raise not_understood(" ".join(unread or [word for word, _ in deeds]))


def _dated_deeds(pieces: Sequence[Piece], text: str) -> Iterator[tuple[str, Piece | None]]:
    """(a word for what was done, with a period right behind it; the piece that it is part of)."""
    for time in pieces:
        if time.time is None or time.time.kind != "period":
            continue
        found = _DEED_BEFORE.search(text[: time.start])
        if found:
            yield found.group(1), next((one for one in pieces if one.start < found.end(1) <= one.end), None)


# ---- members, amounts and balances


def _money_for_members(intent: Intent, text: str, context: ReadContext) -> None:
    """消费的会员有多少: how many there are, which no amount of money tells; the noun stands last in what was read as an
    amount, or the number is asked for right before it. "How many" asks for no money at all."""
    model = context.layer.model
    if intent.counted or intent.thresholds or intent.which or intent.groups or _MONEY.search(text):
        return
    for said in intent.metrics:
        if any(model.metrics[name].unit.kind != "currency" and not _adds_money(name, model) for name in said.names):
            continue
        place = next(index for index, one in enumerate(intent.pieces) if one is said.piece)
        near = [one for one in intent.pieces[:place] if not is_light(one) or one.is_word("calc", "count")][-1:]
        number = bool(near) and near[0].is_word("calc", "count") and not near[0].links
        ends = _is_noun(said.word[-2:], context) and not _is_called(said.word, said.names, model)
        spoken = said.piece.verb or any(_is_noun(said.word[:size], context) for size in range(2, len(said.word)))
        spoken = spoken and not _OF_MONEY.search(said.word)  # 有多少会员消费, and neither 有多少收入 nor 有多少订单金额
        begins = number and (_HOW_MANY.match(near[0].text) or (is_han(near[0].text[:1]) and spoken))
        if ends or begins:
            raise not_understood(said.word)


def _adds_money(name: str, model: SemanticModel) -> bool:
    """An amount without a unit of its own: the sum of amounts."""
    metric = model.metrics[name]
    return metric.unit.kind == "none" and "SUM(" in metric.expression.upper()


def _is_noun(word: str, context: ReadContext) -> bool:
    return (
        len(word) > 1
        and is_han(word[0])
        and any(link.kind == "dataset" for link in context.lexicon.find(norms_of(word)))
    )


def _is_called(word: str, names: Sequence[str], model: SemanticModel) -> bool:
    labels = {one for name in names for one in (model.metrics[name].label.zh, *model.metrics[name].synonyms)}
    return word in labels


def _blank_amount(intent: Intent, model: SemanticModel) -> None:
    """Sales without freight: less the freight, and not those of whose freight nothing is known. Without test accounts:
    those that are none, and not those of which it is blank."""
    for said, absent in intent.nulls:
        if absent and any(
            ref.dataset in model.datasets and model.field(ref).type is FieldType.BOOLEAN for ref in said.refs
        ):
            raise not_understood(said.word)
        amounts = [ref for ref in said.refs if ref.dataset in model.datasets and model.field(ref).role in _QUANTITIES]
        if absent and amounts and any(not counts_rows(model, name) for one in intent.metrics for name in one.names):
            raise not_understood(said.word)


def _kind_of_movement(intent: Intent, model: SemanticModel) -> None:
    """充值 beside a balance made of movements: what was paid in is a measure of its own, and no part of the balance."""
    for metric in (name for said in intent.metrics for name in said.names):
        if not model.metrics[metric].from_inception:
            continue
        rows = base_datasets(model, metric)
        for said in intent.values:
            for ref, _ in said.targets:
                telling = re.compile(rf"\b{ref.dataset}\.{ref.field}\b")
                others = [one for name, one in model.metrics.items() if name != metric]
                if ref.dataset in rows and any(telling.search(one.filter or one.expression) for one in others):
                    raise not_understood(said.word)


def _members_by_another(intent: Intent, context: ReadContext) -> None:
    """How many accounts are not test accounts: of the accounts, and not of those that another measure calls so."""
    model = context.layer.model
    own = {ref.dataset for said in intent.states for ref in said.refs if model.field(ref).type is FieldType.BOOLEAN}
    for said in intent.metrics:
        nouns = {link.target for link in context.lexicon.find(norms_of(said.word)) if link.kind == "dataset"}
        if nouns & own and not any(base_datasets(model, name) & nouns for name in said.names):
            raise not_understood(f"{said.word} {intent.states[0].word}")


def _longer_than_its_unit(intent: Intent) -> None:
    """Mtd of last year read as the year to that day: a month to date is no longer than a month."""
    for period in intent.periods:
        found = _TO_DATE.search(period.words or "")
        if found and not period.open_start and period.days > _LONGEST[found.group(1)[0].casefold()]:
            raise decline(IssueCode.UNRESOLVED_PERIOD, words=period.words)


# ---- counts


def refuse_count_of(ref: FieldRef, word: str, context: ReadContext) -> None:
    """The different values of a flag are two, whoever is asked for; those of an amount are no number of anything; and
    labels that begin anew in each of several (1栋, 2栋 …) are fewer than what bears them."""
    field = context.layer.model.field(ref)
    found = [value for value, _ in context.index.counted(ref, _MANY)] if context.index is not None else []
    values = field.values or found
    flag = field.type is FieldType.BOOLEAN or (0 < len(values) <= 2 and all(len(value) == 1 for value in values))
    belongs = any(link.from_dataset == ref.dataset for link in context.layer.model.relationships)
    numbered = belongs and 2 * sum(bool(_NUMBERED.fullmatch(value)) for value in values) >= max(len(values), 1)
    if flag or numbered or field.role in (FieldRole.FLAG, *_QUANTITIES):
        raise not_understood(word)
