"""By which date something happened, and what a period beside it is of: asked, where the words leave it open.

Role: Intent → the ways to close its `states`, for the planner to offer: a word of several dates, a phrase of time of
several ranges, and members chosen by a date of theirs whose measure has no period of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from bot.planners.offline.doubts import is_bare
from bot.planners.offline.queries.reach import is_balance
from bot.planners.offline.queries.times import choose_span
from bot.planners.offline.questions_back.alternatives import Open
from bot.planners.offline.questions_back.options import MAX_OPTIONS, field_label
from bot.read import ReadContext
from bot.read.intent import Intent, StateSaid
from bot.read.walk import is_light
from bot.read.wording.states import is_axis
from bot.read.wording.stems import stems_of
from bot.turn import Question
from semantic_layer.issues import IssueCode, issue
from semantic_layer.metrics.reach import base_datasets, leaves_of
from semantic_layer.model import FieldType, SemanticModel
from semantic_layer.periods import Grain

_KIND = re.compile(r"(?:\b|_)(status|state|stage|phase|type|kind)(?:\b|_)|状态|阶段|类型|种类", re.IGNORECASE)
_UP_TO = re.compile(r"^\s*(?:by|until|till|up to|on)?\s*(?:the\s+)?(?:end of\s+)?(?:the\s+)?", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:周|星期|礼拜)[一二三四五六日天]", re.IGNORECASE)
_EMPTY = {"zh": "为空", "en": "is empty"}


def states_open(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """The first thing the states leave open; None where they are complete."""
    model = context.layer.model
    for place, said in enumerate(intent.states):
        if len(said.refs) > 1:
            return _which_date(intent, place, question, model)
        if said.candidates:
            return _which_range(intent, place)
        coming = _ahead(intent, place, question, context)
        if coming is not None:
            return coming
    return _which_period(intent, question, context)


def _with(intent: Intent, place: int, said: StateSaid | None) -> Intent:
    states = [*intent.states[:place], *([said] if said else []), *intent.states[place + 1 :]]
    return replace(intent, states=states)


def _which_date(intent: Intent, place: int, question: Question, model: SemanticModel) -> Open:
    said = intent.states[place]
    allowed = [ref for ref in said.refs if question.rights.may_use_field(ref)] or list(said.refs)
    ways: list[tuple[str, Intent]] = []
    for ref in allowed[:MAX_OPTIONS]:
        one = replace(said, refs=(ref,))
        closed = _with(intent, place, one)
        if said.period is not None and is_axis(intent, ref, model):
            closed = replace(_with(intent, place, None), periods=[*intent.periods, said.period], by_own_date=True)
        ways.append((field_label(ref, question.lang, model), closed))
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_WORD, word=said.word, candidates=labels), tuple(ways))


def _which_range(intent: Intent, place: int) -> Open:
    said = intent.states[place]
    ways = tuple(
        (
            f"{period.start} –" if said.open_end else f"{period.start} – {period.end}",
            _with(intent, place, replace(said, period=period, candidates=())),
        )
        for period in said.candidates
    )
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=said.word, candidates=labels), ways)


def _ahead(intent: Intent, place: int, question: Question, context: ReadContext) -> Open | None:
    """Due in December, or by Friday, asked in November: the one to come, or the last one? Elsewhere it is the last."""
    said = intent.states[place]
    period, model = said.period, context.layer.model
    if period is None or period.end >= question.today:
        return None
    words = _UP_TO.sub("", period.words)
    weekday = bool(_WEEKDAY.fullmatch(words))
    if not weekday and not ((period.grain is not None or period.open_start) and is_bare(words)):
        return None
    if not any(stem.ref == said.refs[0] and stem.is_planned for stem in stems_of(model.datasets[said.refs[0].dataset])):
        return None
    week = timedelta(days=7)
    coming = (
        replace(period, start=period.start + week, end=period.end + week)
        if weekday
        else context.calendar.shift(period, 1, Grain.YEAR)
    )
    ways = tuple(
        (
            f"– {one.end}" if period.open_start else f"{one.start} – {one.end}",
            _with(intent, place, replace(said, period=replace(one, words="", open_start=period.open_start))),
        )
        for one in (coming, period)
    )
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=period.words, candidates=labels), ways)


def _which_period(intent: Intent, question: Question, context: ReadContext) -> Open | None:
    """Sales of the stores opened last year: of the default period, or of last year as well?"""
    model = context.layer.model
    names = [name for said in intent.metrics for name in said.names]
    if not names or intent.periods or intent.grain or intent.unresolved or intent.ever or intent.year_before:
        return None
    if all(is_balance(model, name) for name in names):
        return None
    bases = {dataset for name in names for dataset in base_datasets(model, name)}
    of_members = [one for one in intent.states if one.period and one.refs[0].dataset not in bases]
    if not of_members:
        return None
    period = of_members[0].period
    usual = choose_span(intent, names, question, context).period
    if usual is None or period is None:
        return None
    ranges = {(one.start, one.end): one for one in (usual, period)}
    ways = tuple((f"{one.start} – {one.end}", replace(intent, periods=[one])) for one in ranges.values())
    labels = tuple(label for label, _ in ways)
    return Open(issue(IssueCode.AMBIGUOUS_PERIOD, words=of_members[0].period.words, candidates=labels), ways)  # type: ignore[union-attr]


def unclear_state(intent: Intent, question: Question, context: ReadContext) -> str:
    """ "Not shipped last month": of those of last month, as it is now? Or not within it? The former, as it would be
    said; "" where a word says which date the period is of, or the period stands at the noun."""
    model = context.layer.model
    absent = [said for said in intent.states if said.absent and model.field(said.refs[0]).type is not FieldType.BOOLEAN]
    if not absent:
        return ""
    shown = f"{field_label(absent[0].refs[0], question.lang, model)} {_EMPTY.get(question.lang, _EMPTY['en'])}"
    when = ", ".join(f"{one.start} – {one.end}" for one in intent.periods)
    if _may_never(intent, absent[0].refs[0].dataset, model):
        return f"{when}; {shown}" if when else shown
    if not intent.periods or intent.by_own_date:
        return ""
    pieces = [piece for piece in intent.pieces if piece.role != "sign" and not is_light(piece)]
    for place, piece in enumerate(pieces):
        before, after = pieces[max(0, place - 1) : place], pieces[place + 1 : place + 2]
        near = [*before, *after]
        beside = any(one.role == "state" for one in (before if question.text.isascii() else after))
        if piece.role == "period" and (beside or not any(one.links for one in near)):
            return f"{when}; {shown}"
    return ""


def _may_never(intent: Intent, dataset: str, model: SemanticModel) -> bool:
    """Rows of several states or kinds may be of one to which it never happens: a cancelled order is not "not shipped".
    A measure that says itself which rows count, and every value said, have settled that."""
    names = [name for said in intent.metrics for name in said.names]
    filters = [model.metrics[leaf].filter for name in names for leaf in leaves_of(model, name)]
    kinds = {
        field.name
        for field in model.datasets[dataset].fields.values()
        if _KIND.search(f"{field.name} {field.label.zh} {field.label.en}") and field.type is FieldType.STRING
    }
    said = {ref.field for value in intent.values for ref, _ in value.targets if ref.dataset == dataset}
    told = {name for name in kinds if filters and all(f"{dataset}.{name}" in text for text in filters)}
    return bool(kinds - told) and not kinds & said
