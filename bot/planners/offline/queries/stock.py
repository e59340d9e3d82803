"""Counts of rows in a state, and of all there are: by which date such a count goes is said, asked about, or none.

Role: a step of counting rows that no governed metric counts. A state ("ended early", 执行中) is one of today, whatever
the day a row began; with a period said, the date that is called like the state may be meant as well.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.planners.offline.queries.conditions import within
from bot.planners.offline.queries.task import Task
from bot.planners.offline.queries.times import Span, choose_span
from bot.planners.offline.questions_back.options import MAX_OPTIONS, field_label
from bot.planners.offline.stop import Stop, not_understood
from bot.read.intent import ValueSaid
from bot.turn import Ask, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef, FieldType
from semantic_layer.shape import QueryShape

_STATE = re.compile(r"(?:\b|_)(status|stage|phase)(?:\b|_)|状态|阶段", re.IGNORECASE)
_ALL = re.compile(
    r"总数|总共|一共|共有|总计|合计|"
    r"\b(in total|altogether|overall|in all|total number|total count)\b|\bdo we (currently )?have\b",
    re.IGNORECASE,
)
_OF_DATES = re.compile(r"日期|时间|\bdates?\b|\btime\b")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})
_WHOLE = {"zh": "全部，不限日期", "en": "All, whatever their date"}


def counts_all(task: Task) -> bool:
    """租约总数, "how many leases do we have": all there are, where no period is said."""
    return bool(_ALL.search(task.question.text)) and not task.intent.periods and not task.intent.grain


def is_state_now(task: Task, dataset: str) -> bool:
    """How many are active now: a state of today, which no count of those begun in a period tells."""
    intent = task.intent
    return intent.now and not intent.periods and not intent.grain and state_said(task, dataset) is not None


def state_said(task: Task, dataset: str) -> ValueSaid | None:
    """The state that the rows counted are in, as it was said; None where no value names one."""
    declared = task.model.datasets[dataset]
    for said in task.intent.values:
        for ref, _ in said.targets:
            field = declared.fields.get(ref.field) if ref.dataset == dataset else None
            if field and not said.negated and _STATE.search(f"{field.name} {field.label.zh} {field.label.en}"):
                return said
    return None


def ask_by_which_date(task: Task, dataset: str, shape: QueryShape) -> None:
    """Stops where a count of rows in a state leaves open by which date it goes. `shape`: the count of all dates."""
    said = state_said(task, dataset)
    if said is None or not task.model.datasets[dataset].time_field:
        return
    if not task.intent.periods and not task.intent.grain:
        if not counts_all(task) and task.model.default_period:
            _ask_whole_or_default(task, dataset, shape, said)
        return
    others = [ref for ref in _other_dates(task, dataset) if _is_of_state(task, ref, said)]
    if not others:
        return  # the answer says by which date it counts
    span = choose_span(task.intent, (), task.question, task.context)
    if task.intent.grain or task.intent.ranked or span.relation or span.other or span.grouped or span.start is None:
        raise not_understood(said.word)
    options = [_by_own_date(task, dataset, shape, span)]
    for ref in others[: MAX_OPTIONS - 1]:
        bounds = within(task.model, ref, span.start, span.end)
        dated = shape.with_(where=(*shape.where, *bounds), start=None, end=None)
        options.append(Option(_label(task, ref, span), dated.to_sql()))
    _ask(said, options)


def _ask_whole_or_default(task: Task, dataset: str, shape: QueryShape, said: ValueSaid) -> None:
    span = choose_span(replace(task.intent, now=False), (), task.question, task.context)
    whole = Option(_WHOLE.get(task.question.lang, _WHOLE["en"]), shape.to_sql())
    _ask(said, [whole, _by_own_date(task, dataset, shape, span)])


def _by_own_date(task: Task, dataset: str, shape: QueryShape, span: Span) -> Option:
    ref = FieldRef(dataset, task.model.datasets[dataset].time_field)
    return Option(_label(task, ref, span), shape.with_(start=span.start, end=span.end).to_sql())


def _label(task: Task, ref: FieldRef, span: Span) -> str:
    return f"{field_label(ref, task.question.lang, task.model)}: {span.start} – {span.end}"


def _other_dates(task: Task, dataset: str) -> list[FieldRef]:
    declared = task.model.datasets[dataset]
    refs = [
        FieldRef(dataset, field.name)
        for field in declared.fields.values()
        if field.type in _DATES and field.name != declared.time_field and not field.hidden
    ]
    return [ref for ref in refs if task.question.rights.may_use_field(ref)]


def _is_of_state(task: Task, date: FieldRef, said: ValueSaid) -> bool:
    """Whether a date is called like the state: 退租日 and 提前退租, "date lost" and "lost"."""
    field = task.model.field(date)
    called = _stems(f"{field.label.zh} {field.label.en} {' '.join(field.synonyms)}")
    names = [said.word]
    for ref, value in said.targets:
        names += [value, *task.model.field(ref).value_synonyms.get(value, ())]
    return bool(called & _stems(" ".join(names)))


def _stems(text: str) -> set[str]:
    """Pairs of Chinese characters, and the beginnings of English words."""
    plain = _OF_DATES.sub(" ", text.casefold())
    pairs = {run[place : place + 2] for run in _HAN.findall(plain) for place in range(len(run) - 1)}
    return pairs | {word[:5] for word in re.findall(r"[a-z]{4,}", plain)}


def _ask(said: ValueSaid, options: list[Option]) -> None:
    labels = tuple(option.label for option in options)
    raise Stop(Ask(issue(IssueCode.AMBIGUOUS_WORD, word=said.word, candidates=labels), tuple(options)))
