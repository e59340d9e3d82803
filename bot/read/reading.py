"""read_question: the words of a question, linked to the layer; periods resolved; what is left unexplained.

Role: the first step of the pipeline. Never fails: what cannot be read is in the Reading's `unexplained`. A candidate is
never dropped in silence: a word of several meanings keeps them all in the Intent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.read.asking.each_within import read_each_within
from bot.read.asking.in_thread import drop_said_again, point_at_unit
from bot.read.asking.loose import loose_words
from bot.read.asking.unit_ends import read_unit_ends
from bot.read.asking.widened import widen
from bot.read.context import ReadContext
from bot.read.intent import Intent
from bot.read.interpret import interpret
from bot.read.leaning import follows
from bot.read.lexicon import Link
from bot.read.normal import Token, tokenize
from bot.read.periods.slips import mended
from bot.read.pieces import Piece
from bot.read.repair import is_slip, repair
from bot.read.segment import Given, cut
from bot.read.shorthand import written_out
from bot.read.times import anchor_relations, read_change, read_since, read_times, read_today
from bot.read.wording.apposition import read_apposition
from bot.read.wording.asked_deeds import asked_deeds
from bot.read.wording.attainment import read_attainment
from bot.read.wording.basis import read_basis
from bot.read.wording.bound import read_bound
from bot.read.wording.bounds import read_reaching
from bot.read.wording.count_each import read_count_each
from bot.read.wording.deducted import read_deducted
from bot.read.wording.denied import read_denied
from bot.read.wording.differing import read_differing, read_points
from bot.read.wording.flagged import read_flagged
from bot.read.wording.in_haste import read_in_haste
from bot.read.wording.kinds import read_kinds
from bot.read.wording.lacking import read_lacking
from bot.read.wording.losses import name_losses
from bot.read.wording.of_answer import read_of_answer
from bot.read.wording.own_name import read_own_name
from bot.read.wording.partial import read_partial
from bot.read.wording.planned import read_planned
from bot.read.wording.row_units import read_row_units
from bot.read.wording.spent_on import read_spent_on
from bot.read.wording.split_names import split_names
from bot.read.wording.states import read_states
from bot.read.wording.stems import stems_of
from bot.read.wording.still_open import read_still_open
from bot.read.wording.verbs import read_verbs
from bot.turn import Question, Reading, Span, ValueMatch
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef

MAX_CHARACTERS = 2_000


def read_question(question: Question, context: ReadContext) -> Reading:
    """Read one question. A text over MAX_CHARACTERS is not read at all: the planner refuses it."""
    text = question.text
    if not text.strip() or len(text) > MAX_CHARACTERS:
        return Reading(text, question.lang)
    question = written_out(question, context)
    intent = _interpret(question, context)
    if not follows(question, intent):
        anchor_relations(intent, question.today, context.calendar)
    return _reading(question, intent)


def _interpret(question: Question, context: ReadContext) -> Intent:
    pieces = cut_question(question.text, question, context)
    read_in_haste(pieces, question.text, context.layer.model)
    read_own_name(pieces, question.text, context.layer.model)
    read_kinds(pieces, context.layer.model)
    read_each_within(pieces, context.lexicon)
    read_apposition(pieces)
    read_reaching(pieces, context.layer.model)
    read_partial(pieces, question.text, question.rights, context)
    read_states(pieces, question.text, context.lexicon, context.layer.model)
    read_flagged(pieces, context.layer.model)
    read_lacking(pieces, question.text, context.lexicon, context.layer.model)
    read_denied(pieces, question.text, context.lexicon)
    read_still_open(pieces, question.text, context.lexicon, context.layer.model)
    read_of_answer(pieces, question, context.layer.model)
    read_spent_on(pieces, question.text, context.lexicon, context.layer.model)
    read_count_each(pieces, context.layer.model)
    read_row_units(pieces, context.lexicon, context.layer.model)
    read_verbs(pieces, question.text, context.lexicon, context.layer.model)
    read_planned(pieces, question.text, context.layer.model)
    name_losses(pieces, context.lexicon)
    read_attainment(pieces, context.layer.model)
    read_basis(pieces, context.layer.model)
    read_deducted(pieces, question.text, context.layer.model, bool(question.history))
    read_points(pieces, context.layer.model)
    read_differing(pieces, question.text, context.lexicon)
    read_bound(pieces, question.text, context.layer.model)
    intent = interpret(pieces, question.text, context.layer.model)
    read_unit_ends(intent, context.layer.model)
    read_change(intent, question.text, context.layer.model)
    read_since(intent, context)
    read_today(intent, question.today, context)
    drop_said_again(intent, question, context)
    point_at_unit(intent, question, context.calendar)
    widen(intent, question)
    intent.unexplained += loose_words(intent, question, context.layer.model)
    return intent


def cut_question(text: str, question: Question, context: ReadContext) -> list[Piece]:
    """The pieces of a text asked on the question's day, with everything each may mean."""
    tokens = tokenize(text)
    times = read_times(text, question.lang, question.today, context)
    values = [*split_names(tokens, context.lexicon, context.layer.model), *asked_deeds(tokens, context.lexicon)]
    pieces = cut(text, tokens, context.lexicon, [*times, *values])
    from_index = _from_index(text, question.rights, tokens, pieces, context)
    if from_index:
        values = [*values, *from_index]
        pieces = cut(text, tokens, context.lexicon, [*times, *values])
    unknown = [(piece.start, piece.end) for piece in pieces if not piece.known]
    misspelt = mended(text, unknown, is_slip) if unknown else None
    if misspelt is not None:
        times = _moved(read_times(misspelt[0], question.lang, question.today, context), misspelt[1])
        pieces = cut(text, tokens, context.lexicon, [*times, *values])
    if any(not piece.known for piece in pieces):
        repaired = repair(text, tokens, pieces, context.lexicon)
        if repaired:
            values = [*values, *repaired]
            pieces = cut(text, tokens, context.lexicon, [*times, *values])
    deeds = _deeds_cut_across(text, pieces, context)
    if deeds:
        again = cut(text, tokens, context.lexicon, [*times, *values, *deeds])
        pieces = again if _left_over(again) < _left_over(pieces) else pieces
    hidden = _hidden_times(pieces, times) if misspelt is None else []
    if hidden:
        masked = "".join(" " if any(p.start <= i < p.end for p in hidden) else c for i, c in enumerate(text))
        times = read_times(masked, question.lang, question.today, context)
        pieces = cut(text, tokens, context.lexicon, [*times, *values])
    return pieces


def _moved(times: Sequence[Given], places: Sequence[int]) -> list[Given]:
    """Stretches of a mended text as stretches of the one that was typed."""
    return [replace(one, start=places[one.start], end=places[one.end - 1] + 1) for one in times]


def _left_over(pieces: Sequence[Piece]) -> int:
    return sum(piece.end - piece.start for piece in pieces if not piece.known)


def _deeds_cut_across(text: str, pieces: Sequence[Piece], context: ReadContext) -> list[Given]:
    """上个月结案, where 月结 is a name: a word for a date of the rows, of which a part is left over."""
    unknown = [piece for piece in pieces if not piece.known and not piece.text.isascii()]
    if not unknown:
        return []
    stems = [stem for dataset in context.layer.model.datasets.values() for stem in stems_of(dataset)]
    words = {stem.words[0] for stem in stems if stem.is_chinese}
    found = [one.span() for word in words for one in re.finditer(re.escape(word), text)]
    cut_up = [one for one in found if not any(piece.start <= one[0] and one[1] <= piece.end for piece in unknown)]
    return [Given(*one) for one in cut_up if any(piece.start < one[1] and one[0] < piece.end for piece in unknown)]


def _hidden_times(pieces: Sequence[Piece], given: Sequence[Given]) -> list[Piece]:
    """Names of the layer that swallowed a word of time ("year-end stock"): the period reader must not see it."""
    times = [item for item in given if item.time]
    return [
        piece
        for piece in pieces
        if piece.links
        and piece.time is None
        and any(item.start < piece.end and piece.start < item.end for item in times)
    ]


def _from_index(
    text: str, rights: Rights, tokens: Sequence[Token], pieces: Sequence[Piece], context: ReadContext
) -> list[Given]:
    """Values of the warehouse's columns. A hit never ends inside a word; guesses only where words are left, and never
    at values that the asker may not see."""
    if context.index is None:
        return []
    explained = [(piece.start, piece.end) for piece in pieces if piece.known]
    starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
    found: dict[tuple[int, int], list[Link]] = {}
    for hit in context.index.find(text, explained):
        guessed = hit.source in {"pinyin", "fuzzy"}
        if guessed and (rights.rows or not rights.may_use_field(hit.field)):
            continue
        if hit.start in starts and hit.end in ends:
            source = hit.source if hit.source in {"alias", "pinyin", "fuzzy"} else "value"
            link = Link("value", (hit.field, hit.value), source, hit.confidence, hit.value)
            found.setdefault((hit.start, hit.end), []).append(link)
    return [Given(start, end, tuple(links)) for (start, end), links in found.items()]


# ---- the Reading


def _reading(question: Question, intent: Intent) -> Reading:
    fields: list[FieldRef] = [said.refs[0] for said in intent.groups if len(said.refs) == 1]
    metrics = [said.names[0] for said in intent.metrics if len(said.names) == 1]
    values = [
        ValueMatch(said.targets[0][0], said.targets[0][1], said.negated, _span(said.piece))
        for said in intent.values
        if len(said.targets) == 1
    ]
    return Reading(
        question=question.text,
        lang=question.lang,
        spans=tuple(_span(piece) for piece in intent.pieces if piece.role != "sign"),
        metrics=tuple(dict.fromkeys(metrics)),
        fields=tuple(dict.fromkeys(fields)),
        values=tuple(values),
        periods=tuple(intent.periods),
        grain=intent.grain,
        chart=intent.chart,
        limit=intent.limit,
        descending=intent.descending,
        unexplained=tuple(intent.unexplained),
        is_follow_up=follows(question, intent),
        intent=intent,
    )


_KINDS = {
    "period": "period",
    "relation": "compare",
    "asked_grain": "question",
    "average": "calc",
    "context": "period",
    "unresolved": "period",
    "grain": "grain",
    "chart": "chart",
    "negation": "negation",
    "without": "negation",
    "negated": "value",
    "value": "value",
    "threshold": "operator",
    "order": "order",
    "limit": "limit",
    "which": "question",
    "when": "question",
    "calc": "calc",
    "compare": "compare",
    "share": "share",
    "group": "field",
    "counted": "dataset",
    "anchor": "dataset",
    "column": "field",
    "number": "field",
    "subject": "field",
    "noun": "field",
    "metric": "metric",
    "follow": "follow",
    "definition": "definition",
    "detail": "operator",
    "now": "period",
    "future": "operator",
    "state": "operator",
}


def _span(piece: Piece) -> Span:
    """The piece as the rest of the pipeline sees it."""
    kind = _KINDS.get(piece.role, "filler")
    if piece.time is not None:
        target = piece.time.period or piece.time.grain or piece.time.relation
        return Span(piece.start, piece.end, piece.text, kind, target, "grammar")  # type: ignore[arg-type]
    if piece.links:
        first = piece.links[0]
        target = first.target if len(piece.links) == 1 else tuple(link.target for link in piece.links)
        return Span(piece.start, piece.end, piece.text, kind, target, first.source, first.confidence)  # type: ignore[arg-type]
    known = 1.0 if piece.known else 0.0
    return Span(piece.start, piece.end, piece.text, kind, None, "grammar", known)  # type: ignore[arg-type]
