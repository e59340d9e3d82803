"""The query of a question about one dataset's rows: filters, what they have or lack, numbers, period.

Role: shared by lists, counts and aggregates of fields; where the amount meant is unclear it says so to `rows`.
"""

from __future__ import annotations

import re

from bot.planners.offline.queries.conditions import filters, plain_number, state_conditions
from bot.planners.offline.queries.lacking_rows import counting_measure, rows_of
from bot.planners.offline.queries.reach import is_dated_by_another, is_entity, is_of_new, leaves_rows_out
from bot.planners.offline.queries.task import Task
from bot.planners.offline.queries.times import Span, choose_span, horizon
from bot.planners.offline.stop import not_understood
from bot.read.intent import Intent
from bot.read.normal import norms_of
from bot.read.wording.without_parent import is_parent, name_of
from semantic_layer.metrics.reach import counts_all_of, dataset_reaches
from semantic_layer.model import Dataset, FieldRef, FieldRole, FieldType
from semantic_layer.shape import Condition, QueryShape

_EVER = re.compile(
    r"never|\bhad\b|\byet\b|从未|从来|还没|尚", re.IGNORECASE
)  # told of deeds, not of what it belongs to


class WhichAmount(Exception):
    """A number is said of rows that have several amounts."""

    def __init__(self, refs: list[FieldRef], word: str) -> None:
        super().__init__(word)
        self.refs, self.word = refs, word


def row_shape(task: Task, dataset: str) -> QueryShape:
    """Model, filters and period of a question about one dataset's rows."""
    _refuse_for_own_flag(task, dataset)
    conditions = list(filters(task.model, task.choice.values))
    for said, absent in task.intent.nulls:
        conditions.append(Condition(said.refs[0], "IS NULL" if absent else "IS NOT NULL"))
    dated = is_dated_by_another(task.intent, task.model, dataset)
    if task.intent.without and not dated and task.intent.periods and _is_joined(dataset, task):
        said = [period.words for period in task.intent.periods if period.words]
        raise not_understood(" ".join((words_of(task.intent, "without"), *said)))  # who joined then, or had none then?
    for gone, absent in task.intent.without:
        if is_parent(gone, dataset, task.model) and not dataset_reaches(task.model, gone, FieldRef(dataset, "")):
            if dated or _EVER.search(words_of(task.intent, "without")):
                raise not_understood(words_of(task.intent, "without"))  # since when it has none, nothing tells
            conditions.append(Condition(name_of(gone, task.model), "IS NULL" if absent else "IS NOT NULL"))
            continue
        if dataset == gone or not dataset_reaches(task.model, gone, FieldRef(dataset, "")):
            raise not_understood(words_of(task.intent, "without"))
        conditions.append(_existence(task, gone, absent, dated))
    conditions += [one for one in state_conditions(task) if _is_of_row(task, dataset, one.field)]
    conditions += _number_conditions(task, task.model.datasets[dataset])
    span = Span()
    if (task.intent.periods or task.intent.grain) and not (dated and task.intent.without):
        span = choose_span(task.intent, (), task.question, task.context)
    return QueryShape(task.model.name, where=tuple(conditions), start=span.start, end=span.end)


def _is_joined(dataset: str, task: Task) -> bool:
    """Whether the rows are members that came in on their day (New patients), though they bear no name."""
    return any(is_of_new(task.model, name) for name in counts_of(task, dataset))


def _refuse_for_own_flag(task: Task, dataset: str) -> None:
    """Cancelled bills, where bills have a flag of that name and visits a state: the bills' own is meant, and a filter
    by the visits' would count others."""
    flags = [item for item in task.model.datasets[dataset].fields.values() if item.type is FieldType.BOOLEAN]
    names = [norms_of(word) for item in flags for word in (item.label.zh, item.label.en, item.name.replace("_", " "))]
    for said in task.intent.values:
        if any(ref.dataset == dataset for ref, _ in said.targets):
            continue
        key = norms_of(said.word)
        if any(name[place : place + len(key)] == key for name in names for place in range(len(name))):
            raise not_understood(said.word)


def _is_of_row(task: Task, dataset: str, ref: FieldRef) -> bool:
    if not dataset_reaches(task.model, dataset, ref):
        raise not_understood(words_of(task.intent, "state"))
    return True


def _existence(task: Task, gone: str, absent: bool, dated: bool) -> Condition:
    """Whether there are such rows; of an entity the period said is theirs: no orders this year."""
    op = "NOT EXISTS" if absent else "EXISTS"
    measure = counting_measure(task.intent, gone, task.model)
    inside = rows_of(measure, task.model) if measure else ""
    if not dated:
        return Condition(FieldRef(gone, ""), op, inside=inside)
    time = task.model.datasets[gone].time_field
    span = choose_span(task.intent, (), task.question, task.context)
    loaded = horizon(gone, task.context, True)
    known = span.start and span.end and (loaded is None or span.start <= loaded) and span.other is None
    if not time or not known or task.intent.grain or span.relation or span.grouped:
        raise not_understood(words_of(task.intent, "without"))
    counts = [metric for name, metric in task.model.metrics.items() if is_count_of(task, name, gone)]
    asked = any(piece.deed and gone in piece.datasets() for piece in task.intent.pieces)
    asked = asked and leaves_rows_out(task.model, gone)  # it is confirmed before it is answered
    if counts and all(metric.filter for metric in counts) and not (asked or measure):
        raise not_understood(words_of(task.intent, "without"))  # do cancelled ones count? nothing says so
    moment = task.model.datasets[gone].fields[time].type is FieldType.TIMESTAMP
    return Condition(FieldRef(gone, time), op, (span.start, span.end, *([True] if moment else [])), inside)


def _number_conditions(task: Task, dataset: Dataset) -> list[Condition]:
    found: list[Condition] = []
    for threshold in task.intent.thresholds:
        refs = [ref for ref in threshold.fields if dataset_reaches(task.model, dataset.name, ref)]
        if not threshold.fields and not threshold.metrics:
            refs = amounts_of(dataset)
            if len(refs) > 1:
                refs = [one_amount(task, refs, threshold.word)]
        if len(refs) != 1 or threshold.number is None or threshold.number.unit in {"percent", "points"}:
            raise not_understood(threshold.word)
        found.append(Condition(refs[0], threshold.op, (plain_number(threshold.number.value),)))
        if threshold.until is not None:
            found.append(Condition(refs[0], "<=", (plain_number(threshold.until.value),)))
    return found


def amounts_of(dataset: Dataset) -> list[FieldRef]:
    return [
        FieldRef(dataset.name, item.name)
        for item in dataset.fields.values()
        if item.role is FieldRole.AMOUNT and not item.hidden
    ]


def one_amount(task: Task, refs: list[FieldRef], word: str) -> FieldRef:
    """The amount chosen; where none is, which of them is asked."""
    if task.intent.amount in refs:
        assert task.intent.amount is not None
        return task.intent.amount
    raise WhichAmount(refs, word)


def with_default_period(task: Task, dataset: str, shape: QueryShape) -> QueryShape:
    """Facts counted or averaged without a period take the model's default, as flows do; entities are all counted."""
    if shape.end is not None or not task.model.datasets[dataset].time_field or not task.model.default_period:
        return shape
    if task.intent.states:  # what was ordered in October, what is still open: by that date, whenever it began
        return shape
    if is_entity(task.model, dataset) or any(is_of_new(task.model, n) for n in counts_of(task, dataset)):
        return shape
    span = choose_span(task.intent, (), task.question, task.context)
    return shape.with_(start=span.start, end=span.end)


def is_count_of(task: Task, name: str, dataset: str) -> bool:
    """A metric that is nothing but the number of the dataset's rows, or of some of them."""
    return counts_all_of(task.model, name, dataset)


def counts_of(task: Task, dataset: str) -> list[str]:
    return [name for name in task.model.metrics if is_count_of(task, name, dataset)]


def key_of(task: Task, dataset: str) -> str:
    key = task.model.datasets[dataset].primary_key
    if len(key) != 1:
        raise not_understood(words_of(task.intent, "counted", "calc"))
    return f"{dataset}.{key[0]}"


def words_of(intent: Intent, *roles: str) -> str:
    return " ".join(piece.text for piece in intent.pieces if piece.role in roles)
